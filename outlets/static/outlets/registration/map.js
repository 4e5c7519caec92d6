// A small map without tiles: the township's line, seats and outlets. One tap marks the place.

let loading = null;

function load({ leaflet_js: script, leaflet_css: sheet }) {
  loading ??= new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = sheet;
    const element = document.createElement("script");
    element.src = script;
    element.addEventListener("load", resolve);
    element.addEventListener("error", () => { loading = null; reject(new Error("no Leaflet")); });
    document.head.append(link, element);
  });
  return loading;
}

/** Opens the map in `box`; `chosen` is told the longitude and latitude of each tap. */
export async function openMap(box, around, code, config, chosen) {
  await load(config);
  const L = window.L;
  const css = getComputedStyle(document.documentElement);
  const colour = (name) => css.getPropertyValue(`--${name}`).trim();
  const canvas = document.createElement("div");
  canvas.className = "position-canvas";
  canvas.tabIndex = 0;
  const village = around?.villages.find((one) => one.code === code);
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-label", config.texts.map.replace("{name}", village?.name ?? around?.township?.name ?? ""));
  box.replaceChildren(canvas);
  const map = L.map(canvas, { attributionControl: false, minZoom: 8, maxZoom: 18, zoomAnimation: false });
  L.control.scale({ imperial: false }).addTo(map);
  const rings = around?.township?.rings ?? [];
  const seats = around?.villages.filter((one) => one.lon !== null) ?? [];
  const area = L.polygon(rings.map((ring) => ring.map(([lon, lat]) => [lat, lon])), {
    color: colour("map-county"), weight: 1.4, fillColor: colour("map-ground"), fillOpacity: 1,
    dashArray: around?.township?.approximate ? "5 4" : null, interactive: false,
  });
  if (rings.length) area.addTo(map);
  for (const one of seats) {
    L.circleMarker([one.lat, one.lon], {
      radius: one.code === code ? 6 : 4, color: one.code === code ? colour("gap") : colour("ink-3"), weight: 2,
      fillColor: colour("surface"), fillOpacity: 1, interactive: false,
    }).bindTooltip(one.name, { permanent: true, direction: "right", offset: [6, 0], className: one.code === code ? "seat-name is-own" : "seat-name" }).addTo(map);
    for (const outlet of one.outlets) {
      if (outlet.lon === null) continue;
      L.marker([outlet.lat, outlet.lon], { icon: L.divIcon({ className: "outlet-square", iconSize: [12, 12] }), interactive: false, keyboard: false }).addTo(map);
    }
  }
  if (village?.lon) map.setView([village.lat, village.lon], 13);
  else if (rings.length) map.fitBounds(area.getBounds());
  else if (seats.length) map.fitBounds(seats.map((one) => [one.lat, one.lon]));
  else throw new Error("nothing to show");

  let marker = null;
  const mark = ([lon, lat]) => {
    marker ??= L.marker([lat, lon], { icon: L.divIcon({ className: "place-pin", iconSize: [22, 22] }), interactive: false, keyboard: false }).addTo(map);
    marker.setLatLng([lat, lon]);
  };
  const choose = ({ lat, lng }) => { mark([lng, lat]); chosen(lng, lat); };
  map.on("click", (event) => choose(event.latlng));
  // Arrows move the map; Enter takes its middle.
  canvas.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    choose(map.getCenter());
  });
  return {
    show: (place) => {
      mark(place);
      if (!map.getBounds().contains([place[1], place[0]])) map.setView([place[1], place[0]], Math.max(map.getZoom(), 13));
    },
    close: () => { map.remove(); box.replaceChildren(); },
  };
}
