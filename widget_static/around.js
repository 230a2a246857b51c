// What the page around us asks for besides opening and closing: other words, another customer, room for what is new.

import { externalId, introduced, learn, named } from "./page.js";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export default class Around {
  #house;

  constructor(house) {
    this.#house = house;
  }

  heard(event, payload) {
    const { announce, conversation, settings, showAll } = this.#house;
    switch (event) {
      case "config:update":
        settings.ask(named(Object.entries(payload)));
        showAll();
        break;
      case "customer:set:id":
        if (UUID.test(payload)) conversation.become(payload);
        break;
      case "customer:update":
        this.#introduced(payload.metadata ?? {});
        break;
      case "notifications:display":
        announce(payload.shouldDisplayNotifications, payload.popUpInitialMessage);
    }
  }

  // A person is a page: nothing of the one before stays in memory.
  #introduced(metadata) {
    const said = named(Object.entries(metadata));
    const other = said.external_id !== undefined && String(said.external_id) !== externalId;
    const news = learn(said);
    if (!other) {
      if (news) this.#house.customer.introduce();
      return;
    }
    const next = new URLSearchParams(location.hash.slice(1));
    for (const [name, value] of Object.entries(introduced())) next.set(name, value);
    // Who wrote first and is named later is still the same person; somebody else is not.
    next.set("customer_id", (!externalId && this.#house.customer.id) || "another");
    if (this.#house.isOpen()) next.set("open", "1");
    history.replaceState(null, "", `#${next}`);
    this.#house.store.write({ draft: this.#house.input.value });
    location.reload();
  }
}
