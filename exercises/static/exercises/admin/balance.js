/* Keeps the balance of an exercise's claims up to date while one edits. The rules are those of exercises/validators.py, the sentences come
   translated from the server (exercises/panels.py). Nothing is sent: the server counts again when somebody publishes. */
{
  const claims = (form) => {
    const found = [];
    for (const type of form.querySelectorAll("input[type=hidden][name^=items-][name$=-type]")) {
      const place = (type.name.match(/^items-(\d+)-type$/) || [])[1];
      const value = (name) => form.elements.namedItem(`items-${place}-${name}`)?.value || "";
      if (place === undefined || type.value !== "verdict" || value("deleted")) continue;
      if (value("value-verdict") && value("value-slant")) found.push([value("value-verdict"), value("value-slant")]);
    }
    return found;
  };

  const count = (found, rules) => {
    const table = { true_flatters: 0, true_unflattering: 0, false_flatters: 0, false_unflattering: 0 };
    for (const [verdict, slant] of found) table[`${rules.holds.includes(verdict)}_${slant === rules.flatters ? "flatters" : "unflattering"}`] += 1;
    table.true = table.true_flatters + table.true_unflattering;
    table.false = table.false_flatters + table.false_unflattering;
    table.flatters = table.true_flatters + table.false_flatters;
    table.unflattering = table.true_unflattering + table.false_unflattering;
    table.total = table.true + table.false;
    return table;
  };

  const say = (sentence, gaps) => sentence.replace(/%\((\w+)\)d/g, (_whole, name) => gaps[name]).replaceAll("%%", "%");

  // As Python rounds: a half goes to the even number.
  const round = (number) => { const near = Math.round(number); return near - number === 0.5 && near % 2 ? near - 1 : near; };

  const problems = (table, rules) => {
    const { sentences } = rules;
    if (table.total < rules.fewest) return [say(sentences.too_few, { least: rules.fewest, number: table.total })];
    const found = [];
    const share = table.true / table.total;
    if (share < rules.least_true || share > rules.most_true) found.push(say(sentences.wrong_share, { true: table.true, total: table.total, share: round(100 * share) }));
    for (const kind of ["true", "false"]) {
      const one = table[`${kind}_flatters`], other = table[`${kind}_unflattering`];
      if (Math.abs(one - other) > table[kind] % 2) found.push(say(sentences[`${kind}_uneven`], { one, other }));
    }
    return found;
  };

  const tell = (panel, name, sentences) => sentences.map((sentence) => {
    const line = panel.querySelector(`template[data-balance-${name}]`).content.firstElementChild.cloneNode(true);
    line.querySelector("span").textContent = sentence;
    return line;
  });

  const keep = (panel) => {
    const form = panel.closest("form");
    const rules = JSON.parse(panel.dataset.rules);
    const said = panel.querySelector("[data-balance-said]");

    const update = () => {
      const wanted = form.elements.namedItem("purpose")?.value === rules.purpose;
      panel.querySelector("[data-balance-shown]").hidden = !wanted;
      panel.querySelector("[data-balance-quiet]").hidden = wanted;
      const table = count(claims(form), rules);
      for (const cell of panel.querySelectorAll("[data-balance-cell]")) cell.textContent = table[cell.dataset.balanceCell];
      const wrong = problems(table, rules);
      const lines = wrong.length ? tell(panel, "problem", wrong) : tell(panel, "good", [say(rules.sentences.balanced, table)]);
      // What is the same is not read out again.
      if (lines.map((line) => line.textContent).join() !== [...said.children].map((line) => line.textContent).join()) said.replaceChildren(...lines);
    };

    let waiting;
    const soon = () => { clearTimeout(waiting); waiting = setTimeout(update, 100); };
    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    // A block that is added brings fields, one that is deleted is only marked so in a hidden field.
    const items = form.querySelector("input[name=items-count]");
    if (items) new MutationObserver(soon).observe(items.parentElement, { subtree: true, childList: true, attributes: true, attributeFilter: ["value"] });
    soon();
  };

  const start = () => document.querySelectorAll("[data-balance]").forEach(keep);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
}
