// A form that saves itself (`data-autosave`), and any form that asks again for the questions that an answer opens.

const SAVE_AFTER = 800;
// A page in such trouble is sent as a form, so that the server leads on or draws what it refuses at its field.
const LEADS_ON = ["stale", "drafted", "ended", "refused"];
const { dvctt } = globalThis;

function watch(form) {
  let timer = 0;
  let queue = Promise.resolve();
  let changed = false;
  let busy = false;
  let trouble = "";
  let leaving = false;
  let sent = false;
  let asking = 0;
  const removed = new Map();
  const saves = form.dataset.autosave;
  // Officers and operators: their drafts are sealed on the server, and stay out of the browser's own store.
  const asks = form.hasAttribute("data-asks");
  const kept = saves && !asks && document.body.dataset.person ? new Kept(form) : null;

  form.addEventListener("input", () => {
    changed = true;
    sent = false;
    clearTimeout(timer);
    timer = setTimeout(later, SAVE_AFTER);
  });
  form.addEventListener("change", (event) => {
    clearTimeout(timer);
    if (!event.target.hasAttribute("data-drives")) { later(); return; }
    form.setAttribute("aria-busy", "true");
    asking += 1;
    queue = queue.then(ask);
  });
  // What is under way is waited for, so that the form is sent with the count that it leaves behind. Where the last
  // save did not arrive, another must first: a page that cannot be sent stays, with all that is typed. A page that is
  // still stale then, or whose session ended, or whose answers the server refuses, is sent: the server keeps what is
  // typed, and leads on or says at its field what is wrong.
  form.addEventListener("submit", (event) => {
    const { submitter } = event;
    // What opens beside the form leaves it as it is, with what is still to be kept.
    if (submitter?.formTarget === "_blank") return;
    clearTimeout(timer);
    const again = () => form.requestSubmit(submitter);
    if (leaving) {
      leaving = false;
      changed = false;
      sent = true;
    } else if (saves && (!navigator.onLine || (trouble && !asks))) {
      event.preventDefault();
      changed = true;
      waits(form, submitter);
      queue = queue.then(save).then(() => {
        leaving = LEADS_ON.includes(trouble);
        // The page that answers shows what was typed; where it has another address, this one keeps no copy.
        if (trouble === "refused" && new URL(form.action).pathname !== location.pathname) kept?.drop();
        if (leaving || !trouble) again(); else { waitsNoMore(form); say(document.getElementById("keep").dataset[trouble]); }
      });
    } else if (busy || asking) {
      event.preventDefault();
      waits(form, submitter);
      queue = queue.then(again);
    } else {
      changed = false;
      sent = true;
    }
  });
  // Who discards the draft does not want it kept once more on leaving.
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-draft-restored]")) return;
    clearTimeout(timer);
    changed = false;
    sent = true;
  });
  // Officers and operators are asked before they leave what could not be kept yet, also while it is tried once more.
  addEventListener("beforeunload", (event) => {
    if (asks && !sent && (changed || trouble)) event.preventDefault();
  });
  addEventListener("pagehide", () => {
    if (!saves || !(changed || (asks && busy))) return;
    kept?.put(!trouble);
    navigator.sendBeacon(saves, new FormData(form));
  });
  for (const back of ["online", "focus"]) addEventListener(back, () => { if (trouble) queue = queue.then(save); });
  addEventListener("pageshow", () => {
    waitsNoMore(form);
    sent = false;
  });
  addEventListener("DOMContentLoaded", () => {
    if (!kept?.takeBack()) return;
    changed = true;
    later();
  });

  function later() {
    if (saves) queue = queue.then(save);
  }

  async function save() {
    if (!changed && !trouble) return;
    changed = false;
    busy = true;
    try {
      const { seen, at } = await stored();
      if (seen !== undefined) form.elements.seen.value = seen;
      tell(form, at ? `${form.dataset.saved} ${at}` : "", false);
      trouble = "";
      dvctt.bar("");
      if (!changed) kept?.drop();
      rejudge(form);
    } catch (error) {
      changed = true;
      trouble = error.trouble || "failed";
      kept?.put();
      tell(form, form.dataset.unsaved, true);
      dvctt.bar(trouble);
    } finally {
      busy = false;
    }
  }

  // The page before this one may have sent its last words while this one was already being drawn: its save is ours.
  async function stored() {
    let answer = await dvctt.post(saves, () => new FormData(form));
    // An official's draft that another tab kept meanwhile is not written over: the page's own button leads to it.
    if (answer.status === 409 && asks) throw dvctt.trouble("drafted");
    if (answer.status === 409) {
      const told = await answer.json().catch(() => { throw dvctt.trouble("refused"); });
      if (!kept?.sentBefore(told.seen)) throw dvctt.trouble("stale");
      form.elements.seen.value = told.seen;
      answer = await dvctt.post(saves, () => new FormData(form));
    }
    if (!answer.ok) throw dvctt.trouble(refuses(answer.status) ? "refused" : "failed");
    // An official's draft has no count of its own; it tells when it was kept, and nothing where nothing was written.
    return answer.status === 204 ? { at: answer.headers.get("X-Saved-At") } : answer.json();
  }

  // Sends what is typed with `refresh`, as the button without script does, and takes the questions of the answer.
  async function ask() {
    asking -= 1;
    if (asking) return;
    changed = false;
    busy = true;
    try {
      const body = new FormData(form);
      for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
      body.set("refresh", "1");
      const answer = await fetch(form.action, { method: "POST", body });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = form.id && page.getElementById(form.id);
      if (!answer.ok || !fresh) { press(form, "refresh", "1"); return; }
      if (saves && form.elements.seen) form.elements.seen.value = fresh.elements.seen.value;
      announce(...take(form, fresh, removed));
    } catch {
      changed = true;
      trouble = saves ? "offline" : "";
      kept?.put();
      tell(form, form.dataset.unsaved, true);
      dvctt.bar("offline");
    } finally {
      busy = false;
      form.removeAttribute("aria-busy");
    }
  }
}

