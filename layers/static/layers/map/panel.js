// The panel beside the map: where, what was found, how it was counted, the level below, the gaps.

import { percent } from "./drawing.js";
import { address, asked, levelOf, plain } from "./question.js";
import { paintVillage, picture } from "./symbols.js";

const GAPS_SHOWN = 12;
// The states of villages that each definition counts as covered.
const COUNTED = { administrative: ["own"], service: ["own", "served"], spatial: ["reached"], effective: ["own", "served"] };
const byId = (id) => document.getElementById(id);

/** An element with text and children. */
export function element(tag, { text, ...properties } = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-") || name === "role") made.setAttribute(name, value);
    else made[name] = value;
  }
  if (text !== undefined) made.textContent = text;
  made.append(...children.filter(Boolean));
  return made;
}

/** A sentence whose numbers stay on the line of what they count. */
function together(sentence) {
  return sentence.replace(/(\d) | (?=[\d.]+%)/g, "$1\u00a0");
}

/** Sentences in a row; after a full-width stop no space follows. */
function sentences(parts) {
  return parts.reduce((text, part) => text + (text && !text.endsWith("。") ? " " : "") + part, "");
}

/** The theme of the sheet that shows what the map shows; empty for the usual one. */
function printedTheme(layers) {
  if (layers.has("villages") || layers.has("outlets")) return "";
  if (layers.has("ventures")) return "ventures";
  return layers.has("incubators") || layers.has("parks") ? "incubators" : "";
}

export class Panel {
  /** @param go called with the changes to the state that a click asks for */
  constructor(config, styles, texts, drawing, go) {
    Object.assign(this, { config, texts, drawing, go });
    this.states = Object.fromEntries(styles.states.map(({ state, label }) => [state, label]));
    this.#listen();
  }

