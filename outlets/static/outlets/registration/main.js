// The registration form: what it asks the server while somebody fills it in, and the device.
// Everything here is a help; the form works as plain HTML too.
import { watchOrganization } from "./organization.js";
import { watchPhotos } from "./photos.js";
import { watchPosition } from "./position.js";
import { watchVillage } from "./village.js";

const form = document.querySelector("[data-registration]");
const config = JSON.parse(document.getElementById("registration-config").textContent);

/** JSON from one of our addresses; null when the network is gone. */
async function ask(address, question) {
  try {
    const answer = await fetch(`${address}?${new URLSearchParams(question)}`, {
      headers: { Accept: "application/json" },
    });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

const known = new Map();
/** The villages of a township, with seats, outlets and its line; asked for once. */
function places(township) {
  if (!known.has(township)) {
    known.set(township, ask(config.places, { township }).then((answer) => {
      if (!answer) known.delete(township);
      return answer;
    }));
  }
  return known.get(township);
}

const page = { form, config, texts: config.texts, ask, places };
watchVillage(page);
watchPosition(page);
watchPhotos(page);
watchOrganization(page);
