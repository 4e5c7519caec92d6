// Incubators, parks and ventures on the map: where they are drawn, and what lies under a point.

import { Taken } from "./placing.js";
import { isIn } from "./question.js";
import { paintIncubator, paintPark, paintVenture, paintVentures, ventureRadius, venturesRadius } from "./support_symbols.js";

const NAMES = ["incubators", "parks", "ventures", "venture_places"];
// Where another sign stands, one goes beside it: around it, in rings so many radii away. Of a whole
// city only the first two: the next would be another township's.
const RINGS = [1.4, 2.1, 2.8, 3.6];
const RINGS_OF_CITY = 2;
const TURNS = Array.from({ length: 12 }, (_, turn) => (turn * Math.PI) / 6);

/** The room for signs: what stands where, so that the next finds its place beside it. */
class Room {
  /** @param isInside whether a point of the window lies in the township of a code */
  constructor(boxes, encoding, isInside) {
    this.taken = new Taken(boxes);
    this.rings = encoding === "city" ? RINGS.slice(0, RINGS_OF_CITY) : RINGS;
    this.isInside = isInside;
  }

  /**
   * The middle of a sign that belongs to a point: there or, where another is, near it.
   *
   * @param township where it should stay while there is room, if anywhere
   * @param isSeatFree whether it leaves the point itself to others
   */
  beside([x, y], radius, { township = null, isSeatFree = false } = {}) {
    const around = this.rings.flatMap((ring) =>
      TURNS.map((angle) => [x + ring * radius * Math.cos(angle), y + ring * radius * Math.sin(angle)]),
    );
    const isOwn = (middle) => !township || this.isInside(township, ...middle);
    const order = [...around.filter(isOwn), ...around.filter((middle) => !isOwn(middle))];
    if (!isSeatFree) order.unshift([x, y]);
    return order.find((middle) => this.taken.take(...middle, 2 * radius, 2 * radius)) ?? [x, y];
  }
}

/** A line to the place of a sign that stands beside it. */
function lead({ ctx, colours }, [x, y], middle, colour) {
  if (middle[0] === x && middle[1] === y) return;
  ctx.setLineDash([]);
  for (const [ink, width] of [[colours.casing, 3.5], [colour, 1.4]]) {
    ctx.strokeStyle = ctx.fillStyle = ink;
    ctx.lineWidth = width;
    ctx.beginPath();
    ctx.moveTo(...middle);
    ctx.lineTo(x, y);
    ctx.stroke();
    ctx.beginPath();
    ctx.arc(x, y, 1 + width / 2, 0, 7);
    ctx.fill();
  }
}

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

  /** Whether ventures are drawn one by one: near enough, and for those who may see them. */
  isSingle(encoding) {
    return encoding === "township" && this.venture_places.length > 0;
  }

  /** The single ventures that are drawn. */
  singles({ division, industry }) {
    return this.inside("venture_places", division).filter(({ kind }) => !industry || kind === industry);
  }

  /**
   * Paints what is switched on, what stands at its own place first.
   *
   * @param boxes what outlets take, and villages: signs go beside them
   * @param isInside whether a point of the window lies in the township of a code
   */
  paint(scene, targets, boxes, isInside) {
    const { ctx, state, encoding, colours } = scene;
    const room = new Room(boxes, encoding, isInside);
    const radius = encoding === "city" ? 9 : 11;
    const [incubators, parks] = ["incubators", "parks"].map((name) => this.#signs(scene, room, name, radius));
    // Where there is no room, the signs are above the ventures.
    if (state.layers.has("ventures")) {
      if (this.isSingle(encoding)) this.#single(scene, targets, room);
      else this.#counts(scene, targets, room);
    }
    for (const { spot, x, y, point } of [...parks, ...incubators]) {
      if (!spot.approximate) lead(scene, point, [x, y], colours.support);
      if (spot.type === "parks") paintPark(ctx, x, y, this.parkSigns[spot.kind], spot.approximate, colours, radius);
      else this.paintIncubator(ctx, x, y, spot, colours, radius);
      this.#target(scene, targets, { x, y, reach: radius + 3, id: spot.id, name: spot.name });
    }
  }

  paintIncubator(ctx, x, y, { kind, level, approximate }, colours, radius) {
    paintIncubator(ctx, x, y, this.incubatorSigns[kind] ?? "", this.levelStyles[level ?? ""], approximate, colours, radius);
  }

  /** Where the incubators or parks go, the located first. */
  #signs({ state, at }, room, name, radius) {
    if (!state.layers.has(name)) return [];
    const placed = this.inside(name, state.division).filter(({ place }) => place);
    return placed.sort((a, b) => a.approximate - b.approximate).map((spot) => {
      const point = at(spot.place);
      // One that is not located leaves the seat of its division free, and stays in it.
      const township = spot.approximate ? spot.code.slice(0, 9) : null;
      const [x, y] = room.beside(point, radius + 3, { township, isSeatFree: spot.approximate });
      return { spot, x, y, point };
    });
  }

  #counts(scene, targets, room) {
    const { ctx, view, state, at, colours, encoding } = scene;
    // Of a whole city on a phone there is room for the circles alone.
    const isDense = encoding === "city" && view.width < 620;
    const scale = isDense ? 0.45 : encoding === "city" ? 0.8 : 1;
    const rows = this.ventures.filter(({ code, place }) => place && isIn(code, state.division));
    for (const row of rows.sort((a, b) => b.high - a.high)) {
      const text = isDense ? "" : row.count;
      const radius = venturesRadius(ctx, text, ventureRadius(row.high, this.scale) * scale, colours);
      const [x, y] = isDense ? at(row.place) : room.beside(at(row.place), radius, { township: row.code });
      paintVentures(ctx, x, y, text, radius, colours);
      this.#target(scene, targets, { x, y, reach: radius + 1, id: row.id, name: `${row.name} ${row.count}` });
    }
  }

  #single(scene, targets, room) {
    const { ctx, state, at, colours } = scene;
    for (const venture of this.singles(state)) {
      if (!venture.place) continue;
      const [x, y] = room.beside(at(venture.place), 7, { isSeatFree: venture.approximate });
      paintVenture(ctx, x, y, venture.approximate, colours);
      this.#target(scene, targets, { x, y, reach: 7, id: venture.id, name: venture.name });
    }
  }

  #target({ taken }, targets, target) {
    const { x, y, reach } = target;
    targets.push({ type: "support", ...target });
    taken.add([x - reach, y - reach, x + reach, y + reach]);
  }

  /** The place chosen by its id, or the ventures of a township by its code. */
  chosen(id, state) {
    return NAMES.filter((name) => state.layers.has(name === "venture_places" ? "ventures" : name))
      .flatMap((name) => this[name])
      .find((spot) => spot.id === id) ?? null;
  }
}
