// The outlet's form: take the device's position, search the villages, send once.
"use strict";

const locate = document.querySelector("[data-locate]");
if (locate && "geolocation" in navigator) {
  const [lon, lat, system, accuracy] = ["lon", "lat", "location_crs_origin", "location_accuracy_m"].map(
    (name) => document.querySelector(`[name=${name}]`),
  );
  const say = (text) => { locate.querySelector("[role=status]").textContent = text; };
  const take = (position) => {
    lon.value = position.coords.longitude.toFixed(6);
    lat.value = position.coords.latitude.toFixed(6);
    system.value = "wgs84";
    accuracy.value = position.coords.accuracy.toFixed(1);
    say(locate.dataset.done.replace("{m}", Math.round(position.coords.accuracy)));
  };
  locate.hidden = false;
  locate.querySelector("button").addEventListener("click", () => {
    say(locate.dataset.busy);
    navigator.geolocation.getCurrentPosition(take, () => say(locate.dataset.failed), {
      enableHighAccuracy: true, timeout: 20000, maximumAge: 0,
    });
  });
  // Numbers typed by hand are no measurement of the device's.
  for (const field of [lon, lat, system]) field.addEventListener("input", () => { accuracy.value = ""; });
}

for (const list of document.querySelectorAll("[data-picklist]")) {
  const search = list.querySelector("[data-picklist-search]");
  const count = list.querySelector("[data-picklist-count]");
  const tell = () => {
    const ticked = list.querySelectorAll("input[type=checkbox]:checked").length;
    count.textContent = count.dataset.words.replace("{n}", ticked);
  };
  const filter = () => {
    const words = search.value.trim().toLowerCase();
    for (const group of list.querySelectorAll("[data-picklist-group]")) {
      let shown = 0;
      for (const option of group.querySelectorAll("[data-picklist-option]")) {
        const fits = !words || option.dataset.words.includes(words) || option.querySelector("input").checked;
        option.hidden = !fits;
        shown += fits;
      }
      group.hidden = !shown;
    }
  };
  search.hidden = false;
  search.addEventListener("input", filter);
  search.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  list.addEventListener("change", tell);
  tell();
}

// A second press sends nothing.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", () => {
    // Only once the form has been read: a disabled button does not tell which one was pressed.
    setTimeout(() => {
      for (const button of form.querySelectorAll("button[type=submit]")) button.disabled = true;
    });
  });
}
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("form[data-once] button[type=submit]")) button.disabled = false;
});
