// What the page shows of the desk: its names and words, whether somebody is there, and the site's colour.

import { holdable } from "./page.js";
import { say, soon } from "./words.js";

const $ = (id) => document.getElementById(id);

function presence({ agents, settings }) {
  const line = $("presence");
  line.hidden = agents === null || !settings.is("show_agent_availability", true);
  line.classList.toggle("online", agents > 0);
  const here = settings.text("agent_available_text") || say("online", { n: agents ?? 0 });
  const back = settings.opens ? say("back", { when: soon(settings.opens) }) : settings.text("agent_unavailable_text");
  $("presence-words").textContent = agents > 0 ? here : back;
}

export function show({ agents, away, settings }) {
  presence({ agents, settings });
  const company = settings.company || say("support");
  $("company").textContent = company;
  $("mark").textContent = [...company][0].toUpperCase();
  $("title").textContent = settings.text("title");
  $("greeting").textContent = (away && settings.text("away_message")) || settings.text("greeting");
  $("subtitle").textContent = settings.text("subtitle");
  $("body").placeholder = settings.text("new_message_placeholder");
  $("branding").hidden = settings.is("is_branding_hidden");
  $("close").hidden = !holdable || !settings.is("closeable", true);
  $("log").setAttribute("aria-label", settings.company ? say("talk_with", { company }) : say("talk"));
  dress(settings);
}

export function dress(settings) {
  document.documentElement.dataset.theme = settings.get("theme") ?? "auto";
  wear(settings.get("primary_color") ?? settings.get("color"));
}

// Nothing but a colour may pass: a style value can also name an address to load. Published widgets leave out the #.
function wear(colour) {
  const wanted = /^[0-9a-f]{3,8}$/i.test(colour) ? `#${colour}` : colour;
  // Words such as inherit are colours everywhere but here.
  if (wanted && CSS.supports("background", `linear-gradient(${wanted},${wanted})`)) {
    document.documentElement.style.setProperty("--site", wanted);
  }
}
