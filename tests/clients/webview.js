// A phone's web view, as far as the native widget knows it: the address it opens is in `shown`.
export const WebView = ({ source }) => {
  window.shown = source.uri;
  return null;
};
