// What surrounds the chat: the address it was opened with, the browser it runs in, the page that holds it.

import { parsed } from "./text.js";

// The loader puts what identifies a person after the #, so that it stays out of access logs.
const params = new URLSearchParams(`${location.search.slice(1)}&${location.hash.slice(1)}`);

// Named as the desk's settings are, so that one can stand in for the other.
// Published clients send absent values as words.
export const asked = Object.fromEntries(
  [...params]
    .filter(([, value]) => !["", "undefined", "null"].includes(value))
    .map(([name, value]) => [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]),
);

const about = metadata();

export const account = asked.token ?? asked.account_id ?? "";
export const inbox = asked.inbox;
export const externalId = asked.external_id ?? String(about.external_id ?? "");
export const base = home();
export const embedded = window.parent !== window;
const holder = parsed(asked.parent_origin ?? document.referrer)?.origin;
export const holdable = embedded && Boolean(holder) && holder !== "null";

function metadata() {
  try {
    return { ...JSON.parse(asked.metadata ?? "{}") };
  } catch {
    return {};
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
  const named = (signs) => Object.entries(signs).find(([sign]) => agent.includes(sign))?.[1] ?? "";
  return {
    browser: named({ Edg: "Edge", OPR: "Opera", Firefox: "Firefox", Chrome: "Chrome", Safari: "Safari" }),
    os: named({ Android: "Android", iP: "iOS", Windows: "Windows", "Mac OS": "macOS", Linux: "Linux" }),
    time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}

// The profile the desk sees: what the site said of the customer, and the page and browser they wrote from.
export function profile() {
  const { name = asked.name, email = asked.email, current_url, host, pathname, external_id, ...metadata } = about;
  // What is undefined is not sent.
  return { ...browser(), name, email, external_id: externalId || undefined, current_url, host, pathname, metadata };
}

// The page around us may open and close the chat, and learns how much is unread.
export function tell(event, payload = {}) {
  if (holdable) window.parent.postMessage({ event, payload }, holder);
}

export function listen(handlers) {
  window.addEventListener("message", ({ source, origin, data }) => {
    if (!embedded || source !== window.parent || origin !== holder) return;
    handlers[data?.event]?.(data.payload ?? {});
  });
}

export const ask = (event, patience) =>
  new Promise((resolve) => {
    listen({ [event]: resolve });
    tell(event);
    setTimeout(resolve, patience, {});
  });
