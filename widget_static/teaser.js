// The chat is closed, and the page around it makes room for what is new: a message or two, and a way in.

import { markdown } from "./markdown.js";
import { element } from "./view.js";
import { say } from "./words.js";

const MOST = 2;
const LETTERS = 140;
// Two long ones take more room than there is.
const TOGETHER = 100;

const gist = ({ body, attachments }) => markdown(body ?? "").textContent || attachments?.[0]?.filename || "";
const short = (text) => ([...text].length > LETTERS ? `${[...text].slice(0, LETTERS).join("").trimEnd()}…` : text);

export default class Teaser {
  #house;
  #box = element("section", "teaser");

  constructor(house) {
    this.#house = house;
    this.#box.hidden = true;
    document.body.append(this.#box);
    this.#box.addEventListener("click", () => house.tell("papercups:open"));
  }

  show(shown, first) {
    const { conversation, settings } = this.#house;
    const news = conversation.unread.slice(0, MOST).map(gist);
    if (!news.length && first) news.push(document.getElementById("greeting").textContent);
    if (news.join("").length > TOGETHER) news.length = 1;
    const wanted = shown && news.length > 0;
    const bubbles = news.map((body) => {
      const bubble = element("p", "bubble", short(body));
      bubble.dir = "auto";
      return bubble;
    });
    const button = element("button", "", settings.text("new_messages_notification_text"));
    button.type = "button";
    this.#box.setAttribute("aria-label", say("latest"));
    this.#box.replaceChildren(...bubbles, button);
    this.#box.hidden = !wanted;
    document.documentElement.classList.toggle("peeking", wanted);
    document.getElementById("chat").classList.toggle("teasing", wanted);
  }
}
