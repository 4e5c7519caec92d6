// Where names and clusters go. Places are found on a coarse picture of the areas: each cell knows
// its area, and the best cell for a name is the one farthest from its area's edge.

/** Boxes already taken. */
export class Taken {
  #boxes;

  constructor(boxes = []) {
    this.#boxes = [...boxes];
  }

  /** Takes the box around a middle when it is free. */
  take(x, y, width, height) {
    const box = [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
    if (!this.isFree(box)) return false;
    this.#boxes.push(box);
    return true;
  }

  isFree([left, top, right, bottom]) {
    return this.#boxes.every((b) => right <= b[0] || left >= b[2] || bottom <= b[1] || top >= b[3]);
  }

  add(box) {
    this.#boxes.push(box);
  }
}

/**
 * A spot for the name of each area that has room for it.
 *
 * @param size [width, height] of the window in pixels
 * @param areas [{key, box: [width, height], fill(ctx)}]; `fill` fills the area in window pixels
 * @param taken boxes that names must not touch; grows by the names placed
 * @param points [[x, y]] that names should rather not cover
 * @param cell pixels of a cell; wider than high, because names are
 * @param slack share of the box that must be inside its area, 0 to 1
 * @returns Map of key → [x, y]
 */
export function placeNames(size, areas, taken, { points = [], cell = [12, 4], slack = 0.3 } = {}) {
  const [dx, dy] = cell;
  const columns = Math.ceil(size[0] / dx);
  const rows = Math.ceil(size[1] / dy);
  const owner = ownersOf(areas, columns, rows, dx, dy);
  const depth = depths(owner, columns, rows);
  const crowd = crowds(points, columns, rows, dx, dy);
  const cells = areas.map(() => []);
  for (let index = 0; index < owner.length; index += 1) {
    if (owner[index]) cells[owner[index] - 1].push(index);
  }
  const spots = new Map();
  const order = areas.map((_, index) => index).sort((a, b) => cells[b].length - cells[a].length);
  for (const number of order) {
    const { key, box } = areas[number];
    const halfColumns = Math.max(1, Math.round(box[0] / dx / 2));
    const halfRows = Math.max(1, Math.round(box[1] / dy / 2));
    let best = null;
    for (const index of cells[number]) {
      const room = Math.min(depth[index] / Math.min(halfColumns, halfRows), 3);
      if (room < slack) continue;
      const column = index % columns;
      const row = (index - column) / columns;
      const score = room - 0.35 * crowd(column - halfColumns, row - halfRows, column + halfColumns, row + halfRows);
      if (best && score <= best.score) continue;
      const x = (column + 0.5) * dx;
      const y = (row + 0.5) * dy;
      const edges = [x - box[0] / 2, y - box[1] / 2, x + box[0] / 2, y + box[1] / 2];
      if (edges[0] < 2 || edges[1] < 2 || edges[2] > size[0] - 2 || edges[3] > size[1] - 2) continue;
      if (taken.isFree(edges)) best = { score, x, y, edges };
    }
    if (best) {
      taken.add(best.edges);
      spots.set(key, [best.x, best.y]);
    }
  }
  return spots;
}

function ownersOf(areas, columns, rows, dx, dy) {
  const canvas = document.createElement("canvas");
  canvas.width = columns;
  canvas.height = rows;
  const ctx = canvas.getContext("2d", { willReadFrequently: true });
  ctx.scale(1 / dx, 1 / dy);
  areas.forEach(({ fill }, index) => {
    ctx.fillStyle = `rgb(${(index + 1) >> 8} ${(index + 1) & 255} 0)`;
    fill(ctx);
  });
  const pixels = ctx.getImageData(0, 0, columns, rows).data;
  const owner = new Uint16Array(columns * rows);
  for (let index = 0; index < owner.length; index += 1) {
    // Cells that an edge runs through are mixed; they belong to nobody.
    if (pixels[index * 4 + 3] === 255) owner[index] = (pixels[index * 4] << 8) | pixels[index * 4 + 1];
    if (owner[index] > areas.length) owner[index] = 0;
  }
  return owner;
}

/** The distance of each cell to another area, in cells, found in two sweeps. */
function depths(owner, columns, rows) {
  const depth = new Uint16Array(owner.length);
  const at = (column, row, own) =>
    column < 0 || row < 0 || column >= columns || row >= rows || owner[row * columns + column] !== own
      ? 0
      : depth[row * columns + column];
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const own = owner[row * columns + column];
      if (own) depth[row * columns + column] = 1 + Math.min(at(column - 1, row, own), at(column, row - 1, own));
    }
  }
  for (let row = rows - 1; row >= 0; row -= 1) {
    for (let column = columns - 1; column >= 0; column -= 1) {
      const index = row * columns + column;
      const own = owner[index];
      if (own) depth[index] = Math.min(depth[index], 1 + Math.min(at(column + 1, row, own), at(column, row + 1, own)));
    }
  }
  return depth;
}

/** A question for the number of points in a range of cells, answered in one step. */
function crowds(points, columns, rows, dx, dy) {
  const width = columns + 1;
  const sums = new Uint32Array(width * (rows + 1));
  for (const [x, y] of points) {
    const column = Math.floor(x / dx);
    const row = Math.floor(y / dy);
    if (column >= 0 && row >= 0 && column < columns && row < rows) sums[(row + 1) * width + column + 1] += 1;
  }
  for (let row = 1; row <= rows; row += 1) {
    for (let column = 1; column <= columns; column += 1) {
      sums[row * width + column] += sums[(row - 1) * width + column] + sums[row * width + column - 1] - sums[(row - 1) * width + column - 1];
    }
  }
  const inside = (value, most) => Math.max(0, Math.min(most, value));
  return (left, top, right, bottom) => {
    const [l, r] = [inside(left, columns), inside(right + 1, columns)];
    const [t, b] = [inside(top, rows), inside(bottom + 1, rows)];
    return sums[b * width + r] - sums[t * width + r] - sums[b * width + l] + sums[t * width + l];
  };
}

/**
 * Groups of points nearer than `reach` pixels to the first of the group, the densest first.
 *
 * @param points [{x, y, …}]
 * @returns [{x, y, members}] with the middle of the members
 */
export function cluster(points, reach) {
  const grid = new Map();
  const key = (x, y) => `${Math.floor(x / reach)},${Math.floor(y / reach)}`;
  for (const point of points) {
    const name = key(point.x, point.y);
    if (!grid.has(name)) grid.set(name, []);
    grid.get(name).push(point);
  }
  const around = (point) => {
    const found = [];
    for (const dx of [-reach, 0, reach]) {
      for (const dy of [-reach, 0, reach]) {
        for (const other of grid.get(key(point.x + dx, point.y + dy)) ?? []) {
          if (Math.hypot(other.x - point.x, other.y - point.y) < reach) found.push(other);
        }
      }
    }
    return found;
  };
  const density = new Map(points.map((point) => [point, around(point).length]));
  const order = [...points].sort((a, b) => density.get(b) - density.get(a));
  const done = new Set();
  const groups = [];
  for (const point of order) {
    if (done.has(point)) continue;
    const members = around(point).filter((other) => !done.has(other));
    for (const member of members) done.add(member);
    const sum = (axis) => members.reduce((total, member) => total + member[axis], 0);
    groups.push({ x: sum("x") / members.length, y: sum("y") / members.length, members });
  }
  return groups;
}
