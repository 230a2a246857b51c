// The desk as seen from here: its REST calls, and Phoenix channels over one socket (framing version 2).

const RECONNECT_MS = [100, 250, 500, 1000, 2000, 5000, 10000];
const REJOIN_MS = [1000, 2000, 5000, 10000];
const HEARTBEAT_MS = 30000;
const REPLY_MS = 10000;
const CALL_MS = 15000;
// What the desk may take when it is asked again, because of a crowd, a join that was lost or a fault of its own.
const PASSING = /too_many|unmatched|internal|unavailable/;

// Chance spreads the widgets of a whole site over time when the desk comes back.
const delay = (steps, tries) => steps[Math.min(tries, steps.length - 1)] * (0.6 + 0.8 * Math.random());

// Why something was not accepted: "refused" (the desk said no), "busy" (not now), "timeout" (no answer), "offline".
export class Trouble extends Error {
  constructor(kind, response = {}) {
    super(kind);
    this.kind = kind;
    this.response = response;
  }
}

export class Api {
  #base;
  #proof;

  // `proof` gives what the site shows for its customer, if it shows anything.
  constructor(base, proof) {
    this.#base = base;
    this.#proof = proof;
  }

  // Where to send something, and the headers that go with it. A token is too secret for an address.
  to(path) {
    const { identity, identity_hash } = this.#proof();
    const url = new URL(`${this.#base}api/${path}`);
    if (identity_hash) url.searchParams.set("identity_hash", identity_hash);
    return { url, headers: identity ? { "X-Cairnloop-Identity": identity } : {} };
  }

  get(path, query = {}) {
    const wanted = Object.entries(query).filter(([, value]) => value);
    return this.send("GET", `${path}?${new URLSearchParams(wanted)}`);
  }

  async send(method, path, body) {
    const { url, headers } = this.to(path);
    if (body) headers["Content-Type"] = "application/json";
    const options = { method, headers, signal: AbortSignal.timeout(CALL_MS), credentials: "omit" };
    const response = await this.#fetch(url, { ...options, body: body && JSON.stringify(body) });
    const answer = await response.json().catch(() => ({}));
    if (response.ok) return answer.data;
    // Overloaded, restarting or limited: worth another try. Anything else will be refused again.
    const passing = response.status >= 500 || response.status === 429;
    throw new Trouble(passing ? "busy" : "refused", { reason: answer.error?.message ?? `error ${response.status}` });
  }

  async #fetch(url, options) {
    try {
      return await fetch(url, options);
    } catch {
      throw new Trouble("offline");
    }
  }
}

// Frames are [join_ref, ref, topic, event, payload].
export class Socket {
  #url;
  #onLine;
  #ws = null;
  #ref = 0;
  #tries = 0;
  #retry = 0;
  #heart = 0;
  #beat = null;
  #replies = new Map();
  channels = new Set();

  constructor(url, onLine) {
    this.#url = url;
    this.#onLine = onLine;
  }

  get open() {
    return this.#ws?.readyState === WebSocket.OPEN;
  }

  // Also cuts a pause short, when the network or the page has come back.
  connect() {
    clearTimeout(this.#retry);
    if (this.#ws) return;
    const ws = new WebSocket(this.#url);
    this.#ws = ws;
    ws.onopen = () => this.#opened();
    ws.onmessage = ({ data }) => this.#receive(data);
    ws.onclose = () => this.#ws === ws && this.#closed();
  }

  // A dead line is not always reported as closed; nobody waits for it here.
  drop() {
    const ws = this.#ws;
    if (!ws) return;
    this.#closed();
    ws.close();
  }

  channel(topic, params, handlers) {
    const channel = new Channel(this, topic, params, handlers);
    this.channels.add(channel);
    channel.join();
    return channel;
  }

  send(joinRef, topic, event, payload) {
    const ref = String(++this.#ref);
    // A line that is closing takes nothing more; whoever waits for a reply hears of it when it has closed.
    if (this.open) this.#ws.send(JSON.stringify([joinRef === "self" ? ref : joinRef, ref, topic, event, payload]));
    return ref;
  }

  reply(ref) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#settle(ref, reject, new Trouble("timeout")), REPLY_MS);
      this.#replies.set(ref, { resolve, reject, timer });
    });
  }

  #settle(ref, how, value) {
    clearTimeout(this.#replies.get(ref)?.timer);
    this.#replies.delete(ref);
    how(value);
  }

  #opened() {
    this.#beat = null;
    this.#heart = setInterval(() => this.#pulse(), HEARTBEAT_MS);
    this.#onLine(true);
    for (const channel of this.channels) channel.join();
  }

