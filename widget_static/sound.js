// A short sound for what arrives while nobody looks; never before the customer did something, and never when muted.

import { element } from "./view.js";
import { say } from "./words.js";

// Two notes, a fifth apart, in hertz and seconds.
const NOTES = [[587.3, 0], [880, 0.12]];
const LASTS = 0.5;
const QUIET = 0.08;
const SPEAKER = "M4 9.5v5h3.5L12 18.5v-13L7.5 9.5z";
const WAVES = "M16 9a4 4 0 0 1 0 6M18.5 6.5a8 8 0 0 1 0 11";
const CROSS = "M16.5 9.5l5 5M21.5 9.5l-5 5";
// One tab plays for all of them.
const TURN = "cairnloop:sound";

export default class Sound {
  #button = element("button", "quiet");
  #store;
  #audio = null;

  constructor({ store }) {
    this.#store = store;
    this.#button.id = "sound";
    this.#button.type = "button";
    this.#button.append(drawing());
    document.getElementById("close").before(this.#button);
    this.#button.addEventListener("click", () => this.#switch());
    window.addEventListener("storage", () => this.#label());
    this.#label();
  }

  get #muted() {
    return Boolean(this.#store.read().muted);
  }

  #switch() {
    this.#store.write({ muted: !this.#muted });
    this.#label();
  }

  #label() {
    this.#button.setAttribute("aria-label", say(this.#muted ? "unmute" : "mute"));
    this.#button.querySelector("path").setAttribute("d", SPEAKER + (this.#muted ? CROSS : WAVES));
  }

  async chime() {
    if (this.#muted || !navigator.userActivation?.hasBeenActive) return;
    try {
      await navigator.locks.request(TURN, { ifAvailable: true }, (turn) => turn && this.#play());
    } catch {
      // Tabs of which a browser lets none know of another each play for themselves.
      this.#play();
    }
  }

  #play() {
    this.#audio ??= new AudioContext();
    const now = this.#audio.currentTime;
    for (const [hertz, after] of NOTES) this.#note(hertz, now + after);
    return new Promise((done) => setTimeout(done, LASTS * 2000));
  }

  #note(hertz, at) {
    const tone = new OscillatorNode(this.#audio, { frequency: hertz });
    const volume = new GainNode(this.#audio, { gain: 0 });
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(QUIET, at + 0.01);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + LASTS);
    tone.connect(volume).connect(this.#audio.destination);
    tone.start(at);
    tone.stop(at + LASTS);
  }
}

function drawing() {
  const [svg, path] = ["svg", "path"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.append(path);
  return svg;
}
