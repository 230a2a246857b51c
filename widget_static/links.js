// Links in what people wrote: to where nothing runs, and to where they say they lead. Never HTML.

import { parsed } from "./text.js";

// Direction marks end a link: they could make it read as another address than it opens.
export const LINK = /https?:\/\/[^\s<>"'`\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gi;

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

export function anchor(address, label = address) {
  const url = parsed(address, location.href);
  if (!url || !["http:", "https:", "mailto:"].includes(url.protocol) || url.username || url.password) return null;
  const link = document.createElement("a");
  link.href = url.href;
  link.target = "_blank";
  link.rel = "noopener noreferrer nofollow";
  // A long address breaks where its parts do, and not after its https://.
  for (const part of label.split(/(?<=[^/:][/?&])(?=[^/])/)) link.append(part, document.createElement("wbr"));
  return link;
}
