// What a message may be besides plain text: Markdown of the desk's people, pictures and files, answers to choose from.

import { markdown } from "./markdown.js";
import { anchor, linked } from "./links.js";
import { element } from "./view.js";
import { say } from "./words.js";

const MOST_REPLIES = 10;
const MOST_LETTERS = 200;
const UNITS = ["kilobyte", "megabyte", "gigabyte"];

export function size(bytes) {
  const step = bytes < 2 ** 20 ? 0 : bytes < 2 ** 30 ? 1 : 2;
  const options = { style: "unit", unit: UNITS[step], unitDisplay: "short", maximumFractionDigits: step ? 1 : 0 };
  return new Intl.NumberFormat(document.documentElement.lang, options).format(Math.max(bytes, 1024) / 1024 ** (step + 1));
}

export default class Rich {
  #conversation;
  #thread;
  #group = element("div", "suggestions");
  #offered = null;

  constructor({ conversation, input, thread }) {
    this.#conversation = conversation;
    this.#thread = thread;
    this.#group.role = "group";
    this.#group.hidden = true;
    document.getElementById("log").after(this.#group);
    this.#group.addEventListener("click", () => input.focus());
  }

  fill(bubble, { attachments, body, mine }) {
    if (!mine) bubble.append(markdown(body));
    else if (body) bubble.append(element("p", "", linked(body)));
    const pictures = attachments.filter(({ thumbnail_url }) => thumbnail_url);
    const others = attachments.filter(({ thumbnail_url }) => !thumbnail_url);
    if (pictures.length) bubble.append(element("div", "pictures", ...pictures.map((file) => this.#picture(file))));
    for (const file of others) bubble.append(named(file));
    bubble.classList.toggle("bare", !body.trim() && !others.length);
  }

  #picture(file) {
    const { filename, height, thumbnail_url, width } = file;
    const link = anchor(file.file_url, filename);
    if (!link) return named(file);
    const image = element("img");
    Object.assign(image, { alt: filename, src: thumbnail_url, width: width || 320, height: height || 320 });
    // A picture that cannot be shown is still a file that can be opened.
    image.addEventListener("error", () => link.replaceWith(named(file)));
    link.replaceChildren(image);
    return link;
  }

  // Offered under the newest message of the desk, and gone once anything was said.
  suggest(newest) {
    const replies = newest && !newest.mine && Array.isArray(newest.replies) ? newest.replies : [];
    if (this.#offered === (replies.length ? newest.key : null)) return;
    this.#offered = replies.length ? newest.key : null;
    const usable = replies.filter((reply) => typeof reply?.text === "string" && reply.text.trim());
    this.#group.setAttribute("aria-label", say("suggestions"));
    this.#group.replaceChildren(...usable.slice(0, MOST_REPLIES).map((reply) => this.#button(reply)));
    this.#group.hidden = !usable.length;
    this.#thread.follow();
  }

  #button({ text, action }) {
    const words = text.trim().slice(0, MOST_LETTERS);
    const button = element("button", "", words);
    button.type = "button";
    button.dir = "auto";
    button.addEventListener("click", () => {
      this.#conversation.send(words, action === undefined ? {} : { metadata: { reply_action: action } });
    });
    return button;
  }
}

// A link says so by its name; the browser saves what it cannot show.
function named(file) {
  const { file_url, filename } = file;
  const link = anchor(file_url, filename) ?? element("span", "", filename);
  const weight = Number.isFinite(file.size) ? element("span", "weight", size(file.size)) : "";
  const row = element("p", "file", link, " ", weight);
  // The size is said in the page's language, whatever the message is written in.
  row.dir = document.documentElement.dir;
  return row;
}
