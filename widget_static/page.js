// What surrounds the chat: the address it was opened with, the browser it runs in, the page that holds it.

import { parsed } from "./text.js";

// The loader puts what identifies a person after the #, so that it stays out of access logs.
// A colour written as #1677ff without encoding begins there too, and belongs to the parameter before it.
const joint = location.search.endsWith("=") ? "%23" : "&";
const params = new URLSearchParams(location.search.slice(1) + joint + location.hash.slice(1));

const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

// Named as the desk's settings are, so that one can stand in for the other.
// Published clients send absent values as words.
export const named = (entries) =>
  Object.fromEntries(
    [...entries]
      .filter(([, value]) => !["", "undefined", "null"].includes(String(value ?? "").trim()))
      .map(([name, value]) => [snake(name), value]),
  );

export const asked = named(params);

// In an address a flag is a word.
export const isOn = (flag) => ![undefined, null, false, 0, "0", "false"].includes(flag);

// What the site says of the customer. What is no object says nothing.
const about = { ...object(asked.metadata), ...object(asked.customer) };
const SAID = ["name", "email", "external_id", "identity", "identity_hash", "user_hash"];
for (const name of SAID) if (asked[name]) about[name] = asked[name];

// What the desk has seen of the address decides who may hold this page: nothing after the # may change whose it is.
const seen = named(new URLSearchParams(location.search));
export const account = seen.token ?? seen.account_id ?? "";
export const inbox = seen.inbox ?? seen.inbox_id;
export const externalId = String(named(Object.entries(about)).external_id ?? "");
// Published widgets keep one id a browser, whoever signs in there: beside a name of their own it may be another's.
export const customerId = asked.customer_id;
export const doubtful = externalId !== "" && customerId === seen.customer_id;
export const base = home();
export const embedded = window.parent !== window;
const { ts } = asked;
const [holder] = [asked.parent_origin, document.referrer, location.ancestorOrigins?.[0]]
  .map((address) => parsed(address)?.origin)
  .filter((origin) => origin && origin !== "null");
export const holdable = embedded && Boolean(holder);

function object(text) {
  try {
    const said = JSON.parse(text);
    return typeof said === "object" && !Array.isArray(said) ? said : null;
  } catch {
    return null;
  }
}

// A desk may live under a path of the same host; another host is never ours to call.
function home() {
  const wanted = parsed(asked.base_url);
  const { origin, pathname } = wanted?.origin === location.origin ? wanted : new URL(".", location.href);
  return origin + pathname.replace(/\/?$/, "/");
}

function browser() {
  const agent = navigator.userAgent;
  // The first sign found names it: every browser claims to be the ones after it in the list.
  const sign = (signs) => Object.entries(signs).find(([part]) => agent.includes(part))?.[1] ?? "";
  return {
    browser: sign({ Edg: "Edge", OPR: "Opera", Firefox: "Firefox", Chrome: "Chrome", Safari: "Safari" }),
    os: sign({ Android: "Android", iP: "iOS", Windows: "Windows", "Mac OS": "macOS", Linux: "Linux" }),
    time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}

// The profile the desk sees: what the site said of the customer, and the page and browser they wrote from.
export function profile() {
  const { external_id: id, ...said } = named(Object.entries({ ...browser(), ...about }));
  return id === undefined ? said : { ...said, external_id: String(id) };
}

// What a site shows for its customer, when it vouches for them.
export const proof = () => ({ identity: about.identity, identity_hash: about.identity_hash ?? about.user_hash });

// The same as parameters of an address, for a page that begins anew with somebody else.
export function introduced() {
  const said = SAID.filter((name) => name in about).map((name) => [name, about[name]]);
  return { ...Object.fromEntries(said), customer: JSON.stringify(about) };
}

// Says whether this was news.
export function learn(said) {
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const fresh = Object.entries(named(Object.entries(said))).filter(([name, value]) => !same(about[name], value));
  Object.assign(about, Object.fromEntries(fresh));
  return fresh.length > 0;
}

// The page around us may open and close the chat, and learns how much is unread. The mark it gave us comes back.
export function tell(event, payload = {}) {
  if (holdable) window.parent.postMessage({ event, payload: ts ? { ...payload, ts } : payload }, holder);
}

// What has no handler of its own goes to `other`.
export function listen(handlers, other) {
  window.addEventListener("message", ({ source, origin, data }) => {
    if (!holdable || source !== window.parent || origin !== holder) return;
    const { event, payload = {} } = data ?? {};
    if (Object.hasOwn(handlers, event)) handlers[event](payload ?? {});
    else if (typeof event === "string") other?.(event, payload ?? {});
  });
}
