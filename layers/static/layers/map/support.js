// Incubators, parks and ventures on the map: where they are drawn, and what lies under a point.

import { isIn } from "./question.js";
import { paintIncubator, paintPark, paintVenture, paintVentures, ventureRadius } from "./support_symbols.js";

const NAMES = ["incubators", "parks", "ventures", "venture_places"];
// Signs at one place stand in rows of so many.
const IN_A_ROW = 4;

export class Support {
  constructor(frame, styles) {
    this.frame = frame;
    this.scale = styles.ventures.radius;
    const by = (rows, key, value) => Object.fromEntries(rows.map((row) => [row[key], row[value]]));
    this.incubatorSigns = by(styles.incubators, "kind", "sign");
    this.levelStyles = by(styles.levels, "level", "style");
    this.parkSigns = by(styles.parks, "kind", "sign");
    for (const name of NAMES) this[name] = [];
    this.total = this.elsewhere = "0";
  }

  take(answers) {
    for (const name of NAMES) {
      if (answers[name]) this[name] = answers[name].features.map((feature) => this.#spot(name, feature));
    }
    if (answers.ventures) Object.assign(this, { total: answers.ventures.total, elsewhere: answers.ventures.elsewhere });
  }

  #spot(type, { id, geometry, properties }) {
    const place = geometry && this.frame.point(geometry.coordinates);
    return { type, id, code: id, ...properties, place };
  }

  /** The incubators or parks of a division. */
  inside(name, division) {
    return this[name].filter(({ code }) => isIn(code, division));
  }

  /** Paints what is switched on; gives what can be clicked, and takes the room for it. */
  paint(scene, targets) {
    const { state, encoding } = scene;
    if (state.layers.has("ventures")) {
      const isSingle = encoding === "township" && this.venture_places.length;
      if (isSingle) this.#single(scene, targets);
      else this.#counts(scene, targets);
    }
    this.#signs(scene, targets, "parks", ({ kind, approximate }, x, y, radius) =>
      paintPark(scene.ctx, x, y, this.parkSigns[kind], approximate, scene.colours, radius),
    );
    this.#signs(scene, targets, "incubators", (incubator, x, y, radius) => this.paintIncubator(scene.ctx, x, y, incubator, scene.colours, radius));
  }

  paintIncubator(ctx, x, y, { kind, level, approximate }, colours, radius) {
    paintIncubator(ctx, x, y, this.incubatorSigns[kind] ?? "", this.levelStyles[level ?? ""], approximate, colours, radius);
  }

  #signs({ state, at, encoding, taken }, targets, name, paint) {
    if (!state.layers.has(name)) return;
    const radius = encoding === "city" ? 9 : 11;
    const step = radius * 2 + 4;
    const stacked = new Map();
    for (const spot of this.inside(name, state.division)) {
      if (!spot.place) continue;
      const key = spot.place.join();
      const before = stacked.get(key) ?? 0;
      stacked.set(key, before + 1);
      let [x, y] = at(spot.place);
      // Beside the village's symbol, not upon it; parks go to the other side.
      const side = name === "parks" ? -1 : 1;
      if (spot.approximate) x += side * (radius + 8);
      x += side * step * (before % IN_A_ROW);
      y += step * Math.floor(before / IN_A_ROW);
      paint(spot, x, y, radius);
      targets.push({ type: "support", x, y, reach: radius + 3, id: spot.id, name: spot.name });
      taken.add([x - radius - 3, y - radius - 3, x + radius + 3, y + radius + 3]);
    }
  }

  #counts({ ctx, view, state, at, colours, taken, encoding }, targets) {
    // Of a whole city on a phone there is room for the circles alone.
    const isDense = encoding === "city" && view.width < 620;
    const scale = isDense ? 0.45 : encoding === "city" ? 0.8 : 1;
    const rows = this.ventures.filter(({ code, place }) => place && isIn(code, state.division));
    for (const row of rows.sort((a, b) => b.high - a.high)) {
      const [x, y] = at(row.place);
      const radius = paintVentures(ctx, x, y, isDense ? "" : row.count, ventureRadius(row.high, this.scale) * scale, colours);
      targets.push({ type: "support", x, y, reach: radius + 2, id: row.id, name: `${row.name} ${row.count}` });
      taken.add([x - radius, y - radius, x + radius, y + radius]);
    }
  }

  #single({ ctx, state, at, colours }, targets) {
    const stacked = new Map();
    for (const venture of this.venture_places) {
      if (!venture.place || !isIn(venture.code, state.division) || (state.industry && venture.kind !== state.industry)) continue;
      const key = venture.place.join();
      const before = stacked.get(key) ?? 0;
      stacked.set(key, before + 1);
      let [x, y] = at(venture.place);
      // Those at one place go around it.
      if (venture.approximate || before) {
        const reach = 14 + 9 * Math.floor(before / 8);
        x += reach * Math.cos(((before % 8) * Math.PI) / 4);
        y += reach * Math.sin(((before % 8) * Math.PI) / 4);
      }
      paintVenture(ctx, x, y, venture.approximate, colours);
      targets.push({ type: "support", x, y, reach: 8, id: venture.id, name: venture.name });
    }
  }

  /** The place chosen by its id, or the ventures of a township by its code. */
  chosen(id, state) {
    return NAMES.filter((name) => state.layers.has(name === "venture_places" ? "ventures" : name))
      .flatMap((name) => this[name])
      .find((spot) => spot.id === id) ?? null;
  }
}
