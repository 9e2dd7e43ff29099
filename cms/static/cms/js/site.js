/* Enhancement only: every page works without this file. It stands in the head and is short, so that a chosen theme is there before
   the first paint; what needs the page waits for it. */
{
  const root = document.documentElement;
  try {
    const kept = localStorage.getItem("theme");
    if (kept === "light" || kept === "dark") root.dataset.theme = kept;
  } catch { /* storage is blocked: the system's theme it is */ }

  const themeSwitch = (button) => {
    const isDark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
    const tell = () => button.setAttribute("aria-pressed", String(isDark()));
    button.hidden = false;
    tell();
    button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      tell();
      try { localStorage.setItem("theme", root.dataset.theme); } catch { /* for this page only */ }
    });
  };

  // The language list closes on Escape and on a click elsewhere.
  const langSwitch = (menu) => {
    document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  };

  // Leave quickly: by the link or by Escape twice. The page is replaced, so that "back" does not return to it.
  const quickExit = (link) => {
    const leave = () => { document.body.hidden = true; location.replace(link.href); };
    let last = -Infinity;
    link.addEventListener("click", (event) => { event.preventDefault(); leave(); });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      if (event.timeStamp - last < 1500) leave();
      last = event.timeStamp;
    });
    for (const hint of document.querySelectorAll("[data-quick-exit-hint]")) hint.hidden = false;
  };

  const start = () => {
    const each = (selector, enhance) => document.querySelectorAll(selector).forEach(enhance);
    each("[data-theme-switch]", themeSwitch);
    each(".lang-switch", langSwitch);
    each("[data-quick-exit]", quickExit);
    each("[data-print]", (button) => { button.hidden = false; button.addEventListener("click", () => print()); });
    addEventListener("beforeprint", () => each("details.more", (folded) => { folded.open = true; }));
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
}
