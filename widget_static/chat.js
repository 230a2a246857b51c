// The chat page: brings the desk's words, the conversation and the screen together.

import { Conversation, isMine } from "./conversation.js";
import { Customer } from "./customer.js";
import { Api, Socket } from "./desk.js";
import { dress, show } from "./look.js";
import * as page from "./page.js";
import { Parts } from "./parts.js";
import { Presence } from "./presence.js";
import { Settings } from "./settings.js";
import { Store, storage } from "./store.js";
import { Thread, entries, isRich } from "./view.js";
import { say, speak } from "./words.js";

// A line that is back within this time was hardly gone; nobody needs to read about it.
const LINE_NOTICE_MS = 1500;
// Settings older than this are asked for again when the chat is opened: hours begin and end.
const STALE_MS = 300000;

const $ = (id) => document.getElementById(id);
const input = $("body");
const { account, asked, base, embedded, externalId, inbox, profile, proof, tell } = page;
const [items] = await Promise.all([storage(), speak()]);
const store = new Store(items, account, externalId);
const api = new Api(base, proof);
const settings = new Settings();
const presence = new Presence();
// What is attached to the message in the making; a part of its own fills it.
const tray = { attachments: [], busy: false, clear() {}, explain: hand, resume() {} };
// Files chosen where there was no line to bring that part by. They wait here for it.
const chosen = [];

let settled = false;
let open = !embedded || asked.open === "1";
let unread = 0;
let lineUp = true;
let lineTimer = 0;
let used = false;

const customer = new Customer({
  api, store,
  who: { account, externalId, inbox, profile },
  known: (customerId, how) => tell(`customer:${how}`, { customerId }),
});
const socket = new Socket(`${base.replace(/^http/, "ws")}socket/websocket?vsn=2.0.0`, (up) => {
  showLine(up);
  if (!up) {
    presence.forget();
    others({});
  }
  showAll();
  if (!up) return;
  if (!settled) readSettings();
  if (thread.rich && !thread.rich.fill) {
    thread.rich = null;
    thread.forget();
    refresh();
  }
  if (chosen.length) hand();
  tray.resume();
  conversation.tend();
});
const joined = (ids) => tell("conversation:join", ids);
const conversation = new Conversation({
  customer, socket, store, proof,
  on: { changed: refresh, typing: others, heard, joined },
});
const thread = new Thread({
  scroller: $("scroller"), log: $("log"), latest: $("latest"),
  choose: (what, key) => {
    conversation[what](key);
    input.focus();
  },
});
const isOpen = () => open;
const parts = new Parts({
  account, announce, api, chat: $("chat"), conversation, customer, fit, input, isOpen, settings, showAll, socket, store,
  tell, thread, tray,
});

function refresh() {
  const { messages, outbox } = conversation;
  const list = entries(messages, outbox);
  if (!thread.rich && list.some(isRich)) {
    parts.bring("rich").then((rich) => (thread.rich = rich), () => (thread.rich = {})).then(refresh);
    return;
  }
  thread.render(list, socket.open);
  thread.rich?.suggest?.(list.findLast(({ state }) => state !== "failed"));
  if (open && !document.hidden) conversation.markSeen();
  if (list.length && !used) {
    used = true;
    tell("chat:used");
    // A file may be chosen when there is no line to ask for more by.
    for (const part of ["sound", "files"]) parts.use(part, () => {});
  }
  showForm();
  count(conversation.unread);
}

function count(waiting) {
  const sign = waiting.length ? `(${waiting.length}) ` : "";
  const title = sign + settings.text("title");
  if (title !== document.title) tell("chat:title", { sign });
  document.title = title;
  const now = open ? 0 : waiting.length;
  if (now === unread) return;
  unread = now;
  if (now) tell("messages:unseen", { message: waiting[0], count: now, label: say("unread", { n: now }) });
  else tell("messages:seen");
}

function heard(message) {
  tell(isMine(message) ? "message:sent" : "message:received", message);
  if (!isMine(message) && (!open || document.hidden)) parts.use("sound", (sound) => sound.chime());
}

// A sign that nobody writes is news only where one was shown.
function others(payload) {
  if (payload.typing || parts.has("typing")) parts.use("typing", (typing) => typing.heard(payload));
}

function wrote(text) {
  if (used) parts.use("typing", (typing) => typing.wrote(text));
}

function showLine(up) {
  if (up === lineUp) return;
  lineUp = up;
  clearTimeout(lineTimer);
  if (up) $("line").hidden = true;
  else lineTimer = setTimeout(() => ($("line").hidden = false), LINE_NOTICE_MS);
}

// Nobody is there when it is no working hour and no person of the desk is online all the same.
const away = () => settings.closed && !(presence.agents > 0);

function showAll() {
  show({ agents: presence.agents, away: away(), settings });
  refresh();
}

