// How this widget looks and speaks: as its address asks, else as the desk has set it, else in the table's words.

import { asked, isOn } from "./page.js";
import { say } from "./words.js";

// The table's words for what a desk may say in its own.
const TABLE = {
  title: "title",
  greeting: "greeting",
  new_message_placeholder: "placeholder",
  email_input_placeholder: "email",
  new_messages_notification_text: "view",
  agent_unavailable_text: "away",
};
// Whose it is cannot change while the page lasts.
const FIXED = ["token", "account_id", "inbox", "base_url", "customer_id", "metadata", "customer"];

export class Settings {
  #asked = asked;
  #told = {};
  at = 0;

  hear(told) {
    this.#told = told;
    this.at = Date.now();
  }

  ask(changes) {
    const free = Object.entries(changes).filter(([name]) => !FIXED.includes(name));
    this.#asked = { ...this.#asked, ...Object.fromEntries(free) };
  }

  get(name) {
    return this.#asked[name] ?? this.#told[name];
  }

  // Words the desk itself only fell back to are better said in the reader's language; published widgets repeat them.
  text(name) {
    const set = this.get(name);
    const standard = this.#told.defaults?.includes(name) && (set ?? "") === (this.#told[name] ?? "");
    if (set && !standard) return String(set);
    return TABLE[name] ? say(TABLE[name]) : "";
  }

  is(name, unless = false) {
    return isOn(this.get(name) ?? unless);
  }

  get company() {
    return this.#asked.company_name ?? this.#told.account?.company_name;
  }

  get closed() {
    const { is_outside_working_hours: closed } = this.#told.account ?? {};
    return isOn(closed ?? this.#asked.is_outside_working_hours);
  }

  get opens() {
    const { opens_at } = this.#told.availability ?? {};
    return this.closed && opens_at ? new Date(opens_at) : null;
  }

  get formWhenAway() {
    return this.#told.availability?.when_away === "form";
  }
}
