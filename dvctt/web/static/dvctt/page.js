// Enhancements of every page. Without this file all forms and links still work.

document.documentElement.classList.add("scripted");

function say(words) {
  const live = document.getElementById("live");
  live.textContent = "";
  requestAnimationFrame(() => { live.textContent = words; });
}

function toast(words) {
  const box = document.createElement("div");
  box.className = "toast";
  box.textContent = words;
  document.getElementById("toasts").append(box);
  say(words);
  setTimeout(() => box.remove(), 5000);
}
document.addEventListener("dvctt:toast", (event) => toast(event.detail));
document.addEventListener("dvctt:say", (event) => say(event.detail));

// Codes are copied without the gaps between their groups.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  toast(`${button.textContent.trim()}: ${button.dataset.copy}`);
});

// What was chosen, beside a button that stands for the browser's own.
document.addEventListener("change", (event) => {
  const place = document.getElementById(event.target.dataset?.shows);
  if (place) place.textContent = [...event.target.files].map((file) => file.name).join(", ");
});

// Menus of the head: one at a time, closed by Escape and by pressing elsewhere.
document.addEventListener("click", (event) => closeMenus(event.target));
document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && document.querySelector("details.menu[open]");
  if (!open) return;
  closeMenus(null);
  open.querySelector("summary").focus();
});
function closeMenus(inside) {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(inside)) menu.open = false;
}

// The error summary takes the focus, so that it is read first.
document.querySelector("[data-focus]")?.focus();

// The acts of a page by their key, and pages of a document by [ and ], unless something is being typed.
document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, textarea, select")) return;
  const key = event.key.toLowerCase();
  const wanted = key === "[" ? '[data-page="previous"]' : key === "]" ? '[data-page="next"]' : "[data-key]";
  const target = [...document.querySelectorAll(wanted)].find((one) => !one.dataset.key || one.dataset.key.toLowerCase() === key);
  if (!target) return;
  event.preventDefault();
  target.focus();
  target.click();
});
