// What the map shows: areas, rivers, villages, outlets and their names, and what lies under a point.

import { cluster, placeNames, Taken } from "./placing.js";
import { isIn, levelOf } from "./question.js";
import { Support } from "./support.js";
import { box, clusterSize, paintCluster, paintOutlet, paintVillage } from "./symbols.js";

// From these zooms on a wider map is drawn as that of a county or a township.
const ZOOMS = { county: 9.5, township: 11.4 };
const DRAW_ORDER = ["unlocated", "uncovered", "served", "reached", "own"];
const CLUSTER_REACH = 46;

export class Drawing {
  constructor(frame, styles, texts, shortNames) {
    this.frame = frame;
    this.shortNames = shortNames;
    this.texts = texts;
    this.breaks = styles.breaks;
    this.shapes = Object.fromEntries(styles.states.map(({ state, shape }) => [state, shape]));
    this.signs = Object.fromEntries(styles.models.map(({ model, sign }) => [model, sign]));
    this.outletStyles = Object.fromEntries(styles.statuses.map(({ status, style }) => [status, style]));
    this.counties = [];
    this.townships = [];
    this.villages = [];
    this.outlets = [];
    this.communities = [];
    this.under_way = [];
    this.neighbours = [];
    this.rivers = [];
    this.targets = [];
    this.support = new Support(frame, styles);
  }

  /** Takes over the answers that came; the others stay. */
  take(answers) {
    for (const name of ["counties", "townships"]) {
      if (answers[name]) this[name] = answers[name].features.map((feature) => this.#area(feature));
    }
    for (const name of ["villages", "outlets", "under_way", "communities"]) {
      if (answers[name]) this[name] = answers[name].features.map((feature) => this.#spot(feature));
    }
    this.support.take(answers);
    if (answers.villages) {
      const rank = (village) => DRAW_ORDER.indexOf(village.state);
      this.villages.sort((a, b) => rank(a) - rank(b));
    }
    if (answers.neighbours) {
      const edges = extent(answers.neighbours.features);
      this.neighbours = answers.neighbours.features.map((feature) => ({
        ...this.#area(feature),
        outline: this.frame.outline(feature.geometry, edges),
      }));
    }
    if (answers.rivers) {
      this.rivers = answers.rivers.features.map(({ geometry, properties }) => ({
        ...properties,
        lines: this.frame.lines(geometry),
      }));
    }
    this.byCode = new Map([...this.counties, ...this.townships, ...this.villages].map((unit) => [unit.code, unit]));
  }

  #area({ id, geometry, properties }) {
    const short = this.shortNames[id] ?? properties.name;
    return { code: id, ...properties, short, ...this.frame.area(geometry) };
  }

  #spot({ id, geometry, properties }) {
    return { code: id, ...properties, place: geometry && this.frame.point(geometry.coordinates) };
  }

  /** The edges of a division from its areas, else from the villages in it; null for none. */
  edges(division) {
    const own = [...this.counties, ...this.townships].filter(({ code, edges }) => edges && isIn(code, division));
    const all = own.map(({ edges }) => edges);
    if (!all.length) {
      for (const { code, place } of this.villages) {
        if (place && isIn(code, division)) all.push([...place, ...place]);
      }
    }
    if (!all.length) return null;
    return [0, 1, 2, 3].map((side) => Math[side < 2 ? "min" : "max"](...all.map((edges) => edges[side])));
  }

  /** Whether a box of a view lies over the open division, judged at a grid of its points. */
  isOver([left, top, right, bottom], { scale, left: x0, top: y0 }, division) {
    const areas = [...this.counties, ...this.townships].filter(({ path, code }) => path && isIn(code, division));
    for (let x = left; x <= right; x += 12) {
      for (let y = top; y <= bottom; y += 12) {
        const [px, py] = [(x - x0) / scale, (y - y0) / scale];
        if (areas.some(({ path }) => probe.isPointInPath(path, px, py, "evenodd"))) return true;
      }
    }
    return false;
  }

