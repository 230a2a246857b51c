// Who else is there, and who is writing: presence folded from its events, typing told and shown.

const TELL_AGAIN_MS = 1500;
const STOP_MS = 2000;
// The desk says so again while it goes on, and says when it is over; this is for a line that was lost meanwhile.
const BELIEVED_MS = 10000;

const without = (metas = [], others = []) => {
  const refs = new Set(others.map(({ phx_ref }) => phx_ref));
  return metas.filter(({ phx_ref }) => !refs.has(phx_ref));
};

export class Presence {
  #present = null;
  #early = [];

  // A new join begins with a new state; until it arrives nothing is known.
  forget() {
    this.#present = null;
    this.#early = [];
  }

  state(all) {
    this.#present = new Map(Object.entries(all).map(([key, { metas }]) => [key, metas]));
    for (const diff of this.#early.splice(0)) this.diff(diff);
  }

  diff(change) {
    if (!this.#present) {
      this.#early.push(change);
      return;
    }
    for (const [key, { metas }] of Object.entries(change.joins ?? {})) {
      this.#present.set(key, [...without(this.#present.get(key), metas), ...metas]);
    }
    for (const [key, { metas }] of Object.entries(change.leaves ?? {})) {
      const rest = without(this.#present.get(key), metas);
      if (rest.length) this.#present.set(key, rest);
      else this.#present.delete(key);
    }
  }

  // Customers are present too; a person of the desk carries a user_id. Unknown is null, not zero.
  get agents() {
    if (!this.#present) return null;
    return [...this.#present.values()].filter((metas) => metas.some((meta) => meta.user_id)).length;
  }
}

// Told sparingly while the customer writes.
export class TypingTeller {
  #tell;
  #told = 0;
  #stop = 0;

  constructor(tell) {
    this.#tell = tell;
  }

  wrote(text) {
    if (!text.trim()) {
      this.stop();
      return;
    }
    if (Date.now() - this.#told >= TELL_AGAIN_MS) {
      this.#told = Date.now();
      this.#tell(true);
    }
    clearTimeout(this.#stop);
    this.#stop = setTimeout(() => this.stop(), STOP_MS);
  }

  stop() {
    clearTimeout(this.#stop);
    if (this.#told) this.#tell(false);
    this.#told = 0;
  }
}

// Shown for as long as it is likely true.
export class TypingSign {
  #sign;
  #words;
  #shown;
  #timer = 0;

  constructor(sign, words, shown) {
    this.#sign = sign;
    this.#words = words;
    this.#shown = shown;
  }

  heard({ typing, type = "user", name }) {
    // Other tabs of this customer write here too.
    if (type === "customer") return;
    clearTimeout(this.#timer);
    this.#words.textContent = type === "ai" ? "Assistant is writing" : `${name || "Someone"} is writing`;
    this.#sign.hidden = !typing;
    if (!typing) return;
    this.#timer = setTimeout(() => (this.#sign.hidden = true), BELIEVED_MS);
    this.#shown();
  }
}
