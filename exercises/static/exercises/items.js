/* Enhancement only: every item can be answered without this file. It records in which order sources were opened, and gives guesses a slider.
   Whoever puts items into the page afterwards says so: document.dispatchEvent(new Event("items")). */
{
  // Sources in the order in which they were opened.
  document.addEventListener("change", (event) => {
    if (event.target.name !== "opened") return;
    const path = event.target.form.querySelector("[data-path]");
    if (path && event.target.checked) path.value = `${path.value} ${event.target.value}`.trim();
  });

  // A slider beside the field for a guess.
  const slider = (field) => {
    const range = document.createElement("input");
    range.type = "range";
    range.min = field.dataset.low; range.max = field.dataset.high; range.step = field.dataset.step;
    range.className = "estimate__range";
    // Another hand on the same field: who uses a keyboard or a screen reader has the field itself.
    range.tabIndex = -1;
    range.setAttribute("aria-hidden", "true");
    range.classList.toggle("estimate__range--untouched", !field.value);
    range.value = field.value ? field.value.replace(",", ".") : range.min;
    range.addEventListener("input", () => { range.classList.remove("estimate__range--untouched"); field.value = range.value.replace(".", field.dataset.comma || "."); });
    field.addEventListener("input", () => { const typed = Number(field.value.replace(",", ".")); if (!Number.isNaN(typed)) range.value = typed; });
    field.after(range);
    field.dataset.slides = "";
  };

  const enhance = () => document.querySelectorAll("input[data-low]:not([data-slides])").forEach(slider);
  document.addEventListener("items", enhance);
  enhance();
}
