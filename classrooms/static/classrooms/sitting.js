/* Enhancement only. Each answer is written to the device before it is sent, and leaves it against a receipt alone; the device's clock is never
   asked. What is seen is the business of stage.js. Map: device, network, sending, words, an answer, beginning. */
{
  const root = document.querySelector("[data-sitting]");
  const find = (selector) => root?.querySelector(selector);
  const { address, pass, sitting: key, seat: number } = root?.dataset ?? {};
  const seat = root && `${key}-${number}`;
  const answered = new Set(root?.dataset.answered.split(" ").filter(Boolean)); // ids of items
  const refused = new Map(); // items to be answered once more, and why

  /* Device: "queue" holds answers, each with seat, pass and address under which it leaves; "seats" what was answered from a seat. */
  const memory = new Map(); // answers by their ids, where the browser keeps nothing
  let opening, last = answered.size; // sequence of the last answer
  const device = () => opening ??= new Promise((resolve, reject) => {
    setTimeout(reject, 3000);
    const request = indexedDB.open("sittings", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("queue", { keyPath: "id" });
      request.result.createObjectStore("seats", { keyPath: "seat" });
    };
    request.onerror = reject;
    request.onsuccess = () => { request.result.onclose = () => { opening = null; }; resolve(request.result); };
  });
  const read = (request, use) => { request.onsuccess = () => use(request.result); };
  const change = async (work) => {
    const begin = (kept) => kept.transaction(["queue", "seats"], "readwrite", { durability: "strict" });
    let changes = await device();
    try { changes = begin(changes); } catch { opening = null; changes = begin(await device()); } // phones close what lies idle
    await new Promise((resolve, reject) => {
      changes.oncomplete = resolve;
      changes.onabort = reject;
      work(changes.objectStore("queue"), changes.objectStore("seats"));
    });
  };
  const recordOf = (seats, name, use) => read(seats.get(name), (found) => use(found ?? { seat: name, last: 0, items: [] }));

  // In the order in which they leave: this seat's first, and of each seat as they were given.
  const queued = async () => {
    const found = [...memory.values()];
    await change((queue) => read(queue.getAll(), (all) => found.push(...all))).catch(() => {});
    return found.sort((one, other) => (one.seat !== seat) - (other.seat !== seat) || one.seat.localeCompare(other.seat) || one.sequence - other.sequence);
  };
  const mine = async () => (await queued()).filter((entry) => entry.seat === seat);
  const keep = (entry) => change((queue, seats) => read(queue.getAll(), (all) => {
    if (all.some((one) => one.seat === seat && one.item === entry.item)) return; // another tab was quicker
    recordOf(seats, seat, (record) => {
      entry.sequence = last = record.last = Math.max(record.last, last) + 1;
      record.items.push(entry.item);
      seats.put(record);
      queue.add(entry);
    });
  })).catch(() => {
    entry.sequence = last += 1;
    memory.set(entry.id, entry);
    notice("blocked");
  }).then(tellTabs);
  const drop = async (entry, isRefused) => {
    memory.delete(entry.id);
    await change((queue, seats) => {
      queue.delete(entry.id);
      if (isRefused) recordOf(seats, entry.seat, (record) => seats.put({ ...record, items: record.items.filter((item) => item !== entry.item) }));
    }).catch(() => {});
    tellTabs();
  };
  const channel = self.BroadcastChannel && new BroadcastChannel("sittings");
  const tellTabs = () => channel?.postMessage("");

  /* Network: what came, or null, where there is none, it was cut off, or takes longer than 15 seconds. */
  const ask = async (url, body) => {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), 15000);
    const sent = body && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
    try {
      const reply = await fetch(url, { redirect: "manual", cache: "no-store", signal: patience.signal, ...sent });
      return { ok: reply.ok, status: reply.status, headers: reply.headers, text: await reply.text() };
    } catch { return null; } finally { clearTimeout(timer); }
  };

  /* Sending: one answer at a time, in order. */
  const stopped = new Map(); // seats that send no more: 404, not known any more; 410, too late
  const tries = new Map();
  let awaited, busy, again, failing, timer, pause = 0, notBefore = 0;

  const settle = (came) => { awaited?.settle(came); awaited = null; };
  // The status of a receipt (200; 409 and 422: there will be none), 404, 410, or 0 for whatever else came or did not.
  const send = async ({ address: to, seat: from, ...answer }) => {
    const isAwaited = awaited?.id === answer.id;
    const reply = await ask(`${to}answers/`, { ...answer, explain: isAwaited && "explains" in root.dataset });
    let body = null;
    try { body = JSON.parse(reply.text); } catch { /* nothing, or a page: of a sign-in, of a proxy */ }
    const isOurs = body?.id === answer.id;
    return { ...(isOurs && body), reply, isAwaited, status: isOurs || reply?.status === 404 ? reply.status : 0 };
  };
  const taken = async (entry, { status, problem, late, html, isAwaited }) => {
    await drop(entry, status === 422);
    pause = 0;
    failing = false;
    if (entry.seat === seat) {
      if (status === 422) { refused.set(entry.item, problem); answered.delete(entry.item); }
      else stage((shown) => shown.arrived(entry.item));
      if (late) root.dataset.ended = "";
    }
    if (isAwaited) settle({ html });
    count();
  };
  // Send all that can leave, and say whether it has.
  const round = async () => {
    const passed = new Set();
    for (;;) {
      const entry = (await queued()).find((one) => !passed.has(one.id) && !stopped.has(one.seat));
      if (!entry) return !passed.size;
      const came = await send(entry);
      if ([200, 409, 422].includes(came.status)) await taken(entry, came);
      else if ([404, 410].includes(came.status)) {
        stopped.set(entry.seat, came.status);
        if (entry.seat !== seat) continue;
        notice(came.status === 404 ? "gone" : "late");
        if (came.status === 410) root.dataset.ended = "";
      } else {
        const wait = Math.min(Number(came.reply?.headers.get("Retry-After")) || 0, 600);
        notBefore = performance.now() + 1000 * wait;
        // One at which the server fails again and again does not hold up all others.
        if (came.reply) tries.set(entry.id, (tries.get(entry.id) ?? 0) + 1);
        failing = !came.reply || wait || passed.size > 2 || tries.get(entry.id) < 4;
        if (failing) return false;
        passed.add(entry.id);
      }
    }
  };
  // Tabs take turns. One that fell asleep in its turn is not waited for: the same answer twice does no harm.
  const inTurn = (work) => {
    if (!navigator.locks) return work();
    const patience = new AbortController();
    setTimeout(() => patience.abort(), 20000);
    return navigator.locks.request("sittings", { signal: patience.signal }, work).catch(work);
  };
  const flush = async () => {
    again = true;
    if (busy) return;
    busy = true;
    clearTimeout(timer);
    let isDone = false;
    while (again) {
      again = false;
      isDone = performance.now() >= notBefore && await inTurn(round).catch(() => false);
    }
    busy = false;
    settle({});
    count();
    if (isDone) { stage((shown) => shown.settled()); return; }
    pause = Math.min(2 * pause || 1000, 60000);
    timer = setTimeout(flush, Math.max(pause * (0.5 + Math.random() / 2), notBefore - performance.now()));
  };
  const wake = () => {
    pause = 0;
    stopped.forEach((why, name) => why === 404 && stopped.delete(name));
    flush();
  };

  /* Words. */
  const words = (name) => find(`[data-words=${name}]`).textContent;
  const say = (box, text) => {
    box.hidden = false;
    box.querySelector("p").textContent = text;
    box.scrollIntoView({ block: "nearest" });
  };
  const notice = (name) => {
    if (!root) return;
    say(find("[data-notice]"), words(name));
    find("[data-notice]").dataset.notice = name;
    find("[data-file]").hidden = name !== "late";
  };
  let hasWaited = false, fading;
  const count = async () => {
    if (!root) return;
    const waiting = (await mine()).length;
    const line = find("[data-waiting]");
    const arrived = hasWaited && !stopped.has(seat) ? words("arrived") : "";
    const text = waiting ? find(`[data-count="${waiting}"]`)?.textContent : navigator.onLine ? arrived : words("offline");
    line.hidden = !text;
    // A moment later, so that screen readers hear of it.
    if (text !== line.textContent) setTimeout(() => { line.textContent = text; });
    clearTimeout(fading);
    if (waiting) hasWaited = true;
    else fading = setTimeout(() => { hasWaited = false; line.hidden ||= navigator.onLine; }, 8000);
  };

  /* An answer. */
  const newId = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (sign) => (sign ^ crypto.getRandomValues(new Uint8Array(1))[0] & 15 >> sign / 4).toString(16));
  // Where there is a network, wait a little for what comes back: the explanation follows at once.
  const receipt = (id) => new Promise((resolve) => {
    if (failing || !navigator.onLine || performance.now() < notBefore) resolve({});
    else {
      const slow = setTimeout(() => { failing = true; resolve({}); }, 6000);
      awaited = { id, settle: (came) => { clearTimeout(slow); resolve(came); } };
    }
    setTimeout(count, awaited ? 1000 : 0); // one that is just leaving need not be spoken of
    flush();
  });
  const answer = async (form, skip) => {
    const item = form.dataset.asking;
    let came = {};
    await begun;
    if (!answered.has(item)) {
      if (!skip && await stage((shown) => shown.lacks(form))) return;
      const fields = skip ? [] : [...new FormData(form)].filter(([name]) => name !== "id" && name !== "item");
      const entry = { id: newId(), seat, address, pass, edition: Number(root.dataset.edition), item, fields, skip };
      await keep(entry);
      answered.add(item);
      came = await receipt(entry.id);
    }
    await stage((shown) => shown.follow(item, came.html)) ?? leave(address);
  };
  const leave = (where) => (navigator.onLine ? location.assign(where) : notice("not_here"));
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("[data-asking]");
    if (!form) return;
    event.preventDefault();
    if (form.ariaBusy) return; // pressed twice
    form.ariaBusy = "true";
    const { value, formAction } = event.submitter ?? {};
    try {
      if (value === "show") await stage((shown) => shown.travel(form, new URL(formAction).pathname)) ?? leave(formAction);
      else await answer(form, value === "skip");
    } finally { form.ariaBusy = null; }
  });

  /* Beginning. */
  let loading;
  const stage = async (use) => {
    await begun;
    loading ??= root && new Promise((onload, onerror) => {
      document.head.append(Object.assign(document.createElement("script"), { src: root.dataset.stageScript, onload, onerror }));
    }).then(() => self.stageOf({ root, find, seat, address, pass, answered, refused, change, read, ask, mine, drop, words, say, notice }), () => { loading = null; });
    const shown = await loading;
    return shown ? use?.(shown) : undefined;
  };
  const begin = async () => {
    await device().catch(() => notice("blocked"));
    for (const entry of await mine()) {
      answered.add(entry.item);
      last = Math.max(last, entry.sequence);
    }
    // A kept page may be older than what this device knows.
    if ("kept" in root.dataset) await change((queue, seats) => recordOf(seats, seat, (record) => record.items.forEach((item) => answered.add(item)))).catch(() => {});
  };
  const begun = root && begin();
  Promise.resolve(begun).then(() => { stage(); count(); flush(); });

  channel?.addEventListener("message", async () => { count(); if (!busy) stage((shown) => shown.settled()); });
  addEventListener("online", wake);
  addEventListener("offline", () => count());
  addEventListener("pageshow", (event) => { if (event.persisted) wake(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) wake(); });
  addEventListener("beforeunload", (event) => { if (memory.size) event.preventDefault(); });
}
