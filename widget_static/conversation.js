// One customer's conversation: found again after a reload, kept through lost lines, sent in order and only once.

import { newId } from "./store.js";
import { moment } from "./text.js";
import { say } from "./words.js";

const BUSY_MS = [1000, 2000, 5000, 10000];

export const isMine = (message) => !message.user_id && message.type !== "bot";

const isGone = ({ code }) => code === "not_found";

export class Conversation {
  #customer;
  #socket;
  #store;
  #proof;
  #on;
  #channel = null;
  #lobby = null;
  #messages = new Map();
  #resumed = false;
  #working = false;
  #again = false;
  #tries = 0;
  #timer = 0;
  #renewed = false;
  #unsaid = false;

  // `proof` gives what the site shows for its customer; `on` holds changed(), typing(payload), heard(message) and
  // joined(ids).
  constructor({ customer, socket, store, proof, on }) {
    this.#customer = customer;
    this.#socket = socket;
    this.#store = store;
    this.#proof = proof;
    this.#on = on;
  }

  get messages() {
    return [...this.#messages.values()];
  }

  // Whether it is known what there is already.
  get resumed() {
    return this.#resumed;
  }

  get outbox() {
    const accepted = new Set(this.messages.map(({ client_id }) => client_id));
    return this.#store.read().outbox.filter(({ client_id }) => !accepted.has(client_id));
  }

  get #waiting() {
    return this.outbox.find(({ state }) => state === "sending");
  }

  // `more` holds attachments (files the desk has already) and metadata.
  send(body, more = {}) {
    this.#store.put({ client_id: newId(), body, sent_at: new Date().toISOString(), state: "sending", ...more });
    this.#on.changed();
    this.tend();
  }

