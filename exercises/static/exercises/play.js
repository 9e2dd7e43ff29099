/* Enhancement only: the player works without this file. It sends the same forms by fetch and swaps [data-player], so that nothing is lost
   when the network drops, and keeps the run for this tab, so that a reload does not lose it. Nothing leaves the device but the forms themselves. */
{
  const storage = (() => { try { const test = "run?"; sessionStorage.setItem(test, ""); sessionStorage.removeItem(test); return sessionStorage; } catch { return null; } })();
  const root = () => document.querySelector("[data-player]");
  const key = () => `run:${root().dataset.exercise}`;
  let waiting = null; // what is to be sent when the network is back

  // Kept for half an hour and while something is left to answer: the next pupil at this device shall not be led into it.
  const HALF_AN_HOUR = 30 * 60 * 1000;
  const kept = () => {
    try {
      const found = JSON.parse(storage.getItem(key()));
      return found && Date.now() - found.when < HALF_AN_HOUR ? found : null;
    } catch { return null; }
  };
  const keep = () => {
    if (!storage) return;
    const run = root().querySelector("#next input[name=run]");
    const at = Number(root().dataset.at);
    if (at >= Number(root().dataset.total)) storage.removeItem(key());
    else if (run) storage.setItem(key(), JSON.stringify({ run: run.value, at, when: Date.now() }));
  };

  const say = (words) => {
    let box = root().querySelector("[data-said]");
    if (!box) {
      box = document.createElement("p");
      box.className = "player__said";
      box.dataset.said = "";
      box.setAttribute("role", "alert");
      const form = root().querySelector("form#next") || root();
      form.querySelector(".cluster").before(box);
    }
    box.textContent = words;
  };

  const focus = (hash) => {
    const target = (hash && document.getElementById(hash)) || root().querySelector("[data-focus]");
    if (!target) return;
    target.focus({ preventScroll: true });
    root().scrollIntoView({ block: "start" });
  };

  const send = async (form, button) => {
    const body = new URLSearchParams(new FormData(form));
    if (button && button.name) body.set(button.name, button.value);
    const action = (button && button.getAttribute("formaction")) || form.getAttribute("action") || location.pathname;
    const address = action.split("#")[0];
    // Another language is another page: let the browser go there.
    if (new URL(address, location).pathname !== location.pathname) return false;
    let answer;
    form.setAttribute("aria-busy", "true");
    try {
      answer = await fetch(address, { method: "POST", body });
    } catch {
      waiting = [form, button];
      say(root().dataset.offline);
      return true;
    } finally {
      form.removeAttribute("aria-busy");
    }
    if (!answer.ok) { say(root().dataset.fault); return true; }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-player]");
    if (!fresh) { say(root().dataset.fault); return true; }
    waiting = null;
    document.title = page.title;
    root().replaceWith(document.adoptNode(fresh));
    document.dispatchEvent(new Event("items"));
    // On the first load site.js has done so.
    root().querySelectorAll("[data-print]").forEach((button) => { button.hidden = false; button.addEventListener("click", () => print()); });
    keep();
    focus(fresh.classList.contains("player--explained") ? "answered" : "");
    return true;
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!root() || !root().contains(form)) return;
    const button = event.submitter;
    const action = (button && button.getAttribute("formaction")) || form.getAttribute("action") || "";
    if (action && new URL(action, location).pathname !== location.pathname) return;
    event.preventDefault();
    if (form.getAttribute("aria-busy")) return; // pressed twice
    await send(form, button);
  });

  addEventListener("online", () => { if (waiting) send(...waiting); });

  // "Go on" leads to what follows: shown by :target without a script, by a class with one, so that Back stays Back.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-player] a[href='#next']");
    if (link) {
      event.preventDefault();
      root().classList.remove("player--explained");
      const before = document.getElementById("answered");
      if (before) before.hidden = true;
      focus("next");
    }
    if (event.target.closest("[data-forget]")) {
      if (storage) storage.removeItem(key());
      const offer = root().querySelector("[data-resume]");
      if (offer) offer.hidden = true;
    }
  });

  if (root()) {
    const offer = root().querySelector("[data-resume]");
    const before = storage && kept();
    // A reload may have brought back an older step than the one that was reached.
    if (offer && before && before.at > Number(root().dataset.at)) {
      offer.querySelector("[data-resume-run]").value = before.run;
      offer.hidden = false;
    } else if (!("fresh" in root().dataset)) keep();
  }
}
