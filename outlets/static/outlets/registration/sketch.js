// A small drawing of the township with the place in it.

const SIZE = 108, MARGIN = 8;
const NS = "http://www.w3.org/2000/svg";

const add = (svg, name, attributes) => {
  const element = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  svg.append(element);
};

/** Draws the township's line, the seat of the village, and the place. */
export function drawSketch(svg, around, place, code) {
  const rings = around.township?.rings ?? [];
  const seats = around.villages.filter((one) => one.lon !== null);
  const all = [...rings.flat(), place, ...(rings.length ? [] : seats.map((one) => [one.lon, one.lat]))];
  const lons = all.map((one) => one[0]), lats = all.map((one) => one[1]);
  const [west, east, south, north] = [Math.min(...lons), Math.max(...lons), Math.min(...lats), Math.max(...lats)];
  const shrink = Math.cos(((south + north) / 2) * (Math.PI / 180));
  const scale = (SIZE - 2 * MARGIN) / Math.max((east - west) * shrink, north - south, 0.002);
  const spot = ([lon, lat]) => [
    SIZE / 2 + (lon - (west + east) / 2) * shrink * scale,
    SIZE / 2 - (lat - (south + north) / 2) * scale,
  ].map((value) => value.toFixed(1));
  svg.replaceChildren();
  const path = rings.map((ring) => `M${ring.map((one) => spot(one).join(" ")).join("L")}Z`).join("");
  if (path) add(svg, "path", { d: path, class: around.township.approximate ? "sketch-line is-rough" : "sketch-line" });
  for (const one of seats) {
    const [x, y] = spot([one.lon, one.lat]);
    const isOwn = one.code === code;
    add(svg, "circle", { cx: x, cy: y, r: isOwn ? 4 : 1.6, class: isOwn ? "sketch-seat is-own" : "sketch-seat" });
  }
  const [x, y] = spot(place);
  add(svg, "circle", { cx: x, cy: y, r: 11, class: "sketch-halo" });
  add(svg, "circle", { cx: x, cy: y, r: 5, class: "sketch-place" });
}
