// Adds the chat as a site would, with the account taken from the address.

const account = new URLSearchParams(location.search).get("account");
const ask = document.getElementById("ask");

if (account) {
  const loader = document.createElement("script");
  loader.src = "widget.js";
  loader.async = true;
  loader.dataset.account = account;
  document.body.append(loader);
  ask.addEventListener("click", () => window.Cairnloop?.open());
} else {
  ask.hidden = true;
  document.getElementById("unset").hidden = false;
}
