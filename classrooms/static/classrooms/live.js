/* Enhancement only: the live page and the wall keep up with what comes in. Parts that move have [data-part] and an id; ticks, folds and focus stay. */
{
  const page = document.querySelector("[data-live]"), find = (what, within = page) => [...within.querySelectorAll(what)];
  const [said] = find("[data-live-said]"), [lost] = find("[data-live-lost]"), often = 4000;
  const shown = new Map(find("[data-part]").map((part) => [part.id, part.innerHTML]));
  let wait = often, timer, asking, over;

  const renew = (part, fresh) => {
    const ids = (what) => find(what, part).map((thing) => thing.id);
    const kept = [[ids(":checked"), (box) => { box.checked = true; }], [ids("details[open]"), (fold) => { fold.open = true; }],
      [ids(":focus"), (thing) => thing.focus()]];
    part.replaceChildren(...fresh.childNodes);
    for (const [names, again] of kept) names.map((id) => id && document.getElementById(id)).filter(Boolean).forEach(again);
  };

  const take = (html) => {
    for (const fresh of find("[data-part]", new DOMParser().parseFromString(html, "text/html"))) {
      const part = document.getElementById(fresh.id), { state, said: words } = fresh.dataset, now = fresh.innerHTML;
      if (words && words !== part.dataset.said) said.textContent = part.dataset.said = words;
      if (state === "closed") {
        over = true;
        find("[data-while-open]").forEach((thing) => { thing.hidden = true; });
      }
      if (now !== shown.get(fresh.id)) renew(part, fresh);
      shown.set(fresh.id, now);
    }
  };

  const ask = async () => {
    clearTimeout(timer);
    if (asking || over || document.hidden) return;
    asking = true;
    try {
      const answer = await fetch(page.dataset.live, { cache: "no-cache" });
      over = answer.redirected || answer.status === 404; // signed out, or erased
      if (over || !answer.ok) throw answer;
      take(await answer.text());
      wait = often;
      lost.hidden = true;
    } catch {
      wait = Math.min(wait * 2, 6e4);
      lost.hidden = false;
    }
    asking = false;
    if (!over) timer = setTimeout(ask, wait);
  };

  if (find('[data-state="open"]')[0]) timer = setTimeout(ask, often);
  document.addEventListener("visibilitychange", ask);
}
