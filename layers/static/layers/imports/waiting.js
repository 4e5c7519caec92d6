// Asks how far the work is, until it ends; then the page is loaded anew and shows what came of it.
// Without this script a link does the same.

const EVERY_MS = 1500;
const SLOWEST_MS = 15000;
const card = document.querySelector("[data-waiting]");
const status = card.querySelector("[data-status]");
const bar = card.querySelector("[data-bar]");
const percent = card.querySelector("[data-percent]");
const message = card.querySelector("[data-message]");
let wait = EVERY_MS;
let told = 0;

async function ask() {
  try {
    const answer = await fetch(card.dataset.address, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.statusText);
    const state = await answer.json();
    if (state.is_over) return location.reload();
    wait = EVERY_MS;
    if (bar) {
      bar.value = state.percent;
      percent.textContent = `${state.percent}%`;
      message.textContent = state.message;
    }
    if (state.percent - told >= 10) { // a screen reader hears every tenth part
      told = state.percent;
      status.textContent = `${state.percent}%`;
    }
  } catch {
    wait = Math.min(2 * wait, SLOWEST_MS);
    status.classList.remove("vh");
    status.textContent = card.dataset.wordsLost;
  }
  return setTimeout(ask, wait);
}

setTimeout(ask, wait);
