// Fields that one choice asks and another does not stay out of sight, and unsent, until they are
// asked. Without this script all of them are there, and the server keeps only what was asked.
"use strict";

const shownWhen = JSON.parse(document.getElementById("shown-when").textContent);
const form = document.querySelector("form.form");

function isAsked(conditions) {
  return Object.entries(conditions).every(([name, values]) => {
    const chosen = form.elements[name].value;
    return chosen === "" || values.includes(chosen);
  });
}

function arrange() {
  for (const [name, conditions] of Object.entries(shownWhen)) {
    const row = document.getElementById(`row-${name}`);
    if (!row) continue;
    const asked = isAsked(conditions);
    row.hidden = !asked;
    for (const control of row.querySelectorAll("input, select, textarea")) control.disabled = !asked;
  }
  for (const section of form.querySelectorAll(".form-section")) {
    const rows = [...section.querySelectorAll(".field")];
    section.hidden = rows.length > 0 && rows.every((row) => row.hidden);
  }
}

form.addEventListener("change", (event) => {
  const decides = Object.values(shownWhen).some((conditions) => event.target.name in conditions);
  if (decides) arrange();
});
arrange();