  // The page around us knows the customer by an id of the desk.
  become(customer) {
    if (customer === this.#customer.id) return;
    this.#store.write({ customer, conversation: null, seen: null });
    this.#channel?.leave();
    this.#channel = null;
    this.#messages.clear();
    this.#resumed = false;
    this.tend();
  }

  retry(clientId) {
    const item = this.outbox.find(({ client_id }) => client_id === clientId);
    if (!item) return;
    this.#tries = 0;
    this.#store.put({ ...item, state: "sending", why: "" });
    this.#on.changed();
    this.tend();
  }

  discard(clientId) {
    this.#store.remove(clientId);
    this.#on.changed();
  }

  typing(active) {
    this.#channel?.tell("typing", { typing: active });
  }

  // What the customer has not looked at yet; what the desk already counts as seen is not told again.
  get unread() {
    const { seen } = this.#store.read();
    const all = this.messages;
    const at = all.findLastIndex(({ id }) => id === seen);
    return all.slice(at + 1).filter((message) => !isMine(message) && (at >= 0 || !message.seen_at));
  }

  markSeen() {
    if (this.unread.length) {
      this.#store.write({ seen: this.messages.at(-1).id });
      this.#unsaid = true;
    }
    if (!this.#unsaid || !this.#channel?.joined) return;
    this.#channel.tell("messages:seen", {});
    this.#unsaid = false;
  }

  // Bring everything to where it belongs. Any number may call; one at a time works.
  async tend() {
    clearTimeout(this.#timer);
    this.#again = true;
    if (this.#working) return;
    this.#working = true;
    try {
      while (this.#again) {
        this.#again = false;
        await this.#round().catch((trouble) => this.#stumble(trouble));
      }
    } finally {
      this.#working = false;
    }
  }

  async #round() {
    if (!this.#resumed) await this.#resume();
    while (this.#waiting) {
      await this.#begin();
      if (!this.#channel.joined) return;
      await this.#deliver(this.#waiting);
    }
    this.#tries = 0;
  }

  async #resume() {
    if (await this.#customer.exists()) {
      const [newest] = await this.#customer.open();
      if (newest) this.#follow(newest);
      this.#listen();
      this.#customer.introduce();
    } else {
      this.#store.write({ customer: null, conversation: null, seen: null });
    }
    this.#resumed = true;
    this.#on.changed();
  }

  // The desk may write first: then there is a conversation we have not heard of.
  #listen() {
    const topic = `conversation:lobby:${this.#customer.id}`;
    if (this.#lobby?.topic === topic) return;
    this.#lobby?.leave();
    const created = ({ id }) => {
      if (id === this.#store.read().conversation) return;
      this.#resumed = false;
      this.tend();
    };
    this.#lobby = this.#socket.channel(topic, () => this.#proof(), { on: { "conversation:created": created } });
  }

  async #begin() {
    if (this.#channel) return;
    const cached = this.#customer.id;
    if (!cached) await this.#customer.register();
    try {
      this.#follow(await this.#customer.begin());
    } catch (trouble) {
      if (!cached || trouble.kind !== "refused") throw trouble;
      // The desk forgot the customer while the page was open.
      this.#store.write({ customer: null });
      await this.#begin();
      return;
    }
    this.#listen();
  }

  #follow({ id, messages = [] }) {
    const known = this.#store.read().conversation;
    this.#store.write({ conversation: id });
    if (this.#channel?.topic !== `conversation:${id}`) {
      this.#channel?.leave();
      // A conversation begun anew, because the old one is gone, keeps what is on the screen.
      if (known && known !== id) this.#messages.clear();
      this.#join(id);
    }
    this.#merge(messages);
  }

  #join(id) {
    const customer = this.#customer.id;
    const shown = () => ({ customer_id: customer, ...this.#proof() });
    this.#on.joined({ conversationId: id, customerId: customer });
    this.#channel = this.#socket.channel(`conversation:${id}`, shown, {
      joined: () => this.#joined(id),
      refused: (response) => this.#refused(response),
      on: { shout: (message) => this.#heard(message), typing: (payload) => this.#on.typing(payload) },
    });
  }

  // Whatever was said while the line was down is in the history, our own unanswered sends included.
  async #joined(id) {
    const channel = this.#channel;
    try {
      const open = await this.#customer.open();
      const same = open.find((conversation) => conversation.id === id) ?? open[0];
      if (same && channel === this.#channel) this.#follow(same);
    } catch {
      // The next join asks again.
    }
    this.#on.changed();
    this.tend();
  }

  #refused(response) {
    if (isGone(response)) this.#forget();
    this.tend();
  }

  // The desk no longer knows this conversation. The messages it never acknowledged go into a new one.
  #forget() {
    this.#channel?.leave();
    this.#channel = null;
    this.#store.write({ conversation: null });
    if (this.#renewed) this.#failAll({ kind: "refused", response: { reason: say("gone") } });
    this.#renewed = true;
  }

  #heard(message) {
    if (message.private) return;
    this.#keep(message);
    if (!isMine(message)) this.#on.typing({ typing: false });
    this.#on.changed();
    this.#on.heard(message);
  }

  #keep(message) {
    this.#messages.set(message.id, { ...this.#messages.get(message.id), ...message });
    if (message.client_id) this.#store.remove(message.client_id);
  }

  // The desk's order rules; what arrived since it was asked comes after.
  #merge(messages) {
    const ordered = messages
      .filter((message) => !message.private)
      .sort((a, b) => moment(a.created_at) - moment(b.created_at));
    const later = this.#messages;
    this.#messages = new Map();
    for (const message of ordered) this.#keep({ ...later.get(message.id), ...message });
    for (const [id, message] of later) if (!this.#messages.has(id)) this.#messages.set(id, message);
    this.#on.changed();
  }

  async #deliver({ client_id, body, sent_at, attachments = [], metadata = {} }) {
    const said = { body, customer_id: this.#customer.id, sent_at, metadata, client_id };
    const shout = attachments.length ? { ...said, file_ids: attachments.map(({ id }) => id) } : said;
    try {
      const { id } = await this.#channel.push("shout", shout);
      this.#renewed = false;
      this.#keep({ created_at: sent_at, attachments, ...said, ...this.#messages.get(id), id });
      this.#on.changed();
    } catch (trouble) {
      if (trouble.kind === "offline" || trouble.kind === "busy") throw trouble;
      if (isGone(trouble.response)) this.#forget();
      else this.#fail(client_id, trouble);
    }
  }

  #fail(clientId, { kind, response }) {
    const item = this.outbox.find(({ client_id }) => client_id === clientId);
    if (!item) return;
    const why = kind === "refused" ? say("refused", response) : say("silent");
    this.#store.put({ ...item, state: "failed", why });
    this.#on.changed();
  }

  #failAll(trouble) {
    for (const { client_id, state } of this.outbox) if (state === "sending") this.#fail(client_id, trouble);
  }

  #stumble(trouble) {
    if (!trouble.kind) throw trouble;
    // A lost line has its own clock: coming back calls tend().
    if (trouble.kind === "offline" && !this.#socket.open) return;
    if (trouble.kind !== "refused" && this.#tries < BUSY_MS.length) {
      this.#timer = setTimeout(() => this.tend(), BUSY_MS[this.#tries++]);
      return;
    }
    this.#tries = 0;
    this.#failAll(trouble);
  }
}
