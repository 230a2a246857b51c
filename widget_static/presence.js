// Who is at work: presence folded from its events.

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
