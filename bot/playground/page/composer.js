// The message field: sends, completes commands, and types on in inline mode.

import { byId } from "./dom.js";
import * as suggestions from "./suggestions.js";
import { act } from "./wire.js";
import { word } from "./words.js";

const PAUSE = 150; // milliseconds without a key before inline mode asks

const form = byId("composer");
const field = byId("text");
const aboutTo = byId("about-to");

let world; // what the page knows of bot, person and chat; see main.js
let attached = null; // {reply: message} or {edit: message}
let timer = 0;
let asked = 0;

export function start(state) {
  world = state;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  field.addEventListener("input", changed);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // Enter and arrows belong to the input method
    if (suggestions.key(event)) event.preventDefault();
    else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    } else if (event.key === "Escape") attach(null);
  });
  byId("menu").addEventListener("click", () => {
    if (suggestions.isOpen()) suggestions.close();
    else {
      commands("");
      field.focus();
    }
  });
  aboutTo.querySelector("button").addEventListener("click", () => attach(null));
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".below")) suggestions.close();
  });
}

/** Puts `text` into the field, as a button for inline mode does. */
export function type(text) {
  field.value = text;
  field.focus();
  changed();
}

/** The next message replies to one, or changes one. */
export function attach(what) {
  attached = what;
  aboutTo.hidden = !what;
  if (!what) return;
  const message = what.reply ?? what.edit;
  aboutTo.querySelector("span").textContent = `${word(what.reply ? "reply" : "edit")}: ${message.text}`;
  if (what.edit) field.value = message.text;
  field.focus();
  grow();
}

/** Forgets what was begun, as when another chat is opened. */
export function clear() {
  field.value = "";
  clearTimeout(timer);
  asked++; // what inline mode still finds is of no use
  attach(null);
  suggestions.close();
  grow();
}

function send() {
  const text = field.value.trim();
  if (!text) return;
  const { reply, edit } = attached ?? {};
  if (edit) act("edit", { chat: world.chat().id, message: edit.id, text });
  else world.say(text, reply?.id);
  clear();
}

function changed() {
  grow();
  clearTimeout(timer);
  asked++;
  const text = field.value;
  const inline = new RegExp(`^@${world.bot.username}(?:\\s+([^]*))?$`, "i").exec(text);
  if (/^\/\w*$/.test(text)) commands(text.slice(1));
  else if (inline && inline[1] !== undefined) timer = setTimeout(() => ask(inline[1], asked), PAUSE);
  else if (/^@\w*$/.test(text) && `@${world.bot.username}`.startsWith(text.toLowerCase())) name();
  else suggestions.close();
}

function commands(begun) {
  const found = world.person().commands.filter((each) => each.command.startsWith(begun.toLowerCase()));
  const suffix = world.chat().kind === "group" ? `@${world.bot.username}` : "";
  const items = found.map(({ command, description }) => ({
    title: `/${command}`,
    detail: description,
    choose: () => {
      world.say(`/${command}${suffix}`);
      clear();
      field.focus();
    },
  }));
  if (items.length) suggestions.open(word("commands"), items);
  else suggestions.close();
}

function name() {
  const choose = () => type(`@${world.bot.username} `);
  suggestions.open(word("inline"), [{ title: `@${world.bot.username}`, detail: word("inline_hint"), choose }]);
}

async function ask(text, number) {
  const { person, chat } = { person: world.person().id, chat: world.chat().id };
  const found = await act("inline", { person, text });
  if (!found || number !== asked) return; // typed on in the meantime
  const items = found.results.map((result) => ({
    title: result.title || word("picture"),
    detail: result.description,
    picture: result.photo_file_id,
    choose: () => {
      act("tap", { person, chat, query: found.query, result: result.id });
      clear();
      field.focus();
    },
  }));
  const top = found.button && {
    text: found.button.text,
    choose: () => {
      clear();
      world.privately(`/start ${found.button.start_parameter}`);
    },
  };
  suggestions.open(word("inline"), items, top);
}

function grow() {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, 140)}px`;
}
