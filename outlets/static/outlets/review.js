// The queue's comforts: ticking many, reasons that name their field, keys with Alt and Ctrl.
"use strict";

const rows = document.querySelector("[data-rows]");
const selected = rows?.querySelector(".is-selected");
if (selected && window.matchMedia("(min-width: 901px)").matches) {
  selected.scrollIntoView({ block: "nearest" });
}

// Ticking several: the bar counts, and its button appears with the first.
const batch = document.querySelector("[data-batch]");
if (batch) {
  const all = batch.querySelector("[data-all]");
  const words = batch.querySelector("[data-count]");
  const hint = words.textContent;
  const boxes = () => [...rows.querySelectorAll("input[name=chosen]:not(:disabled)")];
  const tell = () => {
    const ticked = boxes().filter((box) => box.checked).length;
    all.checked = ticked > 0 && ticked === boxes().length;
    all.indeterminate = ticked > 0 && ticked < boxes().length;
    words.textContent = ticked ? words.dataset.text.replace("{n}", ticked) : hint;
    batch.classList.toggle("is-empty", ticked === 0);
  };
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes()) box.checked = all.checked;
    tell();
  });
  rows.addEventListener("change", tell);
  window.addEventListener("pageshow", tell);
  tell();
}

// A reason chosen by its word names the field that has to be mended.
const FIELDS = { position: "location", photos: "photos", twin: "", licence: "organization" };
for (const form of document.querySelectorAll("[data-decision=return]")) {
  form.addEventListener("change", (event) => {
    if (event.target.name === "cause") form.elements.field.value = FIELDS[event.target.value];
  });
}

// One press is one decision.
for (const form of document.querySelectorAll("[data-decision], #decide")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => delete form.dataset.sent);
}

// The record that stays brings its values along; any may be chosen otherwise afterwards.
for (const keep of document.querySelectorAll("[data-keep]")) {
  keep.addEventListener("change", () => {
    for (const radio of document.querySelectorAll("[data-pair] input[name^=take_]")) {
      radio.checked = radio.value === keep.value;
    }
  });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey && event.key === "Enter") {
    const go = document.querySelector(".review-bar [data-decision=go] [data-go]");
    if (go) go.click();
  } else if (event.altKey && event.code === "KeyR") {
    const first = document.querySelector(
      ".review-bar [data-decision=return] :is(input[type=radio], input[name=reason])",
    );
    if (first) {
      event.preventDefault();
      first.focus();
    }
  } else if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    const next =
      event.key === "ArrowDown" ? selected?.nextElementSibling : selected?.previousElementSibling;
    const link = next?.querySelector("a");
    if (link) {
      event.preventDefault();
      link.click();
    }
  }
});
