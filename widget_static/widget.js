// The loader: a button on the site's page and, behind it, the chat in a frame of the desk's own origin.
(() => {
  const script = document.currentScript ?? document.querySelector("script[src*='/widget.js']");
  if (!script || window.Cairnloop) return;

  // Sites that come from Papercups have their settings here, and need not write them again.
  const { customer: known = {}, ...old } = window.Papercups?.config ?? {};
  const { account = old.token ?? old.accountId, ...data } = script.dataset;
  if (!account) return;
  const chat = new URL("chat", script.src);
  const side = data.position ?? old.position?.side ?? old.position;
  const memory = `cairnloop:${account}`;
  const person = {
    externalId: data.customer, name: data.name, email: data.email,
    identity: data.identity, identityHash: data.identityHash,
  };
  const LABELS = {
    en: ["Open the chat", "Close the chat"],
    de: ["Chat öffnen", "Chat schließen"],
    fr: ["Ouvrir le chat", "Fermer le chat"],
    es: ["Abrir el chat", "Cerrar el chat"],
    pt: ["Abrir o chat", "Fechar o chat"],
    ar: ["فتح المحادثة", "إغلاق المحادثة"],
  };
  const languages = [data.lang, ...navigator.languages].map((name) => LABELS[name?.slice(0, 2).toLowerCase()]);
  const [opens, closes] = languages.find(Boolean) ?? LABELS.en;
  let frame = null;
  let loaded = false;
  let isOpen = false;
  let unread = 0;
  let news = "";
  let marked = "";
  let changed = false;
  let theme = data.theme;

  const css = `
    :host { all: initial; }
    @media print { :host { display: none; } }
    button, iframe { position: fixed; z-index: 2147483000; bottom: 20px; right: 20px; border: 0; }
    :host(.left) button, :host(.left) iframe { right: auto; left: 20px; }
    button { --site: #A8492A; --accent: var(--site); width: 60px; height: 60px; padding: 0; border-radius: 50%; cursor: pointer;
      color: #FAF5EB; background: var(--accent);
      box-shadow: 0 2px 6px rgb(20 27 25 / .16), 0 8px 24px rgb(20 27 25 / .2); }
    @supports (color: color(from red xyz-d65 x y z)) {
      button { --accent: rgb(from var(--site) r g b / 1); color: color(from var(--accent) xyz-d65
        clamp(0, (.179 - y) * 999, .95) clamp(0, (.179 - y) * 999, 1) clamp(0, (.179 - y) * 999, 1.089)); } }
    button:focus-visible { outline: 3px solid #141B19; box-shadow: 0 0 0 6px #FAF5EB; outline-offset: 1px; }
    svg { display: block; width: 28px; height: 28px; margin: auto; fill: none; stroke: currentColor;
      stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
    span { position: absolute; top: -4px; right: -4px; box-sizing: border-box; min-width: 24px; height: 24px;
      padding: 0 6px; border: 2px solid #FAF5EB; border-radius: 12px; background: #141B19; color: #FAF5EB;
      font: 600 12px/20px system-ui, sans-serif; text-align: center; }
    [hidden] { display: none; }
    iframe { bottom: 96px; width: min(400px, 100vw - 40px); height: min(680px, 100vh - 116px);
      border-radius: 18px; background: #F4EEE2; background: light-dark(#F4EEE2, #101614); color-scheme: light dark;
      visibility: hidden; opacity: 0;
      transform: translateY(8px); box-shadow: 0 0 0 1px rgb(20 27 25 / .1), 0 16px 48px rgb(20 27 25 / .24);
      outline: 1px solid light-dark(transparent, #2B3531); }
    iframe.open { visibility: visible; opacity: 1; transform: none; }
    @media (prefers-reduced-motion: no-preference) {
      iframe { transition: opacity .16s ease-out, transform .16s ease-out, visibility .16s; } }
    @media (max-width: 480px), (max-height: 460px) {
      iframe, :host(.left) iframe { inset: 0; width: 100%; height: 100%; border-radius: 0; }
      button[aria-expanded="true"] { display: none; } }`;

  const make = (tag, attributes, ...children) => {
    const svg = tag === "svg" || tag === "path";
    const made = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };

  const icon = make("path", {});
  const badge = make("span", { hidden: "", "aria-hidden": "true" });
  const drawing = make("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, icon);
  const button = make("button", { type: "button" }, drawing, badge);
  const host = make("div", { id: "cairnloop", class: side === "left" ? "left" : "right" });
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];
  root.append(button);
  button.hidden = Boolean(old.hideToggleButton);

  const stored = (use) => {
    try {
      return use(localStorage);
    } catch {
      // Without storage the frame is made at the first opening, and remembers while the page lasts.
      return null;
    }
  };

  // A frame that may not store anything keeps its things here, each under a key of its own account.
  const isOurs = (key) => key?.startsWith(`${memory}:`);
  const lend = (storage) => Object.fromEntries(Object.entries(storage).filter(([key]) => isOurs(key)));
  const keep = ({ key, value }) => isOurs(key) && stored((storage) => storage.setItem(key, value));

  const label = () => {
    button.setAttribute("aria-label", isOpen ? closes : opens + (unread ? `, ${news}` : ""));
    button.setAttribute("aria-expanded", String(isOpen));
    icon.setAttribute("d", isOpen ? "M6 9l6 6 6-6" : "M4 5.5h16v11H11l-4.5 3.5v-3.5H4zM8 9.5h8M8 12.8h5");
    badge.textContent = unread > 9 ? "9+" : unread;
    badge.hidden = !unread || isOpen;
  };

  const address = () => {
    const asked = { ...old, token: account, parentOrigin: location.origin, theme, lang: data.lang };
    const own = { inbox: data.inbox, title: data.title, primaryColor: data.color, greeting: data.greeting };
    // The query string of a page may hold secrets, and the desk has no need of it.
    const page = { current_url: location.origin + location.pathname, host: location.host, pathname: location.pathname };
    const about = { customer: JSON.stringify(known), ...person, metadata: JSON.stringify(page) };
    const encode = (...values) =>
      new URLSearchParams(values.flatMap(Object.entries).filter(([, value]) => (value ?? "") !== ""));
    // What follows the # stays out of logs.
    return `${chat}?${encode(asked, own)}#${encode(about)}`;
  };

  // Until it says so, the frame is an empty page of another origin.
  const tell = (event, payload) => loaded && frame.contentWindow.postMessage({ event, payload }, chat.origin);

  const build = () => {
    if (frame) return;
    if (!host.isConnected) document.body.append(host);
    frame = make("iframe", { src: address(), title: data.title || "Chat", referrerpolicy: "origin", allow: "autoplay" });
    if (theme === "light" || theme === "dark") frame.style.colorScheme = theme;
    root.insertBefore(frame, button);
  };

  const set = (next, focus = true) => {
    if (next === isOpen) return;
    isOpen = next;
    build();
    frame.classList.toggle("open", isOpen);
    tell("papercups:toggle", { isOpen, focus });
    label();
    if (focus) (isOpen ? frame : button).focus();
    stored(() => isOpen || sessionStorage.setItem(memory, "closed"));
  };

  const identify = ({ id: externalId, ...said }) => {
    for (const [name, value] of Object.entries({ externalId, ...said })) if (value !== undefined) person[name] = value;
    changed = true;
    tell("customer:update", { metadata: person });
  };

  const count = ({ count: next = 0, label: words = "" }) => {
    unread = Number(next) || 0;
    news = String(words);
    label();
  };

  // The title is the page's own, and it may have changed it since.
  const mark = ({ sign }) => {
    const { title } = document;
    document.title = sign + (title.startsWith(marked) ? title.slice(marked.length) : title);
    marked = sign;
  };

  // An app that records visits hears whose they are.
  const met = ({ customerId: detail }) => window.dispatchEvent(new CustomEvent("papercups:customer:set", { detail }));

  const heard = {
    "customer:created": met,
    "customer:updated": met,
    "store:items": () => tell("store:items", { items: stored(lend) ?? {} }),
    "store:set": keep,
    "chat:loaded": () => {
      if (changed) tell("customer:update", { metadata: person });
      tell("papercups:toggle", { isOpen, focus: isOpen && root.activeElement === frame });
    },
    "papercups:close": () => set(false),
    "chat:used": () => stored((storage) => storage.setItem(memory, "1")),
    "chat:title": mark,
    "messages:seen": count,
    "messages:unseen": count,
  };

  window.addEventListener("message", ({ origin, source, data: message }) => {
    if (!frame || origin !== chat.origin || source !== frame.contentWindow) return;
    loaded = true;
    heard[message?.event]?.(message.payload ?? {});
  });

  // Another tab of the site has kept something for its frame.
  window.addEventListener("storage", ({ key, newValue: value }) => isOurs(key) && tell("store:set", { key, value }));

  button.addEventListener("click", () => set(!isOpen));
  host.addEventListener("keydown", ({ key }) => key === "Escape" && set(false));

  // What the desk has set for this inbox; a page that may not ask, or is not answered, shows the chat all the same.
  const ask = async () => {
    const query = new URLSearchParams({ account_id: account, inbox_id: data.inbox ?? old.inbox ?? "" });
    try {
      const answer = await fetch(new URL(`api/widget_settings?${query}`, script.src), { credentials: "omit" });
      return (answer.ok && (await answer.json()).data) || { refused: answer.status === 403 };
    } catch {
      return {};
    }
  };

  const settle = async () => {
    const { availability = {}, refused, color, theme: set_theme, is_open_by_default: welcome } = await ask();
    const paint = [data.color, old.primaryColor, color].find((one) => CSS.supports("color", one));
    if (paint) button.style.setProperty("--site", paint);
    theme ??= set_theme ?? undefined;
    // Nobody is there, and the desk would rather not be asked then.
    const away = availability.open === false && !availability.online;
    if (refused || (away && availability.when_away === "hide")) return;
    if (!host.isConnected) document.body.append(host);
    if (stored((storage) => storage.getItem(memory))) build();
    if ((old.isOpenByDefault ?? welcome) && innerWidth > 480 && !stored(() => sessionStorage.getItem(memory))) set(true, false);
  };

  const start = () => {
    label();
    const calls = { open: () => set(true), close: () => set(false), toggle: () => set(!isOpen) };
    for (const [name, call] of Object.entries(calls)) window.addEventListener(`papercups:${name}`, call);
    // Whom such an app knows is who writes here, unless the chat knows somebody already.
    window.addEventListener("storytime:customer:set", ({ detail }) => (old.customerId = detail));
    window.Cairnloop = { ...calls, identify };
    window.dispatchEvent(new Event("cairnloop:ready"));
    settle();
  };

  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
})();
