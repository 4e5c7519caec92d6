// Where the outlet stands: taken from the device, tapped on a map, or pasted from a chat.
import { openMap } from "./map.js";
import { drawSketch } from "./sketch.js";

const WORST_M = 50;

export function watchPosition({ form, config, texts, ask, places }) {
  const { position: text, location_crs_origin: system, location_accuracy_m: accuracy, location_reason: reason, village } = form.elements;
  const part = (name) => form.querySelector(`[data-${name}]`);
  const [ways, found, facts, problem, offers, systemRow, reasonRow] = ["ways", "found", "facts", "problem", "offers", "system", "reason"].map(part);
  const locate = part("take-position");
  const mapButton = part("open-map");
  const mapBox = part("map");
  let map = null;
  let asked = 0;
  let origin = accuracy.value ? "device" : "";

  const line = (words, css = "") => {
    const p = document.createElement("p");
    p.className = css;
    p.textContent = words;
    return p;
  };
  const icon = (name) => {
    const holder = document.createElement("span");
    holder.innerHTML = `<svg class="icon" aria-hidden="true" focusable="false"><use href="#i-${name}"/></svg>`;
    return holder.firstChild;
  };
  const township = () => (village.value || config.township).slice(0, 9);

  const complain = (words) => {
    problem.replaceChildren();
    if (words) {
      const p = line("", "error");
      const span = document.createElement("span");
      span.textContent = words;
      p.append(icon("warn"), span);
      problem.append(p);
    }
    form.querySelector("#row-position").classList.toggle("is-invalid", Boolean(words));
    text.toggleAttribute("aria-invalid", Boolean(words));
  };
  const isCoarse = () => Number(accuracy.value) > WORST_M;
  const showReason = (isOdd) => { reasonRow.hidden = !(isOdd || isCoarse() || reason.value); };

  const tell = async (reading) => {
    const lines = [];
    if (accuracy.value) {
      const words = (isCoarse() ? texts.inaccurate : texts.accuracy).replace("{m}", Math.round(accuracy.value));
      const p = line("", isCoarse() ? "gap-ink position-accuracy" : "position-accuracy");
      p.append(icon(isCoarse() ? "warn" : "check"), ` ${words}`);
      lines.push(p);
    } else if (origin === "map") lines.push(line(texts.by_map, "position-accuracy"));
    lines.push(...reading.sentences.map((words) => line(words)));
    lines.push(line(texts.lat.replace("{value}", reading.lat.toFixed(5))), line(texts.lon.replace("{value}", reading.lon.toFixed(5))));
    facts.replaceChildren(...lines);
    found.hidden = false;
    const around = await places(township());
    if (around) drawSketch(part("sketch"), around, [reading.lon, reading.lat], village.value);
    map?.show([reading.lon, reading.lat]);
  };

  const offer = ({ value, label, raw }) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-primary";
    button.textContent = label;
    button.addEventListener("click", () => {
      if (value === "swapped") text.value = raw;
      else system.value = value;
      accuracy.value = "";
      read();
      text.focus();
    });
    return button;
  };
  const read = async () => {
    const turn = ++asked;
    systemRow.hidden = !text.value || origin === "device" || origin === "map";
    if (!text.value.trim() || !village.value) {
      found.hidden = true;
      offers.replaceChildren();
      complain("");
      showReason(false);
      return;
    }
    const answer = await ask(config.read, { text: text.value, village: village.value, system: system.value });
    if (turn !== asked) return;
    offers.replaceChildren();
    if (!answer) return complain(texts.unreachable);
    complain(answer.problem || answer.message || "");
    if (answer.problem) { found.hidden = true; return showReason(false); }
    offers.append(...answer.offers.map(offer));
    showReason(Boolean(answer.given && answer.message));
    if (answer.given) await tell(answer.given);
    else found.hidden = true;
  };

  /** A measured or tapped place; its numbers fill the field, as if they had been pasted. */
  const take = (lon, lat, from, inSystem, metres = null) => {
    origin = from;
    text.value = `${lon.toFixed(6)},${lat.toFixed(6)}`;
    system.value = inSystem;
    accuracy.value = metres === null ? "" : metres.toFixed(1);
    read();
  };

  let pause = 0;
  text.addEventListener("input", () => {
    origin = "text";
    accuracy.value = ""; // numbers typed by hand are no measurement of the device's
    clearTimeout(pause);
    pause = setTimeout(read, 400);
  });
  system.addEventListener("change", () => { accuracy.value = ""; read(); });
  village.addEventListener("change", () => { map?.close(); map = null; mapBox.hidden = true; mapButton.setAttribute("aria-expanded", "false"); read(); });

  ways.hidden = false;
  locate.hidden = !("geolocation" in navigator);
  locate.addEventListener("click", () => {
    found.hidden = false;
    facts.replaceChildren(line(texts.locating));
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => take(coords.longitude, coords.latitude, "device", "wgs84", coords.accuracy),
      () => { found.hidden = !text.value; complain(texts.no_position); },
      { enableHighAccuracy: true, timeout: 20000, maximumAge: 0 },
    );
  });
  mapButton.addEventListener("click", async () => {
    const isOpen = mapBox.hidden;
    mapBox.hidden = !isOpen;
    mapButton.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen || map) return;
    const around = await places(township());
    try {
      map = await openMap(mapBox, around, village.value, config, (lon, lat) => take(lon, lat, "map", "cgcs2000"));
    } catch {
      mapBox.hidden = true;
      complain(texts.map_failed);
      return;
    }
    if (text.value) read();
  });

  // What the server found wrong stays until somebody changes it.
  const hasErrors = problem.childElementCount > 0 || offers.childElementCount > 0;
  systemRow.hidden = !text.value || (Boolean(accuracy.value) && system.value === "wgs84");
  showReason(hasErrors || reasonRow.querySelector(".is-invalid, .returned-note") !== null);
  if (text.value && village.value && !hasErrors) read();
}
