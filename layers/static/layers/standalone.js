/* Draws the coverage map of an exported file. folium puts the map together and calls `registry`
   for every layer; features, styles and words stand in the page as JSON.
   Names reach the page as text nodes only, never as markup. */
"use strict";

const registry = (() => {
  let page;
  const content = () => (page ??= JSON.parse(document.getElementById("map-data").textContent));
  const NEAR_ZOOM = 9.75; // from here on symbols are large and townships are named
  const FAR_ZOOM = 8; // below it, as on a phone, symbols are dots
  const NARROW_PX = 900;

  function element(tag, css, ...children) {
    const node = document.createElement(tag);
    if (css) node.className = css;
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
  }

  const percent = (row) =>
    row.villages ? `${((100 * row.covered) / row.villages).toFixed(1)}%` : "—";

  /* areas and lines --------------------------------------------------------------------------- */
  const styles = {
    neighbours: () => ({ color: "#C9D0CF", weight: 0.8, fillColor: "#ECEFEC", fillOpacity: 1 }),
    edge: () => ({ color: "#33434A", weight: 4.4, fill: false }),
    ground: () => ({ stroke: false, fillColor: "#F7F8F7", fillOpacity: 1 }),
    borders: () => ({ color: "#5A6B72", weight: 1.2, fill: false }),
    rivers: (feature) => ({
      color: "#9DBFD0", weight: feature.properties.name ? 1.8 : 1.1, fill: false,
    }),
    classes: (feature) => {
      const { class: number, quality } = feature.properties;
      const { ramp, no_village } = content().styles;
      return {
        fillColor: number === null ? no_village : ramp[number],
        fillOpacity: document.body.classList.contains("is-city") ? 0.7 : 0.58,
        color: document.body.classList.contains("is-city") ? "#FFFFFF" : "#9FADB1",
        weight: 0.9,
        dashArray: quality === "approximate" && !document.body.classList.contains("is-city")
          ? "5 3" : null,
      };
    },
  };
  const silent = new Set(["neighbours", "edge", "ground", "borders", "rivers"]);

  /* points ------------------------------------------------------------------------------------ */
  function marker(latlng, pane, css, label = "") {
    const icon = L.divIcon({ className: css, html: element("span", "", label), iconSize: null });
    return L.marker(latlng, { icon, pane, keyboard: false });
  }

  /* Signs at one place stand side by side; one that is not located leaves the seat free. */
  const stacked = new Map();
  function beside(found, { approximate }) {
    const { lat, lng } = found.getLatLng();
    const key = `${found.options.pane} ${lat} ${lng}`;
    const before = stacked.get(key) ?? 0;
    stacked.set(key, before + 1);
    const { options } = found.options.icon;
    if (approximate) options.className += " approximate";
    options.html.style.left = `${26 * before + (approximate ? 18 : 0)}px`;
    return found;
  }

  const points = {
    villages: ({ properties: p }, latlng) =>
      marker(latlng, "villages", `village ${p.state}${p.approximate ? " approximate" : ""}`),
    outlets: ({ properties: p }, latlng) => {
      const model = content().styles.models.find(({ model }) => model === p.model);
      const status = content().styles.statuses.find(({ status }) => status === p.status);
      const found = marker(latlng, "outlets", `outlet ${status.style}`, model.sign);
      found.isOperating = p.status === "operating";
      return found;
    },
    incubators: ({ properties: p }, latlng) => {
      const { sign } = content().styles.incubators.find(({ kind }) => kind === p.kind);
      const { style } = content().styles.levels.find(({ level }) => level === (p.level ?? ""));
      return beside(marker(latlng, "incubators", `support hexagon ${style}`, sign), p);
    },
    parks: ({ properties: p }, latlng) => {
      const { sign } = content().styles.parks.find(({ kind }) => kind === p.kind);
      return beside(marker(latlng, "parks", "support house thin", sign), p);
    },
    ventures: ({ properties: p }, latlng) => {
      const found = marker(latlng, "ventures", "ventures", p.count);
      found.options.icon.options.html.style.width = `${2 * p.radius}px`;
      return found;
    },
    labels: ({ properties: p }, latlng) => {
      const found = marker(latlng, "labels", `label label-${p.kind}`);
      const lines = [element("b", "", p.name)];
      if (p.kind === "county") {
        lines.push(element("i", "", percent(p)));
        lines.push(element("small", "", element("span", "square"), String(p.outlets)));
      }
      found.options.icon.options.html = element("span", "", ...lines);
      return found;
    },
  };

  function cluster(group) {
    const children = group.getAllChildMarkers();
    const resting = children.filter((child) => !child.isOperating).length;
    const line = element("span", "resting");
    line.style.width = `${(100 * resting) / children.length}%`;
    const html = element("span", "", String(children.length), line);
    const size = children.length < 20 ? "" : " large";
    return L.divIcon({ className: `cluster${size}`, html, iconSize: null });
  }

  /* what a hand or a finger finds ------------------------------------------------------------- */
  function card(title, rows, notes) {
    const list = element("dl", "");
    for (const [term, value] of rows) {
      list.append(element("dt", "", term), element("dd", "", String(value)));
    }
    return element("div", "", element("b", "", title), rows.length ? list : null,
      ...notes.filter(Boolean).map((note) => element("p", "", note)));
  }

  const cards = {
    classes: (p) => {
      const { texts } = content();
      if (!p.villages) return card(p.name, [], [texts.noVillage]);
      const rows = [
        [texts.rate, percent(p)],
        [texts.villages, `${p.covered} / ${p.villages}`],
        [texts.uncovered, p.uncovered],
      ];
      if (p.unlocated) rows.push([texts.unlocated, p.unlocated]);
      rows.push([texts.outlets, p.outlets]);
      return card(p.name, rows, [p.quality === "approximate" && texts.approximateArea]);
    },
    villages: (p) => {
      const { texts, styles: { states } } = content();
      const { label } = states.find(({ state }) => state === p.state);
      return card(p.name, [], [label, p.approximate && texts.approximatePlace]);
    },
    outlets: (p) => {
      const { texts, styles: { models, statuses } } = content();
      const { label: model } = models.find(({ model }) => model === p.model);
      const { label: status } = statuses.find(({ status }) => status === p.status);
      return card(p.name, [], [`${status} · ${model}`, p.at_seat && texts.atSeat]);
    },
  };

  function supportCard(name) {
    return (p) => {
      const { texts, styles } = content();
      const { label } = styles[name].find(({ kind }) => kind === p.kind);
      const level = name === "incubators" && styles.levels.find(({ level }) => level === (p.level ?? ""));
      const since = p.opened_on && `${texts.openSince} ${p.opened_on}`;
      return card(p.name, [], [label, level && level.label, since, p.approximate && texts.notLocated]);
    };
  }
  cards.incubators = supportCard("incubators");
  cards.parks = supportCard("parks");
  cards.ventures = (p) => {
    const { texts, styles: { ventures: { industries } } } = content();
    const rows = industries
      .filter(({ industry }) => p.industries?.[industry])
      .map(({ industry, label }) => [label, p.industries[industry]]);
    return card(p.name, [[texts.ventures, p.count], ...rows], []);
  };

  function layer(source, style) {
    const describe = cards[style];
    return L.geoJson(content().layers[source], {
      pane: style,
      interactive: !silent.has(style) && style !== "labels",
      style: styles[style],
      pointToLayer: points[style],
      onEachFeature: (feature, drawn) => {
        if (describe) drawn.bindTooltip(() => describe(feature.properties), { className: "card" });
      },
    });
  }

  /* County names are moved apart until none lies over another. */
  function separate(container) {
    const boxes = [...container.querySelectorAll(".label-county > span")].map((node) => {
      node.style.left = node.style.top = "0px";
      const { x, y, width, height } = node.getBoundingClientRect();
      return { node, x, y, width, height, left: 0, top: 0 };
    });
    for (let round = 0; round < 30; round += 1) {
      for (const [index, one] of boxes.entries()) {
        for (const other of boxes.slice(index + 1)) push(one, other);
      }
    }
    for (const { node, left, top } of boxes) {
      node.style.left = `${left}px`;
      node.style.top = `${top}px`;
    }
  }

  function push(one, other) {
    const gap = 4;
    const across = other.x + other.left - one.x - one.left;
    const down = other.y + other.top - one.y - one.top;
    const over = (across > 0 ? one.width : other.width) + gap - Math.abs(across);
    const under = (down > 0 ? one.height : other.height) + gap - Math.abs(down);
    if (over <= 0 || under <= 0) return;
    const key = over < under ? "left" : "top";
    const step = (Math.min(over, under) / 2) * Math.sign((key === "left" ? across : down) || 1);
    one[key] -= step;
    other[key] += step;
  }

  /* On a wide screen the legend lies over the map's corner: the first view leaves it room. */
  function room() {
    const legend = document.querySelector(".legend");
    return window.innerWidth < NARROW_PX ? 12 : Math.round(0.6 * legend.offsetWidth);
  }

  /* the map itself ---------------------------------------------------------------------------- */
  L.Map.addInitHook(function start() {
    const { texts } = content();
    const container = this.getContainer();
    container.setAttribute("role", "region");
    container.setAttribute("aria-label", texts.map);
    const named = { "leaflet-control-zoom-in": texts.zoomIn, "leaflet-control-zoom-out": texts.zoomOut };
    for (const [css, text] of Object.entries(named)) {
      const button = container.querySelector(`.${css}`);
      button.title = text;
      button.setAttribute("aria-label", text);
    }
    L.control.scale({ imperial: false }).addTo(this);
    const fit = this.fitBounds;
    this.fitBounds = (bounds, options) =>
      fit.call(this, bounds, { ...options, paddingBottomRight: [room(), 12] });
    this.on("zoomend", () => {
      container.classList.toggle("near", this.getZoom() >= NEAR_ZOOM);
      container.classList.toggle("far", this.getZoom() < FAR_ZOOM);
    });
    this.on("zoomend", () => separate(container));
    this.whenReady(() => setTimeout(() => separate(container)));
    /* The legend of what is off at first comes with its layer. */
    this.on("overlayadd overlayremove", () => {
      const shown = new Set(Object.values(this._layers).map(({ options }) => options.pane));
      for (const part of document.querySelectorAll("[data-layers]")) {
        part.hidden = !part.dataset.layers.split(" ").some((name) => shown.has(name));
      }
    });
    this.on("baselayerchange", ({ layer: chosen }) => {
      const level = chosen.getLayers().some(({ feature }) => feature.properties.code.length === 6);
      document.body.classList.toggle("by-county", level);
    });
  });
  L.Control.Layers.addInitHook(function start() {
    this.options.collapsed = window.innerWidth < NARROW_PX;
  });

  return { layer, cluster };
})();
