"use strict";

// The page's own part: the terminal itself is textual-serve's, and begins once everything is loaded.
addEventListener("DOMContentLoaded", () => {
  const socket = new URL("ws", location.href);
  socket.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  document.getElementById("terminal").dataset.sessionWebsocketUrl = socket.href;
  document.getElementById("again").addEventListener("click", () => location.reload());

  // Keys go to the console as soon as it is drawn, without a click; and to the button once it has ended.
  new MutationObserver(() => {
    const ended = document.body.classList.contains("-closed");
    document.querySelector(ended ? "#again" : ".xterm-helper-textarea")?.focus();
  }).observe(document.body, { attributeFilter: ["class"] });
});

// A tab that is closed by accident would end the console, and with it what was not sent.
addEventListener("beforeunload", (leaving) => {
  const shown = document.body.classList;
  if (shown.contains("-first-byte") && !shown.contains("-closed")) leaving.preventDefault();
});
