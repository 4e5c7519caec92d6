// The village: proposes the outlet's name, tells what is there already, and how far it is.
import { distance, distanceText } from "./measures.js";

export function watchVillage({ form, texts, config, places }) {
  const select = form.elements.village;
  const name = form.elements.name;
  const facts = form.querySelector("[data-village-facts]");
  const proposed = (code) => texts.proposed.replace("{village}", select.querySelector(`option[value="${code}"]`)?.text ?? "");
  let proposal = select.value ? proposed(select.value) : "";

  const tell = async () => {
    const code = select.value;
    facts.hidden = true;
    if (!code) return;
    const answer = await places(code.slice(0, 9));
    const village = answer?.villages.find((one) => one.code === code);
    const others = village?.outlets.filter((outlet) => outlet.id !== form.elements.id.value) ?? [];
    if (select.value !== code || !others.length) return;
    facts.replaceChildren(`${texts.has} ${others.map((outlet) => outlet.name).join("、")}`);
    facts.hidden = false;
  };

  select.addEventListener("change", () => {
    const next = select.value ? proposed(select.value) : "";
    // A name that somebody typed stays.
    if (!name.value || name.value === proposal) name.value = next;
    proposal = next;
    tell();
  });
  tell();

  // Whoever allowed the position before gets the nearest village first.
  const sort = async ({ coords }) => {
    if (config.township.length !== 9) return;
    const answer = await places(config.township);
    if (!answer) return;
    const here = [coords.longitude, coords.latitude];
    const far = new Map(answer.villages.map((one) => [one.code, one.lon === null ? Infinity : distance(here, [one.lon, one.lat])]));
    const options = [...select.querySelectorAll("option")].filter((option) => option.value);
    options.sort((a, b) => far.get(a.value) - far.get(b.value));
    const chosen = select.value;
    for (const option of options) {
      const metres = far.get(option.value);
      if (Number.isFinite(metres)) option.label = `${option.text} · ${distanceText(metres, texts)}`;
    }
    (options[0]?.parentElement ?? select).append(...options);
    select.value = chosen;
  };
  navigator.permissions?.query({ name: "geolocation" }).then(
    (permission) => {
      if (permission.state === "granted") navigator.geolocation.getCurrentPosition(sort, () => {}, { maximumAge: 300000, timeout: 15000 });
    },
    () => {},
  );
}
