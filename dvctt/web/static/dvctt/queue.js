// Keys of officers' pages: j and k move, Enter opens, x chooses, t takes, / goes to the search field, ? tells the keys, u goes up.

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest('input:not([type="checkbox"]), textarea, select')) return;
  const table = document.querySelector("[data-queue]");
  if (event.key === "/") {
    const search = document.querySelector('input[type="search"]');
    if (search) { event.preventDefault(); search.focus(); search.select(); }
    return;
  }
  if (event.key === "?") { document.getElementById("keys-help")?.showModal(); return; }
  if (event.key === "u") { document.querySelector("[data-up]")?.click(); return; }
  if (!table) return;
  const rows = [...table.tBodies[0].rows];
  const now = rows.findIndex((row) => row.contains(document.activeElement));
  if (event.key === "j" || event.key === "k") {
    event.preventDefault();
    const next = Math.min(rows.length - 1, Math.max(0, now + (event.key === "j" ? 1 : -1)));
    rows[next]?.querySelector("[data-open]").focus();
    rows[next]?.scrollIntoView({ block: "nearest" });
  } else if (event.key === "x" && now >= 0) {
    rows[now].querySelector('input[type="checkbox"]')?.click();
  } else if (event.key === "t" && now >= 0) {
    rows[now].querySelector("[data-take]")?.click();
  }
});

// A press anywhere in a row opens it, but for what is pressed for itself and for text that is being chosen.
document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-queue] tbody tr");
  if (row && !event.target.closest("a, button, input, label, select, .pick") && !String(getSelection())) {
    const link = row.querySelector("[data-open]");
    if (event.ctrlKey || event.metaKey) open(link.href); else link.click();
  }
  if (event.target.closest("[data-print]")) print();
  if (event.target.closest("[data-keys]")) document.getElementById("keys-help").showModal();
});
