// The card of what is chosen, a village, an outlet or what supports startups, at the side and never above the map's middle.

import { head, list, under } from "./card_parts.js";
import { element } from "./panel.js";
import { SupportCard } from "./support_card.js";
import { paintOutlet, paintVillage, picture } from "./symbols.js";

export class Card {
  constructor(config, styles, texts, drawing, go) {
    Object.assign(this, { config, texts, drawing, go });
    const labels = (rows, key) => Object.fromEntries(rows.map((row) => [row[key], row.label]));
    this.models = labels(styles.models, "model");
    this.statuses = labels(styles.statuses, "status");
    this.states = labels(styles.states, "state");
    this.support = new SupportCard(config, styles, texts, drawing);
    this.place = document.getElementById("card");
    this.place.addEventListener("click", (event) => {
      const button = event.target.closest("[data-go]");
      if (!button) return;
      event.preventDefault();
      this.go(JSON.parse(button.dataset.go));
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !this.place.hidden) this.go({ selected: "" });
    });
  }

  show({ state, figures, colours }) {
    const chosen = this.drawing.chosen(state.selected, state);
    this.place.hidden = !chosen;
    if (!chosen) return;
    const content = this.#content(chosen, figures, colours);
    const close = element("button", { type: "button", className: "map-close", "aria-label": this.texts("card.close"), "data-go": '{"selected":""}' });
    this.place.replaceChildren(close, ...content);
  }

  #content(chosen, figures, colours) {
    if (chosen.type) return this.support.content(chosen, figures, colours);
    return chosen.village ? this.#outlet(chosen, colours) : this.#village(chosen, figures, colours);
  }

  #village(village, figures, colours) {
    const shape = this.drawing.shapes[village.state];
    const gap = figures.gaps.find(({ code }) => code === village.code);
    const outlets = this.drawing.outlets.filter((outlet) => outlet.village === village.code);
    const isCovered = !["uncovered", "unlocated"].includes(village.state);
    const rows = [[this.texts("card.state"), element("b", { className: isCovered ? "" : "gap-ink", text: this.states[village.state] })]];
    if (gap && gap.nearest_m !== null) {
      rows.push([this.texts("card.nearest"), this.texts("card.nearest_value", { name: gap.nearest_outlet ?? this.texts("card.nearest_outside"), km: (gap.nearest_m / 1000).toFixed(1) })]);
    }
    if (outlets.length) rows.push([this.texts("card.outlets"), element("ul", {}, ...outlets.map((outlet) => this.#outletLine(outlet)))]);
    const position = village.place ? (village.approximate ? "approximate" : "known") : "none";
    rows.push([this.texts("card.position"), this.texts(`card.position.${position}`)]);
    const actions = element("p", { className: "map-card-actions" });
    if (this.config.add) {
      actions.append(element("a", { className: "btn btn-primary", text: this.texts("card.add"), href: `${this.config.add}?village=${village.code}` }));
    }
    const township = village.code.slice(0, 9);
    if (figures.division !== township) {
      actions.append(element("button", { type: "button", className: "btn", text: this.texts("card.zoom"), "data-go": JSON.stringify({ division: township }) }));
    }
    return [
      head(picture((ctx, x, y) => paintVillage(ctx, x, y, 7, shape, village.approximate, colours), 24), village.name),
      under(this.drawing, village.code),
      list(rows),
      actions,
    ];
  }

  #outlet(outlet, colours) {
    const sign = this.drawing.signs[outlet.model];
    const style = this.drawing.outletStyles[outlet.status];
    const village = this.drawing.byCode.get(outlet.village);
    const rows = [
      [this.texts("card.status"), element("b", { className: style === "dashed" ? "gap-ink" : "", text: this.statuses[outlet.status] })],
      [this.texts("card.model"), this.models[outlet.model]],
      [this.texts("card.kind"), this.config.kinds[outlet.kind]],
    ];
    if (village) {
      rows.push([this.texts("card.village"), element("a", { href: "", text: village.name, "data-go": JSON.stringify({ selected: village.code }) })]);
    }
    rows.push([this.texts("card.position"), this.texts(outlet.at_seat ? "card.position.at_seat" : "card.position.own")]);
    return [
      head(picture((ctx, x, y) => paintOutlet(ctx, x, y, sign, style, colours), 24), outlet.name),
      under(this.drawing, outlet.village),
      list(rows),
      element("p", { className: "map-card-actions" }, element("a", { className: "btn btn-primary", text: this.texts("card.open"), href: this.#address(outlet) })),
    ];
  }

  #outletLine(outlet) {
    return element("li", {}, element("a", { text: outlet.name, href: this.#address(outlet) }), element("span", { className: "muted", text: ` ${this.statuses[outlet.status]}` }));
  }

  #address(outlet) {
    return this.config.outlet.replace(this.config.any_record, outlet.code);
  }
}