  /** Paints the whole map. `state` is the page's, `covers` the boxes that lie over the map. */
  paint(ctx, view, state, colours, covers) {
    const level = levelOf(state.division);
    const depth = (name) => ["city", "county", "township"].indexOf(name);
    const byZoom = view.zoom >= ZOOMS.township ? "township" : view.zoom >= ZOOMS.county ? "county" : "city";
    const encoding = depth(byZoom) > depth(level) ? byZoom : level;
    const at = ([x, y]) => [x * view.scale + view.left, y * view.scale + view.top];
    this.last = { view, at, encoding, state };
    this.targets = [];
    // Large windows are read from farther away.
    const type = (size) => Math.round(size * (view.width > 1400 ? 1.12 : 1));
    const scene = { ctx, view, state, colours, level, encoding, at, type, taken: new Taken(covers) };

    this.#ground(scene);
    this.#townships(scene);
    this.#rivers(scene);
    this.#borders(scene);
    if (state.layers.has("rings")) this.#rings(scene);
    if (state.layers.has("communities")) this.#communities(scene);
    if (state.layers.has("under_way")) this.#underWay(scene);
    const villages = state.layers.has("villages") ? this.#villages(scene) : [];
    const outlets = encoding !== "city" && state.layers.has("outlets") ? this.#outlets(scene) : [];
    // Near enough, villages are not covered either.
    const seats = encoding === "township" ? villages.map(({ x, y, size }) => [x - size, y - size, x + size, y + size]) : [];
    const townships = new Map(this.townships.map((township) => [township.code, [township]]));
    const isInside = (code, x, y) => !townships.has(code) || Boolean(this.areaAt(x, y, townships.get(code)));
    this.support.paint(scene, this.targets, [...outlets, ...seats], isInside);
    if (encoding === "city") this.#chips(scene);
    this.#names(scene, villages);
    this.#riverNames(scene);
    this.#namesAround(scene);
    this.#selection(scene);
  }

