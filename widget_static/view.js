// The screen: the site's colour, and the thread as elements that live as long as their message.

import { isMine } from "./conversation.js";
import { moment } from "./text.js";
import { clock, day, say } from "./words.js";

const GROUP_MS = 5 * 60000;
const NEAR_END_PX = 90;

export const element = (tag, className, ...children) => {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
};

const author = ({ user, type }) =>
  type === "bot" ? say("assistant") : user?.display_name || user?.full_name || say("support");

// Messages the desk has, then those on their way to it, as one list of things to show.
export function entries(messages, outbox) {
  const shown = messages.map((message) => ({
    key: message.client_id ?? message.id,
    mine: isMine(message),
    bot: message.type === "bot",
    who: isMine(message) ? say("you") : author(message),
    at: moment(message.created_at),
    body: message.body ?? "",
    attachments: message.attachments ?? [],
    replies: message.metadata?.quick_replies,
    state: "sent",
  }));
  const unsent = outbox.map((item) => ({
    attachments: [], ...item, key: item.client_id, mine: true, who: say("you"), at: moment(item.sent_at),
  }));
  return [...shown, ...unsent];
}

// Whether there is more to it than plain text.
export const isRich = ({ mine, body, attachments }) => !mine || attachments.length > 0 || body.includes("://");

const together = (a, b) => a && b && a.who === b.who && a.mine === b.mine && b.at - a.at < GROUP_MS;

export class Thread {
  #scroller;
  #log;
  #latest;
  #choose;
  #nodes = new Map();
  #atEnd = true;
  #top = 0;
  #end = 0;
  // Shows what is more than plain text; until it has come, nothing is.
  rich = null;

  // `choose` is called with "retry" or "discard" and the key of a message that was not sent.
  constructor({ scroller, log, latest, choose }) {
    this.#scroller = scroller;
    this.#log = log;
    this.#latest = latest;
    this.#choose = choose;
    latest.addEventListener("click", () => this.toEnd());
    scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    // A phone's keyboard, or a long message in the making, takes its room from here, and a picture makes its own.
    const sizes = new ResizeObserver(() => this.follow());
    for (const node of [scroller, log]) sizes.observe(node);
  }

  // Only who scrolls up leaves the end: what grows below them, or a screen that is turned, does not take them from it.
  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    const end = scrollHeight - clientHeight;
    const near = end - scrollTop < NEAR_END_PX;
    this.#atEnd = near || (this.#atEnd && (scrollTop >= this.#top || end !== this.#end));
    this.#top = scrollTop;
    this.#end = end;
    if (near) this.#latest.hidden = true;
  }

  toEnd() {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#scrolled();
  }

  // Stay with the end for who reads there; leave who reads further up where they are.
  follow() {
    if (this.#atEnd) this.toEnd();
  }

  render(list, online) {
    const fresh = list.filter(({ key }) => !this.#nodes.has(key));
    // A replayed history is not news to be read aloud; what arrives later is.
    this.#log.setAttribute("aria-busy", String(fresh.length > 3));
    const wanted = [];
    const newest = list.findLast(({ mine }) => mine);
    let today = "";
    list.forEach((entry, at) => {
      const name = day(entry.at);
      if (name !== today) wanted.push(this.#node(`${name}:${entry.key}`, () => divider(name)));
      today = name;
      const node = this.#node(entry.key, () => bubble(entry, this.#choose, this.rich));
      dress(node, entry, { before: list[at - 1], after: list[at + 1], online, news: entry === newest });
      wanted.push(node);
    });
    this.#place(wanted);
    if (this.#atEnd || fresh.some(({ mine }) => mine)) this.toEnd();
    else if (fresh.length) this.#latest.hidden = false;
    requestAnimationFrame(() => this.#log.setAttribute("aria-busy", "false"));
  }

  // Another language: everything is said anew.
  forget() {
    this.#nodes.clear();
    this.#log.replaceChildren();
  }

  #node(key, make) {
    if (!this.#nodes.has(key)) this.#nodes.set(key, make());
    return this.#nodes.get(key);
  }

  #place(wanted) {
    const keep = new Set(wanted);
    for (const [key, node] of this.#nodes) {
      if (keep.has(node)) continue;
      node.remove();
      this.#nodes.delete(key);
    }
    wanted.forEach((node, at) => {
      const there = this.#log.children[at];
      if (there !== node) this.#log.insertBefore(node, there ?? null);
    });
  }
}

function divider(name) {
  return element("p", "day", element("span", "", name));
}

function bubble(entry, choose, rich) {
  const mark = element("span", "mark", entry.bot ? "◆" : entry.who.slice(0, 1).toUpperCase());
  mark.setAttribute("aria-hidden", "true");
  const name = element("bdi", "name", entry.who);
  const time = element("time", "", clock(entry.at));
  time.dateTime = entry.at.toISOString();
  const head = entry.mine ? element("p", "head sr", name) : element("p", "head", mark, name, time);
  const body = element("div", "bubble");
  body.dir = "auto";
  if (rich?.fill) rich.fill(body, entry);
  else body.append(entry.body);
  const foot = element("p", "foot");
  if (entry.mine) foot.append(time.cloneNode(true), element("span", "state"), ...choices(entry, choose));
  const article = element("article", "message", head, body, foot);
  article.classList.toggle("mine", entry.mine);
  article.classList.toggle("bot", Boolean(entry.bot));
  return article;
}

const choices = ({ key }, choose) =>
  ["retry", "discard"].map((what) => {
    const button = element("button", what, say(what));
    button.type = "button";
    button.addEventListener("click", () => choose(what, key));
    return button;
  });

// What changes while a message is on the screen: its place in a group, and what became of it.
function dress(node, entry, { before, after, online, news }) {
  node.classList.toggle("first", !together(before, entry));
  node.classList.toggle("last", !together(entry, after));
  node.dataset.state = entry.state === "sending" && !online ? "waiting" : entry.state;
  if (!entry.mine) return;
  const words = spoken(entry, online, news);
  const state = node.querySelector(".state");
  if (state.textContent !== words) state.textContent = words;
  for (const button of node.querySelectorAll("button")) button.hidden = entry.state !== "failed";
}

function spoken({ state, why }, online, news) {
  if (state === "sent") return news ? `✓ ${say("sent")}` : "";
  if (state === "failed") return `✕ ${say("failed", { why })}`;
  return `… ${say(online ? "sending" : "waiting")}`;
}
