/* projector: a clock beside a step. The keys between steps come from cms/js/projector.js; everything else works without this file. */
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

  clock.querySelector("[data-clock-buttons]").hidden = false;
  start.addEventListener("click", toggle);
  clock.querySelector("[data-clock-reset]").addEventListener("click", reset);
  show();

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const pressed = event.target.closest("button, a, input");
    if (event.key === " " && !pressed) { event.preventDefault(); toggle(); }
    else if (event.key === "r" || event.key === "R" || event.code === "KeyR") reset();
  });
})();
