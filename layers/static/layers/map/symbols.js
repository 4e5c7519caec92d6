// Symbols of villages, outlets and clusters, painted alike on the map, in the legend and in lists.

/** Every colour of the map from the page's theme. */
export function readColours(styles) {
  const values = getComputedStyle(document.documentElement);
  const value = (name) => values.getPropertyValue(`--${name}`).trim();
  const isDark = document.documentElement.dataset.theme === "dark";
  return {
    isDark,
    font: value("font"),
    ramp: isDark ? styles.ramp_dark : styles.ramp,
    none: value("cov-none"),
    ink: value("ink"), ink2: value("ink-2"), ink3: value("ink-3"), surface: value("surface"),
    accent: value("accent"), onAccent: value("on-accent"), gap: value("gap"), control: value("control"),
    line: value("line-strong"), casing: value("map-casing"),
    support: value("v-support"), ventures: value("v-ventures"),
    own: value("v-own"), uncovered: value("v-gap"), unlocated: value("v-nopos"),
    pale: value("map-pale"), quiet: value("map-quiet"),
    land: value("map-land"), ground: value("map-ground"), label: value("map-label-2"),
    neighbour: value("map-neighbour-line"), water: value("map-water"), waterInk: value("map-water-ink"),
    city: value("map-city"), county: value("map-county"), township: value("map-township"),
    opacity: { city: Number(value("cov-op-city")), county: Number(value("cov-op-county")) },
  };
}

/** Paints a village. `shape` is that of the style; an approximate position is drawn hollow. */
export function paintVillage(ctx, x, y, radius, shape, isApproximate, colours) {
  const line = radius < 1.8 ? 0.8 : radius < 4 ? 1.1 : 1.7;
  ctx.setLineDash([]);
  if (shape === "cross") {
    const arm = radius * 0.75;
    for (const [colour, width] of [[colours.casing, line + 1.6], [colours.unlocated, line]]) {
      ctx.strokeStyle = colour;
      ctx.lineWidth = width;
      ctx.beginPath();
      ctx.moveTo(x - arm, y - arm); ctx.lineTo(x + arm, y + arm);
      ctx.moveTo(x + arm, y - arm); ctx.lineTo(x - arm, y + arm);
      ctx.stroke();
    }
    return;
  }
  ctx.beginPath();
  if (shape === "diamond") {
    const arm = radius * 1.08;
    ctx.moveTo(x, y - arm); ctx.lineTo(x + arm, y); ctx.lineTo(x, y + arm); ctx.lineTo(x - arm, y);
    ctx.closePath();
    ctx.fillStyle = colours.casing;
    ctx.fill();
    ctx.strokeStyle = colours.uncovered;
    ctx.lineWidth = line;
    ctx.stroke();
    if (!isApproximate) {
      ctx.beginPath();
      ctx.arc(x, y, radius * 0.3, 0, 7);
      ctx.fillStyle = colours.uncovered;
      ctx.fill();
    }
    return;
  }
  const fill = isApproximate ? colours.pale : colours.own;
  if (shape === "half") {
    const inner = radius - line / 2;
    ctx.arc(x, y, inner, 0, 7);
    ctx.fillStyle = colours.casing;
    ctx.fill();
    ctx.beginPath();
    ctx.arc(x, y, inner, Math.PI / 2, Math.PI * 1.5);
    ctx.fillStyle = fill;
    ctx.fill();
    ctx.beginPath();
    ctx.arc(x, y, inner, 0, 7);
    ctx.strokeStyle = colours.own;
    ctx.lineWidth = line;
    ctx.stroke();
    return;
  }
  ctx.arc(x, y, radius + (radius < 1.8 ? 0.5 : 1), 0, 7);
  ctx.fillStyle = colours.casing;
  ctx.fill();
  ctx.beginPath();
  ctx.arc(x, y, isApproximate ? radius - line / 2 : radius, 0, 7);
  ctx.fillStyle = fill;
  ctx.fill();
  if (isApproximate) {
    ctx.strokeStyle = colours.own;
    ctx.lineWidth = line;
    ctx.stroke();
  }
}

/** Paints an outlet's square of `size` pixels around a place. `style` is that of its status. */
export function paintOutlet(ctx, x, y, sign, style, colours, size = 19) {
  const half = size / 2;
  ctx.setLineDash([]);
  box(ctx, x - half - 1, y - half - 1, size + 2, size + 2, 3);
  ctx.fillStyle = colours.casing;
  ctx.fill();
  box(ctx, x - half + 0.9, y - half + 0.9, size - 1.8, size - 1.8, 2);
  let ink = colours.onAccent;
  if (style === "filled") {
    box(ctx, x - half, y - half, size, size, 2);
    ctx.fillStyle = colours.accent;
    ctx.fill();
  } else if (style === "dashed" || style === "planned") {
    ctx.fillStyle = colours.casing;
    ctx.fill();
    ctx.strokeStyle = ink = style === "planned" ? colours.accent : colours.gap;
    ctx.lineWidth = 1.8;
    ctx.setLineDash([3, 2]);
    ctx.stroke();
    ctx.setLineDash([]);
  } else {
    ctx.fillStyle = colours.quiet;
    ctx.fill();
    ctx.strokeStyle = ink = colours.ink2;
    ctx.lineWidth = 1.3;
    ctx.stroke();
  }
  ctx.fillStyle = ink;
  ctx.font = `700 ${Math.round(size * 0.63)}px ${colours.font}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText(sign, x, y + size * 0.03);
  if (style === "struck") {
    ctx.beginPath();
    ctx.moveTo(x - half + 3, y + half - 3);
    ctx.lineTo(x + half - 3, y - half + 3);
    ctx.lineWidth = 1.6;
    ctx.stroke();
  }
}

/** Paints a cluster: a stack with its count, and an ochre line for the share not operating. */
export function paintCluster(ctx, x, y, count, stoppedShare, colours) {
  const [width, height] = clusterSize(count);
  const left = x - width / 2;
  const top = y - height / 2;
  ctx.setLineDash([]);
  ctx.lineWidth = 1.6;
  ctx.strokeStyle = colours.accent;
  ctx.fillStyle = colours.casing;
  for (const shift of [3, 0]) {
    box(ctx, left + shift, top - shift, width, height, 2);
    ctx.fill();
    ctx.stroke();
  }
  if (stoppedShare > 0) {
    ctx.fillStyle = colours.gap;
    ctx.fillRect(left + 1, top + height - 4, Math.max(3, (width - 2) * stoppedShare), 3.2);
  }
  ctx.fillStyle = colours.ink;
  ctx.font = `700 14px ${colours.font}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText(String(count), x, y + (stoppedShare > 0 ? -0.5 : 0.5));
}

export function clusterSize(count) {
  return count < 20 ? [30, 26] : [36, 30];
}

export function box(ctx, x, y, width, height, radius) {
  ctx.beginPath();
  ctx.roundRect(x, y, width, height, radius);
}

/** A small picture of a symbol for lists; `paint` gets the drawing and its middle. */
export function picture(paint, size = 20) {
  const canvas = document.createElement("canvas");
  const ratio = Math.max(2, window.devicePixelRatio || 1);
  canvas.width = canvas.height = size * ratio;
  canvas.style.width = canvas.style.height = `${size}px`;
  canvas.className = "map-symbol";
  canvas.setAttribute("aria-hidden", "true");
  const ctx = canvas.getContext("2d");
  ctx.scale(ratio, ratio);
  paint(ctx, size / 2, size / 2);
  return canvas;
}