  #inPlane({ ctx, view }, draw) {
    ctx.save();
    ctx.translate(view.left, view.top);
    ctx.scale(view.scale, view.scale);
    draw((width) => width / view.scale);
    ctx.restore();
  }

  #ground(scene) {
    const { ctx, colours, view } = scene;
    const [mx, my] = view.margin;
    ctx.fillStyle = colours.land;
    ctx.fillRect(-mx, -my, view.width + 2 * mx, view.height + 2 * my);
    this.#inPlane(scene, (px) => {
      ctx.lineJoin = "round";
      ctx.strokeStyle = colours.neighbour;
      ctx.lineWidth = px(0.8);
      for (const { outline } of this.neighbours) ctx.stroke(outline);
      // The city's line is what the counties leave of a wide stroke laid under them.
      ctx.strokeStyle = colours.city;
      ctx.lineWidth = px(scene.level !== "city" ? 2.4 : view.width > 620 ? 4.4 : 3);
      const outer = this.counties.length ? this.counties : this.townships;
      for (const { path } of outer) if (path) ctx.stroke(path);
      ctx.fillStyle = colours.ground;
      for (const { path } of outer) if (path) ctx.fill(path);
    });
  }

  #townships(scene) {
    const { ctx, colours, state, encoding } = scene;
    this.#inPlane(scene, (px) => {
      const open = this.townships.filter(({ path, code }) => path && isIn(code, state.division));
      ctx.globalAlpha = colours.opacity[encoding === "city" ? "city" : "county"];
      for (const { path, rate } of open) {
        ctx.fillStyle = this.fill(rate, colours);
        ctx.fill(path);
      }
      ctx.globalAlpha = 1;
      ctx.lineWidth = px(0.9);
      for (const { path, quality, code } of this.townships) {
        if (!path) continue;
        const isOpen = isIn(code, state.division);
        // Siblings of an open township keep their lines, other counties stay blank.
        if (!isOpen && !(scene.level === "township" && code.startsWith(state.division.slice(0, 6)))) continue;
        ctx.strokeStyle = encoding === "city" ? colours.casing : colours.township;
        ctx.setLineDash(quality === "approximate" || quality === "township_seat" ? [px(5), px(3)] : []);
        ctx.stroke(path);
      }
      ctx.setLineDash([]);
    });
  }

  fill(rate, colours) {
    if (rate === null) return colours.none;
    return colours.ramp[this.breaks.filter((edge) => rate >= edge).length];
  }

  #rivers(scene) {
    const { ctx, colours, at } = scene;
    ctx.strokeStyle = colours.water;
    ctx.lineJoin = ctx.lineCap = "round";
    for (const { name, lines } of this.rivers) {
      ctx.lineWidth = name ? (scene.encoding === "city" ? 1.8 : 2.2) : 1.1;
      for (const line of lines) {
        ctx.beginPath();
        for (const place of line) ctx.lineTo(...at(place));
        ctx.stroke();
      }
    }
    ctx.lineCap = "butt";
  }

  #borders(scene) {
    const { ctx, colours, state, level } = scene;
    this.#inPlane(scene, (px) => {
      ctx.strokeStyle = colours.county;
      ctx.lineWidth = px(1.2);
      for (const { path } of this.counties) if (path) ctx.stroke(path);
      if (level === "city") return;
      ctx.strokeStyle = level === "county" ? colours.county : colours.city;
      ctx.lineWidth = px(2.4);
      const path = this.byCode.get(state.division)?.path;
      if (path) ctx.stroke(path);
    });
  }

  #rings({ ctx, view, state, colours, at }) {
    const radius = state.radius_m / view.metresPerPixel;
    ctx.beginPath();
    for (const { place, status } of this.outlets) {
      if (!place || this.outletStyles[status] !== "filled") continue;
      const [x, y] = at(place);
      ctx.moveTo(x + radius, y);
      ctx.arc(x, y, radius, 0, 2 * Math.PI);
    }
    ctx.save();
    ctx.fillStyle = ctx.strokeStyle = colours.accent;
    ctx.lineWidth = 1;
    ctx.globalAlpha = 0.16;
    ctx.fill();
    ctx.globalAlpha = 0.35;
    ctx.stroke();
    ctx.restore();
  }

  #communities({ ctx, state, colours, at, encoding }) {
    const radius = { city: 1.6, county: 2.6, township: 3.4 }[encoding];
    for (const community of this.communities) {
      if (!community.place || !isIn(community.code, state.division)) continue;
      const [x, y] = at(community.place);
      ctx.beginPath();
      ctx.arc(x, y, radius, 0, 7);
      ctx.fillStyle = colours.unlocated;
      ctx.fill();
      ctx.strokeStyle = colours.casing;
      ctx.lineWidth = 1;
      ctx.stroke();
      if (encoding !== "city") this.targets.push({ type: "community", x, y, reach: radius + 4, name: community.name });
    }
  }

  /** Outlets being registered: dashed squares, below the outlets that are there. */
  #underWay({ ctx, view, state, colours, at, encoding }) {
    const size = { city: 9, county: 17, township: 19 }[encoding];
    for (const outlet of this.under_way) {
      if (!outlet.place || !isIn(outlet.village, state.division)) continue;
      let [x, y] = at(outlet.place);
      if (!isNear(view, x, y)) continue;
      if (encoding !== "city" && outlet.at_seat) x -= 14;
      paintOutlet(ctx, x, y, encoding === "city" ? "" : "建", "planned", colours, size);
      if (encoding === "city") continue;
      const name = this.texts("under_way", { name: outlet.name, stage: this.texts(`stage.${outlet.stage}`) });
      this.targets.push({ type: "community", x, y, reach: size / 2 + 2, name });
    }
  }

  #villages({ ctx, view, state, colours, at, encoding }) {
    const [usual, radius] = { city: [8.5, 2.7], county: [10, 5.4], township: [12, 7] }[encoding];
    const size = radius * Math.min(1.35, Math.max(0.5, 2 ** ((view.zoom - usual) * (view.zoom < usual ? 0.8 : 0.5))));
    const drawn = [];
    for (const village of this.villages) {
      if (!village.place || !isIn(village.code, state.division)) continue;
      const [x, y] = at(village.place);
      if (!isNear(view, x, y)) continue;
      const shape = this.shapes[village.state];
      paintVillage(ctx, x, y, shape === "half" ? size * 0.88 : size, shape, village.approximate, colours);
      drawn.push({ x, y, size, village });
      if (encoding !== "city") this.targets.push({ type: "village", x, y, reach: size + 4, code: village.code, name: village.name });
    }
    return drawn;
  }

  /** Paints outlets and their clusters; gives the boxes that they take. */
  #outlets({ ctx, view, state, colours, at, encoding, taken }) {
    const boxes = [];
    const points = [];
    const stacked = new Map();
    for (const outlet of this.outlets) {
      if (!outlet.place || !isIn(outlet.village, state.division)) continue;
      let [x, y] = at(outlet.place);
      if (!isNear(view, x, y)) continue;
      if (encoding === "township") {
        // Outlets at one place stand side by side; one at its village's seat leaves the seat free.
        const key = outlet.place.join();
        const before = stacked.get(key) ?? 0;
        stacked.set(key, before + 1);
        x += before * 21 + (outlet.at_seat ? 14 : 0);
        if (outlet.at_seat) y -= 12;
      }
      points.push({ x, y, outlet });
    }
    const groups = encoding === "township" ? points.map((point) => ({ ...point, members: [point] })) : cluster(points, CLUSTER_REACH);
    groups.sort((a, b) => a.y - b.y);
    for (const { x, y, members } of groups) {
      const [{ outlet }] = members;
      if (members.length === 1) {
        paintOutlet(ctx, x, y, this.signs[outlet.model], this.outletStyles[outlet.status], colours);
        this.targets.push({ type: "outlet", x, y, reach: 11, id: outlet.code, name: outlet.name });
        boxes.push([x - 11, y - 11, x + 11, y + 11]);
      } else {
        const stopped = members.filter((member) => this.outletStyles[member.outlet.status] !== "filled");
        paintCluster(ctx, x, y, members.length, stopped.length / members.length, colours);
        const [width, height] = clusterSize(members.length);
        this.targets.push({ type: "cluster", x, y, reach: 18, places: members.map((member) => member.outlet.place) });
        boxes.push([x - width / 2, y - height / 2 - 3, x + width / 2 + 3, y + height / 2]);
      }
    }
    for (const box of boxes) taken.add(box);
    return boxes;
  }

  #fillArea({ view }, path) {
    return (ctx) => {
      ctx.save();
      ctx.translate(view.left, view.top);
      ctx.scale(view.scale, view.scale);
      ctx.fill(path);
      ctx.restore();
    };
  }

  #chips(scene) {
    const { ctx, view, state, colours, taken, type } = scene;
    const isSmall = view.width < 620;
    const counties = this.counties.filter(({ path, code }) => path && isIn(code, state.division));
    const size = isSmall ? 11 : type(13);
    const line = type(17);
    const texts = counties.map((county) => {
      const rate = county.rate === null ? "—" : percent(county.rate);
      ctx.font = `700 ${size}px ${colours.font}`;
      const nameWidth = ctx.measureText(county.short).width;
      ctx.font = `400 ${size}px ${colours.font}`;
      const rateWidth = ctx.measureText(rate).width;
      const operating = this.texts("strip.operating", { count: county.outlets });
      const under = isSmall ? 0 : ctx.measureText(operating).width + 15;
      const width = Math.ceil(Math.max(nameWidth + rateWidth + 5, under) + (isSmall ? 8 : 16));
      return { county, rate, operating, nameWidth, width, height: isSmall ? 18 : 2 * line + 8 };
    });
    const areas = texts.map((text) => ({
      key: text.county.code,
      box: [text.width + 8, text.height + 8],
      fill: this.#fillArea(scene, text.county.path),
    }));
    const window_ = [view.width, view.height];
    const spots = placeNames(window_, areas, taken, { cell: [8, 5], slack: 0.01 });
    // Where it is tight, chips may touch.
    const left_ = areas.filter(({ key }) => !spots.has(key)).map((area) => ({ ...area, box: area.box.map((side) => side - 12) }));
    for (const [code, spot] of placeNames(window_, left_, taken, { cell: [4, 3], slack: 0 })) spots.set(code, spot);
    for (const { county, rate, operating, nameWidth, width, height } of texts) {
      const spot = spots.get(county.code);
      if (!spot) continue;
      const left = Math.round(spot[0] - width / 2) + 0.5;
      const top = Math.round(spot[1] - height / 2) + 0.5;
      box(ctx, left, top, width, height, 3);
      ctx.fillStyle = colours.surface;
      ctx.fill();
      ctx.strokeStyle = colours.line;
      ctx.lineWidth = 1;
      ctx.stroke();
      const pad = isSmall ? 4 : 8;
      const first = isSmall ? top + height / 2 : top + 4 + line / 2;
      ctx.textAlign = "left";
      ctx.textBaseline = "middle";
      ctx.fillStyle = colours.ink;
      ctx.font = `700 ${size}px ${colours.font}`;
      ctx.fillText(county.short, left + pad, first);
      ctx.font = `400 ${size}px ${colours.font}`;
      ctx.fillText(rate, left + pad + nameWidth + 5, first);
      if (!isSmall) {
        ctx.fillStyle = colours.accent;
        ctx.fillRect(left + pad, first + line - 5.5, 10, 10);
        ctx.fillStyle = colours.ink2;
        ctx.fillText(operating, left + pad + 15, first + line);
      }
      this.targets.push({ type: "county", x: spot[0], y: spot[1], area: county, half: [width / 2, height / 2], code: county.code });
    }
  }

  #names(scene, villages) {
    const { ctx, view, state, colours, taken, encoding, level, type } = scene;
    const size = [view.width, view.height];
    const write = (text, x, y, font, ink) => {
      ctx.font = font;
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      ctx.lineJoin = "round";
      ctx.lineWidth = 3;
      ctx.strokeStyle = colours.casing;
      ctx.strokeText(text, x, y);
      ctx.fillStyle = ink;
      ctx.fillText(text, x, y);
    };
    const measured = (text, font) => {
      ctx.font = font;
      return ctx.measureText(text).width + 4;
    };
    const points = villages.map(({ x, y }) => [x, y]);

    if (encoding !== "city") {
      const font = `${encoding === "township" ? 700 : 400} ${type(12)}px ${colours.font}`;
      const open = this.townships.filter(({ path, code }) => path && isIn(code, state.division) && (level !== "township"));
      const areas = open.map((unit) => ({ key: unit.code, box: [measured(unit.name, font), 16], fill: this.#fillArea(scene, unit.path) }));
      const spots = placeNames(size, areas, taken, { points, slack: 0.02 });
      for (const unit of open) {
        const spot = spots.get(unit.code);
        if (!spot) continue;
        write(unit.name, ...spot, font, colours.ink);
        this.targets.push({ type: "township", x: spot[0], y: spot[1], half: [measured(unit.name, font) / 2, 8], code: unit.code, area: unit });
      }
    }

    if (encoding === "township") {
      const font = `400 ${type(12)}px ${colours.font}`;
      for (const { x, y, size: radius } of villages) taken.add([x - radius, y - radius, x + radius, y + radius]);
      for (const { x, y, size: radius, village } of [...villages].reverse()) {
        const width = measured(village.name, font);
        const tries = [[0, radius + 9], [radius + 3 + width / 2, 0], [-radius - 3 - width / 2, 0], [0, -radius - 9]];
        const found = tries.find(([dx, dy]) => taken.take(x + dx, y + dy, width, 14));
        if (found) write(village.name, x + found[0], y + found[1], font, colours.ink);
      }
    }

  }

  /** Names what surrounds the open division: prefectures, from county level on counties, at last townships. */
  #namesAround(scene) {
    const { ctx, view, state, colours, taken, encoding, level, type } = scene;
    const font = ctx.font = `400 ${type(13)}px ${colours.font}`;
    const around = new Map();
    const put = (key, name, path) => {
      if (!around.has(key)) around.set(key, { key, name, paths: [] });
      around.get(key).paths.push(path);
    };
    for (const { code, name, prefecture, path } of this.neighbours) {
      if (encoding === "city") put(prefecture, prefecture, path);
      else put(code, name, path);
    }
    if (level !== "city") {
      for (const { code, short, path } of this.counties) if (path && !isIn(state.division, code)) put(code, short, path);
    }
    if (level === "township") {
      for (const { code, name, path } of this.townships) {
        if (path && code !== state.division && code.startsWith(state.division.slice(0, 6))) put(code, name, path);
      }
    }
    const areas = [...around.values()].map(({ key, name, paths }) => ({
      key,
      box: [ctx.measureText(name).width + name.length * 2 + 8, 22],
      fill: (picture) => paths.forEach((path) => this.#fillArea(scene, path)(picture)),
    }));
    const spots = placeNames([view.width, view.height], areas, taken, { slack: 0.9 });
    if ("letterSpacing" in ctx) ctx.letterSpacing = "1.5px";
    for (const { key, name } of around.values()) {
      const spot = spots.get(key);
      if (!spot) continue;
      ctx.font = font;
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      ctx.fillStyle = colours.label;
      ctx.fillText(name, ...spot);
    }
    if ("letterSpacing" in ctx) ctx.letterSpacing = "0px";
  }

  /** Writes each river's name once, along its straightest free stretch, best outside the city. */
  #riverNames(scene) {
    const { ctx, view, colours, at, taken, encoding } = scene;
    ctx.font = `400 12.5px ${colours.font}`;
    const best = new Map();
    for (const { name, lines } of this.rivers) {
      if (!name) continue;
      const gap = 3;
      const width = ctx.measureText(name).width + gap * (name.length - 1);
      for (const line of lines) {
        for (const stretch of stretches(line.map(at), width + 24, view)) {
          const { x, y, straightness } = stretch;
          const edges = [x - width / 2, y - width / 2, x + width / 2, y + width / 2];
          if (straightness < 0.85 || !taken.isFree(edges)) continue;
          const isInside = Boolean(this.areaAt(x, y, this.counties));
          if (isInside && encoding === "city") continue;
          const score = straightness - (isInside ? 0.5 : 0);
          if (score > (best.get(name)?.score ?? 0.2)) best.set(name, { ...stretch, score, name, gap, width });
        }
      }
    }
    for (const { x, y, angle, name, gap, width } of best.values()) {
      taken.take(x, y, width, width);
      ctx.save();
      ctx.translate(x, y);
      ctx.rotate(angle);
      ctx.textAlign = "left";
      ctx.textBaseline = "middle";
      ctx.lineJoin = "round";
      ctx.lineWidth = 3;
      ctx.strokeStyle = this.areaAt(x, y, this.counties) ? colours.ground : colours.land;
      ctx.fillStyle = colours.waterInk;
      let left = -width / 2;
      for (const sign of name) {
        ctx.strokeText(sign, left, -10);
        ctx.fillText(sign, left, -10);
        left += ctx.measureText(sign).width + gap;
      }
      ctx.restore();
    }
  }

  #selection({ ctx, state, colours, at }) {
    const spot = this.chosen(state.selected, state);
    if (!spot?.place) return;
    const target = this.targets.find(({ code, id }) => (code ?? id) === state.selected);
    const [x, y] = target ? [target.x, target.y] : at(spot.place);
    const isSupport = Boolean(spot.type);
    const reach = isSupport ? (target?.reach ?? 11) + 3 : 14;
    ctx.setLineDash([]);
    if (!isSupport) {
      ctx.beginPath();
      ctx.arc(x, y, reach, 0, 7);
      ctx.fillStyle = colours.ground;
      ctx.fill();
      if (spot.village) paintOutlet(ctx, x, y, this.signs[spot.model], this.outletStyles[spot.status], colours, 17);
      else paintVillage(ctx, x, y, 6, this.shapes[spot.state], spot.approximate, colours);
    }
    for (const [colour, width] of [[colours.casing, 5.5], [colours.ink, 2.5]]) {
      ctx.beginPath();
      ctx.arc(x, y, reach, 0, 7);
      ctx.strokeStyle = colour;
      ctx.lineWidth = width;
      ctx.stroke();
    }
  }

  /** What is chosen: a village, an outlet, or what supports startups. */
  chosen(code, state) {
    if (!code) return null;
    const found = this.villages.find((village) => village.code === code) ?? this.outlets.find((outlet) => outlet.code === code);
    return found ?? this.support.chosen(code, state);
  }

  areaAt(x, y, areas) {
    const { view } = this.last;
    const [px, py] = [(x - view.left) / view.scale, (y - view.top) / view.scale];
    return areas.find(({ path, edges }) => {
      if (!path || px < edges[0] || px > edges[2] || py < edges[1] || py > edges[3]) return false;
      return probe.isPointInPath(path, px, py, "evenodd");
    });
  }

  /** What lies under a point of the window: a symbol, else an area; null for neither. */
  hit(x, y) {
    if (!this.last) return null;
    let best = null;
    for (const target of this.targets) {
      const isInside = target.half
        ? Math.abs(x - target.x) <= target.half[0] && Math.abs(y - target.y) <= target.half[1]
        : Math.hypot(x - target.x, y - target.y) <= target.reach;
      // The later is painted above the earlier; among villages the nearer one is meant.
      if (!isInside) continue;
      const distance = Math.hypot(x - target.x, y - target.y);
      if (best && best.type === target.type && distance > best.distance) continue;
      best = { ...target, distance };
    }
    if (best) return best;
    const { state } = this.last;
    const county = this.areaAt(x, y, this.counties);
    const township = this.areaAt(x, y, this.townships);
    const isInCounty = county && isIn(state.division, county.code);
    if (levelOf(state.division) === "city") return county ? { type: "county", code: county.code, area: township ?? county } : null;
    if (township && (isInCounty || !county)) return { type: "township", code: township.code, area: township };
    return county ? { type: "county", code: county.code, area: county } : null;
  }

  /** Villages of the division whose place lies in the window. */
  inView(division) {
    if (!this.last) return [];
    const { view, at } = this.last;
    return this.villages.filter(({ place, code }) => {
      if (!place || !isIn(code, division)) return false;
      const [x, y] = at(place);
      return x >= 0 && y >= 0 && x <= view.width && y <= view.height;
    });
  }
}

