// The page of printed sheets: says that the preview is being drawn, or that it could not be.
"use strict";

for (const figure of document.querySelectorAll("[data-preview]")) {
  const picture = figure.querySelector("img");
  const settle = () => {
    figure.removeAttribute("aria-busy");
    const failed = !picture.naturalWidth;
    figure.classList.toggle("is-failed", failed);
    figure.querySelector(".print-failed").hidden = !failed;
  };
  if (picture.complete) {
    settle();
    continue;
  }
  figure.setAttribute("aria-busy", "true");
  for (const event of ["load", "error"]) picture.addEventListener(event, settle);
}

// Papers and colours are radio buttons: choosing one asks at once.
for (const form of document.querySelectorAll(".print-form")) {
  form.addEventListener("change", (event) => {
    if (event.target.matches("input[type=radio]")) form.requestSubmit();
  });
}
