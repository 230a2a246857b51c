// A few words before the first message: where an answer can reach the customer, and what they want to say.

import { learn, profile } from "./page.js";
import { element } from "./view.js";
import { say } from "./words.js";

const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/;
const LONGEST = { name: 255, email: 255, body: 100000 };

export default class Form {
  #house;
  #kind = "";
  #form = element("form", "card");

  constructor(house) {
    this.#house = house;
    this.#form.noValidate = true;
    this.#form.addEventListener("submit", (event) => this.#send(event));
  }

  // What somebody has begun to fill in stays, until they have written. Without a kind there is nothing to ask.
  show(kind, written) {
    const begun = this.#form.isConnected && [...this.#form.elements].some(({ value }) => value);
    if (kind === this.#kind || (begun && !written)) return;
    if (!kind) {
      this.hide();
      return;
    }
    this.#kind = kind;
    this.#form.replaceChildren(...this.#contents(kind));
    this.#form.elements.body.value = this.#house.input.value;
    document.querySelector(".opening").after(this.#form);
    const writing = document.activeElement === this.#house.input;
    document.getElementById("chat").classList.add("asking");
    if (writing) this.#form.querySelector("input").focus();
  }

  hide() {
    this.#kind = "";
    this.#form.remove();
    document.getElementById("chat").classList.remove("asking");
  }

  #contents(kind) {
    const known = profile();
    const email = this.#field("email", "input", { type: "email", autocomplete: "email", value: known.email ?? "" });
    const name = this.#field("name", "input", { autocomplete: "name", value: known.name ?? "" });
    const body = this.#field("body", "textarea", { rows: 4 });
    const hint = this.#house.settings.text("email_input_placeholder");
    if (hint !== say("email")) email.querySelector("input").placeholder = hint;
    const title = element("h2", "", say(kind));
    const button = element("button", "submit", say("send"));
    button.type = "submit";
    this.#form.setAttribute("aria-labelledby", (title.id = "card-title"));
    return [title, element("p", "", say(`${kind}_why`)), ...(kind === "leave" ? [name] : []), email, body, button];
  }

  #field(name, tag, attributes) {
    const input = Object.assign(element(tag), { name, id: `card-${name}`, maxLength: LONGEST[name], dir: "auto" }, attributes);
    const label = element("label", "", say(name));
    label.htmlFor = input.id;
    const wrong = element("p", "wrong");
    wrong.id = `${input.id}-wrong`;
    input.setAttribute("aria-describedby", wrong.id);
    input.setAttribute("aria-required", String(name !== "name"));
    input.addEventListener("input", () => this.#complain(input, ""));
    return element("div", "field", label, input, wrong);
  }

  #complain(input, words) {
    input.setAttribute("aria-invalid", String(Boolean(words)));
    document.getElementById(`${input.id}-wrong`).textContent = words;
  }

  #wrong({ email, body }) {
    const address = email.value.trim();
    if (!address) return [email, say("needed")];
    if (!ADDRESS.test(address)) return [email, say("email_wrong")];
    return body.value.trim() ? [] : [body, say("needed")];
  }

  #send(event) {
    event.preventDefault();
    const { email, name, body } = this.#form.elements;
    const [field, words] = this.#wrong({ email, body });
    if (field) {
      this.#complain(field, words);
      field.focus();
      return;
    }
    const { conversation, customer, input, store } = this.#house;
    learn({ email: email.value.trim(), name: name?.value.trim() });
    store.write({ met: true, draft: "" });
    customer.introduce();
    conversation.send(body.value.trim());
    input.value = "";
    this.hide();
    input.focus();
  }
}
