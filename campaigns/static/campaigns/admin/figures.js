/* Puts a figure of the organisation where the cursor was last: [[short-name]] into texts, the bare short name into fields for one.
   The list comes from the server each time the dialog opens, so that what a colleague just entered is there. */
{
  const TEXT = "textarea, input[type=text], input:not([type])";

  const start = (panel) => {
    const form = panel.closest("form");
    const dialog = panel.querySelector("[data-figures-dialog]");
    const find = dialog.querySelector("[data-figures-find]");
    const list = dialog.querySelector("[data-figures-list]");
    const said = panel.querySelector("[data-figures-said]");
    const words = panel.querySelector("[data-figures-words]").dataset;
    let last = null;
    // Outside the form: Enter in the search field must not send the page.
    document.body.append(dialog);

    // A rich text's hidden input stands beside its editor, which Wagtail hangs on it.
    const richInput = (node) => {
      for (let up = node.closest(".Draftail-Editor"); up && up !== form; up = up.parentElement) {
        const input = [...up.querySelectorAll("input")].find((one) => one.draftailEditor);
        if (input) return input;
      }
      return null;
    };

    form.addEventListener("focusin", (event) => {
      const field = event.target;
      if (field.isContentEditable) { const input = richInput(field); if (input) last = { input }; }
      else if (field.matches(TEXT) && !field.readOnly && !panel.contains(field) && !field.closest(".Draftail-Editor")) last = { field };
    });

    const intoField = (field, text, [from, to]) => {
      if (field.hasAttribute("data-claim-key")) field.value = text;
      else field.setRangeText(text, from, to, "end");
      for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
      field.focus();
    };

    const intoRichText = (input, text) => {
      const { EditorState, Modifier } = window.DraftJS;
      const editor = input.draftailEditor;
      const state = editor.getEditorState();
      const content = Modifier.replaceText(state.getCurrentContent(), state.getSelection(), text);
      editor.onChange(EditorState.push(state, content, "insert-characters"));
      editor.focus();
    };

    const insert = (button) => {
      const into = last; // closing gives the focus back, which would be noted as a new place
      dialog.close();
      const target = into && (into.field || into.input);
      if (!target || !target.isConnected) { said.textContent = words.nowhere; return; }
      const text = into.field?.hasAttribute("data-claim-key") ? button.dataset.key : button.dataset.figure;
      if (into.field) intoField(into.field, text, into.at);
      else intoRichText(into.input, text);
      said.textContent = `${words.inserted} ${text}`;
    };

    const narrow = () => {
      const wanted = find.value.trim().toLowerCase();
      for (const item of list.querySelectorAll("[data-words]")) item.hidden = !item.dataset.words.includes(wanted);
    };

    // A page that was new when the editor opened has an address of its own once it was saved.
    const pageId = () => (location.pathname.match(/\/pages\/(\d+)\/edit\//) || [])[1] || panel.dataset.page;

    const fetchList = async () => {
      const answer = await fetch(`${panel.dataset.url}?page=${pageId()}`, { credentials: "same-origin", headers: { "X-Requested-With": "XMLHttpRequest" } });
      if (!answer.ok) throw new Error(answer.status === 404 ? words.hidden : words.away);
      const parts = new DOMParser().parseFromString(await answer.text(), "text/html");
      panel.querySelector("[data-figures-flags]").replaceChildren(...parts.querySelectorAll("[data-figures-part=flags]"));
      list.replaceChildren(...parts.querySelectorAll("[data-figures-part=list]"));
      narrow();
    };

    const open = async () => {
      find.value = "";
      // Another element's focus may move the cursor, so it is noted before.
      if (last?.field) last.at = [last.field.selectionStart ?? last.field.value.length, last.field.selectionEnd ?? last.field.value.length];
      dialog.showModal();
      find.focus();
      try { await fetchList(); } catch (error) { list.textContent = error.message || words.away; }
    };

    panel.querySelector("[data-figures-open]").addEventListener("click", open);
    dialog.querySelector("[data-figures-close]").addEventListener("click", () => dialog.close());
    list.addEventListener("click", (event) => { const button = event.target.closest("[data-figure]"); if (button) insert(button); });
    find.addEventListener("input", narrow);
    find.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      const first = list.querySelector("[data-words]:not([hidden]) [data-figure]");
      if (first) insert(first);
    });
    form.addEventListener("keydown", (event) => {
      if (event.altKey && event.shiftKey && event.code === "KeyF") { event.preventDefault(); open(); }
    });
    fetchList().catch((error) => { said.textContent = error.message; });
  };

  const begin = () => document.querySelectorAll("[data-figures]").forEach(start);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
}
