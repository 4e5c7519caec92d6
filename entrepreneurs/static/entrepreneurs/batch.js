// Ticking records of a list: how many are, all of them at once, and nothing sent for none.
"use strict";

const batch = document.querySelector("[data-batch]");
const all = batch.querySelector("[data-all]");
const words = batch.querySelector("[data-count]");
const start = words.textContent;
const boxes = [...document.querySelectorAll("input[form='batch']:not(:disabled)")];

function tell() {
  const ticked = boxes.filter((box) => box.checked).length;
  all.checked = ticked > 0 && ticked === boxes.length;
  all.indeterminate = ticked > 0 && ticked < boxes.length;
  words.textContent = ticked ? words.dataset.text.replace("{n}", ticked) : start;
}

all.hidden = boxes.length === 0;
all.addEventListener("change", () => {
  for (const box of boxes) box.checked = all.checked;
  tell();
});
for (const box of boxes) box.addEventListener("change", tell);
tell();
