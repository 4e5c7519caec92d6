// Symbols of incubators, parks and ventures, painted alike on the map, in the legend and on cards.

const HEXAGON = [[0, -1], [0.87, -0.5], [0.87, 0.5], [0, 1], [-0.87, 0.5], [-0.87, -0.5]];
const HOUSE = [[0, -1], [0.92, -0.3], [0.92, 0.86], [-0.92, 0.86], [-0.92, -0.3]];
// Of an approximate position the sign is pale.
const PALE = 0.6;

function outline(ctx, corners, x, y, radius) {
  ctx.beginPath();
  for (const [dx, dy] of corners) ctx.lineTo(x + dx * radius, y + dy * radius);
  ctx.closePath();
}

function write(ctx, text, x, y, size, colour, font) {
  ctx.fillStyle = colour;
  ctx.font = `700 ${Math.round(size)}px ${font}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText(text, x, y + size * 0.05);
}

/** A sign of `radius` pixels with one character; `style` is that of its level. */
function paintSign(ctx, corners, x, y, sign, style, isApproximate, colours, radius) {
  const isDark = style === "filled" || style === "ringed";
  ctx.save();
  ctx.lineJoin = "round";
  ctx.setLineDash([]);
  outline(ctx, corners, x, y, radius + (style === "ringed" ? 4 : 1.6));
  ctx.fillStyle = colours.casing;
  ctx.fill();
  if (isApproximate) ctx.globalAlpha = PALE;
  ctx.strokeStyle = colours.support;
  if (style === "ringed") {
    outline(ctx, corners, x, y, radius + 2.8);
    ctx.lineWidth = 1.4;
    ctx.stroke();
  }
  outline(ctx, corners, x, y, radius - (isDark ? 0 : 0.8));
  if (isDark) {
    ctx.fillStyle = colours.support;
    ctx.fill();
  } else {
    ctx.lineWidth = style === "thick" ? 2.8 : 1.4;
    if (style === "dashed") ctx.setLineDash([3, 2]);
    ctx.stroke();
  }
  write(ctx, sign, x, y, radius * 1.15, isDark ? colours.casing : colours.support, colours.font);
  ctx.restore();
}

export function paintIncubator(ctx, x, y, sign, style, isApproximate, colours, radius = 11) {
  paintSign(ctx, HEXAGON, x, y, sign, style, isApproximate, colours, radius);
}

export function paintPark(ctx, x, y, sign, isApproximate, colours, radius = 11) {
  paintSign(ctx, HOUSE, x, y, sign, "thin", isApproximate, colours, radius);
}

/** The radius in pixels of the circle of `count` ventures; `scale` is that of the styles. */
export function ventureRadius(count, { least, per_root: perRoot, largest }) {
  return Math.min(Math.max(least, perRoot * Math.sqrt(count)), largest);
}

function sizeOfCount(radius) {
  return Math.max(11, Math.min(15, radius * 0.8));
}

/** The radius of a circle, wider where its text needs it. */
export function venturesRadius(ctx, text, radius, colours) {
  ctx.font = `700 ${Math.round(sizeOfCount(radius))}px ${colours.font}`;
  return Math.max(radius, ctx.measureText(text).width / 2 + 3);
}

/** A circle with the count in it. */
export function paintVentures(ctx, x, y, text, radius, colours) {
  ctx.save();
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 7);
  ctx.fillStyle = colours.casing;
  ctx.globalAlpha = 0.86;
  ctx.fill();
  ctx.globalAlpha = 1;
  ctx.strokeStyle = colours.ventures;
  ctx.lineWidth = 2;
  ctx.setLineDash([]);
  ctx.stroke();
  write(ctx, text, x, y, sizeOfCount(radius), colours.ventures, colours.font);
  ctx.restore();
}

/** One venture: a small ring with a dot, hollow where the position is approximate. */
export function paintVenture(ctx, x, y, isApproximate, colours) {
  ctx.save();
  ctx.setLineDash([]);
  ctx.beginPath();
  ctx.arc(x, y, 5, 0, 7);
  ctx.fillStyle = colours.casing;
  ctx.fill();
  ctx.strokeStyle = colours.ventures;
  ctx.lineWidth = 2;
  ctx.stroke();
  if (!isApproximate) {
    ctx.beginPath();
    ctx.arc(x, y, 2.2, 0, 7);
    ctx.fillStyle = colours.ventures;
    ctx.fill();
  }
  ctx.restore();
}
