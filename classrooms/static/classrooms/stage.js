/* What a pupil sees in a sitting: one item, what came of it, the end; and what a device keeps so that this goes on without a network: in one cache for
   each seat, the page with all items in every language, and the files and pictures of those pages (worker.js shows them). sitting.js loads this file.
   Map: kept pages, stage, forms, late answers. */
self.stageOf = ({ root, find, seat, address, pass, answered, refused, change, read, ask, mine, drop, words, say, notice }) => {
  const parse = (text) => new DOMParser().parseFromString(text, "text/html").querySelector("[data-sitting]");
  const isOurs = (page) => page?.dataset.sitting === root.dataset.sitting && page.dataset.seat === root.dataset.seat;

  /* Kept pages. */
  const name = `sitting ${seat}`;
  let kept = "kept" in root.dataset ? root : null; // the page with all items, in the language of this one
  let hasMore = false, isTidy = false;

  const store = async () => { if (isTidy) throw new Error("nothing is kept any more"); return caches.open(name); };
  const stored = async (where) => {
    try { return parse(await (await (await store()).match(where, { ignoreVary: true })).text()); } catch { return null; }
  };
  const files = (page) => [
    ...[...page.ownerDocument.querySelectorAll("link[rel=stylesheet], link[rel=icon][type], script[src]")].map((one) => one.getAttribute("href") ?? one.getAttribute("src")),
    ...performance.getEntriesByType("resource").map((one) => one.name).filter((file) => /\.(woff2|js)$/.test(file)),
  ];
  const pictures = async (page) => {
    const found = [];
    for (const { content } of page.querySelectorAll("template")) for (const picture of content.querySelectorAll("picture")) {
      // Of several sizes, this very device fetches the one that it will show.
      const image = document.importNode(picture, true).querySelector("img");
      image.loading = "eager";
      await image.decode().catch(() => {});
      if (image.currentSrc) found.push(image.currentSrc);
    }
    return found;
  };
  const keepFiles = async (addresses) => {
    const cache = await store();
    for (const file of new Set(addresses)) if (!(await cache.match(file))) await cache.add(new Request(file, { cache: "force-cache" })).catch(() => {});
  };
  const fetched = async (where, withPictures) => {
    const reply = await ask(`${where}items/`);
    const page = reply?.ok ? parse(reply.text) : null;
    if (!isOurs(page)) return null;
    try {
      // The page comes last, so that it is never there without what it needs.
      await keepFiles([...files(page), ...(withPictures ? await pictures(page) : [])]);
      const headers = Object.fromEntries(["Content-Type", "Content-Security-Policy"].map((header) => [header, reply.headers.get(header)]));
      await (await store()).put(where, new Response(reply.text, { headers }));
      for (const scope of [where.replace(/[^/]+\/$/, ""), "/join/"]) await navigator.serviceWorker.register(root.dataset.worker, { scope });
    } catch { /* then it is there as long as this page is open */ }
    return page;
  };
  const items = async () => kept ??= await stored(address) ?? await fetched(address);
  // Pictures and the other languages wait until something has arrived, and stay away where data are to be saved.
  const keepMore = async () => {
    if (hasMore || navigator.connection?.saveData) return;
    hasMore = true;
    try { await keepFiles(await pictures(await items())); } catch { /* no storage, or no network */ }
    for (const where of root.dataset.languages.split(" ").filter(Boolean)) if (!await fetched(where, true)) hasMore = false;
  };
  const forget = (isGone) => change((queue, seats) => read(seats.getAllKeys(), (names) => names.filter(isGone).forEach((one) => seats.delete(one)))).catch(() => {});
  // Nothing more is asked here: what was kept for it goes, and so does who watched over it.
  const tidy = async () => {
    isTidy = true;
    forget((one) => one === seat);
    try {
      clear((one) => one.startsWith(`draft ${seat} `));
      await caches.delete(name);
      for (const worker of await navigator.serviceWorker.getRegistrations()) if (/\/(sitting|join)\/$/.test(worker.scope)) await worker.unregister();
    } catch { /* there is nothing */ }
  };
  // Of whoever had this device before, nothing stays that can be shown.
  const sweep = async () => {
    forget((one) => one !== seat);
    try {
      clear((one) => one.startsWith("draft ") && !one.startsWith(`draft ${seat} `));
      for (const other of await caches.keys()) if (other.startsWith("sitting ") && other !== name) await caches.delete(other);
    } catch { /* no storage */ }
  };
  const clear = (isGone) => Object.keys(sessionStorage).filter(isGone).forEach((one) => sessionStorage.removeItem(one));

  /* Stage. */
  const title = document.title.slice(Math.max(0, document.title.indexOf(find("h1").textContent)));
  let isStuck = false; // the next item is neither here nor to be had
  let hasBegun = false;

  const show = (content, page) => {
    find("[data-stage]").replaceChildren(content);
    root.classList.toggle("player--explained", Boolean(page?.classList.contains("player--explained")));
    root.dataset.edition = page?.dataset.edition ?? root.dataset.edition;
    const form = find("[data-asking]");
    document.title = (form ? `${form.getAttribute("aria-label")}: ` : "") + title;
    restore(form);
    document.dispatchEvent(new Event("items"));
    root.querySelectorAll("[data-print]").forEach((button) => { button.hidden = false; button.onclick = () => print(); });
    if (find("[data-notice=not_here]")) find("[data-notice]").hidden = true;
    isStuck = false;
    if (hasBegun) focus(find("[data-focus]"));
  };
  const focus = (target) => {
    target?.focus({ preventScroll: true });
    root.scrollIntoView({ block: "start" });
  };
  // Show what the server shows. False: it cannot be reached in that time, or knows less than this device.
  let looks = 0;
  const look = async (patience = 15000) => {
    const turn = looks += 1;
    const reply = await Promise.race([ask(address), new Promise((resolve) => { setTimeout(resolve, patience); })]);
    const page = reply?.ok ? parse(reply.text) : null;
    if (!isOurs(page)) return false;
    if (turn < looks) return true; // somebody looked again meanwhile, and will show what is newer
    const content = page.querySelector("[data-stage]");
    const item = content.querySelector("[data-asking]")?.dataset.asking;
    if (item && (await mine()).some((entry) => entry.item === item)) return false;
    answered.delete(item);
    if (!content.querySelector("[data-look]") || !find("[data-look]")) show(content, page);
    if (find("#results")) tidy();
    return true;
  };
  const advance = async () => {
    if ("ended" in root.dataset && await look(4000)) return;
    if (!await items()) {
      isStuck = !await look();
      if (isStuck) notice("not_here");
      return;
    }
    const next = [...kept.querySelectorAll("[data-item]")].find((one) => !answered.has(one.dataset.item));
    if (!next && !(await mine()).length && await look(4000)) return;
    show(document.importNode((next ?? kept.querySelector("[data-finished]")).content, true), kept);
    complain(next?.dataset.item);
  };
  // Say why an item is to be answered once more; false where it is not.
  const complain = (item) => {
    if (refused.has(item)) say(find("[data-problem]"), refused.get(item));
    return refused.delete(item);
  };
  // Go on after an item was answered: with its explanation, with itself once more, or with the next.
  const follow = async (item, html) => {
    if (complain(item)) return true;
    if (html) {
      const box = document.createElement("template");
      box.innerHTML = html;
      show(box.content);
    } else await advance();
    return true;
  };
  const arrived = (item) => {
    try { sessionStorage.removeItem(draft(item)); } catch { /* no storage */ }
    keepMore();
  };
  // All answers have left. What waited for that?
  const settled = async () => {
    if ((await mine()).length) return;
    if (isStuck || (refused.size && find("[data-look]"))) await advance();
    else if (find("[data-look]")) await look();
    else if (find("#results")) await tidy();
  };
  const begin = async () => {
    const form = find("[data-asking]");
    if (kept || answered.has(form?.dataset.asking)) await advance();
    else restore(form);
    hasBegun = true;
    await sweep();
    if (find("#results")) return;
    kept = await fetched(address) ?? kept;
    setTimeout(keepMore, 20000);
  };
  // As long as the teacher has not closed it.
  setInterval(() => { if (!document.hidden && find("[data-look]")) settled(); }, 25000);
  const card = document.querySelector(".seat-card");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !card.open) return;
    card.open = false;
    card.firstElementChild.focus();
  });
  document.addEventListener("click", (event) => {
    if (!card.contains(event.target)) card.open = false;
    if (event.target.closest("[data-file]")) save();
    if (!event.target.closest("[data-stage] a[href='#next']")) return;
    event.preventDefault();
    const next = document.getElementById("next"); // where the server has put it below the explanation
    if (!next) { advance(); return; }
    find("#answered").remove();
    root.classList.remove("player--explained");
    focus(next);
  });

  /* Forms: what is typed and not sent lives as long as its tab, in whatever language it goes on. */
  const draft = (item) => `draft ${seat} ${item}`;
  const remember = (form) => {
    const fields = [...new FormData(form)].filter(([field]) => field !== "id" && field !== "item");
    try { sessionStorage.setItem(draft(form.dataset.asking), JSON.stringify(fields)); } catch { /* no storage */ }
  };
  const restore = (form) => {
    let fields = [];
    try { fields = JSON.parse(sessionStorage.getItem(draft(form.dataset.asking))) ?? []; } catch { /* nothing is asked, or no storage */ }
    for (const [field, value] of fields) for (const input of form.elements) {
      if (input.name !== field) continue;
      if (!/radio|checkbox/.test(input.type)) input.value = value;
      else if (input.value === value) input.checked = true;
    }
  };
  document.addEventListener("input", (event) => { if (event.target.form?.matches("[data-asking]")) remember(event.target.form); });
  // Say where something in sight is still to be filled in. A trick that is "Clean" is an answer, a place that is "–" is none.
  const lacks = (form) => {
    const given = {};
    for (const input of form.elements) {
      if (!input.name || !input.offsetParent || ["do", "confidence", "opened"].includes(input.name)) continue;
      const value = input.selectedOptions ? input.value || input.selectedOptions[0].text !== "–" : input.value.trim();
      given[input.name] ||= /radio|checkbox/.test(input.type) ? input.checked : value;
    }
    const isLacking = Object.values(given).some((value) => !value);
    if (isLacking) say(find("[data-problem]"), words("empty"));
    return isLacking;
  };
  const travel = async (form, where) => {
    remember(form);
    if (await stored(where) ?? await fetched(where)) location.assign(where);
    else notice("not_here");
    return true;
  };

  /* Answers that came too late: their file is made once, and can be taken again as long as the page is open. */
  let file;
  const save = async () => {
    const late = await mine();
    const reply = file ? null : await ask(`${address}file/`, { pass, answers: late });
    if (reply?.ok) file = Object.assign(document.createElement("a"), { href: URL.createObjectURL(new Blob([reply.text], { type: "application/json" })), download: "answers.json" });
    if (!file) return;
    file.click();
    for (const entry of late) await drop(entry);
    find("[data-waiting]").hidden = true;
  };

  begin();
  return { follow, settled, arrived, lacks, travel };
};
