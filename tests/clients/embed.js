// A site's page with the published React widget in it, or the published SDK of those who draw their own, and an app's
// screen with the native widget. What the widget tells the site is kept in `told`.
import { Papercups } from "@papercups-io/browser";
import React from "react";
import ReactDOM from "react-dom";
import { ChatWidget } from "@papercups-io/chat-widget";
import NativeWidget from "@papercups-io/chat-widget-native";

window.told = [];

const tells = (name) => (about) => window.told.push([name, about?.body ?? null]);

// `props` are those of the widget; called again, they change.
window.show = (props) =>
  ReactDOM.render(
    React.createElement(ChatWidget, {
      ...props,
      onChatLoaded: (calls) => {
        window.chat = calls;
        tells("loaded")();
      },
      onChatOpened: tells("opened"),
      onChatClosed: tells("closed"),
      onMessageSent: tells("sent"),
      onMessageReceived: tells("received"),
    }),
    document.getElementById("root"),
  );

window.showNative = (props) => ReactDOM.render(React.createElement(NativeWidget, props), document.getElementById("root"));

// Begins with the SDK; what it knows of the conversation is in `sdk.messages`.
window.begin = (config) => {
  window.sdk = Papercups.init(config);
  return window.sdk.start().then(() => null);
};
