// What this browser remembers for one account and one person: customer, conversation, last seen, unsent messages.

// A browser may forbid storage to a frame; then the page that holds it keeps our things, or nobody does.
export async function storage() {
  try {
    localStorage.setItem("cairnloop", "");
    return localStorage;
  } catch {
    const { borrowed } = await import("./lent.js");
    return borrowed();
  }
}

export class Store {
  #items;
  #key;

  // Another person on the same browser has another external id, and never sees this one's conversation.
  constructor(items, account, externalId) {
    const anonymous = `cairnloop:${account}:`;
    this.#items = items;
    this.#key = anonymous + externalId;
    // Who wrote first and signed in later is still the same person.
    if (items.getItem(this.#key)) return;
    const earlier = items.getItem(anonymous);
    items.setItem(anonymous, "");
    items.setItem(this.#key, earlier ?? "");
  }

  // Every read goes to the storage: another tab may have written since.
  read() {
    const text = this.#items.getItem(this.#key) || "{}";
    return { customer: null, conversation: null, seen: null, draft: "", outbox: [], met: false, ...JSON.parse(text) };
  }

  write(changes) {
    const text = JSON.stringify({ ...this.read(), ...changes });
    try {
      this.#items.setItem(this.#key, text);
    } catch {
      // Full: go on from memory.
      const memory = { [this.#key]: text };
      this.#items = { getItem: (key) => memory[key] ?? null, setItem: (key, value) => (memory[key] = value) };
    }
  }

  put(item) {
    const { outbox } = this.read();
    const at = outbox.findIndex(({ client_id }) => client_id === item.client_id);
    outbox.splice(at < 0 ? outbox.length : at, 1, item);
    this.write({ outbox });
  }

  remove(clientId) {
    this.write({ outbox: this.read().outbox.filter(({ client_id }) => client_id !== clientId) });
  }
}

// crypto.randomUUID exists on https and localhost only; a desk in a local network may have neither.
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})/, "$1-$2-4$3-a$4-");
}
