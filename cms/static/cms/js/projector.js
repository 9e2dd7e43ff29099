/* projector: keys for slides on the wall, be the ways between them links or buttons. Everything works without this file. */
(() => {
  const onward = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
  const back = onward === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
  const hint = document.querySelector("[data-keys]");
  if (hint) hint.hidden = false;

  const go = (event, name) => {
    const way = document.querySelector(`[data-${name}]`);
    if (!way) return;
    event.preventDefault();
    way.click();
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "PageDown") return go(event, "next");
    if (event.key === "PageUp") return go(event, "previous");
    if (event.target.closest("input, select, textarea")) return; // these keys are for what is typed there
    if (event.key === onward) go(event, "next");
    else if (event.key === back) go(event, "previous");
    else if (event.key === "f" || event.key === "F" || event.code === "KeyF") {
      if (document.fullscreenElement) document.exitFullscreen();
      else document.documentElement.requestFullscreen?.();
    }
  });
})();
