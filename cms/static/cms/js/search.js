/* Titles while one types. Enhancement only: without this file the field is a plain form. ARIA's editable combobox with a list: the focus
   stays in the field, arrows walk, Enter goes to the chosen page or sends the form, Escape closes. */
{
  const PAUSE = 150; // milliseconds without a key
  const LEAST = 2; // letters

  const enhance = (form) => {
    const [field, list, status] = [".search__input", ".search__list", "[role=status]"].map((part) => form.querySelector(part));
    const { suggest } = form.dataset;
    let chosen = -1, asked, pause;

    const choose = (place) => {
      chosen = place;
      [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === place)));
      const option = list.children[place];
      field.setAttribute("aria-activedescendant", option ? option.id : "");
      option?.scrollIntoView({ block: "nearest" });
    };
    const open = (isOpen) => {
      list.hidden = !isOpen;
      field.setAttribute("aria-expanded", String(isOpen));
      choose(-1);
    };
    const close = () => {
      clearTimeout(pause);
      asked?.abort();
      status.textContent = "";
      open(false);
    };

    const optionOf = ({ title, url, kind }, place) => {
      const option = document.createElement("a");
      Object.assign(option, { className: "search__option", id: `${list.id}-${place}`, href: url, tabIndex: -1 });
      option.setAttribute("role", "option");
      option.append(Object.assign(document.createElement("bdi"), { textContent: title }));
      if (kind) option.append(" ", Object.assign(document.createElement("span"), { className: "search__kind", textContent: kind }));
      return option;
    };

    const ask = async () => {
      clearTimeout(pause);
      asked?.abort();
      const query = field.value.trim();
      if (query.length < LEAST) { close(); return; }
      const { signal } = asked = new AbortController();
      const url = new URL(suggest, location.href);
      url.searchParams.set("q", query);
      try {
        const answer = await fetch(url, { signal });
        if (!answer.ok) throw answer;
        const { entries, announcement } = await answer.json();
        list.replaceChildren(...entries.map(optionOf));
        open(entries.length > 0);
        status.textContent = announcement;
      } catch {
        if (!signal.aborted) close(); // the form still works
      }
    };

    const keys = {
      ArrowDown: () => walk(1),
      ArrowUp: () => walk(-1),
      Enter: () => list.children[chosen]?.click(),
      Escape: close, // it goes on to the page as well: pressed twice it may mean "leave quickly"
    };
    const walk = (by) => {
      if (list.hidden) { ask(); return; }
      const places = list.children.length + 1; // one of them is the field itself
      choose((chosen + 1 + by + places) % places - 1);
    };
    field.addEventListener("keydown", (event) => {
      const { key, isComposing } = event;
      if (isComposing || !keys[key] || (key === "Enter" && chosen < 0) || (key === "Escape" && list.hidden)) return;
      event.preventDefault();
      keys[key]();
    });
    field.addEventListener("input", () => { clearTimeout(pause); pause = setTimeout(ask, PAUSE); });
    field.addEventListener("blur", close);
    form.addEventListener("submit", close);
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the field
    list.addEventListener("click", close);

    // A combobox is a field for text; what a search field adds (Escape empties it) would be in the way.
    field.type = "text";
    const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
    for (const [name, value] of Object.entries(attributes)) field.setAttribute(name, value);
    form.removeAttribute("data-suggest"); // once is enough, however often this file stands in a page
  };
  document.querySelectorAll(".search[data-suggest]").forEach(enhance);
}
