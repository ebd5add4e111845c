// What the server told this page: addresses, layers, words.
export const page = JSON.parse(document.getElementById("page-data").textContent);
export const words = page.words;
export const byId = (id) => document.getElementById(id);

/** Fill the {names} of a sentence. */
export const say = (key, values = {}) =>
  words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);

/** Numbers as the page's language writes them. */
export const number = new Intl.NumberFormat(page.language, { maximumFractionDigits: 0, useGrouping: "always" });

/** Call `action` once, a while after the last call. */
export function settled(action, wait) {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(action, wait);
  };
}
