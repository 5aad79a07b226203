// The page's own words, in the reader's language; they come from the bot's interface texts.

let words = {};

/** Takes the words the server sent, and puts them where the page asks for them. */
export function setWords(texts, language) {
  words = texts;
  document.documentElement.lang = language;
  document.title = word("title");
  for (const each of document.querySelectorAll("[data-word]")) each.textContent = word(each.dataset.word);
  for (const each of document.querySelectorAll("[data-word-label]")) {
    each.setAttribute("aria-label", word(each.dataset.wordLabel));
    if (each.tagName === "BUTTON") each.title = word(each.dataset.wordLabel);
  }
  for (const each of document.querySelectorAll("[data-word-placeholder]")) {
    each.placeholder = word(each.dataset.wordPlaceholder);
  }
}

export const word = (name) => words[name] ?? name;

/** The language the page is read in: asked for in the address, else the browser's. */
export const wanted = () => new URLSearchParams(location.search).get("lang") ?? navigator.language;
