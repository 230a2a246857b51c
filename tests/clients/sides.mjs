// The two sides of a desk as a published Phoenix client reaches them: what its HTTP calls and channels do, with waits.

import WebSocket from "ws";
import { PATIENCE, check, happens, settled } from "./waiting.mjs";

export const [name, url] = process.argv.slice(2);
// 1.4 expects the global of a browser.
globalThis.self ??= globalThis;
const module = await import(name);
export const { Socket, Presence } = module.default ?? module;
export const address = `${url.replace("http", "ws")}/socket`;

/** One HTTP call; the whole answer, or an error that names the call. */
export async function call(method, path, { token, body, status } = {}) {
  const response = await fetch(`${url}/api/${path}`, {
    method,
    headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const said = await response.json();
  const wanted = status ? response.status === status : response.ok;
  check(wanted, `${method} ${path}: ${response.status} ${JSON.stringify(said)}`);
  return said;
}

// Several clients use one desk at once, each with an account of its own.
const user = { email: `${name}@trailmark.example`, password: "a long pass phrase" };
const registered = { ...user, password_confirmation: user.password, company_name: name };
await call("POST", "registration", { body: { user: registered } });
const session = await call("POST", "session", { body: { user } });
export const { token, user_id: me, account_id: account } = session.data;
export const operate = async (method, path, body, more) => (await call(method, path, { token, body, ...more })).data;

const sockets = new Set();
export function connect(options = {}) {
  const socket = new Socket(address, { transport: WebSocket, timeout: PATIENCE, ...options });
  sockets.add(socket);
  socket.connect();
  return socket;
}
export const asCustomer = () => connect({ params: { account_id: account, inbox_id: undefined } });
export const asOperator = () => connect({ params: { token } });

export const joined = (socket, topic, params = {}) => entered(socket.channel(topic, params));

async function entered(channel) {
  const { status, response } = await settled(channel.join(), `the join of ${channel.topic}`);
  check(status === "ok", `join of ${channel.topic}: ${status} ${JSON.stringify(response)}`);
  return channel;
}

export async function pushed(channel, event, payload, expected = "ok") {
  const { status, response } = await settled(channel.push(event, payload), `the answer to ${event}`);
  check(status === expected, `${event} was answered ${status} ${JSON.stringify(response)}`);
  return response;
}

/** Remembers what a channel hears from now on, and waits for one of it. */
export function ear(channel, ...events) {
  const heard = [];
  const looking = new Set();
  for (const event of events) {
    channel.on(event, (payload) => {
      heard.push({ event, ...payload });
      for (const look of looking) look();
    });
  }
  const hears = (what, wanted) =>
    happens((resolve) => {
      const look = () => {
        const found = heard.find(wanted);
        if (found) resolve(found);
      };
      looking.add(look);
      look();
    }, what);
  return { hears, bodies: () => heard.map(({ body }) => body).join(), count: (wanted) => heard.filter(wanted).length };
}

/** What was announced before this is answered has been heard. */
export const fence = (channel) => pushed(channel, "ping", { n: 1 });

export async function meet(more = {}) {
  const page = { first_seen: new Date(), browser: "Chrome", screen_width: 1, lib: "web" };
  const about = { account_id: account, ...page, ...more };
  return (await call("POST", "customers", { body: { customer: about } })).data;
}

export async function begin(customer) {
  const wanted = { account_id: account, customer_id: customer.id };
  return (await call("POST", "conversations", { body: { conversation: wanted } })).data;
}

/** A customer in a new conversation, and an operator who watches. */
export async function talk() {
  const customer = await meet();
  const { id } = await begin(customer);
  const page = await joined(asCustomer(), `conversation:${id}`, { customer_id: customer.id });
  const desk = asOperator().channel(`notification:${account}`);
  // Made before the join: one that missed the state keeps the changes after it for the state of the next join.
  const present = new Presence(desk);
  await entered(desk);
  const events = ["shout", "typing", "conversation:updated", "draft:created", "messages:seen"];
  return { customer, id, page, desk, present, hear: ear(page, "shout", "typing"), watch: ear(desk, ...events) };
}

export async function history(customer) {
  const query = new URLSearchParams({ account_id: account, customer_id: customer.id });
  const [newest] = (await call("GET", `conversations/customer?${query}`)).data;
  return newest?.messages ?? [];
}

/** Waits until a presence reads "key metas,..." */
export function shows(presence, wanted) {
  const now = () => presence.list((key, { metas }) => `${key} ${metas.length}`).sort().join();
  return happens((resolve) => {
    const look = () => now() === wanted && resolve();
    presence.onSync(look);
    look();
  }, () => `the presence of ${wanted || "nobody"}; it is ${now() || "nobody"}`);
}

export const leaveAll = () => {
  for (const socket of sockets) socket.disconnect();
  sockets.clear();
};
