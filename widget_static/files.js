// Files on their way to the desk: chosen, pasted or dropped, uploaded one after the other, and attached when they are there.

import { size } from "./rich.js";
import { element } from "./view.js";
import { say } from "./words.js";

const MOST = 10;
// Unless the desk names another limit; it has the last word anyway.
const LARGEST = 26214400;
const PASSING = [0, 429, 500, 502, 503, 504];
const AGAIN_MS = 3000;
// A file that fails again and again is asked for ever less often: it may be a large one.
const MOST_WAITS = 16;

export default class Files {
  #house;
  #items = [];
  #list = element("ul", "tray");
  #note = element("p", "note");
  #sending = null;
  #timer = 0;

  constructor(house) {
    this.#house = house;
    this.#list.setAttribute("aria-label", say("files"));
    this.#note.role = "alert";
    document.getElementById("composer").before(this.#note, this.#list);
    const calls = { clear: () => this.#clear(), explain: () => this.#say(say("busy")), resume: () => this.#next() };
    Object.assign(house.tray, calls);
    this.#welcome();
    this.#draw();
  }

  // The whole page takes what is dropped, and says so while something hangs over it.
  #welcome() {
    const cover = element("div", "cover", element("p", "", say("drop")));
    cover.hidden = true;
    document.body.append(cover);
    document.addEventListener("dragover", ({ dataTransfer }) => (cover.hidden = !dataTransfer.types.includes("Files")));
    cover.addEventListener("dragleave", () => (cover.hidden = true));
    document.addEventListener("drop", () => (cover.hidden = true));
  }

  add(files) {
    this.#say("");
    const limit = Number(this.#house.settings.get("upload_bytes")) || LARGEST;
    for (const file of files) {
      const name = file.name || "file";
      if (file.size > limit) this.#say(say("too_large", { name, size: size(limit) }));
      else if (this.#items.length >= MOST) this.#say(say("too_many", { n: MOST }));
      else this.#items.push({ file, name, part: 0, kept: null, wait: 1 });
    }
    this.#draw();
    this.#next();
  }

  #say(words) {
    this.#note.textContent = words;
    this.#note.hidden = !words;
  }

  #clear() {
    this.#items = [];
    this.#say("");
    this.#draw();
  }

  #remove(item) {
    const at = this.#items.indexOf(item);
    this.#items.splice(at, 1);
    if (this.#sending?.item === item) this.#sending.request.abort();
    this.#say("");
    this.#draw();
    const next = this.#list.querySelectorAll("button")[Math.min(at, this.#items.length - 1)];
    (next ?? this.#house.input).focus();
  }

  #draw() {
    const { fit, tray } = this.#house;
    tray.attachments = this.#items.map(({ kept }) => kept).filter(Boolean);
    tray.busy = this.#items.some(({ kept }) => !kept);
    const wanted = this.#items.map((item) => (item.node ??= this.#node(item)));
    for (const node of [...this.#list.children]) if (!wanted.includes(node)) node.remove();
    this.#list.append(...wanted.filter((node) => !node.isConnected));
    for (const item of this.#items) this.#dress(item);
    this.#list.hidden = !wanted.length;
    fit();
  }

  #node(item) {
    const remove = element("button", "", "×");
    remove.type = "button";
    remove.setAttribute("aria-label", say("remove", item));
    remove.addEventListener("click", () => this.#remove(item));
    const name = element("bdi", "", item.name);
    const bar = element("progress");
    bar.max = 100;
    return element("li", "", element("span", "thumb"), name, element("span", "state"), bar, remove);
  }

  // Where there is no line, nothing is lost: the file waits for it here.
  #dress({ kept, name, node, part }) {
    const stuck = !this.#house.socket.open;
    const percent = Math.round(part * 100);
    node.classList.toggle("ready", Boolean(kept));
    const [state, bar] = [node.querySelector(".state"), node.querySelector("progress")];
    bar.value = percent;
    bar.hidden = Boolean(kept) || stuck;
    bar.setAttribute("aria-label", say("uploading", { name, n: percent }));
    state.textContent = kept ? size(kept.size ?? 0) : stuck ? say("kept", { name }) : "";
    state.classList.toggle("stuck", stuck && !kept);
    const thumb = node.querySelector(".thumb");
    if (kept?.thumbnail_url && !thumb.firstChild) {
      thumb.append(Object.assign(element("img"), { src: kept.thumbnail_url, alt: "" }));
    }
  }

  #next() {
    clearTimeout(this.#timer);
    const item = this.#items.find(({ kept }) => !kept);
    if (this.#sending || !item) return;
    this.#upload(item);
  }

  #upload(item) {
    const { account, api, store } = this.#house;
    const { customer, conversation } = store.read();
    const form = new FormData();
    const about = { account_id: account, customer_id: customer, conversation_id: conversation };
    for (const [name, value] of Object.entries(about)) if (value) form.append(name, value);
    form.append("file", item.file, item.name);
    const request = new XMLHttpRequest();
    const { url, headers } = api.to("upload");
    request.open("POST", url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => {
      item.part = loaded / total;
      this.#draw();
    };
    request.onloadend = () => this.#ended(item, request);
    this.#sending = { item, request };
    request.send(form);
  }

  #ended(item, { status, response }) {
    this.#sending = null;
    if (!this.#items.includes(item)) {
      this.#next();
      return;
    }
    if (status >= 200 && status < 300) item.kept = response.data;
    else if (PASSING.includes(status)) {
      item.part = 0;
      this.#timer = setTimeout(() => this.#next(), AGAIN_MS * item.wait);
      item.wait = Math.min(item.wait * 2, MOST_WAITS);
      this.#draw();
      return;
    } else {
      this.#items.splice(this.#items.indexOf(item), 1);
      const { errors, message = `error ${status}` } = response?.error ?? {};
      // What is wrong with a field goes on from its name: "is empty".
      const [problem] = Object.values(errors ?? {}).flat();
      this.#say(problem ? `${item.name} ${problem}.` : say("not_kept", { name: item.name, why: message }));
    }
    this.#draw();
    this.#next();
  }
}
