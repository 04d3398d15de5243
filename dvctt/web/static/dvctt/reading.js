// What is understood of a number or date, told beside its input while it is typed: the server reads it by the rules of
// a save (dvctt/web/pages/typed_meaning.py). And the browser's own calendar beside a date, which writes into the text field.

const WAIT = 300;
const waiting = new WeakMap();

document.addEventListener("input", (event) => {
  const input = event.target.closest?.("[data-reads]");
  if (!input) return;
  clearTimeout(waiting.get(input));
  waiting.set(input, setTimeout(() => { read(input); }, WAIT));
});

async function read(input) {
  const place = document.getElementById(`${input.id}-meaning`);
  // A search is sent without a token; any other form of the page has the same one.
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (!place || !token) return;
  const text = input.value;
  const { reads, decimals = "", unit = "", unitEn = "", spellings = "" } = input.dataset;
  const { past = "", ahead = "", within = "" } = input.dataset;
  let meaning = "";
  let fault = "";
  try {
    if (text.trim()) {
      const described = { reads, decimals, unit, unit_en: unitEn, spellings, past, ahead, within };
      const body = new URLSearchParams({ text, ...described });
      const answer = await fetch("/reading/", { method: "POST", body, headers: { "X-CSRFToken": token } });
      if (answer.ok) ({ meaning, fault = "" } = await answer.json());
    }
  } catch { /* Without the network nothing is told; the field is kept as it is. */ }
  await globalThis.dvctt?.atRest();
  if (input.value !== text) return;
  place.textContent = fault || (meaning && `= ${meaning}`);
  place.classList.toggle("doubt", Boolean(fault));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-pick]");
  if (!button) return;
  const picker = button.parentElement.querySelector("[data-picker]");
  try { picker.showPicker(); } catch { picker.focus(); }
});

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-picker]") || !event.target.value) return;
  const input = event.target.parentElement.querySelector("[data-reads]");
  input.value = event.target.value.split("-").reverse().join("/");
  for (const name of ["input", "change"]) input.dispatchEvent(new Event(name, { bubbles: true }));
  input.focus();
});
