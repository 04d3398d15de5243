// Files go in parts of at most 1 MB, with progress; without script the same form sends the file whole.
// A part: POST with name, size, offset, the bytes as `file`, and from the second on `upload`. The answer is 202
// {"upload", "received"}, after the last part {"url"}, or 422 {"fault"} (dvctt/web/http/uploads.py). Of several pictures
// each but the last says `more`; the last one names in `joined` the uploads before it.

const PART = 1024 * 1024 - 64 * 1024;
const START = { place: 0, joined: [], received: 0, upload: "" };
const TOLD = "dvctt:upload:";
const forms = new Set();

// What was chosen and has not arrived is nowhere but on this page.
addEventListener("beforeunload", (event) => { if (working().length) event.preventDefault(); });

// Also in what htmx puts into a page later.
function prepareIn(place) {
  for (const form of place.querySelectorAll("form[data-upload]:not([data-ready])")) forms.add(new Sender(form));
}

function working() {
  return [...forms].filter((one) => one.choices.length);
}

// Sends what is chosen at one place, one choice after the other: a choice is a list of files that become one paper.
class Sender {
  constructor(form) {
    form.dataset.ready = "yes";
    this.form = form;
    this.state = form.querySelector("[data-state]");
    this.taken = this.state.textContent;
    this.choices = [];
    this.at = START;
    this.under = false;
    this.fault = "";
    this.url = "";
    const input = form.querySelector('input[type="file"]');
    const choose = () => { if (input.files.length) this.choose([...input.files]); };
    form.addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("over"); });
    form.addEventListener("dragleave", () => form.classList.remove("over"));
    form.addEventListener("drop", (event) => {
      event.preventDefault();
      form.classList.remove("over");
      input.files = event.dataTransfer.files;
      choose();
    });
    input.addEventListener("change", choose);
    form.addEventListener("submit", (event) => {
      if (!input.files.length) return;
      event.preventDefault();
      choose();
    });
    this.tellAgain();
  }

  // Where one file is taken, a later choice stands for one that still waits.
  choose(files) {
    if (!this.form.hasAttribute("data-many")) {
      this.choices.splice(this.under ? 1 : 0);
      if (!this.under) this.at = START;
    }
    this.choices.push(files);
    this.fault = "";
    if (this.under) this.tell(); else this.go();
  }

  async go() {
    if (this.under || !this.choices.length) return;
    this.under = true;
    try {
      while (this.choices.length) {
        this.url = await this.send(this.choices[0]);
        this.choices.shift();
        this.at = START;
      }
    } catch (error) {
      this.halt(error);
    }
    this.under = false;
    arrive(this);
  }

  // Several files are pictures that become one paper: each is sent whole, and the last one names those before it.
  async send(files) {
    const total = files.reduce((sum, file) => sum + file.size, 0);
    let answer;
    do {
      const file = files[this.at.place];
      const last = this.at.place === files.length - 1;
      const sent = files.slice(0, this.at.place).reduce((sum, one) => sum + one.size, this.at.received);
      this.percent = Math.round((sent / Math.max(1, total)) * 100);
      this.tell();
      answer = await sendPart(this.form, file, this.at, last ? { joined: this.at.joined } : { more: "yes" });
      const whole = !last && answer.received >= file.size;
      this.at = whole
        ? { place: this.at.place + 1, joined: [...this.at.joined, answer.upload], received: 0, upload: "" }
        : { ...this.at, received: answer.received, upload: answer.upload };
    } while (!answer.url);
    return answer.url;
  }

  tell() {
    const [files, ...next] = this.choices;
    const order = files.length > 1 ? ` ${this.form.dataset.order} ${files.map((file, n) => `${n + 1}. ${file.name}`).join("; ")}` : "";
    const after = next.length ? ` ${this.form.dataset.next} ${names(next)}.` : "";
    const bar = this.form.querySelector("progress");
    bar.hidden = false;
    bar.value = this.percent;
    this.state.removeAttribute("role");
    this.state.textContent = `${this.form.dataset.sending}: ${files[this.at.place].name}, ${this.percent}%.${order}${after}`;
  }

  // A file that is refused has its say and goes; one that could not be sent waits here, and its sending goes on where
  // it stopped once somebody signed in again in another tab, or the network is back.
  halt(error) {
    const { dataset } = this.form;
    const waits = { ended: dataset.ended, offline: dataset.offline }[error.trouble];
    this.form.querySelector("progress").hidden = true;
    this.state.setAttribute("role", "alert");
    if (waits) {
      this.state.textContent = `${waits} ${dataset.waiting} ${names(this.choices)}. `;
      this.offer(error.trouble);
      return;
    }
    this.fault = error.fault || `${dataset.failed} ${this.taken}`;
    this.state.textContent = this.fault;
    this.choices.shift();
    this.at = START;
    if (this.choices.length) setTimeout(() => this.go());
  }

  offer(trouble) {
    if (trouble === "ended") {
      const { signIn, signInWords } = this.form.dataset;
      this.state.append(Object.assign(document.createElement("a"), { href: signIn, target: "_blank", rel: "noopener", textContent: signInWords }), " ");
    }
    const again = Object.assign(document.createElement("button"), { type: "button", className: "button small", textContent: this.form.dataset.again });
    again.addEventListener("click", goOn);
    this.state.append(again);
  }

  // What was refused before the page was drawn anew for another file.
  tellAgain() {
    const told = sessionStorage.getItem(TOLD + this.form.action);
    sessionStorage.removeItem(TOLD + this.form.action);
    if (!told) return;
    this.state.setAttribute("role", "alert");
    this.state.textContent = told;
  }
}

addEventListener("online", goOn);

function goOn() {
  for (const one of working()) one.go();
}

// The page is drawn anew once everything that was chosen on it has arrived: until then it is the only place of the rest.
function arrive({ form, state, url, choices }) {
  const rest = working().length > 0;
  if (url && !choices.length) {
    state.removeAttribute("role");
    state.textContent = rest ? form.dataset.received : form.dataset.checking;
    form.querySelector("progress").value = 100;
  }
  const arrived = [...forms].filter((one) => one.url);
  if (rest || !arrived.length) return;
  for (const one of forms) if (one.fault) sessionStorage.setItem(TOLD + one.form.action, one.fault);
  const target = new URL(url || arrived.at(-1).url, location);
  const same = target.pathname === location.pathname && target.search === location.search;
  location.assign(target);
  if (same) location.reload();
}

function names(choices) {
  return choices.flat().map((file) => file.name).join("; ");
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

prepareIn(document);
document.addEventListener("htmx:load", (event) => prepareIn(event.detail.elt));
