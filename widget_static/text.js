// Text as people wrote it: never HTML, links only to the web, times as the reader's clock shows them.

// Direction marks end a link: they could make it read as another address than it opens.
const LINK = /https?:\/\/[^\s<>"'`\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gi;

export function linked(text) {
  const fragment = document.createDocumentFragment();
  let from = 0;
  for (const { 0: match, index } of text.matchAll(LINK)) {
    const address = trimmed(match);
    const link = anchor(address);
    if (!link) continue;
    fragment.append(text.slice(from, index), link);
    from = index + address.length;
  }
  fragment.append(text.slice(from));
  return fragment;
}

// The full stop after an address belongs to the sentence, and a bracket to whoever opened it.
function trimmed(match) {
  let address = match;
  for (;;) {
    const stray = address.endsWith(")") && address.split(")").length > address.split("(").length;
    if (!stray && !/[.,;:!?…»”’*_\]}]$/.test(address)) return address;
    address = address.slice(0, -1);
  }
}

export function parsed(address, base) {
  try {
    return new URL(address, base);
  } catch {
    return null;
  }
}

export function anchor(address, label = address) {
  const url = parsed(address, location.href);
  if (!url || !["http:", "https:"].includes(url.protocol) || url.username || url.password) return null;
  const link = document.createElement("a");
  link.href = url.href;
  link.target = "_blank";
  link.rel = "noopener noreferrer nofollow";
  // A long address breaks where its parts do.
  for (const part of label.split(/(?<=[/?&])(?=[^/])/)) link.append(part, document.createElement("wbr"));
  return link;
}

// The wire carries some times in UTC without saying so.
export function moment(stamp) {
  const at = new Date(/(Z|[+-]\d\d:?\d\d)$/.test(stamp) ? stamp : `${stamp}Z`);
  return Number.isNaN(at.getTime()) ? new Date() : at;
}

const CLOCK = new Intl.DateTimeFormat([], { hour: "2-digit", minute: "2-digit" });
const DATE = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "long", day: "numeric", month: "long" });
const midnight = (at) => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();

export const clock = (at) => CLOCK.format(at);

export function day(at, now = new Date()) {
  const ago = Math.round((midnight(now) - midnight(at)) / 86400000);
  return ["Today", "Yesterday"][ago] ?? DATE.format(at);
}
