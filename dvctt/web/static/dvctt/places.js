// The communes of a province: those of another province never stand beside it. Where the list cannot be fetched, the
// page says so, and fetches it once the network is back. What was chosen is kept with the page in the history: when one
// comes back, the browser brings back the province, but not a list that a script had filled.

const { htmx } = globalThis;
const communes = (province) => document.querySelector(province.getAttribute("hx-target"));
const PROVINCES = "[data-address] select[hx-get]";
const isProvince = (one) => one.matches?.(PROVINCES);
const chosen = () => history.state?.communes ?? {};

// Before the form saves what was chosen.
document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-address] select[data-blank]")) keep(event.target);
  if (!isProvince(event.target)) return;
  const place = communes(event.target);
  place.replaceChildren(new Option(place.dataset.blank, ""));
  keep(place);
  missing(event.target, false);
}, { capture: true });

for (const failed of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(failed, (event) => { if (isProvince(event.detail.elt)) missing(event.detail.elt, true); });
}
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful && isProvince(event.detail.elt)) missing(event.detail.elt, false);
});

for (const back of ["online", "focus"]) {
  addEventListener(back, () => {
    for (const province of document.querySelectorAll("select[data-missing]")) {
      list(province);
    }
  });
}

addEventListener("pageshow", async () => {
  for (const province of document.querySelectorAll(PROVINCES)) {
    const place = communes(province);
    if (!province.value || place.options.length > 1) continue;
    await list(province);
    if ([...place.options].some((one) => one.value === chosen()[place.name])) place.value = chosen()[place.name];
  }
});

function list(province) {
  const target = province.getAttribute("hx-target");
  return htmx.ajax("GET", province.getAttribute("hx-get"), { source: province, target, swap: "innerHTML" }).catch(() => {});
}

function keep(place) {
  history.replaceState({ ...history.state, communes: { ...chosen(), [place.name]: place.value } }, "");
}

function missing(province, is) {
  const told = communes(province).closest(".field").querySelector("[data-communes-missing]");
  if (is && told.hidden) document.dispatchEvent(new CustomEvent("dvctt:say", { detail: told.textContent.trim() }));
  province.toggleAttribute("data-missing", is);
  told.hidden = !is;
}
