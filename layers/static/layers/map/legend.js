// The legend: every symbol with its count; the counts add up to the panel's.

import { element } from "./panel.js";
import { paintPark, paintVenture, paintVentures, ventureRadius } from "./support_symbols.js";
import { paintOutlet, paintVillage, picture } from "./symbols.js";

const byId = (id) => document.getElementById(id);

export class Legend {
  constructor(styles, texts, support) {
    Object.assign(this, { styles, texts, support });
  }

  show({ state, figures, colours, encoding }) {
    this.#villages(figures, state, colours);
    this.#outlets(figures, colours);
    for (const name of ["villages", "outlets"]) byId(`legend-${name}`).hidden = !state.layers.has(name);
    this.#support(state, colours, encoding);
    this.#classes(figures, state, colours, encoding);
    byId("legend-note").textContent = figures.total.approximate ? this.texts("legend.note") : "";
  }

  #villages({ states, total }, { definition }, colours) {
    const shown = this.styles.states.filter(({ state }) =>
      definition === "spatial" ? !["own", "served"].includes(state) : state !== "reached",
    );
    const rows = shown.map(({ state, label, shape }) => {
      // Most positions are approximate and drawn pale: the legend shows what is on the map.
      const isPale = total.approximate * 2 > total.villages;
      return this.#row(picture((ctx, x, y) => paintVillage(ctx, x, y, 5.4, shape, isPale, colours)), label, states[state]);
    });
    byId("legend-villages").replaceChildren(
      this.#head(this.texts("legend.villages")),
      ...rows,
      this.#total(total.villages),
    );
  }

  #outlets({ network, outlets }, colours) {
    const count = (wanted) => network.filter(wanted).reduce((sum, row) => sum + row.outlets, 0);
    const { models, statuses } = this.styles;
    const rows = [];
    const add = (sign, style, label, number) =>
      rows.push(this.#row(picture((ctx, x, y) => paintOutlet(ctx, x, y, sign, style, colours, 17)), label, number));
    for (const { model, label, sign } of models) {
      const number = count((row) => row.status === "operating" && row.model === model);
      if (model || number) add(sign, "filled", this.texts("legend.operating", { model: label }), number);
    }
    for (const { status, label, style } of statuses) {
      if (status === "operating") continue;
      const number = count((row) => row.status === status);
      if (number || status !== "closed") add(models[0].sign, style, label, number);
    }
    byId("legend-outlets").replaceChildren(this.#head(this.texts("legend.outlets")), ...rows, this.#total(count(() => true)));
    const besides = count((row) => row.status === "operating") - outlets.operating;
    if (besides) byId("legend-outlets").append(element("li", { className: "map-note", text: this.texts("legend.not_target", { count: besides }) }));
  }

  /** What the switched layers show: incubators by kind and level, parks, ventures. */
  #support(state, colours, encoding) {
    const parts = [];
    if (state.layers.has("incubators")) parts.push(this.#kinds("incubators", state, colours), this.#levels(state, colours));
    if (state.layers.has("parks")) parts.push(this.#kinds("parks", state, colours));
    if (state.layers.has("ventures")) {
      const isSingle = this.support.isSingle(encoding);
      parts.push(isSingle ? this.#singles(state, colours) : this.#counts(state, colours));
    }
    const lists = parts.filter((rows) => rows.length).map((rows) => element("ul", { className: "legend" }, ...rows));
    byId("legend-support").replaceChildren(...lists);
  }

  #kinds(name, { division }, colours) {
    const spots = this.support.inside(name, division);
    const rows = [this.#head(this.texts(`legend.${name}`))];
    for (const { kind, label } of this.styles[name]) {
      const number = spots.filter((spot) => spot.kind === kind).length;
      if (number) rows.push(this.#row(this.#place(name, { kind, level: "province" }, colours), label, number));
    }
    return [...rows, this.#total(spots.length), ...this.#placing(spots)];
  }

  #levels({ division }, colours) {
    const spots = this.support.inside("incubators", division);
    const rows = [];
    for (const { level, label } of this.styles.levels) {
      const number = spots.filter((spot) => (spot.level ?? "") === level).length;
      if (number) rows.push(this.#row(this.#place("incubators", { level }, colours), label, number));
    }
    return rows.length ? [this.#head(this.texts("legend.levels")), ...rows] : [];
  }

  #counts(state, colours) {
    const { total, elsewhere, ventures } = this.support;
    const circle = picture((ctx, x, y) => paintVentures(ctx, x, y, "n", ventureRadius(1, this.styles.ventures.radius), colours));
    const rows = [this.#head(this.texts("legend.ventures")), this.#row(circle, this.#industry(state), total)];
    if (ventures.some(({ low, high }) => low !== high)) rows.push(this.#note("legend.ventures_hidden"));
    if (elsewhere !== "0") rows.push(this.#note("legend.ventures_elsewhere", { count: elsewhere }));
    return rows;
  }

  #singles(state, colours) {
    const spots = this.support.singles(state);
    const ring = picture((ctx, x, y) => paintVenture(ctx, x, y, false, colours));
    return [this.#head(this.texts("card.ventures")), this.#row(ring, this.#industry(state), spots.length), ...this.#placing(spots)];
  }

  #industry({ industry }) {
    const found = this.styles.ventures.industries.find((row) => row.industry === industry);
    return found?.label ?? this.texts("legend.ventures_all");
  }

  /** How many stand elsewhere than at a place of their own. */
  #placing(spots) {
    const approximate = spots.filter((spot) => spot.approximate).length;
    const unplaced = spots.filter((spot) => !spot.place).length;
    const notes = [];
    if (approximate) notes.push(this.#note("legend.support_approximate", { count: approximate }));
    if (unplaced) notes.push(this.#note("legend.support_unplaced", { count: unplaced }));
    return notes;
  }

  /** The sign of an incubator or park; without a kind it shows the level alone. */
  #place(name, { kind, level }, colours) {
    const { incubatorSigns, parkSigns } = this.support;
    return picture((ctx, x, y) => {
      if (name === "parks") paintPark(ctx, x, y, parkSigns[kind], false, colours, 8);
      else this.support.paintIncubator(ctx, x, y, { kind: kind in incubatorSigns ? kind : "", level }, colours, level === "national" ? 6.5 : 8);
    });
  }

  #classes({ classes }, { definition }, colours, encoding) {
    const { class_labels: labels } = this.styles;
    const counts = labels.map((_, number) => classes[number]);
    const all = counts.reduce((sum, number) => sum + number, 0) + classes.none;
    const place = byId("legend-classes");
    place.hidden = !all;
    const scale = element("div", { className: "map-classes" });
    labels.forEach((label, number) => {
      const swatch = element("span", { className: "map-swatch" }, element("span"));
      swatch.firstElementChild.style.background = colours.ramp[number];
      swatch.firstElementChild.style.opacity = colours.opacity[encoding === "city" ? "city" : "county"];
      scale.append(element("div", {}, swatch, element("span", { text: label }), element("b", { text: counts[number] })));
    });
    const number = classes.none
      ? this.texts("legend.townships_none", { count: all, none: classes.none })
      : this.texts("legend.townships", { count: all });
    place.replaceChildren(
      element("p", { className: "map-classes-head" }, element("b", { text: this.texts(`legend.rate.${definition}`) }), element("span", { text: number })),
      scale,
    );
  }

  #head(text) {
    return element("li", { className: "map-legend-head" }, element("b", { text }));
  }

  #note(name, values) {
    return element("li", { className: "map-note", text: this.texts(name, values) });
  }

  #row(symbol, label, number) {
    return element("li", {}, symbol, element("span", { text: label }), element("span", { className: "num", text: number }));
  }

  #total(number) {
    return element("li", { className: "legend-total" }, element("span", { text: this.texts("legend.total") }), element("b", { text: number }));
  }
}
