// What this browser would not keep for us: with the page around us, or as long as this one lasts.

import { asked, holdable, listen, tell } from "./page.js";

const LENDING_MS = 1000;

export class Lent {
  #items;

  constructor(items) {
    this.#items = new Map(Object.entries(items));
  }

  getItem(key) {
    return this.#items.get(key) ?? null;
  }

  setItem(key, value) {
    this.#items.set(key, value);
    tell("store:set", { key, value });
  }

  // What another tab has kept; a storage of the browser's own would say so in this way.
  hear({ key, value }) {
    this.#items.set(key, value);
    window.dispatchEvent(new Event("storage"));
  }
}

const lending = () =>
  new Promise((resolve) => {
    listen({ "store:items": resolve });
    tell("store:items");
    setTimeout(resolve, LENDING_MS, {});
  });

export async function borrowed() {
  // Published widgets mark their frames, and keep nothing for them but the customer's id.
  const { items = {} } = holdable && !asked.ts ? await lending() : {};
  const lent = new Lent(items);
  listen({ "store:set": (item) => lent.hear(item) });
  return lent;
}
