// A text with Telegram's entities as elements. Offsets count UTF-16 code units, as JavaScript's do.

import { el } from "./dom.js";
import { word } from "./words.js";

const PLAIN = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre", blockquote: "blockquote",
};
const BLOCKS = new Set(["blockquote", "expandable_blockquote", "pre"]);

/** The nodes of `text`; `follow(entity, words)` is called for commands and links that stay in the chat. */
export function rich(text, entities, follow) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return nodes(text, 0, text.length, sorted, follow);
}

function nodes(text, start, end, entities, follow) {
  const found = [];
  let place = start;
  let afterBlock = false;
  const plain = (until, beforeBlock) => {
    let part = text.slice(place, until);
    if (afterBlock) part = part.replace(/^\n+/, "");
    if (beforeBlock) part = part.replace(/\n+$/, "");
    if (part) found.push(part);
  };
  for (let i = 0; i < entities.length; i++) {
    const entity = entities[i];
    if (entity.offset < place || entity.offset >= end) continue;
    const stop = Math.min(end, entity.offset + entity.length);
    plain(entity.offset, BLOCKS.has(entity.type));
    const inside = entities.slice(i + 1).filter((other) => other.offset < stop);
    found.push(element(entity, nodes(text, entity.offset, stop, inside, follow), text.slice(entity.offset, stop), follow));
    place = stop;
    afterBlock = BLOCKS.has(entity.type);
  }
  plain(end, false);
  return found;
}

function element(entity, children, words, follow) {
  if (entity.type in PLAIN) return el(PLAIN[entity.type], {}, children);
  switch (entity.type) {
    case "expandable_blockquote":
      return foldable(children);
    case "spoiler":
      return el("span", { className: "spoiler" }, children);
    case "text_link":
    case "url":
      return link(entity.url ?? words, children, follow);
    case "bot_command":
      return el("button", { type: "button", className: "link", onclick: () => follow({ command: words }) }, children);
    default:
      return el("span", { className: entity.type }, children);
  }
}

/** A link; one to the bot itself is followed within the page. */
export function link(address, children, follow, className = "") {
  const start = /^https:\/\/t\.me\/(\w+)\?start=([\w-]+)$/.exec(address);
  if (start) {
    return el("button", { type: "button", className: className || "link", onclick: () => follow({ start }) }, children);
  }
  const safe = /^(https?|mailto|tg):/.test(address) ? address : null;
  return el("a", { className, attrs: { href: safe, target: "_blank", rel: "noopener noreferrer" } }, children);
}

function foldable(children) {
  const quote = el("div", { className: "folded" }, children);
  const button = el("button", { type: "button", className: "fold", attrs: { "aria-expanded": "false" } });
  button.textContent = word("show_all");
  button.addEventListener("click", () => {
    const open = quote.classList.toggle("open");
    button.setAttribute("aria-expanded", String(open));
    button.textContent = word(open ? "show_less" : "show_all");
  });
  return el("blockquote", { className: "foldable" }, quote, button);
}
