// One customer's conversation: found again after a reload, kept through lost lines, sent in order and only once.

import { newId } from "./store.js";
import { moment } from "./text.js";

const BUSY_MS = [1000, 2000, 5000, 10000];

export const isMine = (message) => !message.user_id && message.type !== "bot";

const isGone = ({ code }) => code === "not_found";

export class Conversation {
  #api;
  #socket;
  #store;
  #who;
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

  // `who` holds account, inbox and profile(); `on` holds changed() and typing(payload).
  constructor({ api, socket, store, who, on }) {
    this.#api = api;
    this.#socket = socket;
    this.#store = store;
    this.#who = who;
    this.#on = on;
  }

  get messages() {
    return [...this.#messages.values()];
  }

  get outbox() {
    const accepted = new Set(this.messages.map(({ client_id }) => client_id));
    return this.#store.read().outbox.filter(({ client_id }) => !accepted.has(client_id));
  }

  get #waiting() {
    return this.outbox.find(({ state }) => state === "sending");
  }

  send(body) {
    this.#store.put({ client_id: newId(), body, sent_at: new Date().toISOString(), state: "sending" });
    this.#on.changed();
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
    const { customer } = this.#store.read();
    if (customer && (await this.#exists(customer))) {
      const [newest] = await this.#open(customer);
      if (newest) this.#follow(newest);
      this.#listen(customer);
      // The page they are on now; a courtesy to the operator that no chat may fail over.
      this.#api.send("PUT", `customers/${customer}/metadata`, { metadata: this.#who.profile() }).catch(() => {});
    } else {
      this.#store.write({ customer: null, conversation: null, seen: null });
    }
    this.#resumed = true;
    this.#on.changed();
  }

  async #exists(customer) {
    try {
      return await this.#api.get(`customers/${customer}/exists`, { account_id: this.#who.account });
    } catch (trouble) {
      if (trouble.kind !== "refused") throw trouble;
      return false;
    }
  }

  #open(customer) {
    const { account, inbox } = this.#who;
    return this.#api.get("conversations/customer", { customer_id: customer, account_id: account, inbox_id: inbox });
  }

  // The desk may write first: then there is a conversation we have not heard of.
  #listen(customer) {
    const topic = `conversation:lobby:${customer}`;
    if (this.#lobby?.topic === topic) return;
    this.#lobby?.leave();
    const created = ({ id }) => {
      if (id === this.#store.read().conversation) return;
      this.#resumed = false;
      this.tend();
    };
    this.#lobby = this.#socket.channel(topic, {}, { on: { "conversation:created": created } });
  }

  async #begin() {
    if (this.#channel) return;
    const cached = this.#store.read().customer;
    const customer = cached ?? (await this.#register());
    const { account, inbox } = this.#who;
    const wanted = { account_id: account, customer_id: customer, ...(inbox && { inbox_id: inbox }) };
    try {
      this.#follow(await this.#api.send("POST", "conversations", { conversation: wanted }));
    } catch (trouble) {
      if (!cached || trouble.kind !== "refused") throw trouble;
      // The desk forgot the customer while the page was open.
      this.#store.write({ customer: null });
      await this.#begin();
      return;
    }
    this.#listen(customer);
  }

  async #register() {
    const now = new Date().toISOString();
    const about = { account_id: this.#who.account, first_seen: now, last_seen: now, ...this.#who.profile() };
    const { id } = await this.#api.send("POST", "customers", { customer: about });
    this.#store.write({ customer: id });
    return id;
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
    const { customer } = this.#store.read();
    this.#channel = this.#socket.channel(`conversation:${id}`, { customer_id: customer }, {
      joined: () => this.#joined(id),
      refused: (response) => this.#refused(response),
      on: { shout: (message) => this.#heard(id, message), typing: (payload) => this.#on.typing(payload) },
    });
  }

  // Whatever was said while the line was down is in the history, our own unanswered sends included.
  async #joined(id) {
    const channel = this.#channel;
    try {
      const open = await this.#open(this.#store.read().customer);
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
    if (this.#renewed) this.#failAll({ kind: "refused", response: { reason: "this conversation does not exist" } });
    this.#renewed = true;
  }

  #heard(conversation, message) {
    if (message.private || (message.conversation_id && message.conversation_id !== conversation)) return;
    this.#keep(message);
    if (!isMine(message)) this.#on.typing({ typing: false });
    this.#on.changed();
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

  async #deliver({ client_id, body, sent_at }) {
    const { customer } = this.#store.read();
    const shout = { body, customer_id: customer, sent_at, metadata: {}, client_id };
    try {
      const { id } = await this.#channel.push("shout", shout);
      this.#renewed = false;
      this.#keep({ created_at: sent_at, ...this.#messages.get(id), id, client_id, body, customer_id: customer });
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
    const refused = `The desk says: ${response.reason}`;
    this.#store.put({ ...item, state: "failed", why: kind === "refused" ? refused : "The desk did not answer." });
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