// What is typed and not saved yet, in this browser: of one person and one page, until it was saved (page.js clears it
// at sign-out, for another person, and after half a day). `beacon`: sent when the page was left, so probably there.
class Kept {
  constructor(form) {
    this.form = form;
    this.name = `${dvctt.KEPT}${location.pathname}`;
    this.before = null;
  }

  entries() {
    return [...new FormData(this.form)].filter(([name, value]) => typeof value === "string" && !["csrfmiddlewaretoken", "seen", "key"].includes(name));
  }

  put(beacon = false) {
    const { person } = document.body.dataset;
    const record = { person, at: Date.now(), beacon, seen: this.form.elements.seen?.value, entries: this.entries() };
    try { localStorage.setItem(this.name, JSON.stringify(record)); } catch { /* No room: the page itself still has it. */ }
  }

  drop() { localStorage.removeItem(this.name); }

  // Whether the save that made the count `seen` was this tab's own last words.
  sentBefore(seen) {
    return Boolean(this.before?.beacon) && Number(seen) === Number(this.before.seen) + 1;
  }

  // Puts what was kept into the form; false where nothing was, or all of it has been saved.
  takeBack() {
    try { this.before = JSON.parse(localStorage.getItem(this.name)); } catch { this.before = null; }
    if (!this.before) return false;
    const wanted = new Map();
    for (const [name, value] of this.before.entries) wanted.set(name, [...(wanted.get(name) || []), value]);
    if (JSON.stringify(this.entries()) === JSON.stringify(this.before.entries)) { this.drop(); return false; }
    const { seen } = this.form.elements;
    if (seen && Number(seen.value) !== Number(this.before.seen)) {
      // The last words of this tab arrived, and the page shows what was understood of them.
      if (this.sentBefore(seen.value)) { this.drop(); return false; }
      // Somebody else saved meanwhile: with the old count the next save says so, instead of writing over it.
      seen.value = this.before.seen;
      this.before.beacon = false;
    }
    this.rows(wanted);
    for (const input of this.form.elements) if (input.name) fillIn(input, wanted.get(input.name) || []);
    if (!this.before.beacon) dvctt.bar("restored");
    return true;
  }

  rows(wanted) {
    for (const table of this.form.querySelectorAll("[data-table]")) {
      const numbers = [...wanted.keys()].filter((name) => name.startsWith(`${table.dataset.table}.`)).map((name) => Number(name.split(".")[1]));
      const there = table.querySelector("[data-rows]").children;
      for (let count = there.length; count <= Math.max(-1, ...numbers); count += 1) table.querySelector('button[name="add_row"]').click();
    }
  }
}

// What the server understood and does not take: trying again later brings the same. Too many at once (429), or too slow
// a line (408), is no such answer.
function refuses(status) {
  return status >= 400 && status < 500 && ![408, 429].includes(status);
}

function fillIn(input, values) {
  if (["hidden", "file", "submit", "button"].includes(input.type)) return;
  const before = input.value;
  if (["radio", "checkbox"].includes(input.type)) {
    const checked = values.includes(input.value);
    const turns = checked !== input.checked;
    input.checked = checked;
    if (turns && checked && input.hasAttribute("data-drives")) input.dispatchEvent(new Event("change", { bubbles: true }));
    return;
  }
  if (!values.length) return;
  [input.value] = values;
  if (input.value !== before) input.dispatchEvent(new Event("input", { bubbles: true }));
  // The communes of a province come when it is chosen.
  if (input.value !== values[0]) input.addEventListener("htmx:afterSettle", () => { [input.value] = values; }, { once: true });
  else if (input.value !== before && input.hasAttribute("hx-get")) input.dispatchEvent(new Event("change", { bubbles: true }));
}

