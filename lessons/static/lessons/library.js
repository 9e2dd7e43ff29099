/* The library without reloading: asks for the same addresses and swaps what is marked. Without this file all is plain forms and links. */
{
  const library = document.querySelector("[data-library]");
  const field = document.querySelector(".search__input");
  const status = document.querySelector("[data-library-status]");
  let asked = null;

  const swap = (text) => {
    const fresh = new DOMParser().parseFromString(text, "text/html");
    const focused = document.activeElement;
    const again = focused && library.contains(focused) && focused.name
      ? `[name="${CSS.escape(focused.name)}"]${focused.type === "checkbox" ? `[value="${CSS.escape(focused.value)}"]` : ""}` : "";
    for (const part of library.querySelectorAll("[data-swap]")) {
      const from = fresh.querySelector(`[data-swap="${part.dataset.swap}"]`);
      if (!from) continue;
      const open = [...part.querySelectorAll("details")].map((details) => details.open);
      part.replaceChildren(...from.childNodes);
      part.querySelectorAll("details").forEach((details, place) => { details.open = open[place] ?? details.open; });
    }
    document.title = fresh.title;
    if (again) library.querySelector(again)?.focus({ preventScroll: true });
    status.textContent = library.querySelector("#found").textContent;
  };

  const show = async (url, { how = "push", top = false } = {}) => {
    asked?.abort();
    const mine = asked = new AbortController();
    library.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { signal: mine.signal, headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(answer.status);
      const text = await answer.text();
      if (how === "push") history.pushState(null, "", url);
      if (how === "replace") history.replaceState(null, "", url);
      swap(text);
      if (top) library.scrollIntoView();
    } catch (error) {
      if (error.name !== "AbortError") location.assign(url);
    } finally {
      if (asked === mine) library.removeAttribute("aria-busy");
    }
  };

  const address = (form) => {
    const data = new URLSearchParams(new FormData(form));
    // What is typed but not yet sent counts as well.
    data.delete("q");
    if (field.value.trim()) data.set("q", field.value.trim());
    const query = data.toString();
    return location.pathname + (query ? `?${query}` : "");
  };

  library.addEventListener("change", (event) => {
    if (event.target.name !== "language") return show(address(event.target.form));
    // "All languages" and single ones exclude each other.
    const { value, checked, form } = event.target;
    for (const other of form.querySelectorAll('[name="language"]')) if (checked && (value === "any") !== (other.value === "any")) other.checked = false;
    return show(address(form));
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".search, .facets-form, .results-bar__sort")) return;
    event.preventDefault();
    show(address(event.target));
  });
  library.addEventListener("click", (event) => {
    const link = event.target.closest(".pages__link, .chosen a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link.href, { top: link.matches(".pages__link") });
  });
  let pause;
  field.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(() => show(address(library.querySelector(".facets-form")), { how: "replace" }), 250);
  });
  addEventListener("popstate", () => {
    field.value = new URLSearchParams(location.search).get("q") || "";
    show(location.href, { how: "keep" });
  });
}
