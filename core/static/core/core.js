// What every page does beyond plain HTML: menus that close, notes that go, selects that submit.
"use strict";

document.addEventListener("click", (event) => {
  const dismiss = event.target.closest("[data-dismiss]");
  if (dismiss) dismiss.closest(".note, .toast").remove();

  const toggle = event.target.closest("[data-toggle-sheet]");
  if (toggle) {
    const open = toggle.closest(".map-panel").classList.toggle("is-open");
    toggle.setAttribute("aria-expanded", String(open));
  }

  for (const menu of document.querySelectorAll("[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("[data-menu][open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A filter form asks its question as soon as a choice is made; its button serves without scripts.
for (const form of document.querySelectorAll("form[data-autosubmit]")) {
  form.addEventListener("change", (event) => {
    const cleared = form.elements[event.target.dataset.clears];
    if (cleared) cleared.value = "";
    if (event.target.matches("select, input[type=date], input[type=checkbox]")) form.requestSubmit();
  });
}

// On phones the filters fold away under one button.
for (const button of document.querySelectorAll("[data-fold]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const open = button.form.classList.toggle("is-open");
    button.setAttribute("aria-expanded", String(open));
  });
}

// Empty fields stay out of the address.
document.addEventListener("formdata", (event) => {
  if (event.target.method !== "get") return;
  for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
});

// What went wrong is read first.
document.querySelector("[data-focus]")?.focus();

// Printing needs a script: the button shows itself only where there is one.
for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