// Asked once, and only of who has not written yet: where an answer can reach them.
function question() {
  if (used || !settled || !conversation.resumed || store.read().met) return "";
  if (away() && settings.formWhenAway) return "leave";
  return settings.is("require_email_upfront") && !profile().email ? "first" : "";
}

function showForm() {
  const kind = question();
  if (kind || parts.has("form")) parts.use("form", (form) => form.show(kind, used));
}

// Without settings the chat still works, in the house's own words; without an account it cannot.
async function readSettings() {
  try {
    settings.hear(await api.get("widget_settings", { account_id: account, inbox_id: inbox }));
    settled = true;
    if (await speak(settings.get("language"))) thread.forget();
  } catch ({ kind }) {
    if (kind === "refused") {
      // No settings, no line: nobody is there to be called.
      socket.connect = () => {};
      parts.use("nobody", () => {});
      return;
    }
  }
  showAll();
  socket.connect();
}

function send(event) {
  event?.preventDefault();
  input.focus();
  if (tray.busy) return tray.explain();
  const { attachments } = tray;
  const body = input.value.trim();
  if (!body && !attachments.length) return;
  input.value = "";
  tray.clear();
  store.write({ draft: "" });
  fit();
  wrote("");
  conversation.send(body, attachments.length ? { attachments } : {});
}

function fit() {
  input.style.height = "auto";
  input.style.height = `${input.scrollHeight}px`;
  $("send").disabled = tray.busy || !(input.value.trim() || tray.attachments.length);
}

function setOpen(next, focus = true) {
  open = next;
  announce(false);
  // On a touch screen the keyboard would cover what there is to read.
  if (open && focus && matchMedia("(pointer: fine)").matches) ($("card-email") ?? input).focus();
  if (open) thread.toEnd();
  else wrote("");
  if (open && settled && Date.now() - settings.at > STALE_MS) readSettings();
  refresh();
}

// The page around us makes room for what is new while the chat is closed.
function announce(wanted, first) {
  const shown = wanted && !open;
  if (shown || $("chat").classList.contains("teasing")) parts.use("teaser", (teaser) => teaser.show(shown && !open, first));
}

function keepDraft() {
  store.write({ draft: input.value });
}

const leave = () => open && tell("papercups:close");

function attach(files) {
  if (!files.length || !input.offsetParent) return false;
  chosen.push(...files);
  hand();
  return true;
}

// What does not get through is named, and holds the message it belongs to.
async function hand() {
  tray.busy = true;
  fit();
  await parts.use("files", (desk) => chosen.length && desk.add(chosen.splice(0)));
  $("kept").hidden = !chosen.length;
  $("kept").firstChild.textContent = chosen.map(({ name }) => name).join(", ");
}

function wire() {
  $("composer").addEventListener("submit", send);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send(event);
  });
  input.addEventListener("input", () => {
    fit();
    wrote(input.value);
  });
  input.addEventListener("paste", (event) => attach(event.clipboardData.files) && event.preventDefault());
  $("attach").addEventListener("click", () => $("files").click());
  $("files").addEventListener("change", () => {
    attach($("files").files);
    $("files").value = "";
  });
  // A file dropped beside the field would otherwise open in place of the chat.
  for (const name of ["dragover", "drop"]) document.addEventListener(name, (event) => event.preventDefault());
  document.addEventListener("dragenter", () => parts.use("files", () => {}));
  document.addEventListener("drop", ({ dataTransfer }) => attach(dataTransfer.files));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) leave();
  });
  $("close").addEventListener("click", leave);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    socket.connect();
    refresh();
  });
  window.addEventListener("online", () => socket.connect());
  window.addEventListener("offline", () => socket.drop());
  window.addEventListener("pageshow", ({ persisted }) => persisted && socket.connect());
  window.addEventListener("pagehide", keepDraft);
  // Another tab has read or written something.
  window.addEventListener("storage", refresh);
}

function start() {
  if (!customer.id && page.customerId?.length === 36) {
    store.write({ customer: page.customerId });
    customer.doubtful = page.doubtful;
  }
  wire();
  dress(settings);
  page.listen({
    "papercups:toggle": ({ isOpen, focus }) => setOpen(Boolean(isOpen), focus),
    "papercups:ping": () => tell("papercups:pong"),
    // Nobody has a plan here.
    "papercups:plan": () => {},
  }, (event, payload) => parts.use("around", (around) => around.heard(event, payload)));
  tell("chat:loaded");
  input.readOnly = false;
  input.value = store.read().draft;
  fit();
  const changed = (change) => (payload) => {
    presence[change](payload);
    showAll();
  };
  socket.channel(`room:${account}`, () => ({}), {
    on: { presence_state: changed("state"), presence_diff: changed("diff") },
  });
  readSettings();
  if (open) setOpen(true, !embedded);
}

start();
