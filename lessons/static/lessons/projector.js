/* projector: keys and a clock. Everything else works without this file. */
(() => {
  const clock = document.querySelector("[data-clock]");
  const face = clock.querySelector("[data-clock-face]");
  const start = clock.querySelector("[data-clock-start]");
  const words = { start: start.textContent, stop: start.dataset.stop };
  const whole = Number(clock.dataset.clock) * 60;
  let left = whole;
  let due = 0; // when the time is up, by a clock that does not stand still in a hidden tab
  let beat = 0;

  const show = () => {
    const over = left < 0;
    const seconds = Math.abs(Math.round(left));
    const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    face.textContent = over ? `+${text}` : text;
    face.dir = "ltr";
    face.setAttribute("aria-label", over ? `${text} ${clock.dataset.late}` : text);
    clock.classList.toggle("clock--late", over);
  };
  const tick = () => { left = (due - Date.now()) / 1000; show(); };
  const toggle = () => {
    if (beat) { clearInterval(beat); beat = 0; tick(); }
    else { due = Date.now() + left * 1000; beat = setInterval(tick, 250); }
    start.textContent = beat ? words.stop : words.start;
  };
  const reset = () => {
    if (beat) toggle();
    left = whole;
    show();
  };
  const go = (name) => { const link = document.querySelector(`[data-${name}]`); if (link) location.assign(link.href); };

  clock.querySelector("[data-clock-buttons]").hidden = false;
  document.querySelector("[data-keys]").hidden = false;
  start.addEventListener("click", toggle);
  clock.querySelector("[data-clock-reset]").addEventListener("click", reset);
  show();

  const onward = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
  const back = onward === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const pressed = event.target.closest("button, a, input");
    if (event.key === onward || event.key === "PageDown") go("next");
    else if (event.key === back || event.key === "PageUp") go("previous");
    else if (event.key === " " && !pressed) { event.preventDefault(); toggle(); }
    else if (event.key === "r" || event.key === "R") reset();
    else if (event.key === "f" || event.key === "F") {
      if (document.fullscreenElement) document.exitFullscreen();
      else document.documentElement.requestFullscreen?.();
    }
  });
})();
