// A chat's messages: bubbles, pictures and the buttons under them.

import { byId, el } from "./dom.js";
import { link, rich } from "./rich.js";
import { word } from "./words.js";

const NEAR_END = 120; // pixels from the end at which new messages are still followed

const list = byId("messages");
const log = byId("log"); // what scrolls
const nodeId = (message) => `message-${message.id}`;

/** Shows all of `messages`; `hands` are what people can do with one. */
export function showAll(messages, empty, hands) {
  list.replaceChildren(...messages.map((message) => bubble(message, hands)));
  list.dataset.empty = empty;
  log.scrollTop = log.scrollHeight;
}

/** Adds a message, or shows what it has become. */
export function show(message, hands) {
  const follow = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END;
  const old = byId(nodeId(message));
  const shown = bubble(message, hands);
  if (old) {
    const focused = [...old.querySelectorAll("button, a")].indexOf(document.activeElement);
    old.replaceWith(shown);
    if (focused >= 0) (shown.querySelector(".keys button, .keys a, button, a") ?? log).focus();
  } else {
    list.append(shown);
  }
  if (follow || message.mine) log.scrollTop = log.scrollHeight;
}

export const remove = (id) => byId(nodeId({ id }))?.remove();

/** Marks the message the panel is about. */
export function mark(id) {
  for (const each of list.children) each.classList.toggle("chosen", each.id === nodeId({ id }));
}

/** The button that was pressed has its answer. */
export function released(id) {
  for (const each of byId(nodeId({ id }))?.querySelectorAll("[aria-busy]") ?? []) each.removeAttribute("aria-busy");
}

function bubble(message, hands) {
  const mine = message.from.id === hands.me;
  const content = el("div", { className: "content", lang: message.lang ?? "" }, rich(message.text, message.entities, hands.follow));
  const box = el(
    "div",
    { className: "bubble" },
    (message.via || (!mine && hands.names)) && author(message, mine),
    message.quote && el("blockquote", { className: "quoted" }, el("b", {}, message.quote.name), message.quote.text),
    message.photo && picture(message.photo),
    message.text && content,
    el("p", { className: "foot" }, ...foot(message, mine, hands)),
  );
  const keys = message.rows?.length ? keyboard(message, hands) : null;
  const side = mine ? "mine" : message.bot ? "bots" : "theirs";
  return el("li", { id: nodeId(message), className: `message ${side}` }, box, keys);
}

const author = (message, mine) =>
  el("p", { className: "author" }, mine ? null : message.from.name, message.via && el("span", {}, ` ${word("via")} @${message.botName}`));

const picture = (photo) =>
  el("img", {
    src: `/photo/${encodeURIComponent(photo.file)}`, width: photo.width, height: photo.height,
    alt: word("picture"), className: "picture",
  });

function foot(message, mine, hands) {
  const time = new Date(message.date * 1000);
  const small = (name, action) =>
    el("button", { type: "button", className: "small", textContent: word(name), onclick: action });
  return [
    message.why && small("why", () => hands.why(message)),
    message.bot && hands.replies && small("reply", () => hands.reply(message)),
    mine && !message.via && hands.edits && small("edit", () => hands.edit(message)),
    message.edited && el("span", {}, word("edited")),
    el("time", { dateTime: time.toISOString() }, time.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })),
  ];
}

function keyboard(message, hands) {
  const rows = message.rows.map((row, y) =>
    el("div", { className: "keys-row" }, row.map((key, x) => button(message, key, y, x, hands))),
  );
  return el("div", { className: "keys", role: "group", attrs: { "aria-label": word("buttons") } }, rows);
}

function button(message, key, row, column, hands) {
  if (key.url) return link(key.url, [key.text, " ↗"], hands.follow, "key");
  const pressed = el("button", { type: "button", className: "key", textContent: key.text });
  pressed.addEventListener("click", () => {
    if ("callback_data" in key) pressed.setAttribute("aria-busy", "true");
    hands.press(message, key, row, column);
  });
  return pressed;
}
