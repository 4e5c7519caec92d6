// Distances, as people write them.

const RADIANS = Math.PI / 180;

/** Metres between two places [lon, lat], on a sphere: right to a few metres in a kilometre. */
export function distance([lon, lat], [otherLon, otherLat]) {
  const north = (lat - otherLat) * RADIANS;
  const east = (lon - otherLon) * RADIANS * Math.cos(lat * RADIANS);
  return 6371000 * Math.hypot(north, east);
}

export function distanceText(metres, texts) {
  const whole = Math.round(metres);
  return whole < 1000 ? texts.metres.replace("{n}", whole) : texts.kilometres.replace("{n}", (metres / 1000).toFixed(1));
}
