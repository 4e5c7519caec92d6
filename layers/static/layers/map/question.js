// The state of the page and its address: what is asked, what is shown, where the map stands.

export const LAYERS = ["villages", "outlets", "under_way", "communities", "rings", "incubators", "parks", "ventures"];
const SHOWN = ["villages", "outlets"];
const ASKED = ["on", "definition", "radius_m", "kind", "model", "platform"];

/** The state that an address carries; what it leaves out has its usual value. */
export function read(search, config) {
  const query = new URLSearchParams(search);
  const state = {
    on: query.get("on") ?? "",
    definition: query.get("definition") || "administrative",
    radius_m: Number(query.get("radius_m")) || config.default_radius_m,
    division: query.get("division") || config.root.code,
    kind: query.get("kind") ?? "",
    model: query.get("model") ?? "",
    platform: query.get("platform") ?? "",
    layers: new Set(query.has("layers") ? query.get("layers").split(",") : SHOWN),
    selected: query.get("selected") ?? "",
    industry: query.get("industry") ?? "",
    sort: query.get("sort") || "rate",
    view: readView(query.get("view")),
  };
  if (/^\d{4}$/.test(state.division)) state.division += "00";
  if (state.division.length === 12) {
    // A village has no map of its own: it is shown, chosen, in its township.
    state.selected ||= state.division;
    state.division = state.division.slice(0, 9);
  }
  return state;
}

function readView(text) {
  const [lat, lng, zoom] = (text ?? "").split(",").map(Number);
  return lat && lng && zoom ? { lat, lng, zoom } : null;
}

/** The address of a state, without what is usual. `on` stays when the link has to keep its day. */
export function address(state, config, { dated = false } = {}) {
  const query = asked(state, config);
  if (dated && !state.on) query.set("on", config.today);
  if (state.division !== config.root.code) query.set("division", state.division);
  const layers = LAYERS.filter((name) => state.layers.has(name)).join(",");
  if (layers !== SHOWN.join(",")) query.set("layers", layers);
  const isRadiusShown = state.layers.has("rings") && state.radius_m !== config.default_radius_m;
  if (isRadiusShown) query.set("radius_m", state.radius_m);
  if (state.layers.has("ventures") && state.industry) query.set("industry", state.industry);
  if (state.sort !== "rate") query.set("sort", state.sort);
  if (state.selected) query.set("selected", state.selected);
  if (state.view) {
    const { lat, lng, zoom } = state.view;
    query.set("view", `${lat.toFixed(4)},${lng.toFixed(4)},${Number(zoom.toFixed(2))}`);
  }
  return plain(query);
}

/** The part of a state that the figures answer. */
export function asked(state, config) {
  const query = new URLSearchParams();
  for (const name of ASKED) {
    if (name === "radius_m" && (state.definition !== "spatial" || state.radius_m === config.default_radius_m)) continue;
    if (name === "definition" && state.definition === "administrative") continue;
    if (state[name]) query.set(name, state[name]);
  }
  return query;
}

/** The address of every answer that the state needs, by its name. */
export function addresses(state, config) {
  const layer = asked(state, config);
  const division = new URLSearchParams(layer);
  division.set("division", state.division);
  const history = new URLSearchParams(division);
  history.delete("definition");
  history.delete("radius_m");
  history.delete("on");
  if (state.on > config.today) history.set("on", state.on);
  const day = new URLSearchParams(state.on ? { on: state.on } : {});
  const wanted = {
    figures: config.figures + plain(division),
    months: config.months + plain(history),
    neighbours: config.layers.neighbours,
    rivers: config.layers.rivers,
  };
  for (const name of ["counties", "townships", "villages", "outlets"]) {
    wanted[name] = config.layers[name] + plain(layer);
  }
  if (state.layers.has("under_way")) wanted.under_way = config.layers.under_way + plain(layer);
  if (state.layers.has("communities")) wanted.communities = config.layers.communities + plain(day);
  for (const name of ["incubators", "parks"]) {
    if (state.layers.has(name)) wanted[name] = config.layers[name] + plain(day);
  }
  if (state.layers.has("ventures")) {
    day.set("division", state.division);
    if (config.layers.venture_places) wanted.venture_places = config.layers.venture_places + plain(day);
    if (state.industry) day.set("industry", state.industry);
    wanted.ventures = config.layers.ventures + plain(day);
  }
  return wanted;
}

export function plain(query) {
  const text = query.toString().replaceAll("%2C", ",");
  return text && `?${text}`;
}

/** The level whose map is open: of the division, `city`, `county` or `township`. */
export function levelOf(code) {
  if (code.length === 9) return "township";
  return code.endsWith("00") ? "city" : "county";
}

/** Whether a unit lies in a division, the division itself included. */
export function isIn(code, division) {
  return code.startsWith(levelOf(division) === "city" ? division.slice(0, 4) : division);
}
