// The little Markdown people of a desk write, as elements: emphasis, code, lists, links, lines. Never HTML.

import { LINK, anchor, linked } from "./links.js";
import { element } from "./view.js";

// Deeper than anybody writes; a hostile message gets no further.
const DEEPEST = 4;
const LONGEST_LINK = 2048;
const ITEM = /^\s{0,8}(?:([-*+•])|\d{1,9}[.)])\s+(?=\S)/;
const SPECIAL = /https?:\/\/|`+|\*\*?|__?|\[/gi;
const NAMES = { "**": "strong", __: "strong", "*": "em", _: "em" };
const WORD = /[\p{L}\p{N}_]/u;

export function markdown(text) {
  const made = document.createDocumentFragment();
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  let at = 0;
  const taken = (belongs) => {
    const from = at;
    while (at < lines.length && belongs(lines[at])) at += 1;
    return lines.slice(from, at);
  };
  while (at < lines.length) {
    if (!lines[at].trim()) at += 1;
    else if (fences(lines[at])) {
      const fence = lines[at++].trim().slice(0, 3);
      const code = taken((line) => line.trim() !== fence);
      at += 1;
      made.append(element("pre", "", element("code", "", code.join("\n"))));
    } else if (ITEM.test(lines[at])) made.append(list(taken((line) => ITEM.test(line) || /^\s+\S/.test(line))));
    else made.append(paragraph(taken((line) => line.trim() && !ITEM.test(line) && !fences(line))));
  }
  for (const block of made.children) block.dir = "auto";
  return made;
}

const fences = (line) => /^\s{0,3}(```|~~~)/.test(line);

function list(lines) {
  const first = ITEM.exec(lines[0]);
  const made = element(first[1] ? "ul" : "ol", "");
  if (!first[1]) made.start = Number.parseInt(first[0], 10);
  for (const line of lines) {
    if (ITEM.test(line)) made.append(element("li", "", inline(line.replace(ITEM, ""))));
    else made.lastChild.append(element("br"), inline(line.trim()));
  }
  return made;
}

function paragraph(lines) {
  const made = element("p", "");
  lines.forEach((line, number) => {
    const heading = /^#{1,6}\s+(.*\S)/.exec(line);
    made.append(...(number ? [element("br")] : []), heading ? element("strong", "", inline(heading[1])) : inline(line));
  });
  return made;
}

// One way through the text: what opens nothing stays as it was written.
function inline(text, depth = 0) {
  const made = document.createDocumentFragment();
  const missing = new Set();
  const special = new RegExp(SPECIAL);
  let from = 0;
  for (let found; depth < DEEPEST && (found = special.exec(text)); ) {
    const sign = found[0];
    if (sign.startsWith("http") || sign.startsWith("HTTP")) {
      special.lastIndex = past(text, found.index);
      continue;
    }
    if (missing.has(sign)) continue;
    const part = sign === "[" ? label(text, found.index, depth) : span(text, found.index, sign, depth);
    if (!part) {
      // A sign without its other half has none further on either.
      if (part === null) missing.add(sign);
      continue;
    }
    made.append(linked(text.slice(from, found.index)), part.node);
    from = special.lastIndex = part.end;
  }
  made.append(linked(text.slice(from)));
  return made;
}

function past(text, at) {
  const link = new RegExp(LINK.source, "iy");
  link.lastIndex = at;
  return link.test(text) ? link.lastIndex : at + 1;
}

// Null when nothing closes it any more, undefined when it only opens nothing here.
function span(text, at, sign, depth) {
  const begin = at + sign.length;
  let end = text.indexOf(sign, begin);
  if (end < 0) return null;
  // Of three stars in a row the last two close what two have opened.
  if (sign.length === 2 && text[end + 2] === sign[0]) end += 1;
  const inner = text.slice(begin, end);
  const made = (node) => ({ node, end: end + sign.length });
  if (sign.startsWith("`")) return made(element("code", "", inner.trim() || inner));
  const apart = !inner || /^\s|\s$/.test(inner);
  const amid = sign[0] === "_" && (WORD.test(text[at - 1] ?? "") || WORD.test(text[end + sign.length] ?? ""));
  if (apart || amid) return undefined;
  return made(element(NAMES[sign], "", inline(inner, depth + 1)));
}

function label(text, at, depth) {
  const near = text.slice(at, at + LONGEST_LINK);
  const middle = near.indexOf("](");
  if (middle < 0) return undefined;
  const found = /^\]\(\s*<?([^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*)>?\s*\)/.exec(near.slice(middle));
  const words = near.slice(1, middle);
  const link = found && /^(https?|mailto):/i.test(found[1]) && !/[\[\]\n]/.test(words) && anchor(found[1], words);
  if (!link) return undefined;
  link.replaceChildren(inline(words, depth + 1));
  // A link says where it leads; words that look like another address do not.
  if (link.querySelector("a")) link.replaceChildren(words);
  return { node: link, end: at + middle + found[0].length };
}
