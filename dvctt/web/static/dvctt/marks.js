// What differs from what was asked is marked while one types: the server reads the form by the rules of a save, and the
// marks of its answer stand in the places that the form has for them. Nothing else of the page is touched.

const WAIT = 600;

for (const form of document.querySelectorAll("form[id]")) {
  if (!form.querySelector("[data-mark], [data-drives]")) continue;
  let turn = 0;
  const later = () => {
    turn += 1;
    const mine = turn;
    setTimeout(() => { if (mine === turn && form.querySelector("[data-mark]")) mark(form, () => mine === turn); }, WAIT);
  };
  for (const name of ["input", "change"]) form.addEventListener(name, later);
}

async function mark(form, newest) {
  const body = new FormData(form);
  for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
  body.set("refresh", "1");
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.ok && newest()) for (const told of page.querySelectorAll(`#${form.id} [data-mark]`)) put(form, told);
  } catch { /* Without the network nothing is marked; a save marks it. */ }
}

function put(form, told) {
  const place = form.querySelector(`#${told.id}`);
  if (!place || place.innerHTML === told.innerHTML) return;
  place.replaceWith(document.importNode(told, true));
  const asked = told.id.replace(/mark$/, "asked");
  const input = form.querySelector(`#${told.id.replace(/-mark$/, "")}`);
  const others = (input?.getAttribute("aria-describedby") || "").split(" ").filter((id) => id && id !== asked);
  if (told.firstElementChild) others.push(asked);
  if (input && others.length) input.setAttribute("aria-describedby", others.join(" "));
  else input?.removeAttribute("aria-describedby");
}
