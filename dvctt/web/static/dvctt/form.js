// A form that saves itself (`data-autosave`), and any form that asks again for the questions that an answer opens.

const SAVE_AFTER = 800;

for (const form of document.querySelectorAll("form")) {
  if (form.matches("[data-autosave]") || form.querySelector("[data-drives]")) watch(form);
}

function watch(form) {
  let timer = 0;
  let queue = Promise.resolve();
  let changed = false;
  let busy = false;
  let asking = 0;
  const removed = new Map();

  form.addEventListener("input", () => {
    changed = true;
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
  // What is under way is waited for, so that the form is sent with the count that it leaves behind.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    changed = false;
    if (!busy && !asking) return;
    event.preventDefault();
    const { submitter } = event;
    queue = queue.then(() => form.requestSubmit(submitter));
  });
  addEventListener("pagehide", () => {
    if (changed && form.dataset.autosave) navigator.sendBeacon(form.dataset.autosave, new FormData(form));
  });

  function later() {
    if (form.dataset.autosave) queue = queue.then(save);
  }

  async function save() {
    if (!changed) return;
    changed = false;
    busy = true;
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, redirect: "error",
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const { seen, at } = await answer.json();
      form.elements.seen.value = seen;
      tell(form, `${form.dataset.saved} ${at}`, false);
    } catch {
      changed = true;
      tell(form, form.dataset.unsaved, true);
    } finally {
      busy = false;
    }
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
      if (form.dataset.autosave) form.elements.seen.value = fresh.elements.seen.value;
      announce(...take(form, fresh, removed));
    } catch {
      changed = true;
      tell(form, form.dataset.unsaved, true);
    } finally {
      busy = false;
      form.removeAttribute("aria-busy");
    }
  }
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
  if (told.length) document.dispatchEvent(new CustomEvent("dvctt:say", { detail: told.map(([label, names]) => `${label} ${names.join("; ")}`).join(". ") }));
}