const probe = document.createElement("canvas").getContext("2d");

/** West, south, east, north of all places of some features. */
function extent(features) {
  const places = features.flatMap(({ geometry }) => geometry.coordinates.flat(geometry.type === "Polygon" ? 1 : 2));
  const sides = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lng, lat] of places) {
    sides[0] = Math.min(sides[0], lng);
    sides[1] = Math.min(sides[1], lat);
    sides[2] = Math.max(sides[2], lng);
    sides[3] = Math.max(sides[3], lat);
  }
  return sides;
}

function isNear(view, x, y) {
  const [mx, my] = view.margin;
  return x > -mx - 20 && y > -my - 20 && x < view.width + mx + 20 && y < view.height + my + 20;
}

export function percent(rate) {
  return `${(rate * 100).toFixed(1)}%`;
}

/** Pieces of a line as long as a name, in the window, with middle, angle and straightness. */
function* stretches(points, length, view) {
  const along = [0];
  for (let index = 1; index < points.length; index += 1) {
    along.push(along[index - 1] + Math.hypot(points[index][0] - points[index - 1][0], points[index][1] - points[index - 1][1]));
  }
  const pointAt = (distance) => {
    let index = along.findIndex((value) => value >= distance);
    if (index < 1) index = 1;
    const share = (distance - along[index - 1]) / (along[index] - along[index - 1] || 1);
    const [from, to] = [points[index - 1], points[index]];
    return [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
  };
  for (let start = 0; start + length <= along.at(-1); start += length / 3) {
    const [from, middle, to] = [pointAt(start), pointAt(start + length / 2), pointAt(start + length)];
    if (middle[0] < 30 || middle[1] < 30 || middle[0] > view.width - 30 || middle[1] > view.height - 30) continue;
    const chord = Math.hypot(to[0] - from[0], to[1] - from[1]);
    let angle = Math.atan2(to[1] - from[1], to[0] - from[0]);
    if (Math.abs(angle) > Math.PI / 2) angle += angle > 0 ? -Math.PI : Math.PI;
    yield { x: middle[0], y: middle[1], angle, straightness: chord / length };
  }
}