// What the page warns of was judged before this save: it is told as it is judged now, or no more.
async function rejudge(form) {
  const told = [...form.querySelectorAll('.warning-line[id$="-warning"]')];
  if (!told.length) return;
  try {
    const answer = await fetch(location.href, { redirect: "manual", cache: "no-store" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    await dvctt.atRest();
    for (const line of told) {
      const now = page.getElementById(line.id);
      if (!now) line.remove(); else if (line.textContent !== now.textContent) line.replaceWith(now);
    }
  } catch { /* The next page tells it. */ }
}

// The button that is seen, for the one that Enter presses.
function visible(form, submitter) {
  if (!submitter?.matches("[data-enter]")) return submitter;
  const same = (one) => one.type === "submit" && !one.matches("[data-enter]") && one.name === submitter.name && one.value === submitter.value;
  return [...form.elements].find(same) ?? submitter;
}

// Who pressed a button while a save is under way sees and hears that the press counts, and what is waited for.
function waits(form, pressed) {
  waitsNoMore(form);
  const { waits: words } = document.getElementById("live").dataset;
  const place = Object.assign(document.createElement("span"), { className: "waits", textContent: words });
  const submitter = visible(form, pressed);
  if (submitter) { submitter.setAttribute("aria-busy", "true"); submitter.after(place); } else form.append(place);
  say(words);
}

function waitsNoMore(form) {
  const buttons = [...form.elements].filter((one) => one.matches("button[aria-busy]"));
  for (const button of buttons) button.removeAttribute("aria-busy");
  for (const words of [form, ...buttons.map((one) => one.parentElement)]) words.querySelector(".waits")?.remove();
}

function say(words) {
  document.dispatchEvent(new CustomEvent("dvctt:say", { detail: words }));
}

function tell(form, words, failed) {
  const place = form.querySelector(".saved");
  if (!place) return;
  place.textContent = words;
  place.classList.toggle("failed", failed);
}

// A submit button pressed by script, so that the server does what it does without script.
function press(form, name, value) {
  const button = document.createElement("button");
  button.type = "submit";
  button.name = name;
  button.value = value;
  button.hidden = true;
  form.append(button);
  button.click();
}

// Questions that the fresh form asks and this one does not are put in their place, those no longer asked are taken
// out and remembered with what was typed. All others stay as they are, so that focus, scroll and typing go on.
function take(form, fresh, removed) {
  const opened = [];
  const closed = [];
  const name = (question) => question.querySelector("label, legend, h2")?.firstChild?.textContent.trim() || "";
  const here = (id) => [...form.querySelectorAll("[data-question]")].find((question) => question.dataset.question === id);
  const asked = [...fresh.querySelectorAll("[data-question]")];
  const wanted = new Set(asked.map((question) => question.dataset.question));
  for (const question of form.querySelectorAll("[data-question]")) {
    if (wanted.has(question.dataset.question)) continue;
    closed.push(name(question));
    removed.set(question.dataset.question, question);
    question.remove();
  }
  for (const question of asked) {
    const id = question.dataset.question;
    const known = here(id);
    if (known) { relabel(known, question); continue; }
    const before = question.previousElementSibling?.dataset.question;
    const group = question.parentElement.closest("[data-question]")?.dataset.question;
    const { questions } = question.parentElement.dataset;
    const place = removed.get(id) || document.importNode(question, true);
    opened.push(name(place));
    if (before && here(before)) here(before).after(place);
    else (group ? here(group) : form).querySelector(`[data-questions="${questions}"]`).prepend(place);
    globalThis.htmx?.process(place);
    if (removed.delete(id)) place.dispatchEvent(new Event("input", { bubbles: true }));
  }
  return [opened, closed];
}

// Whether a question that stays must be answered may follow from another one.
function relabel(known, question) {
  if (known.querySelector("[data-question]")) return;
  const [old, now] = [known, question].map((one) => one.querySelector("label, legend"));
  if (old && now && old.innerHTML !== now.innerHTML) old.innerHTML = now.innerHTML;
  const required = question.querySelector('[aria-required="true"]');
  const input = known.querySelector("input, select, textarea");
  if (input?.matches(".input")) required ? input.setAttribute("aria-required", "true") : input.removeAttribute("aria-required");
}

function announce(opened, closed) {
  const words = document.getElementById("live").dataset;
  const told = [[words.newQuestions, opened], [words.oldQuestions, closed]].filter(([, names]) => names.length);
  if (told.length) say(told.map(([label, names]) => `${label} ${names.join("; ")}`).join(". "));
}

for (const form of document.querySelectorAll("form")) {
  if (form.matches("[data-autosave]") || form.querySelector("[data-drives]")) watch(form);
}
