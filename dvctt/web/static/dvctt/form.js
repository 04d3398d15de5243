// A question page: saves itself, adds and removes rows, and asks again for questions that an answer opens.

const SAVE_AFTER = 800;

for (const form of document.querySelectorAll("form[data-autosave]")) watch(form);

function watch(form) {
  let timer = 0;
  let queue = Promise.resolve();
  let changed = false;
  let saving = false;

  form.addEventListener("input", () => {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(later, SAVE_AFTER);
  });
  form.addEventListener("change", (event) => {
    clearTimeout(timer);
    if (event.target.hasAttribute("data-drives")) {
      changed = false;
      queue = queue.then(() => press(form, "refresh", "1"));
    } else later();
  });
  // A save under way is waited for, so that the form is sent with the count that it leaves behind.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    changed = false;
    if (!saving) return;
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
    saving = true;
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
      saving = false;
    }
  }
}

function tell(form, words, failed) {
  const place = form.querySelector(".saved");
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

document.addEventListener("click", (event) => {
  const add = event.target.closest('button[name="add_row"]');
  const remove = event.target.closest('button[name="remove_row"]');
  const table = (add || remove)?.closest("[data-table]");
  if (!table) return;
  event.preventDefault();
  if (add) addRow(table); else removeRow(table, remove.closest(".table-row"));
});

function addRow(table) {
  const rows = table.querySelector("[data-rows]");
  if (rows.children.length >= Number(table.dataset.max)) return;
  rows.append(table.querySelector("template").content.cloneNode(true));
  const row = rows.lastElementChild;
  renumber(table);
  globalThis.htmx?.process(row);
  row.querySelector("input, select, textarea")?.focus();
}

function removeRow(table, row) {
  const rows = table.querySelector("[data-rows]");
  if (rows.children.length <= Number(table.dataset.min)) return;
  const next = row.nextElementSibling || row.previousElementSibling;
  row.remove();
  renumber(table);
  next?.querySelector("input, select, textarea")?.focus();
  table.dispatchEvent(new Event("input", { bubbles: true }));
}

// Names and ids follow the place of the row: `gieng.3.x`, `f-gieng-3-x`.
function renumber(table) {
  const name = table.dataset.table;
  const label = table.querySelector("[data-rows]").dataset.label;
  const byName = new RegExp(`^${name}\\.(?:\\d+|__row__)(?=\\.|$)`);
  const byId = new RegExp(`(f-${name})-(?:\\d+|__row__)(?=-|$)`, "g");
  [...table.querySelector("[data-rows]").children].forEach((row, index) => {
    row.querySelector("legend").textContent = `${label} ${index + 1}`;
    for (const one of [row, ...row.querySelectorAll("*")]) {
      for (const attribute of [...one.attributes]) {
        const is = ["id", "for", "aria-describedby", "hx-target", "hx-vals"].includes(attribute.name);
        if (is) attribute.value = attribute.value.replace(byId, `$1-${index}`).replaceAll(new RegExp(`"${name}\\.(?:\\d+|__row__)\\.`, "g"), `"${name}.${index}.`);
        if (attribute.name === "name" || (attribute.name === "value" && one.name === "remove_row")) {
          attribute.value = attribute.value.replace(byName, `${name}.${index}`);
        }
      }
    }
  });
}