  #listen() {
    byId("definitions").addEventListener("change", ({ target }) => {
      this.go({ definition: target.value });
    });
    byId("radius").addEventListener("change", ({ target }) => this.go({ radius_m: Number(target.value) }));
    byId("filters").addEventListener("change", ({ target }) => {
      if (target.name === "county") this.go({ division: target.value || this.config.root.code });
      else if (target.name === "township") this.go({ division: target.value || this.last.state.division.slice(0, 6) });
      else this.go({ [target.name]: target.value });
    });
    byId("filters-clear").addEventListener("click", () => this.go({ kind: "", model: "", platform: "" }));
    // Links in the panel are real addresses; a plain click stays on the page.
    byId("panel").addEventListener("click", (event) => {
      const link = event.target.closest("[data-go]");
      const row = event.target.closest("tr[data-go]");
      if (!link && !row) return;
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      this.go(JSON.parse((link ?? row).dataset.go));
    });
  }

  /** Fills the panel. `page` holds state, figures, months' total and colours. */
  show(page) {
    this.last = page;
    const { state, figures } = page;
    this.#where(state, figures);
    this.#finding(state, figures);
    this.#controls(state);
    this.#stats(state, figures);
    this.#rows(page);
    this.showView(page);
    const query = asked(state, this.config);
    if (state.division !== this.config.root.code) query.set("division", state.division);
    byId("gaps-all").href = this.config.gaps + plain(query);
    const theme = printedTheme(state.layers);
    if (theme) query.set("theme", theme);
    byId("print-sheet").href = this.config.print + plain(query);
  }

  #link(text, changes) {
    const state = { ...this.last.state, view: null, selected: "", ...changes };
    return element("a", { text, href: address(state, this.config) || location.pathname, "data-go": JSON.stringify(changes) });
  }

  #where(state, figures) {
    const crumbs = byId("crumbs");
    const path = [this.config.root];
    for (const digits of [6, 9]) {
      const code = state.division.slice(0, digits);
      if (code.length === digits && levelOf(code) !== "city" && code !== this.config.root.code && code.length > (path.at(-1).level === "city" ? 0 : path.at(-1).code.length)) {
        path.push({ code, name: this.drawing.byCode.get(code)?.short ?? (code === state.division ? figures.name : code), level: levelOf(code) });
      }
    }
    const parts = path.map(({ code, name }) =>
      code === state.division ? element("b", { text: name, "aria-current": "page" }) : this.#link(name, { division: code }),
    );
    crumbs.replaceChildren(...parts.map((part) => element("li", {}, part)));
    byId("as-of").textContent = this.texts("as_of", { on: figures.on });
  }

  #finding(state, figures) {
    const { total, denominators } = figures;
    const radius = figures.radius_m / 1000;
    const finding = byId("finding");
    const sentence = total.villages
      ? this.texts(`finding.${state.definition}`, { villages: total.villages, covered: total.covered, rate: percent(total.rate), radius })
      : this.texts("finding.none", { name: figures.name });
    const kept = together(sentence);
    if (finding.textContent !== kept) finding.textContent = kept;
    document.title = `${figures.name} · ${document.title.split(" · ").slice(-2).join(" · ")}`;
    const parts = [this.texts(`definition.${state.definition}`, { radius }), this.texts("denominator.registry", { villages: total.villages })];
    if (denominators.policy) {
      const difference = denominators.policy - total.villages;
      const key = difference > 0 ? "policy" : difference < 0 ? "policy_fewer" : "policy_equal";
      parts.push(this.texts(`denominator.${key}`, {
        policy: denominators.policy,
        difference: Math.abs(difference),
        rate: percent(total.covered / denominators.policy),
      }));
    } else {
      parts.push(this.texts("denominator.no_policy"));
    }
    byId("definition").textContent = sentences(parts);
  }

  #controls(state) {
    for (const input of byId("definitions").querySelectorAll("input")) input.checked = input.value === state.definition;
    byId("radius").hidden = state.definition !== "spatial";
    const radius = byId("radius").querySelector("select");
    if (![...radius.options].some(({ value }) => Number(value) === state.radius_m)) {
      radius.append(new Option(this.texts("km", { km: state.radius_m / 1000 }), state.radius_m));
    }
    radius.value = String(state.radius_m);

    const [county, township, model, platform] = byId("filters").querySelectorAll("select");
    const all = new Option(this.texts("all"), "");
    const root = this.config.root;
    const counties = this.drawing.counties.map(({ code, short }) => new Option(short, code));
    if (root.level === "city") county.replaceChildren(all.cloneNode(true), ...counties);
    else county.replaceChildren(new Option(this.drawing.byCode.get(root.code.slice(0, 6))?.name ?? root.name, root.code.slice(0, 6)));
    county.disabled = root.level !== "city";
    const chosen = levelOf(state.division) === "city" ? "" : state.division.slice(0, 6);
    county.value = chosen || county.options[0].value;
    const townships = this.drawing.townships.filter(({ code }) => chosen && code.startsWith(chosen));
    township.replaceChildren(...(root.level === "township" ? [] : [all]), ...townships.map(({ code, name }) => new Option(name, code)));
    township.value = state.division.length === 9 ? state.division : township.options[0]?.value ?? "";
    township.disabled = !chosen || root.level === "township";
    model.value = state.model;
    platform.value = state.platform;
    for (const select of [county, township, model, platform]) {
      select.classList.toggle("is-used", Boolean(select.value) && !select.disabled);
    }
    const names = [
      state.kind && (this.config.kinds[state.kind] ?? state.kind),
      state.model && model.selectedOptions[0]?.text,
      state.platform && platform.selectedOptions[0]?.text,
    ].filter(Boolean);
    byId("filters-used").hidden = !names.length;
    byId("filters-used").firstElementChild.textContent = this.texts("filters.used", { names: names.join(this.texts("comma")) });
  }

  #stats(state, figures) {
    const { total, outlets, states } = figures;
    const stat = (value, label, css = "", notes = []) =>
      element("div", { className: `stat ${css}` }, element("b", { text: value }), element("span", { text: label }), ...notes.map((text) => element("small", { text })));
    const notes = [
      state.definition === "administrative" && states.served && this.texts("figure.served", { served: states.served }),
      total.unlocated && this.texts("figure.unlocated", { unlocated: total.unlocated }),
    ].filter(Boolean);
    byId("stats").replaceChildren(
      stat(outlets.operating, outlets.target ? this.texts("figure.operating_of", { target: outlets.target }) : this.texts("figure.operating")),
      stat(total.covered, this.texts(`figure.covered.${state.definition}`)),
      stat(total.uncovered, this.texts("figure.uncovered"), "is-gap", notes),
    );
  }

  #rows({ state, figures, colours }) {
    const level = levelOf(state.division);
    const below = { city: "county", county: "township", township: "village" }[level];
    const key = state.sort.replace("-", "");
    const sign = state.sort.startsWith("-") ? -1 : 1;
    const value = (row) => (key === "name" ? row.code : key === "covered" ? row.covered : key === "uncovered" ? row.uncovered + row.unlocated : row.rate);
    const rows = [...figures.rows].sort((a, b) => {
      if (a.rate === null || b.rate === null) return (a.rate === null) - (b.rate === null);
      return (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : a.code < b.code ? -1 : 1) * (value(a) === value(b) ? 1 : sign);
    });
    const column = (name, text, css) => {
      const isSorted = key === name;
      const next = isSorted && sign > 0 ? `-${name}` : name;
      const mark = isSorted ? (sign > 0 ? " ▲" : " ▼") : "";
      const head = element("th", { scope: "col", className: css }, element("button", { type: "button", text: text + mark, "data-go": JSON.stringify({ sort: next }) }));
      if (isSorted) head.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
      return head;
    };
    const name = this.texts("table.of", { name: this.texts(`table.${below}`), count: rows.length });
    const table = byId("rows");
    table.classList.toggle("is-villages", below === "village");
    if (below === "village") {
      table.tHead.rows[0].replaceChildren(column("name", name), column("rate", this.texts("card.state"), ""));
      table.tBodies[0].replaceChildren(...rows.map((row) => this.#villageRow(row, state, colours)));
      return;
    }
    table.tHead.rows[0].replaceChildren(
      column("name", name),
      element("th", { className: "map-bar-cell", "aria-hidden": "true" }),
      column("rate", this.texts("table.rate"), "num"),
      column("covered", this.texts(`table.covered.${state.definition}`), "num"),
      column("uncovered", this.texts("table.uncovered"), "num"),
    );
    table.tBodies[0].replaceChildren(...rows.map((row) => this.#row(row)));
  }

  #row(row) {
    const changes = { division: row.code };
    const bar = element("td", { className: "map-bar-cell", "aria-hidden": "true" });
    if (row.rate !== null) {
      const full = element("span", { className: "map-bar" }, element("span"));
      full.firstElementChild.style.width = `${row.rate * 100}%`;
      bar.append(full);
    }
    const share = row.villages
      ? element("td", { className: "num" }, String(row.covered), element("span", { className: "muted", text: ` / ${row.villages}` }))
      : element("td", { className: "num muted", text: this.texts("table.none") });
    return element(
      "tr",
      { "data-go": JSON.stringify(changes) },
      element("th", { scope: "row" }, this.#link(this.config.short_names[row.code] ?? row.name, changes)),
      bar,
      element("td", { className: "num", text: row.rate === null ? "—" : percent(row.rate) }),
      share,
      element("td", { className: "num", text: row.villages ? row.uncovered + row.unlocated : "—" }),
    );
  }

  #villageRow(row, state, colours) {
    const village = this.drawing.byCode.get(row.code);
    const changes = { selected: row.code };
    return element(
      "tr",
      { "data-go": JSON.stringify(changes), className: row.code === state.selected ? "is-selected" : "" },
      element("th", { scope: "row" }, village && this.symbol(village, colours), this.#link(row.name, changes)),
      element("td", { text: village ? this.states[village.state] : "" }),
    );
  }

  symbol({ state, approximate }, colours, size = 16) {
    const shape = this.drawing.shapes[state];
    return picture((ctx, x, y) => paintVillage(ctx, x, y, 5.2, shape, approximate, colours), size);
  }

  /** Fills what depends on the window of the map: counts and gaps in view. */
  showView({ state, figures, colours }) {
    const inView = this.drawing.inView(state.division);
    const counted = COUNTED[state.definition];
    const covered = inView.filter((village) => counted.includes(village.state)).length;
    byId("in-view").textContent = this.texts("view.line", { villages: inView.length, covered });
    const { total, gaps } = figures;
    byId("gaps-all").textContent = this.texts("gaps.all", { count: gaps.length });
    const codes = new Set(inView.map(({ code }) => code));
    const shown = gaps.filter(({ code }) => codes.has(code));
    byId("gaps").hidden = !shown.length;
    byId("gaps").tBodies[0].replaceChildren(...shown.slice(0, GAPS_SHOWN).map((gap) => this.#gap(gap, state, colours)));
    const more = shown.length - GAPS_SHOWN;
    byId("gaps-note").textContent = !shown.length ? this.texts("gaps.none") : more > 0 ? this.texts("gaps.more", { count: more }) : "";
    const placing = [];
    if (total.approximate) placing.push(this.texts("view.approximate", { approximate: total.approximate, villages: total.villages }));
    if (total.unlocated) placing.push(this.texts("view.unlocated", { unlocated: total.unlocated }));
    byId("placing").textContent = sentences(placing);
  }

  #gap(gap, state, colours) {
    const changes = { selected: gap.code };
    const village = this.drawing.byCode.get(gap.code);
    const isApproximate = village?.approximate;
    return element(
      "tr",
      { "data-go": JSON.stringify(changes), className: gap.code === state.selected ? "is-selected" : "" },
      element(
        "th",
        { scope: "row" },
        village && this.symbol(village, colours),
        this.#link(gap.name, changes),
      ),
      element(
        "td",
        { className: "muted" },
        gap.township ?? "",
        isApproximate && element("span", { className: "map-mark", text: this.texts("approximate") }),
      ),
      element("td", { className: "num", text: gap.nearest_m === null ? "—" : (gap.nearest_m / 1000).toFixed(1) }),
    );
  }
}
