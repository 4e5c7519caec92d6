// The coverage map: keeps the address, the answers and everything that shows them in step.

import { AnswerError, Answers } from "./answers.js";
import { Card } from "./card.js";
import { Drawing, percent } from "./drawing.js";
import { Legend } from "./legend.js";
import { Panel } from "./panel.js";
import { address, addresses, levelOf, read } from "./question.js";
import { Strip } from "./strip.js";
import { Frame, Surface } from "./surface.js";
import { readColours } from "./symbols.js";

const LOADING_AFTER_MS = 1000;
const byId = (id) => document.getElementById(id);
const given = (id) => JSON.parse(byId(id).textContent);

const config = given("map-config");
const styles = given("map-styles");
const sentences = given("map-texts");

/** A sentence in the page's language with its `{names}` filled in. */
function texts(key, values = {}) {
  return (sentences[key] ?? key).replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}

class CoverageMap {
  #answers = new Answers();
  #page = { months: null, figures: null };
  #fitted = null;
  #isFitting = false;

  constructor(map) {
    this.map = map;
    this.state = read(location.search, config);
    const middle = map.options.djoptions?.extent ?? [[41, 120], [42, 121]];
    this.frame = new Frame((middle[0][1] + middle[1][1]) / 2, (middle[0][0] + middle[1][0]) / 2);
    this.drawing = new Drawing(this.frame, styles, texts, config.short_names);
    const go = (changes, options) => this.go(changes, options);
    this.panel = new Panel(config, styles, texts, this.drawing, go);
    this.legend = new Legend(styles, texts, this.drawing.support);
    this.card = new Card(config, styles, texts, this.drawing, go);
    this.strip = new Strip(config, texts, go, (on) => this.#answers.prefetch(addresses({ ...this.state, on }, config)));
    this.#setUpMap();
    this.#listen();
    this.colours = readColours(styles);
    this.load();
  }

  #setUpMap() {
    const { map } = this;
    Object.assign(map.options, { zoomSnap: 0.1, wheelPxPerZoomLevel: 90, maxBoundsViscosity: 0.6 });
    map.setMaxBounds(null);
    map.getContainer().setAttribute("aria-label", texts("map.label"));
    this.surface = new Surface(this.frame, (ctx, view) => this.#paint(ctx, view));
    map.on("moveend", () => this.#moved());
    map.on("click", ({ containerPoint }) => this.#clicked(containerPoint));
    map.on("mousemove", ({ containerPoint }) => this.#hovered(containerPoint));
    map.on("mouseout movestart", () => (byId("tip").hidden = true));
    map.on("resize", () => !this.state.view && this.#fit());
  }

  #listen() {
    window.addEventListener("popstate", () => {
      this.state = read(location.search, config);
      this.#fitted = null;
      this.load();
    });
    for (const input of byId("layers").querySelectorAll("input")) {
      input.addEventListener("change", () => {
        const layers = new Set(this.state.layers);
        if (input.checked) layers.add(input.value);
        else layers.delete(input.value);
        this.go({ layers });
      });
    }
    byId("industry").addEventListener("change", ({ target }) => this.go({ industry: target.value }));
    byId("fit").addEventListener("click", () => {
      this.state = { ...this.state, view: null };
      this.#fit();
      this.#writeAddress();
    });
    byId("copy-link").addEventListener("click", () => this.#copyLink());
    byId("failed").querySelector("button").addEventListener("click", () => this.load());
    new MutationObserver(() => this.#recolour()).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    document.fonts?.ready.then(() => this.surface.redraw());
    for (const id of ["legend", "layers-box"]) {
      byId(id).open = innerWidth > 900;
      byId(id).addEventListener("toggle", () => this.surface.redraw());
    }
  }

  /** Changes the state; a drill gets an entry in the browser's history, the rest replaces it. */
  go(changes) {
    const isDrill = "division" in changes && changes.division !== this.state.division;
    const before = this.state;
    this.state = { ...before, ...changes };
    if (isDrill) {
      this.state.view = null;
      const chosen = this.state.selected;
      if (chosen && !("selected" in changes) && !chosen.startsWith(changes.division)) this.state.selected = "";
    }
    if (changes.selected) this.#showChosen();
    this.#writeAddress(isDrill);
    return this.load();
  }

  #writeAddress(isNew = false) {
    const url = location.pathname + address(this.state, config);
    history[isNew ? "pushState" : "replaceState"](null, "", url);
  }

  async load() {
    const slow = setTimeout(() => (byId("loading").hidden = false), LOADING_AFTER_MS);
    this.#slow?.();
    this.#slow = () => clearTimeout(slow);
    byId("failed").hidden = true;
    try {
      const answers = await this.#answers.load(addresses(this.state, config));
      if (!answers) return;
      Object.assign(this.#page, answers);
      this.drawing.take(answers);
      this.#show();
    } catch (error) {
      this.strip.stop();
      byId("failed").hidden = false;
      byId("failed").querySelector("p").textContent = (error instanceof AnswerError && error.message) || texts("failed");
    }
    clearTimeout(slow);
    byId("loading").hidden = true;
  }

  #slow = null;

  #show() {
    const page = this.#pageNow();
    byId("finding").setAttribute("aria-live", this.strip.isPlaying ? "off" : "polite");
    for (const input of byId("layers").querySelectorAll("input")) input.checked = this.state.layers.has(input.value);
    byId("industry").hidden = !this.state.layers.has("ventures");
    byId("industry").value = this.state.industry;
    byId("rings-radius").textContent = texts("km", { km: this.state.radius_m / 1000 });
    const isEmpty = !page.figures.network.length && !page.months.months.length && !["kind", "model", "platform"].some((name) => this.state[name]);
    byId("empty").hidden = !isEmpty;
    this.strip.show(page);
    this.card.show(page);
    this.legend.show(page);
        if (this.#fitted !== this.state.division) this.#fit();
    if (!this.surface._map) this.surface.addTo(this.map);
    this.panel.show(page);
    document.body.classList.add("is-ready");
    this.surface.redraw();
  }

  #pageNow() {
    return { ...this.#page, state: this.state, colours: this.colours, encoding: levelOf(this.state.division) };
  }

  #recolour() {
    this.colours = readColours(styles);
    if (this.#page.figures) this.#show();
  }

  #paint(ctx, view) {
    this.drawing.paint(ctx, view, this.state, this.colours, this.#covers());
  }

  /** Boxes of the window that something lies over: no name goes there. */
  #covers() {
    const stage = byId("map").getBoundingClientRect();
    const over = document.querySelectorAll("#legend, #layers-box, #strip, #card, .leaflet-control");
    return [...over]
      .map((element) => element.getBoundingClientRect())
      .filter((box) => box.width)
      .map((box) => [box.left - stage.left - 4, box.top - stage.top - 4, box.right - stage.left + 4, box.bottom - stage.top + 4]);
  }

  /** Shows the whole open division, beside what lies over the map where there is room. */
  #fit() {
    const { view, division } = this.state;
    this.#isFitting = true;
    if (view && this.#fitted !== division) {
      this.map.setView([view.lat, view.lng], view.zoom, { animate: false });
    } else {
      const edges = this.drawing.edges(division);
      if (edges) this.map.setView(...this.#bestView(edges, division), { animate: false });
    }
    this.#fitted = division;
    this.#isFitting = false;
  }

  /** The nearest view of the whole division in which nothing lies over it. */
  #bestView(edges, division) {
    const { x: width, y: height } = this.map.getSize();
    const top = width > 620 ? 20 : 12;
    const bottom = byId("strip").offsetHeight + 22;
    const side = width > 620 ? 24 : 12;
    // On a phone the boxes come and go, and the whole window is the map's.
    const boxes = width > 620 ? this.#covers() : [];
    const step = this.map.options.zoomSnap;
    const [across, down] = [edges[2] - edges[0], edges[3] - edges[1]];
    let best = null;
    for (const lift of [0, 24, 48]) {
      for (let right = side; right < Math.max(side + 1, width / 2); right += 20) {
        const [w, h] = [width - side - right, height - top - lift - bottom];
        const zoom = Math.floor(Math.log2(Math.min(w / across, h / down)) / step) * step;
        if (best && zoom <= best.zoom) continue;
        const scale = 2 ** zoom;
        const view = {
          zoom,
          scale,
          left: side + w / 2 - (scale * (edges[0] + edges[2])) / 2,
          top: top + lift + h / 2 - (scale * (edges[1] + edges[3])) / 2,
        };
        if (right + 20 < width / 2 && boxes.some((box) => this.drawing.isOver(box, view, division))) continue;
        best = view;
      }
    }
    const middle = [(width / 2 - best.left) / best.scale, (height / 2 - best.top) / best.scale];
    return [this.frame.place(...middle), Math.min(best.zoom, this.map.getMaxZoom())];
  }

  #moved() {
    if (!this.#page.figures) return;
    if (!this.#isFitting && this.#fitted) {
      const { lat, lng } = this.map.getCenter();
      this.state = { ...this.state, view: { lat, lng, zoom: this.map.getZoom() } };
      this.#writeAddress();
    }
    // The surface has painted by now: what is in view is known.
    requestAnimationFrame(() => this.#page.figures && this.panel.showView(this.#pageNow()));
  }

  #showChosen() {
    const chosen = this.drawing.chosen(this.state.selected, this.state);
    if (!chosen?.place || !this.drawing.last) return;
    const [x, y] = this.drawing.last.at(chosen.place);
    const covered = this.#covers().some(([left, top, right, bottom]) => x > left && x < right && y > top && y < bottom);
    const { width, height } = this.drawing.last.view;
    if (covered || x < 20 || y < 20 || x > width - 20 || y > height - 20) {
      this.map.panTo(this.map.containerPointToLatLng([x, y]), { animate: false });
    }
  }

  #clicked({ x, y }) {
    const hit = this.drawing.hit(x, y);
    if (!hit) this.go({ selected: "" });
    else if (hit.type === "cluster") this.#openCluster(hit);
    else if (hit.type === "outlet" || hit.type === "support") this.go({ selected: hit.id });
    else if (hit.type === "village") this.go({ selected: hit.code });
    else if (hit.type !== "community" && hit.code !== this.state.division) this.go({ division: hit.code });
    else this.go({ selected: "" });
  }

  #openCluster({ places }) {
    const axis = (index) => places.map((place) => place[index]);
    const edges = [Math.min(...axis(0)), Math.min(...axis(1)), Math.max(...axis(0)), Math.max(...axis(1))];
    const bounds = this.frame.bounds(edges);
    const closer = Math.max(this.map.getBoundsZoom(bounds, false, [120, 120]), this.map.getZoom() + 1);
    this.map.setView(bounds.getCenter(), Math.min(closer, 13.5));
  }

  #hovered({ x, y }) {
    if (this.map.dragging?.moving?.()) return;
    const hit = this.drawing.hit(x, y);
    const tip = byId("tip");
    byId("map").classList.toggle("is-hit", Boolean(hit) && hit.code !== this.state.division && hit.type !== "community");
    const label = hit && (hit.area ? this.#areaTip(hit.area) : hit.name);
    tip.hidden = !label;
    if (!label) return;
    tip.textContent = label;
    const { width } = this.drawing.last.view;
    const left = Math.min(x + 14, width - tip.offsetWidth - 8);
    tip.style.transform = `translate(${Math.round(left)}px, ${Math.round(y + 16)}px)`;
  }

  #areaTip({ name, rate, covered, villages }) {
    return villages ? `${name}  ${percent(rate)}  ${covered} / ${villages}` : `${name}  ${texts("table.none")}`;
  }

  async #copyLink() {
    const link = location.origin + location.pathname + address(this.state, config, { dated: true });
    await copy(link);
    const toast = document.createElement("p");
    toast.className = "toast";
    toast.setAttribute("role", "status");
    toast.textContent = texts("copied");
    document.body.append(toast);
    setTimeout(() => toast.remove(), 4000);
  }
}

/** Copies a text also where the page came over plain HTTP and has no clipboard of its own. */
async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

window.addEventListener("map:init", ({ detail }) => new CoverageMap(detail.map), { once: true });
