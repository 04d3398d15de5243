// Files go in parts of at most 1 MB, with progress; without script the same form sends the file whole.
// A part: POST with name, size, offset, the bytes as `file`, and from the second on `upload`. The answer is 202
// {"upload", "received"}, after the last part {"url"}, or 422 {"fault"} (dvctt/web/uploads.py). Of several pictures
// each but the last says `more`; the last one names in `joined` the uploads before it.

const PART = 1024 * 1024 - 64 * 1024;

prepareIn(document);
document.addEventListener("htmx:load", (event) => prepareIn(event.detail.elt));

// Also in what htmx puts into a page later.
function prepareIn(place) {
  for (const form of place.querySelectorAll("form[data-upload]:not([data-ready])")) prepare(form);
}

function prepare(form) {
  form.dataset.ready = "yes";
  form.dataset.taken = form.querySelector("[data-state]").textContent;
  const input = form.querySelector('input[type="file"]');
  form.addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("over"); });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    input.files = event.dataTransfer.files;
    if (input.files.length) send(form, [...input.files]);
  });
  input.addEventListener("change", () => input.files.length && send(form, [...input.files]));
  form.addEventListener("submit", (event) => {
    if (!input.files.length) return;
    event.preventDefault();
    send(form, [...input.files]);
  });
}

// Several files are pictures that become one paper: each is sent whole, and the last one names those before it.
async function send(form, files, begun = { place: 0, joined: [], received: 0, upload: "" }) {
  if (form.dataset.busy) return;
  form.dataset.busy = "yes";
  const bar = form.querySelector("progress");
  const state = form.querySelector("[data-state]");
  bar.hidden = false;
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const order = files.length > 1 ? ` ${form.dataset.order} ${files.map((file, n) => `${n + 1}. ${file.name}`).join("; ")}` : "";
  let at = begun;
  try {
    let answer;
    do {
      const file = files[at.place];
      const last = at.place === files.length - 1;
      const sent = files.slice(0, at.place).reduce((sum, one) => sum + one.size, at.received);
      const percent = Math.round((sent / Math.max(1, total)) * 100);
      bar.value = percent;
      state.textContent = `${form.dataset.sending}: ${file.name}, ${percent}%.${order}`;
      answer = await sendPart(form, file, at, last ? { joined: at.joined } : { more: "yes" });
      const whole = !last && answer.received >= file.size;
      at = whole
        ? { place: at.place + 1, joined: [...at.joined, answer.upload], received: 0, upload: "" }
        : { ...at, received: answer.received, upload: answer.upload };
    } while (!answer.url);
    bar.value = 100;
    state.textContent = form.dataset.checking;
    const target = new URL(answer.url, location);
    const same = target.pathname === location.pathname && target.search === location.search;
    location.assign(target);
    if (same) location.reload();
  } catch (error) {
    bar.hidden = true;
    const told = { ended: form.dataset.ended, offline: form.dataset.offline }[error.trouble];
    state.textContent = error.fault || (told ? `${told} ` : `${form.dataset.failed} ${form.dataset.taken}`);
    state.setAttribute("role", "alert");
    delete form.dataset.busy;
    if (told) waitFor(form, error.trouble, () => send(form, files, at));
  }
}

// The file is still here: signed in again in another tab, or back on line, its sending goes on where it stopped.
function waitFor(form, trouble, resume) {
  const state = form.querySelector("[data-state]");
  if (trouble === "ended") {
    const link = Object.assign(document.createElement("a"), { href: form.dataset.signIn, target: "_blank", rel: "noopener", textContent: form.dataset.signInWords });
    state.append(link, " ");
  }
  const again = Object.assign(document.createElement("button"), { type: "button", className: "button small", textContent: form.dataset.again });
  state.append(again);
  const go = () => { again.remove(); removeEventListener("online", go); resume(); };
  again.addEventListener("click", go);
  if (trouble === "offline") addEventListener("online", go);
}

async function sendPart(form, file, { received, upload }, { joined = [], more = "" }) {
  const part = () => {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    for (const [key, value] of Object.entries({ upload, name: file.name, size: file.size, offset: received })) body.append(key, value);
    if (more) body.append("more", more);
    for (const one of joined) body.append("joined", one);
    body.append("file", file.slice(received, received + PART), file.name);
    return body;
  };
  const answer = await globalThis.dvctt.post(form.action, part);
  if (answer.ok) return answer.json();
  const error = new Error(String(answer.status));
  if (answer.status === 422) error.fault = (await answer.json()).fault;
  throw error;
}
