// What all cards are made of.

import { element } from "./panel.js";

export function head(symbol, name) {
  return element("h2", { className: "map-card-name" }, symbol, element("span", { text: name }));
}

/** The names of the county and township, and the code. */
export function under(drawing, code) {
  const names = [code.slice(0, 6), code.slice(0, 9)].map((unit) => drawing.byCode.get(unit)?.name).filter(Boolean);
  return element("p", { className: "meta", text: [...names, code].join(" · ") });
}

export function list(rows) {
  return element("dl", { className: "kv" }, ...rows.flatMap(([name, value]) => [element("dt", { text: name }), element("dd", {}, value)]));
}
