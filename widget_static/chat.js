// The chat page: brings the desk's words, the conversation and the screen together.

import { Presence, TypingSign, TypingTeller } from "./company.js";
import { Conversation } from "./conversation.js";
import { Api, Socket } from "./desk.js";
import { account, asked, base, embedded, externalId, holdable, inbox, listen, profile, tell } from "./page.js";
import { Store, storage } from "./store.js";
import { Thread, entries, wear } from "./view.js";

// A line that is back within this time was hardly gone; nobody needs to read about it.
const LINE_NOTICE_MS = 1500;

const DEFAULTS = {
  title: "Write to us",
  greeting: "Hello. How can we help?",
  subtitle: "",
  new_message_placeholder: "Write a message",
  show_agent_availability: true,
  is_branding_hidden: false,
};

const $ = (id) => document.getElementById(id);
const store = new Store(await storage(), account, externalId);
const api = new Api(base);
const presence = new Presence();
const input = $("body");

let words = { ...DEFAULTS, ...asked };
let settled = false;
let open = !embedded;
let unread = 0;
let lineUp = true;
let lineTimer = 0;
let remembered = false;

const socket = new Socket(`${base.replace(/^http/, "ws")}socket/websocket?vsn=2.0.0`, (up) => {
  showLine(up);
  if (!up) presence.forget();
  showPresence();
  if (!up) return;
  if (!settled) readSettings();
  conversation.tend();
});
const sign = new TypingSign($("typing"), $("typing-words"), () => thread.follow());
const conversation = new Conversation({
  api, socket, store,
  who: { account, inbox, profile },
  on: { changed: refresh, typing: (payload) => sign.heard(payload) },
});
const teller = new TypingTeller((active) => conversation.typing(active));
const thread = new Thread({
  scroller: $("scroller"), log: $("log"), latest: $("latest"),
  choose: (what, key) => {
    conversation[what](key);
    input.focus();
  },
});

function refresh() {
  const { messages, outbox } = conversation;
  thread.render(entries(messages, outbox), socket.open);
  if (open && document.visibilityState === "visible") conversation.markSeen();
  const count = open ? 0 : conversation.unread.length;
  if (!remembered && messages.length + outbox.length) tell("conversation:join");
  remembered ||= messages.length + outbox.length > 0;
  if (count !== unread) tell(count ? "messages:unseen" : "messages:seen", { count });
  unread = count;
}

function showLine(up) {
  if (up === lineUp) return;
  lineUp = up;
  clearTimeout(lineTimer);
  if (up) $("line").hidden = true;
  else lineTimer = setTimeout(() => ($("line").hidden = false), LINE_NOTICE_MS);
  refresh();
}

// In an address a flag is a word.
const isOn = (flag) => ![false, "0", "false"].includes(flag);

function showPresence() {
  const { agents } = presence;
  const line = $("presence");
  line.hidden = agents === null || !isOn(words.show_agent_availability);
  line.classList.toggle("online", agents > 0);
  const here = words.agent_available_text ?? `${agents} online`;
  const away = words.agent_unavailable_text ?? "We will answer here as soon as we are back";
  $("presence-words").textContent = agents > 0 ? here : away;
}

function showWords() {
  const { is_outside_working_hours: closed, company_name } = words.account ?? {};
  const company = words.company_name ?? company_name;
  document.title = words.title;
  $("title").textContent = words.title;
  $("greeting").textContent = words.greeting;
  $("subtitle").textContent = words.subtitle;
  $("away").textContent = closed ? words.away_message : "";
  input.placeholder = words.new_message_placeholder;
  $("branding").hidden = isOn(words.is_branding_hidden);
  wear(words.primary_color ?? words.color);
  if (company) $("log").setAttribute("aria-label", `Conversation with ${company}`);
}

// Without settings the chat still works, in the house's own words; without an account it cannot.
async function readSettings() {
  try {
    const settings = await api.get("widget_settings", { account_id: account, inbox_id: inbox });
    const said = Object.entries(settings).filter(([, value]) => value !== null && value !== "");
    words = { ...DEFAULTS, ...Object.fromEntries(said), ...asked };
    settled = true;
  } catch ({ kind }) {
    if (kind === "refused") {
      // No settings, no line: nobody is there to be called.
      socket.connect = () => {};
      $("chat").classList.add("alone");
      return;
    }
  }
  showWords();
  showPresence();
  socket.connect();
}

function send(event) {
  event?.preventDefault();
  const body = input.value.trim();
  input.focus();
  if (!body) return;
  input.value = "";
  store.write({ draft: "" });
  fit();
  teller.stop();
  conversation.send(body);
}

function fit() {
  input.style.height = "auto";
  input.style.height = `${input.scrollHeight}px`;
  $("send").disabled = !input.value.trim();
}

function setOpen(next) {
  open = next;
  // On a touch screen the keyboard would cover what there is to read.
  if (open && matchMedia("(pointer: fine)").matches) input.focus();
  if (open) thread.toEnd();
  else teller.stop();
  refresh();
}

function identified({ metadata = {} }) {
  const { externalId, name, email } = metadata;
  const next = new URLSearchParams(location.hash.slice(1));
  for (const [key, value] of Object.entries({ externalId, name, email })) if (value) next.set(key, value);
  if (`#${next}` === location.hash) return;
  // A person is a page: nothing of the one before stays in memory.
  history.replaceState(null, "", `#${next}`);
  keepDraft();
  location.reload();
}

function keepDraft() {
  store.write({ draft: input.value });
}

const leave = () => tell("papercups:close");

function wire() {
  $("composer").addEventListener("submit", send);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send(event);
  });
  input.addEventListener("input", () => {
    fit();
    teller.wrote(input.value);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) leave();
  });
  $("close").addEventListener("click", leave);
  $("close").hidden = !holdable;
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible") return;
    socket.connect();
    refresh();
  });
  window.addEventListener("online", () => socket.connect());
  window.addEventListener("offline", () => socket.drop());
  window.addEventListener("pageshow", ({ persisted }) => persisted && socket.connect());
  window.addEventListener("pagehide", keepDraft);
}

function start() {
  wire();
  listen({ "papercups:toggle": ({ isOpen }) => setOpen(Boolean(isOpen)), "customer:update": identified });
  tell("chat:loaded");
  input.readOnly = false;
  input.value = store.read().draft;
  fit();
  const changed = (change) => (payload) => {
    presence[change](payload);
    showPresence();
  };
  socket.channel(`room:${account}`, {}, {
    on: { presence_state: changed("state"), presence_diff: changed("diff") },
  });
  readSettings();
  if (!embedded) setOpen(true);
}

start();
