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
    return new Promise((done, failed) => {
      sheet.onload = done;
      sheet.onerror = () => {
        sheet.remove();
        this.#styled = null;
        failed(new Error("no style"));
      };
    });
  }

  has(name) {
    return this.#brought.has(name);
  }

  bring(name) {
    if (!this.#brought.has(name)) {
      const made = this.#make(name);
      this.#brought.set(name, made);
      // One that does not come is asked for again the next time.
      made.catch(() => this.#brought.delete(name));
    }
    return this.#brought.get(name);
  }

  async #make(name) {
    this.#styled ??= this.#style();
    const [{ default: Part }] = await Promise.all([import(`./${name}.js`), this.#styled]);
    return new Part(this.#house);
  }

  // The chat goes on without a part that does not come.
  async use(name, what) {
    try {
      what(await this.bring(name));
    } catch (trouble) {
      console.info(trouble);
    }
  }
}
