// The legend: every symbol with its count; the counts add up to the panel's.

import { element } from "./panel.js";
import { paintOutlet, paintVillage, picture } from "./symbols.js";

const byId = (id) => document.getElementById(id);

export class Legend {
  constructor(styles, texts) {
    this.styles = styles;
    this.texts = texts;
  }

  show({ state, figures, colours, encoding }) {
    this.#villages(figures, state, colours);
    this.#outlets(figures, colours);
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

  #row(symbol, label, number) {
    return element("li", {}, symbol, element("span", { text: label }), element("span", { className: "num", text: number }));
  }

  #total(number) {
    return element("li", { className: "legend-total" }, element("span", { text: this.texts("legend.total") }), element("b", { text: number }));
  }
}
