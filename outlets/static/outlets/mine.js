// My villages: sorted by distance once the device gives its position, and back again.
"use strict";

const list = document.querySelector("[data-villages]");
const bar = document.querySelector("[data-sort]");
if (list && bar && "geolocation" in navigator) {
  const words = bar.dataset;
  const now = bar.querySelector("[data-sort-now]");
  const toggle = bar.querySelector("[data-sort-toggle]");
  const byState = [...list.children];
  let isNear = false;

  // On a sphere; a few metres in a kilometre are neither here nor there.
  const metres = (coords, row) => {
    if (!row.dataset.lon) return Infinity;
    const radians = Math.PI / 180;
    const north = (coords.latitude - row.dataset.lat) * radians;
    const east = (coords.longitude - row.dataset.lon) * radians * Math.cos(coords.latitude * radians);
    return 6371000 * Math.hypot(north, east);
  };
  const shown = (distance, isRough) => {
    if (distance === Infinity) return "";
    const text = Math.round(distance) < 1000
      ? words.wordsM.replace("{n}", Math.round(distance))
      : words.wordsKm.replace("{n}", (distance / 1000).toFixed(1));
    return isRough ? `${text} · ${words.wordsRough}` : text;
  };
  const arrange = (rows, text) => {
    list.append(...rows);
    now.textContent = text;
    toggle.textContent = isNear ? words.wordsByState : words.wordsByPlace;
  };
  const near = ({ coords }) => {
    const far = new Map(byState.map((row) => [row, metres(coords, row)]));
    for (const [row, distance] of far) {
      row.querySelector("[data-distance]").textContent = shown(distance, "approximate" in row.dataset);
    }
    isNear = true;
    const sorted = [...byState].sort((a, b) => far.get(a) - far.get(b));
    arrange(sorted, words.wordsNear.replace("{m}", Math.round(coords.accuracy)));
  };
  const ask = () => {
    now.textContent = words.wordsBusy;
    navigator.geolocation.getCurrentPosition(near, () => arrange(byState, words.wordsFailed), {
      enableHighAccuracy: false, timeout: 15000, maximumAge: 300000,
    });
  };

  bar.hidden = false;
  arrange(byState, words.wordsState);
  toggle.addEventListener("click", () => {
    if (!isNear) return ask();
    isNear = false;
    arrange(byState, words.wordsState);
  });
  // Whoever allowed it before is not asked again, and whoever did not is not asked unbidden.
  navigator.permissions?.query({ name: "geolocation" }).then(
    (permission) => { if (permission.state === "granted") ask(); },
    () => {},
  );
}
