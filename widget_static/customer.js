// Who writes here, as the desk knows them: met once, found again, and what the page learns of them told to it.

export class Customer {
  #api;
  #store;
  #who;
  #known;
  // An id that may be somebody else's: whose it is, the desk says.
  doubtful = false;

  // `who` holds account, externalId, inbox and profile(); `known` is called with an id and how it came: created or updated.
  constructor({ api, store, who, known }) {
    this.#api = api;
    this.#store = store;
    this.#who = who;
    this.#known = known;
  }

  get id() {
    return this.#store.read().customer;
  }

  async exists() {
    const { account: account_id, externalId: external_id } = this.#who;
    try {
      if (this.doubtful) {
        const { customer_id: customer } = await this.#api.get("customers/identify", { account_id, external_id });
        this.#store.write({ customer });
        this.doubtful = false;
      }
      return this.id ? await this.#api.get(`customers/${this.id}/exists`, { account_id }) : false;
    } catch (trouble) {
      if (trouble.kind !== "refused") throw trouble;
      return false;
    }
  }

  // Their open conversations, newest first; where none is open, the one we know.
  open() {
    const { conversation: conversation_id } = this.#store.read();
    const asked = { customer_id: this.id, account_id: this.#who.account, conversation_id };
    return this.#api.get("conversations/customer", asked);
  }

  async register() {
    const now = new Date().toISOString();
    const about = { ...this.#who.profile(), account_id: this.#who.account, first_seen: now, last_seen: now };
    const { id } = await this.#api.send("POST", "customers", { customer: about });
    this.#store.write({ customer: id });
    this.#known(id, "created");
  }

  // A courtesy to the operator that no chat may fail over.
  async introduce() {
    const { id } = this;
    if (!id) return;
    try {
      await this.#api.send("PUT", `customers/${id}/metadata`, { metadata: this.#who.profile() });
      this.#known(id, "updated");
    } catch {
      // Said again when the page is opened the next time.
    }
  }

  begin() {
    const { account, inbox } = this.#who;
    const wanted = { account_id: account, customer_id: this.id, ...(inbox && { inbox_id: inbox }) };
    return this.#api.send("POST", "conversations", { conversation: wanted });
  }
}
