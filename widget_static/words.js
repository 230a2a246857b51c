// The page's language: one table of words a language, plurals and times as its readers write them.

import { asked } from "./page.js";

export const LANGUAGES = ["en", "de", "fr", "es", "pt", "ar"];

let words = {};
let plurals, clocks, dates, days, weekday;

export let language = "";

const known = (wanted) => {
  const name = String(wanted ?? "").toLowerCase().split(/[-_]/)[0];
  return LANGUAGES.includes(name) && name;
};

// The address decides, then the desk's settings, then the reader's browser. Says whether that changed anything.
export async function speak(setting) {
  const next = [asked.lang, setting, ...navigator.languages].map(known).find(Boolean) || "en";
  if (next === language) return false;
  const response = await fetch(`words-${next}.json`);
  words = await response.json();
  language = next;
  const page = document.documentElement;
  page.lang = next;
  page.dir = next === "ar" ? "rtl" : "ltr";
  // The reader's own way of writing times, where they share the page's language.
  const locale = navigator.languages.find((one) => known(one) === next) ?? next;
  plurals = new Intl.PluralRules(next);
  clocks = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });
  dates = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" });
  weekday = new Intl.DateTimeFormat(locale, { weekday: "long", hour: "2-digit", minute: "2-digit" });
  days = new Intl.RelativeTimeFormat(next, { numeric: "auto" });
  for (const node of document.querySelectorAll("[data-say]")) node.textContent = say(node.dataset.say);
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", say(node.dataset.label));
  return true;
}

// Where a table counts, `n` decides which of its forms is meant.
export function say(key, values = {}) {
  const found = words[key] ?? "";
  const text = typeof found === "string" ? found : (found[plurals.select(values.n)] ?? found.other);
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

const midnight = (at) => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();

export const clock = (at) => clocks.format(at);

export function day(at, now = new Date()) {
  const ago = Math.round((midnight(now) - midnight(at)) / 86400000);
  const name = ago === 0 || ago === 1 ? days.format(-ago, "day") : dates.format(at);
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
}

// A moment soon to come: today by its time, this week by its day.
export function soon(at, now = new Date()) {
  const ahead = Math.round((midnight(at) - midnight(now)) / 86400000);
  if (ahead === 0) return clock(at);
  return ahead < 7 ? weekday.format(at) : dates.format(at);
}
