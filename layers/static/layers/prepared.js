// Files that are made: forms that ask for one, and how far those are that take a while.
"use strict";

const LOOK_EVERY_MS = 1500;
const LOOK_EVERY_AT_MOST_MS = 15000;
const ANY = "00000000-0000-0000-0000-000000000000";

const isUnderWay = (state) => state === "waiting" || state === "running";

/** Asks for the states of the files until `done` says that nothing more is awaited. */
async function watch(address, done) {
  for (let pause = LOOK_EVERY_MS; ; pause = Math.min(pause * 1.15, LOOK_EVERY_AT_MOST_MS)) {
    await new Promise((go) => setTimeout(go, pause));
    if (document.hidden) continue;
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      if (answer.ok && done((await answer.json()).files)) return;
    } catch {
      // No connection: look again a little later.
    }
  }
}

function show(element, file) {
  element.querySelector("[data-state-words]").textContent = file.state_words;
  element.querySelector("[data-message]").textContent = file.message;
  const bar = element.querySelector("progress");
  if (bar) bar.value = file.progress;
}

/** The list of files: bars move, and the page is fetched anew when one ends. */
function watchList(list) {
  const rows = [...list.querySelectorAll("[data-prepared-file]")].filter((row) => isUnderWay(row.dataset.state));
  if (!rows.length) return;
  watch(list.dataset.preparedList, (files) => {
    const byUid = new Map(files.map((file) => [file.uid, file]));
    for (const row of rows) {
      const file = byUid.get(row.dataset.preparedFile);
      if (!file || !isUnderWay(file.state)) {
        location.reload();
        return true;
      }
      show(row, file);
    }
    return false;
  });
}

/** The notice on the page that asked: a bar, then the file. */
function notify(file) {
  const template = document.querySelector("[data-prepared-notice]");
  document.querySelector(".prepared-notice")?.remove();
  document.body.append(template.content.cloneNode(true));
  const notice = document.querySelector(".prepared-notice");
  notice.querySelector("[data-title]").textContent = file.title;
  show(notice, file);
  watch(template.dataset.states, (files) => {
    if (!notice.isConnected) return true;
    const now = files.find(({ uid }) => uid === file.uid);
    if (!now) return true;
    show(notice, now);
    if (isUnderWay(now.state)) return false;
    notice.querySelector("progress").hidden = true;
    const link = notice.querySelector("[data-download]");
    link.href = template.dataset.file.replace(ANY, file.uid);
    link.hidden = now.state !== "done";
    return true;
  });
}

function complain(message) {
  const toast = document.createElement("p");
  toast.className = "toast";
  toast.setAttribute("role", "alert");
  toast.textContent = message;
  document.body.append(toast);
  setTimeout(() => toast.remove(), 8000);
}

function fileName(answer) {
  const disposition = answer.headers.get("Content-Disposition") ?? "";
  const encoded = /filename\*=utf-8''([^;]+)/i.exec(disposition);
  if (encoded) return decodeURIComponent(encoded[1]);
  return /filename="([^"]+)"/.exec(disposition)?.[1] ?? "export";
}

async function save(answer) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = fileName(answer);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

/** The form's fields; of a page whose address is its state also those of the address. */
function fields(form, button) {
  const body = new FormData(form);
  if (button?.name) body.append(button.name, button.value);
  if (form.dataset.prepares === "address") {
    for (const [name, value] of new URLSearchParams(location.search)) body.append(name, value);
  }
  return body;
}

/** Sends a form that asks for a file: a small one comes at once, for a large one a notice does. */
async function ask(form, button) {
  const body = fields(form, button);
  const failed = document.querySelector("[data-prepared-notice]").dataset.failed;
  const buttons = [...form.elements].filter((element) => element.matches("button"));
  buttons.forEach((each) => (each.disabled = true));
  form.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
    if (answer.status === 202) notify(await answer.json());
    else if (answer.ok && answer.headers.has("Content-Disposition")) await save(answer);
    else complain((isJson && (await answer.json()).error?.message) || failed);
    const menu = button?.closest("details");
    if (menu) menu.open = false;
  } catch {
    complain(failed);
  } finally {
    buttons.forEach((each) => (each.disabled = false));
    form.removeAttribute("aria-busy");
  }
}

for (const list of document.querySelectorAll("[data-prepared-list]")) watchList(list);

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-prepares]")) return;
  event.preventDefault();
  ask(event.target, event.submitter);
});
