// Rows of a repeating table: added and removed in place; without script the same buttons ask the server.

document.addEventListener("click", (event) => {
  const add = event.target.closest('button[name="add_row"]');
  const remove = event.target.closest('button[name="remove_row"]');
  const table = (add || remove)?.closest("[data-table]");
  if (!table) return;
  event.preventDefault();
  if (add) addRow(table); else removeRow(table, remove.closest(".table-row"));
});

function rowsOf(table) {
  return [...table.querySelector("[data-rows]").children].filter((one) => one.matches(".table-row"));
}

function addRow(table) {
  if (rowsOf(table).length >= Number(table.dataset.max)) return;
  const rows = table.querySelector("[data-rows]");
  rows.append(table.querySelector("template").content.cloneNode(true));
  const row = rows.lastElementChild;
  renumber(table);
  follow(table, row);
  globalThis.htmx?.process(row);
  row.querySelector("input, select, textarea")?.focus();
}

// What a new row takes over from the row before, as the bundle says: an input of the same column each.
function follow(table, row) {
  const above = rowsOf(table).at(-2);
  for (const path of table.dataset.follows?.split(" ") ?? []) {
    const [before, now] = [above, row].map((one) => one?.querySelector(`[name$=".${path}"]`));
    if (before?.value && now) now.value = before.value;
  }
}

// In the place of a removed row stands the way back to it, with its answers and with what the summary of faults said.
function removeRow(table, row) {
  if (rowsOf(table).length <= Number(table.dataset.min)) return;
  const next = rowsOf(table)[rowsOf(table).indexOf(row) + 1] || rowsOf(table)[rowsOf(table).indexOf(row) - 1];
  const told = retell(table, rowsOf(table).indexOf(row));
  const undo = says(table, row) ? wayBack(table, row, told) : null;
  if (undo) row.replaceWith(undo); else row.remove();
  renumber(table);
  (undo?.querySelector("button") ?? next?.querySelector("input, select, textarea"))?.focus();
  table.dispatchEvent(new Event("input", { bubbles: true }));
}

function wayBack(table, row, told) {
  const title = row.querySelector("legend").textContent;
  const place = table.querySelector("template[data-removed]").content.cloneNode(true).firstElementChild;
  for (const name of place.querySelectorAll("[data-row-title]")) name.textContent = title;
  place.querySelector("button").addEventListener("click", () => {
    keepingChoices(table, row, () => { place.replaceWith(row); renumber(table); });
    toldAgain(table, rowsOf(table).indexOf(row), told);
    row.querySelector("input, select, textarea")?.focus();
    table.dispatchEvent(new Event("input", { bubbles: true }));
  });
  document.dispatchEvent(new CustomEvent("dvctt:say", { detail: place.firstElementChild.textContent }));
  return place;
}

// A row that comes back has for a moment the names of the row in its place, which would lose its choices to it.
function keepingChoices(table, row, change) {
  const chosen = [table, row].flatMap((one) => [...one.querySelectorAll("input:checked")]);
  change();
  for (const one of chosen) one.checked = true;
}

// Whether anything was typed or chosen in a row, besides what a new row is drawn with.
function says(table, row) {
  const blank = table.querySelector("template").content;
  const drawn = ({ name }) => blank.querySelector(`[name="${name.replace(/\.\d+\./, ".__row__.")}"]`)?.value;
  return [...row.querySelectorAll("input[name], textarea[name], select[name]")].some((one) =>
    ["radio", "checkbox"].includes(one.type) ? one.checked : one.value.trim() && one.value !== drawn(one));
}

// The summary of faults forgets the removed row, and calls the rows after it by their new numbers. Gives the lines that
// it forgot.
function retell(table, gone) {
  const told = lines(table).filter(({ number }) => number === gone).map(({ line }) => line);
  for (const line of told) line.hidden = true;
  for (const one of lines(table)) if (one.number > gone) call(table, one, one.number - 1);
  count();
  return told;
}

function toldAgain(table, back, told) {
  for (const one of lines(table)) if (one.number >= back) call(table, one, one.number + 1);
  for (const line of told) line.hidden = false;
  for (const one of lines(table)) if (told.includes(one.line)) call(table, one, back);
  count();
}

// The lines of the summary about rows of a table that are there, with the number of the row in the ids.
function lines(table) {
  const byId = new RegExp(`^#f-${table.dataset.table}-(\\d+)(?=-|$)`);
  return [...document.querySelectorAll(".problems li:not([hidden])")]
    .map((line) => ({ line, byId, number: Number(line.querySelector("a").getAttribute("href").match(byId)?.[1] ?? -1) }))
    .filter(({ number }) => number >= 0);
}

function call(table, { line, byId, number }, now) {
  const { label } = table.querySelector("[data-rows]").dataset;
  const link = line.querySelector("a");
  link.setAttribute("href", link.getAttribute("href").replace(byId, `#f-${table.dataset.table}-${now}`));
  link.textContent = link.textContent.replace(`${label} ${number + 1}`, `${label} ${now + 1}`);
}

function count() {
  const box = document.querySelector(".problems");
  if (!box) return;
  const left = box.querySelectorAll("li:not([hidden])").length;
  const title = box.querySelector("h2")?.lastChild;
  box.hidden = !left;
  if (title) title.textContent = title.textContent.replace(/\d+/, left);
}

// Names and ids follow the place of the row: `gieng.3.x`, `f-gieng-3-x`.
function renumber(table) {
  const name = table.dataset.table;
  const label = table.querySelector("[data-rows]").dataset.label;
  const byName = new RegExp(`^${name}\\.(?:\\d+|__row__)(?=\\.|$)`);
  const byId = new RegExp(`(f-${name})-(?:\\d+|__row__)(?=-|$)`, "g");
  const rows = rowsOf(table);
  rows.forEach((row, index) => {
    row.querySelector("legend").textContent = `${label} ${index + 1}`;
    for (const title of row.querySelectorAll("[data-row-title]")) title.textContent = ` ${label} ${index + 1}`;
    row.querySelector("button.remove").hidden = rows.length <= Number(table.dataset.min);
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
