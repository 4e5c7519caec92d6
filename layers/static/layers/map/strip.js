// The time strip: what opened and stopped each month, a handle on the month, and its playing.

const STEP_MS = 600;
const HANDLE = 14;
const SVG = "http://www.w3.org/2000/svg";
const byId = (id) => document.getElementById(id);

export class Strip {
  #months = [];
  #index = 0;
  #timer = null;

  /**
   * @param go called with a change of state; its promise ends when the map shows it
   * @param expect called with the day that the map is likely to be asked for next
   */
  constructor(config, texts, go, expect) {
    Object.assign(this, { config, texts, go, expect });
    this.calm = matchMedia("(prefers-reduced-motion: reduce)");
    byId("month").addEventListener("input", ({ target }) => {
      this.stop();
      this.#choose(Number(target.value));
    });
    byId("play").addEventListener("click", () => (this.#timer ? this.stop() : this.#play()));
    byId("day").addEventListener("change", ({ target }) => {
      this.stop();
      if (target.value && target.validity.valid) this.go({ on: target.value === this.config.today ? "" : target.value });
    });
    new ResizeObserver(() => this.#draw()).observe(byId("months"));
  }

  show({ state, months, figures }) {
    this.#months = months.months;
    const on = figures.on;
    const last = this.#months.length - 1;
    const found = this.#months.findIndex((month) => on <= month.last);
    this.#index = found < 0 ? Math.max(last, 0) : found;
    const before = last >= 0 && on < this.#months[0].first;
    const month = before ? null : this.#months[this.#index];
    const range = byId("month");
    range.max = String(Math.max(last, 0));
    range.value = String(this.#index);
    range.disabled = last < 1;
    byId("play").disabled = last < 1;
    byId("day").value = on;
    byId("operating").textContent = this.texts("strip.operating", { count: figures.outlets.operating });
    byId("month-note").textContent = month
      ? this.texts("strip.month", { month: this.#name(month), opened: month.opened, stopped: month.stopped })
      : this.texts("strip.empty");
    if (month) range.setAttribute("aria-valuetext", this.texts("strip.value", { month: this.#name(month), count: month.operating }));
    this.#label();
    this.#draw();
  }

  get isPlaying() {
    return this.#timer !== null;
  }

  stop() {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#label();
  }

  #label() {
    const button = byId("play");
    button.classList.toggle("is-playing", this.isPlaying);
    button.querySelector(".vh").textContent = this.texts(this.isPlaying ? "strip.pause" : "strip.play");
  }

  #day(index) {
    const day = this.#months[index].last;
    return day === this.config.today ? "" : day;
  }

  #choose(index) {
    this.#index = index;
    return this.go({ on: this.#day(index) }, { replace: true });
  }

  /** One month each step; who wants little motion gets a single step for each press. */
  async #play() {
    const last = this.#months.length - 1;
    let index = this.#index >= last ? 0 : this.#index + 1;
    if (this.calm.matches) {
      await this.#choose(index);
      return;
    }
    const step = async () => {
      const pause = new Promise((done) => (this.#timer = setTimeout(done, STEP_MS)));
      const token = this.#timer;
      this.#label();
      const shown = this.#choose(index);
      if (index < last) shown.then(() => this.expect(this.#day(index + 1)));
      await Promise.all([pause, shown]);
      if (this.#timer !== token) return;
      index += 1;
      if (index > last) this.stop();
      else await step();
    };
    await step();
  }

  #name(month) {
    const [year, number] = month.first.split("-").map(Number);
    return new Intl.DateTimeFormat(document.documentElement.lang, { year: "numeric", month: "short" }).format(new Date(year, number - 1, 1));
  }

  #draw() {
    const svg = byId("months");
    const width = svg.clientWidth;
    const height = svg.clientHeight;
    if (!width) return;
    const count = this.#months.length;
    const base = height - 26;
    const step = count > 1 ? (width - HANDLE) / (count - 1) : 0;
    const at = (index) => (count > 1 ? HANDLE / 2 + index * step : width / 2);
    const most = Math.max(1, ...this.#months.map((month) => month.opened));
    const fewest = Math.max(1, ...this.#months.map((month) => month.stopped));
    const up = (base - 2) / most;
    const down = Math.min(up, 8 / fewest);
    const bar = Math.max(1, Math.min(28, step * 0.8 || 28));
    const parts = [];
    const shape = (tag, properties, text) => {
      const made = document.createElementNS(SVG, tag);
      for (const [name, value] of Object.entries(properties)) made.setAttribute(name, value);
      if (text) made.textContent = text;
      parts.push(made);
    };
    this.#months.forEach((month, index) => {
      const x = at(index) - bar / 2;
      const later = index > this.#index ? " is-later" : "";
      if (month.opened) shape("rect", { class: `map-opened${later}`, x, y: base - month.opened * up, width: bar, height: month.opened * up });
      if (month.stopped) shape("rect", { class: `map-stopped${later}`, x, y: base + 1, width: bar, height: Math.max(1.5, month.stopped * down) });
    });
    shape("line", { class: "map-baseline", x1: 0, x2: width, y1: base + 0.5, y2: base + 0.5 });
    const room = parseFloat(getComputedStyle(svg).fontSize) * 7;
    let free = -Infinity;
    this.#months.forEach((month, index) => {
      const isLast = index === count - 1;
      const isJanuary = month.first.slice(5, 7) === "01";
      if (index && !isLast && !isJanuary) return;
      if (index && !isLast && at(count - 1) - at(index) < room * 1.4) return;
      if (at(index) - free < room * (free === 0 ? 1.4 : 1)) return;
      free = index ? at(index) : 0;
      const anchor = count < 2 ? "middle" : index === 0 ? "start" : isLast ? "end" : "middle";
      const x = anchor === "start" ? 0 : anchor === "end" ? width : at(index);
      shape("text", { class: "map-month", x, y: height - 2, "text-anchor": anchor }, this.#name(month));
    });
    svg.replaceChildren(...parts);
  }
}

