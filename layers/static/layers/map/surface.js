// The one canvas of the map, as a Leaflet renderer, and the frame its shapes are kept in.

/* global L */

const WORLD = 256;

/**
 * Turns longitude and latitude into plane units: pixels of zoom 0, counted from a middle so that
 * they stay exact at every zoom.
 */
export class Frame {
  constructor(lng, lat) {
    [this.x0, this.y0] = mercator(lng, lat);
  }

  point([lng, lat]) {
    const [x, y] = mercator(lng, lat);
    return [x - this.x0, y - this.y0];
  }

  /** A polygon's path and its edges [left, top, right, bottom]; null without geometry. */
  area(geometry) {
    if (!geometry) return { path: null, edges: null };
    const path = new Path2D();
    const edges = [Infinity, Infinity, -Infinity, -Infinity];
    const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
    for (const ring of polygons.flat()) {
      ring.forEach((place, index) => {
        const [x, y] = this.point(place);
        if (index) path.lineTo(x, y);
        else path.moveTo(x, y);
        edges[0] = Math.min(edges[0], x);
        edges[1] = Math.min(edges[1], y);
        edges[2] = Math.max(edges[2], x);
        edges[3] = Math.max(edges[3], y);
      });
      path.closePath();
    }
    return { path, edges };
  }

  /** A path along the rings of polygons, without what only runs along the edge of their source. */
  outline(geometry, [west, south, east, north]) {
    const path = new Path2D();
    const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
    const isAlong = (a, b, axis, edge) => a[axis] === edge && b[axis] === edge;
    for (const ring of polygons.flat()) {
      ring.forEach((place, index) => {
        const before = ring[index - 1];
        const isCut =
          !before ||
          [west, east].some((edge) => isAlong(before, place, 0, edge)) ||
          [south, north].some((edge) => isAlong(before, place, 1, edge));
        if (isCut) path.moveTo(...this.point(place));
        else path.lineTo(...this.point(place));
      });
    }
    return path;
  }

  /** The lines of a river as points. */
  lines(geometry) {
    const parts = geometry.type === "LineString" ? [geometry.coordinates] : geometry.coordinates;
    return parts.map((part) => part.map((place) => this.point(place)));
  }

  /** Leaflet's bounds of edges. */
  bounds([left, top, right, bottom]) {
    return L.latLngBounds(this.place(left, bottom), this.place(right, top));
  }

  /** Leaflet's place of a point. */
  place(x, y) {
    return L.CRS.EPSG3857.pointToLatLng(L.point(x + this.x0, y + this.y0), 0);
  }
}

function mercator(lng, lat) {
  const sin = Math.sin((lat * Math.PI) / 180);
  return [(lng / 360 + 0.5) * WORLD, (0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * WORLD];
}

/** A canvas that moves with the map and is painted anew when the map comes to rest. */
export const Surface = L.Renderer.extend({
  options: { padding: 0.2 },

  /** @param paint called with a drawing in window pixels and the view */
  initialize(frame, paint) {
    L.Renderer.prototype.initialize.call(this);
    this._frame = frame;
    this._paint = paint;
  },

  /** Paints once before the next picture, however often it is asked. */
  redraw() {
    this._asked ??= requestAnimationFrame(() => {
      this._asked = null;
      this._last = null;
      if (this._map && !this._map._animatingZoom) this._update();
    });
  },

  _initContainer() {
    this._container = L.DomUtil.create("canvas", "map-surface");
    this._container.setAttribute("aria-hidden", "true");
  },

  _destroyContainer() {
    L.DomUtil.remove(this._container);
  },

  _update() {
    const map = this._map;
    if (map._animatingZoom && this._bounds) return;
    L.Renderer.prototype._update.call(this);
    const { min } = this._bounds;
    const size = this._bounds.getSize();
    const origin = map.getPixelOrigin();
    const ratio = window.devicePixelRatio || 1;
    // Leaflet reports one move by several events.
    const key = [map.getZoom(), min.x, min.y, size.x, size.y, origin.x, origin.y, ratio].join();
    if (key === this._last) return;
    this._last = key;
    const canvas = this._container;
    L.DomUtil.setPosition(canvas, min);
    if (canvas.width !== Math.round(size.x * ratio) || canvas.height !== Math.round(size.y * ratio)) {
      canvas.width = Math.round(size.x * ratio);
      canvas.height = Math.round(size.y * ratio);
      canvas.style.width = `${size.x}px`;
      canvas.style.height = `${size.y}px`;
    }
    const corner = map.containerPointToLayerPoint([0, 0]);
    const ctx = canvas.getContext("2d");
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.clearRect(0, 0, size.x, size.y);
    ctx.translate(corner.x - min.x, corner.y - min.y);
    const scale = map.options.crs.scale(map.getZoom()) / WORLD;
    const window_ = map.getSize();
    this._paint(ctx, {
      zoom: map.getZoom(),
      scale,
      left: this._frame.x0 * scale - origin.x - corner.x,
      top: this._frame.y0 * scale - origin.y - corner.y,
      width: window_.x,
      height: window_.y,
      margin: [corner.x - min.x, corner.y - min.y],
      metresPerPixel: metresPerPixel(map),
    });
    this.fire("update");
  },
});

function metresPerPixel(map) {
  const y = map.getSize().y / 2;
  return map.distance(map.containerPointToLatLng([0, y]), map.containerPointToLatLng([100, y])) / 100;
}
