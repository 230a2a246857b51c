// Parts of the page that nobody needs before the first message: they come when they do.

// Each part is a module whose default is a class; it is made once, with `house`.
export class Parts {
  #house;
  #brought = new Map();
  #styled = null;

  constructor(house) {
    this.#house = house;
  }

  #style() {
    const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: "more.css" });
    document.head.append(sheet);
    return new Promise((done) => (sheet.onload = sheet.onerror = done));
  }

  has(name) {
    return this.#brought.has(name);
  }

  bring(name) {
    if (!this.#brought.has(name)) this.#brought.set(name, this.#make(name));
    return this.#brought.get(name);
  }

  async #make(name) {
    this.#styled ??= this.#style();
    const [{ default: Part }] = await Promise.all([import(`./${name}.js`), this.#styled]);
    return new Part(this.#house);
  }

  // A part that does not come is asked for again the next time; the chat goes on without it.
  async use(name, what) {
    try {
      what(await this.bring(name));
    } catch (trouble) {
      this.#brought.delete(name);
      console.info(trouble);
    }
  }
}
