// Rows of a repeating table: added and removed in place; without script the same buttons ask the server.

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
  follow(table, row);
  globalThis.htmx?.process(row);
  row.querySelector("input, select, textarea")?.focus();
}

// What a new row takes over from the row before, as the bundle says: an input of the same column each.
function follow(table, row) {
  for (const path of table.dataset.follows?.split(" ") ?? []) {
    const [before, now] = [row.previousElementSibling, row].map((one) => one?.querySelector(`[name$=".${path}"]`));
    if (before?.value && now) now.value = before.value;
  }
}

function removeRow(table, row) {
  const rows = table.querySelector("[data-rows]");
  if (rows.children.length <= Number(table.dataset.min)) return;
  const next = row.nextElementSibling || row.previousElementSibling;
  retell(table, [...rows.children].indexOf(row));
  row.remove();
  renumber(table);
  next?.querySelector("input, select, textarea")?.focus();
  table.dispatchEvent(new Event("input", { bubbles: true }));
}

// The summary of faults forgets the removed row, and calls the rows after it by their new numbers.
function retell(table, gone) {
  const label = table.querySelector("[data-rows]").dataset.label;
  const byId = new RegExp(`^#f-${table.dataset.table}-(\\d+)(?=-|$)`);
  for (const line of document.querySelectorAll(".problems li")) {
    const link = line.querySelector("a");
    const number = Number(link.getAttribute("href").match(byId)?.[1] ?? -1);
    if (number === gone) line.remove();
    if (number <= gone) continue;
    link.setAttribute("href", link.getAttribute("href").replace(byId, `#f-${table.dataset.table}-${number - 1}`));
    link.textContent = link.textContent.replace(`${label} ${number + 1}`, `${label} ${number}`);
  }
  const box = document.querySelector(".problems");
  const left = box?.querySelectorAll("li").length;
  const title = box?.querySelector("h2")?.lastChild;
  if (left === 0) box.remove(); else if (title) title.textContent = title.textContent.replace(/\d+/, left);
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
