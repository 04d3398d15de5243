// Enhancements of every page. Without this file all forms and links still work.

document.documentElement.classList.add("scripted");

// What the other scripts share: sending with a token that is renewed, the bar of trouble, what is kept in this browser.
const HALF_A_DAY = 12 * 3600 * 1000;
const dvctt = { KEPT: "dvctt:kept:", trouble, post, bar, renew, atRest };
globalThis.dvctt = dvctt;

// What moves under a finger between its press and its release loses the click: whoever writes into a page by himself
// waits until nothing is pressed.
let released = Promise.resolve();
addEventListener("pointerdown", () => {
  released = new Promise((resolve) => {
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(resolve), { once: true, capture: true });
  });
}, { capture: true });

function atRest() {
  return released;
}

function trouble(kind) {
  return Object.assign(new Error(kind), { trouble: kind });
}

// Posts what `body()` gives; a token of an older session is renewed once. Throws with `trouble`: `offline`, or `ended`
// where the answer is the way to the sign-in.
async function post(url, body) {
  const send = () => fetch(url, { method: "POST", body: body(), headers: { Accept: "application/json" }, redirect: "manual" });
  try {
    let answer = await send();
    if (answer.status === 403 && await renew()) answer = await send();
    if (answer.type === "opaqueredirect") throw trouble("ended");
    return answer;
  } catch (error) {
    throw error.trouble ? error : trouble("offline");
  }
}

// The token of this page drawn anew, into every form.
async function renew() {
  const answer = await fetch(location.href, { redirect: "manual", cache: "no-store" });
  if (answer.type === "opaqueredirect") throw trouble("ended");
  if (!answer.ok) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector('input[name="csrfmiddlewaretoken"]')?.value;
  if (!token) return false;
  for (const input of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) input.value = token;
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  return true;
}

// At the top of the window, whatever part of the page one sees: why something was not saved, and the way on.
function bar(kind) {
  const place = document.getElementById("keep");
  place.hidden = !kind;
  place.querySelector("span").textContent = kind ? place.dataset[kind] : "";
  place.querySelector("a").hidden = kind !== "ended";
}

// What is kept goes with the person: at sign-out, for another person, and after half a day.
function forget(goes) {
  for (const name of Object.keys(localStorage).filter((key) => key.startsWith(dvctt.KEPT))) {
    let record = {};
    try { record = JSON.parse(localStorage.getItem(name)) || {}; } catch { /* Not ours any more. */ }
    if (goes(record, name.slice(dvctt.KEPT.length))) localStorage.removeItem(name);
  }
}
const { person } = document.body.dataset;
forget((record, path) => (person && record.person !== person) || !(Date.now() - record.at < HALF_A_DAY) || (record.beacon && path !== location.pathname));
document.addEventListener("submit", (event) => {
  if (event.target.action?.endsWith("/sign-out/")) forget(() => true);
  else if (!navigator.onLine && event.target.method === "post" && !event.defaultPrevented) { event.preventDefault(); bar("offline"); }
});

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
  const { copied, copyFailed } = document.getElementById("toasts").dataset;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    toast(button.dataset.copied || copied);
  } catch {
    toast(copyFailed);
  }
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
