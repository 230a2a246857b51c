// Who is writing: told sparingly while the customer does, shown for as long as it is likely true of others.

import { say } from "./words.js";

const TELL_AGAIN_MS = 1500;
const STOP_MS = 2000;
// The desk says so again while it goes on, and says when it is over; this is for a line that was lost meanwhile.
const BELIEVED_MS = 10000;

export default class Typing {
  #conversation;
  #thread;
  #sign = document.getElementById("typing");
  #words = document.getElementById("typing-words");
  #told = 0;
  #stop = 0;
  #timer = 0;

  constructor({ conversation, thread }) {
    this.#conversation = conversation;
    this.#thread = thread;
  }

  wrote(text) {
    if (!text.trim()) {
      this.stop();
      return;
    }
    if (Date.now() - this.#told >= TELL_AGAIN_MS) {
      this.#told = Date.now();
      this.#conversation.typing(true);
    }
    clearTimeout(this.#stop);
    this.#stop = setTimeout(() => this.stop(), STOP_MS);
  }

  stop() {
    clearTimeout(this.#stop);
    if (this.#told) this.#conversation.typing(false);
    this.#told = 0;
  }

  heard({ typing, type = "user", name }) {
    // Other tabs of this customer write here too.
    if (type === "customer") return;
    clearTimeout(this.#timer);
    const who = type === "ai" ? say("assistant") : name || say("someone");
    this.#words.textContent = say("writing", { name: who });
    this.#sign.hidden = !typing;
    if (!typing) return;
    this.#timer = setTimeout(() => (this.#sign.hidden = true), BELIEVED_MS);
    this.#thread.follow();
  }
}
