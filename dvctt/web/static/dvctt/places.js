// The communes of a province: those of another province never stand beside it. Where the list cannot be fetched, the
// page says so, and fetches it once the network is back.

const { htmx } = globalThis;
const communes = (province) => document.querySelector(province.getAttribute("hx-target"));
const isProvince = (one) => one.matches?.("[data-address] select[hx-get]");

// Before the form saves what was chosen.
document.addEventListener("change", (event) => {
  if (!isProvince(event.target)) return;
  const place = communes(event.target);
  place.replaceChildren(new Option(place.dataset.blank, ""));
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
      const target = province.getAttribute("hx-target");
      htmx.ajax("GET", province.getAttribute("hx-get"), { source: province, target, swap: "innerHTML" }).catch(() => {});
    }
  });
}

function missing(province, is) {
  const told = communes(province).closest(".field").querySelector("[data-communes-missing]");
  if (is && told.hidden) document.dispatchEvent(new CustomEvent("dvctt:say", { detail: told.textContent.trim() }));
  province.toggleAttribute("data-missing", is);
  told.hidden = !is;
}
