// Sends chosen files one after the other and tells how far each has come. Without this script the
// form sends them all at once, and the server answers with the same pages.

const form = document.querySelector("[data-sending]");
const drop = form.querySelector("[data-drop]");
const input = drop.querySelector("input[type=file]");
const list = form.querySelector("[data-files]");
const button = form.querySelector("button[type=submit]");
const onward = form.querySelector("[data-onward]");
const words = form.dataset;
const endings = input.accept.split(",").map((one) => one.trim().toLowerCase());
let chosen = [];
let isSending = false;

const size = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} KB` : `${(bytes / 1e6).toFixed(1)} MB`);
const isRead = (file) => endings.some((ending) => file.name.toLowerCase().endsWith(ending));

function show() {
  list.replaceChildren(...chosen.map((entry) => {
    const row = document.createElement("li");
    const name = document.createElement("span");
    name.append(Object.assign(document.createElement("b"), { textContent: entry.file.name }));
    name.append(Object.assign(document.createElement("span"), { className: "meta", textContent: ` ${size(entry.file.size)}` }));
    entry.state = Object.assign(document.createElement("span"), { className: "meta", textContent: entry.said });
    row.classList.toggle("is-refused", entry.isRefused);
    row.append(name, entry.state);
    if (!isSending) {
      const remove = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
      remove.setAttribute("aria-label", words.wordsRemove.replace("{name}", entry.file.name));
      remove.addEventListener("click", () => { chosen = chosen.filter((one) => one !== entry); show(); });
      row.append(remove);
    } else if (!entry.isRefused) {
      entry.bar = Object.assign(document.createElement("progress"), { className: "bar", max: 100, value: entry.percent });
      entry.bar.setAttribute("aria-label", entry.file.name);
      row.append(entry.bar);
    }
    return row;
  }));
  list.hidden = !chosen.length;
  input.required = !chosen.length;
}

function choose(files) {
  for (const file of files) {
    if (chosen.some((one) => one.file.name === file.name && one.file.size === file.size)) continue;
    const isRefused = !isRead(file);
    chosen.push({ file, isRefused, percent: 0, said: isRefused ? words.wordsWrong : "" });
  }
  show();
}

function tell(entry, said, percent) {
  entry.said = said;
  entry.percent = percent;
  entry.state.textContent = said;
  if (entry.bar) entry.bar.value = percent;
}

function send(entry) {
  const body = new FormData(form);
  body.delete("file");
  body.append("file", entry.file);
  const request = new XMLHttpRequest();
  return new Promise((resolve) => {
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      const percent = Math.round((100 * event.loaded) / event.total);
      tell(entry, percent < 100 ? words.wordsSending.replace("{percent}", percent) : words.wordsReading, percent);
    });
    request.addEventListener("load", () => resolve(request.response ?? {}));
    request.addEventListener("error", () => resolve({ error: { message: words.wordsFailed } }));
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.send(body);
  });
}

input.addEventListener("change", () => { choose(input.files); input.value = ""; });
for (const name of ["dragover", "dragenter"]) {
  drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("is-over"); });
}
for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("is-over"));
drop.addEventListener("drop", (event) => { event.preventDefault(); choose(event.dataTransfer.files); });

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const waiting = chosen.filter((entry) => !entry.isRefused && !entry.run);
  if (isSending || !waiting.length) return;
  isSending = true;
  button.disabled = true;
  for (const entry of waiting) entry.said = words.wordsWaiting;
  show();
  for (const entry of waiting) {
    const answer = await send(entry);
    if (answer.run) {
      entry.run = answer;
      tell(entry, words.wordsDone, 100);
    } else {
      entry.isRefused = true;
      entry.said = answer.error?.message ?? words.wordsFailed;
      entry.state.textContent = entry.said;
    }
  }
  isSending = false;
  button.disabled = false;
  const runs = chosen.filter((entry) => entry.run).map((entry) => entry.run);
  const address = runs.length === 1
    ? runs[0].url
    : `${words.several}?${new URLSearchParams(runs.map((one) => ["run", one.run]))}`;
  if (runs.length && !chosen.some((entry) => entry.isRefused)) {
    location.assign(address);
    return;
  }
  show(); // what was refused stays on the page with its reason; the others are a link away
  onward.hidden = !runs.length;
  onward.querySelector("a").href = address;
});
