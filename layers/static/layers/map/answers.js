// Fetches what a state needs. The last state asked for wins; older answers are thrown away.

export class AnswerError extends Error {}

export class Answers {
  #loaded = {};
  #controller = null;

  /** Fetches the addresses that changed; null when a newer call took over meanwhile. */
  async load(wanted) {
    this.#controller?.abort();
    const controller = (this.#controller = new AbortController());
    const changed = Object.entries(wanted).filter(([name, url]) => this.#loaded[name] !== url);
    try {
      const answers = await Promise.all(changed.map(([, url]) => get(url, controller.signal)));
      if (controller.signal.aborted) return null;
      for (const [name, url] of changed) this.#loaded[name] = url;
      return Object.fromEntries(changed.map(([name], index) => [name, answers[index]]));
    } catch (error) {
      if (controller.signal.aborted) return null;
      controller.abort();
      throw error;
    }
  }

  /** Lets the browser's cache have answers that are about to be asked for. */
  prefetch(wanted) {
    for (const [name, url] of Object.entries(wanted)) {
      if (this.#loaded[name] !== url) fetch(url, { headers: { Accept: "application/json" } }).catch(() => {});
    }
  }
}

async function get(url, signal) {
  const response = await fetch(url, { signal, headers: { Accept: "application/json" } });
  if (!response.headers.get("content-type")?.includes("json")) throw new AnswerError("");
  const content = await response.json();
  if (!response.ok) throw new AnswerError(content.error?.message ?? "");
  return content;
}
