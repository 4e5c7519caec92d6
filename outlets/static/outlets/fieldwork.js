// Reports, visits and photos: figures read back, photos shown, the device's position, sent once.
"use strict";

const figures = [...document.querySelectorAll("[data-figure]")];
const half = (text) => text.normalize("NFKC").replace(/[\s,]/g, "");

// “1.25万” is shown in full beside its field.
const echo = (field) => {
  const place = field.closest(".control").querySelector("[data-echo]");
  const match = /^(\d+(?:\.\d*)?)[万萬]/.exec(half(field.value));
  place.textContent = match ? `= ${Math.round(Number(match[1]) * 1e6) / 100}`.replace(/\B(?=(\d{3})+(?!\d))/g, ",") : "";
};

// Empty fields are counted: they are sent as unknown, not as 0.
const blanks = document.querySelector("[data-blanks]");
const tell = () => {
  const empty = figures.filter((field) => !half(field.value)).length;
  blanks.textContent = empty ? blanks.dataset.words.replace("{n}", empty) : "";
};
for (const field of figures) {
  field.addEventListener("input", () => { echo(field); tell(); });
  echo(field);
}
if (blanks) tell();

for (const input of document.querySelectorAll("[data-photo] input[type=file]")) {
  input.addEventListener("change", () => {
    const box = input.closest("[data-photo]");
    const image = box.querySelector("img");
    const file = input.files[0];
    image.hidden = !file;
    if (!file) return;
    box.querySelector("[data-photo-name]").textContent = file.name;
    const reader = new FileReader();
    reader.addEventListener("load", () => { image.src = reader.result; });
    reader.readAsDataURL(file);
  });
}

const position = document.querySelector("[data-position]");
if (position && "geolocation" in navigator) {
  const [lon, lat, accuracy] = ["lon", "lat", "location_accuracy_m"].map((name) => document.querySelector(`[name=${name}]`));
  const say = (text) => { position.querySelector("[role=status]").textContent = text; };
  // On a sphere; a few metres in a kilometre are neither here nor there.
  const metres = (coords) => {
    const radians = Math.PI / 180;
    const north = (coords.latitude - position.dataset.lat) * radians;
    const east = (coords.longitude - position.dataset.lon) * radians * Math.cos(coords.latitude * radians);
    return Math.round(6371000 * Math.hypot(north, east));
  };
  const take = ({ coords }) => {
    lon.value = coords.longitude.toFixed(6);
    lat.value = coords.latitude.toFixed(6);
    accuracy.value = coords.accuracy.toFixed(1);
    const done = position.dataset.done.replace("{m}", Math.round(coords.accuracy));
    const far = position.dataset.lon ? position.dataset.far.replace("{d}", metres(coords)) : "";
    say([done, far].filter(Boolean).join(" "));
  };
  position.hidden = false;
  position.querySelector("button").addEventListener("click", () => {
    say(position.dataset.busy);
    navigator.geolocation.getCurrentPosition(take, () => say(position.dataset.failed), {
      enableHighAccuracy: true, timeout: 20000, maximumAge: 0,
    });
  });
}

// A second press sends nothing.
const buttons = (form) => form.querySelectorAll("button[type=submit]");
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", () => { for (const button of buttons(form)) button.disabled = true; });
}
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-once]")) {
    for (const button of buttons(form)) button.disabled = false;
  }
});
