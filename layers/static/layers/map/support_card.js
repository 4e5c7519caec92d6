// The card of an incubator, a park, a venture, or of the ventures of a township.

import { head, list, under } from "./card_parts.js";
import { element } from "./panel.js";
import { paintPark, paintVenture, paintVentures } from "./support_symbols.js";
import { picture } from "./symbols.js";

const SIZE = 26;

export class SupportCard {
  constructor(config, styles, texts, drawing) {
    Object.assign(this, { config, texts, drawing });
    const labels = (rows, key) => Object.fromEntries(rows.map((row) => [row[key], row.label]));
    this.labels = {
      incubators: labels(styles.incubators, "kind"),
      parks: labels(styles.parks, "kind"),
      venture_places: labels(styles.ventures.industries, "industry"),
    };
    this.levels = labels(styles.levels, "level");
  }

  /** The elements that fill the card of a place that was chosen. */
  content(spot, figures, colours) {
    return spot.type === "ventures" ? this.#township(spot, figures, colours) : this.#place(spot, colours);
  }

  #place(spot, colours) {
    const rows = [[this.texts(spot.type === "venture_places" ? "card.industry" : "card.support_kind"), this.labels[spot.type][spot.kind]]];
    if (spot.type === "incubators") rows.push([this.texts("card.level"), this.levels[spot.level ?? ""]]);
    if (spot.opened_on) rows.push([this.texts("card.opened_on"), spot.opened_on]);
    rows.push([this.texts("card.position"), this.texts(`card.position.${spot.approximate ? "at_division" : "own"}`, { name: spot.division })]);
    const href = this.config.records[spot.type].replace(this.config.any_record, spot.id);
    return [
      head(picture((ctx, x, y) => this.#paint(spot, ctx, x, y, colours), SIZE), spot.name),
      under(this.drawing, spot.code),
      list(rows),
      element("p", { className: "map-card-actions" }, element("a", { className: "btn btn-primary", text: this.texts("card.record"), href })),
    ];
  }

  #paint(spot, ctx, x, y, colours) {
    const { support } = this.drawing;
    if (spot.type === "incubators") support.paintIncubator(ctx, x, y, spot, colours, 9);
    else if (spot.type === "parks") paintPark(ctx, x, y, support.parkSigns[spot.kind], spot.approximate, colours, 9);
    else paintVenture(ctx, x, y, spot.approximate, colours);
  }

  #township(spot, figures, colours) {
    const industries = Object.entries(spot.industries ?? {}).map(([industry, count]) =>
      element("li", {}, this.labels.venture_places[industry], element("b", { className: "num", text: count })),
    );
    const told = industries.length ? element("ul", { className: "map-industries" }, ...industries) : this.texts("card.industries_hidden");
    const rows = [[this.texts("card.ventures"), element("b", { text: spot.count })], [this.texts("card.industries"), told]];
    const actions = element("p", { className: "map-card-actions" });
    if (this.config.ventures) {
      actions.append(element("a", { className: "btn btn-primary", text: this.texts("card.list"), href: `${this.config.ventures}?stage=verified&division=${spot.id}` }));
    }
    if (figures.division !== spot.id) {
      actions.append(element("button", { type: "button", className: "btn", text: this.texts("card.zoom"), "data-go": JSON.stringify({ division: spot.id }) }));
    }
    return [
      head(picture((ctx, x, y) => paintVentures(ctx, x, y, "", 9, colours), SIZE), spot.name),
      under(this.drawing, spot.id),
      list(rows),
      actions,
    ];
  }
}