  #pulse() {
    if (this.#beat) this.drop();
    else this.#beat = this.send(null, "phoenix", "heartbeat", {});
  }

  #closed() {
    this.#ws = null;
    clearInterval(this.#heart);
    for (const [ref, { reject }] of [...this.#replies]) this.#settle(ref, reject, new Trouble("offline"));
    for (const channel of this.channels) channel.lost();
    this.#retry = setTimeout(() => this.connect(), delay(RECONNECT_MS, this.#tries++));
    this.#onLine(false);
  }

  #receive(data) {
    const [joinRef, ref, topic, event, payload] = JSON.parse(data);
    // A desk that accepts and hangs up at once must not be called ten times a second.
    this.#tries = 0;
    if (ref !== null && ref === this.#beat) this.#beat = null;
    const waiting = event === "phx_reply" && this.#replies.get(ref);
    if (waiting) {
      const { status, response } = payload;
      if (status === "ok") this.#settle(ref, waiting.resolve, response);
      else this.#settle(ref, waiting.reject, new Trouble(PASSING.test(response.code) ? "busy" : "refused", response));
      return;
    }
    for (const channel of [...this.channels]) if (channel.topic === topic) channel.receive(joinRef, event, payload);
  }
}

// `params` gives what a join carries at its moment. Handlers: joined(), refused(response) and on: {event: handler}.
class Channel {
  #socket;
  #params;
  #handlers;
  #joinRef = null;
  #tries = 0;
  #retry = 0;
  joined = false;

  constructor(socket, topic, params, handlers) {
    this.#socket = socket;
    this.topic = topic;
    this.#params = params;
    this.#handlers = handlers;
  }

  async join() {
    clearTimeout(this.#retry);
    if (!this.#socket.open || !this.#socket.channels.has(this)) return;
    this.joined = false;
    const ref = (this.#joinRef = this.#socket.send("self", this.topic, "phx_join", this.#params()));
    try {
      await this.#socket.reply(ref);
    } catch (trouble) {
      if (ref === this.#joinRef) this.#unjoined(trouble);
      return;
    }
    if (ref !== this.#joinRef) return;
    this.#tries = 0;
    this.joined = true;
    this.#handlers.joined?.();
  }

  // The promise settles with the desk's answer, or with a Trouble.
  async push(event, payload) {
    if (!this.joined) throw new Trouble("offline");
    return this.#socket.reply(this.#socket.send(this.#joinRef, this.topic, event, payload));
  }

  // For events that are never answered.
  tell(event, payload) {
    if (this.joined) this.#socket.send(this.#joinRef, this.topic, event, payload);
  }

  leave() {
    clearTimeout(this.#retry);
    this.#socket.channels.delete(this);
    this.tell("phx_leave", {});
    this.lost();
  }

  lost() {
    this.joined = false;
    this.#joinRef = null;
    clearTimeout(this.#retry);
  }

  receive(joinRef, event, payload) {
    // A frame for an earlier join of the same topic is history.
    if (joinRef !== null && joinRef !== this.#joinRef) return;
    if (event === "phx_error" || event === "phx_close") this.#again();
    else this.#handlers.on?.[event]?.(payload);
  }

  #unjoined({ kind, response }) {
    if (kind === "offline") return;
    if (kind === "refused") this.#handlers.refused?.(response);
    this.#again();
  }

  #again() {
    this.lost();
    if (!this.#socket.channels.has(this)) return;
    this.#retry = setTimeout(() => this.join(), delay(REJOIN_MS, this.#tries++));
  }
}
