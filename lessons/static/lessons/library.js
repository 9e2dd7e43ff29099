/* The library without reloading. Without this file all is plain forms and links. */
{
  const library = document.querySelector("[data-library]");
  const field = document.querySelector(".search__input");
  const status = document.querySelector("[data-library-status]");
  let asked, pause;

  const tidy = () => { library.querySelector(".results-bar__sort button")?.setAttribute("hidden", ""); };

  const swap = (fresh) => {
    const { name, value, type } = document.activeElement;
    for (const part of library.querySelectorAll("[data-swap]")) {
      const open = [...part.querySelectorAll("details")].map((details) => details.open);
      part.replaceChildren(...fresh.querySelector(`[data-swap="${part.dataset.swap}"]`).childNodes);
      part.querySelectorAll("details").forEach((details, place) => { details.open = open[place]; });
    }
    document.title = fresh.title;
    tidy();
    if (name && name !== "q") library.querySelector(`[name="${name}"]${type === "checkbox" ? `[value="${value}"]` : ""}`)?.focus({ preventScroll: true });
    status.textContent = library.querySelector("#found").textContent;
  };

  const show = async (url, how = "pushState") => {
    asked?.abort();
    const { signal } = asked = new AbortController();
    try {
      const answer = await fetch(url, { signal });
      if (!answer.ok) throw answer;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (how) history[how](null, "", url);
      swap(fresh);
    } catch (fault) {
      if (!signal.aborted) location.assign(url);
    }
  };

  const address = (form) => {
    const data = new URLSearchParams(new FormData(form));
    data.delete("q"); // what stands in the field counts
    if (field.value.trim()) data.set("q", field.value.trim());
    return `${location.pathname}?${data}`.replace(/\?$/, "");
  };

  library.addEventListener("change", ({ target }) => {
    // "All languages" and single ones exclude each other
    if (target.name === "language" && target.checked)
      for (const other of target.form.elements.language) if ((target.value === "any") !== (other.value === "any")) other.checked = false;
    show(address(target.form));
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".search, [data-swap] form")) return;
    event.preventDefault();
    clearTimeout(pause);
    show(address(event.target));
  });
  library.addEventListener("click", (event) => {
    const link = event.target.closest(".pages__link, .chosen a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link.href).then(() => link.matches(".pages__link") && library.scrollIntoView());
  });
  field.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(() => show(address(library.querySelector("form")), "replaceState"), 250);
  });
  addEventListener("popstate", () => {
    field.value = new URLSearchParams(location.search).get("q") || "";
    show(location.href, "");
  });
  tidy();
}
