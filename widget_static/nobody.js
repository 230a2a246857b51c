// Said in place of the chat when nobody could read it.

import { element } from "./view.js";
import { say } from "./words.js";

export default class Nobody {
  constructor({ chat }) {
    document.getElementById("title").textContent = say("talk");
    const said = ["nobody_why", "nobody_then", "nobody_owner"].map((key) => element("p", "", say(key)));
    chat.querySelector("main").append(element("div", "nobody", element("h2", "", say("nobody")), ...said));
    chat.classList.add("alone");
  }
}
