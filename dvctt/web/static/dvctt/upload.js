// Files go in parts of at most 1 MB, with progress; without script the same form sends the file whole.
// The server: POST with fields part (0…), parts, upload (an id made here), name, size and the bytes as `file`;
// it answers 202 to a part, and to the last one JSON {"url": where to go on} or 422 {"fault": sentence}.

const PART = 1024 * 1024 - 64 * 1024;

for (const form of document.querySelectorAll("form[data-upload]")) prepare(form);

function prepare(form) {
  const input = form.querySelector('input[type="file"]');
  form.addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("over"); });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    input.files = event.dataTransfer.files;
    if (input.files.length) send(form, input.files[0]);
  });
  input.addEventListener("change", () => input.files.length && send(form, input.files[0]));
  form.addEventListener("submit", (event) => {
    if (!input.files.length) return;
    event.preventDefault();
    send(form, input.files[0]);
  });
}

async function send(form, file) {
  if (form.dataset.busy) return;
  form.dataset.busy = "yes";
  const bar = form.querySelector("progress");
  const state = form.querySelector("[data-state]");
  const parts = Math.max(1, Math.ceil(file.size / PART));
  const upload = crypto.randomUUID ? crypto.randomUUID() : String(Math.random()).slice(2) + Date.now();
  bar.hidden = false;
  try {
    let answer;
    for (let part = 0; part < parts; part += 1) {
      const percent = Math.round((part / parts) * 100);
      bar.value = percent;
      state.textContent = `${form.dataset.sending}: ${file.name}, ${percent}%`;
      answer = await sendPart(form, file, { part, parts, upload });
    }
    bar.value = 100;
    state.textContent = form.dataset.checking;
    const { url } = await answer.json();
    location.assign(url);
    if (new URL(url, location).pathname === location.pathname) location.reload();
  } catch (error) {
    bar.hidden = true;
    state.textContent = error.fault || form.dataset.failed;
    state.setAttribute("role", "alert");
    delete form.dataset.busy;
  }
}

async function sendPart(form, file, { part, parts, upload }) {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  for (const [key, value] of Object.entries({ part, parts, upload, name: file.name, size: file.size })) body.append(key, value);
  body.append("file", file.slice(part * PART, (part + 1) * PART), file.name);
  const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "error" });
  if (answer.ok) return answer;
  const error = new Error(String(answer.status));
  if (answer.status === 422) error.fault = (await answer.json()).fault;
  throw error;
}
