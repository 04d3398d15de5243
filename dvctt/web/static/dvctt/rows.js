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
