// The page: keeps what there is, and shows the chat and the panel that are chosen.

import * as chatView from "./chat.js";
import * as composer from "./composer.js";
import { byId, el } from "./dom.js";
import * as knowledgeView from "./knowledge.js";
import * as panel from "./panel.js";
import { act, listen } from "./wire.js";
import { setWords, wanted, word } from "./words.js";

const TYPING_SECONDS = 5; // https://core.telegram.org/bots/api#sendchataction
const ROOMS = ["private", "group", "elsewhere"];

const state = { bot: null, people: [], chats: new Map(), me: 0, room: "private" };
let typing = 0;
let started = false;

const person = () => state.people.find((each) => each.id === state.me);
const chat = () =>
  state.room === "private" ? state.chats.get(state.me) : [...state.chats.values()].find((each) => each.kind === state.room);

const say = (text, reply = null) => act("say", { person: state.me, chat: chat().id, text, reply });

function privately(text) {
  openRoom("private");
  say(text);
}

function follow({ command, start }) {
  if (command) say(command);
  else if (start[1].toLowerCase() === state.bot.username.toLowerCase()) privately(`/start ${start[2]}`);
}

async function press(message, key, row, column) {
  const name = `@${state.bot.username} `;
  if ("callback_data" in key) {
    const done = await act("press", { person: state.me, chat: chat().id, message: message.id, row, column });
    if (done === null && !message.gone) chatView.released(message.id);
  } else if ("switch_inline_query_current_chat" in key) composer.type(name + key.switch_inline_query_current_chat);
  else if (key.copy_text) {
    await navigator.clipboard.writeText(key.copy_text.text);
    toast(word("copied"));
  } else {
    const query = key.switch_inline_query ?? key.switch_inline_query_chosen_chat?.query;
    if (query !== undefined) {
      openRoom("elsewhere");
      composer.type(name + query);
    }
  }
}

function hands() {
  return {
    me: state.me, names: state.room !== "private", follow, press,
    replies: state.room !== "elsewhere", edits: state.room !== "elsewhere",
    why: (message) => {
      explain(message);
      showView("panel");
      byId("panel").focus({ preventScroll: true });
    },
    reply: (message) => composer.attach({ reply: message }),
    edit: (message) => composer.attach({ edit: message }),
  };
}

function dressed(message) {
  return { ...message, lang: message.why?.lang, botName: state.bot.username, mine: message.from.id === state.me };
}

function explain(message) {
  const where = chat();
  chatView.mark(message.id);
  panel.explain(message.why, () => act("say", { person: state.me, chat: where.id, text: message.why.question, reply: null }));
}

function showChat() {
  const messages = chat().messages.map(dressed);
  chatView.showAll(messages, word(`empty_${state.room}`).replaceAll("@bot", `@${state.bot.username}`), hands());
  byId("chat-name").textContent = state.room === "private" ? state.bot.name : word(`room_${state.room}`);
  document.querySelector(".avatar").textContent = byId("chat-name").textContent.slice(0, 1);
  showMenu();
  showState("");
  for (const each of byId("rooms").children) each.setAttribute("aria-pressed", String(each.dataset.room === state.room));
  const last = messages.findLast((message) => message.why);
  if (last) explain(last);
  else panel.nothing();
}

/** The commands' button; until the bot has told Telegram its commands, there is nothing to open. */
function showMenu() {
  byId("menu").hidden = state.room === "elsewhere";
  byId("menu").disabled = person().commands.length === 0;
}

function showState(text) {
  byId("chat-state").textContent = text || word(`state_${state.room}`);
}

function openRoom(room) {
  state.room = room;
  composer.clear();
  showChat();
}

function showPeople() {
  byId("person").replaceChildren(...state.people.map((each) =>
    el("option", { value: each.id, selected: each.id === state.me }, each.language ? `${each.name} · ${each.language}` : each.name)));
}

function toast(text) {
  const box = byId("toast");
  box.textContent = text;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => (box.textContent = ""), 4000);
}

function notice(name, ...content) {
  const box = el("div", { className: `notice ${name}` }, el("b", {}, word(name)), " ", ...content);
  const close = el("button", { type: "button", className: "round", attrs: { "aria-label": word("close") }, onclick: () => box.remove() }, "×");
  box.append(close);
  byId("notices").replaceChildren(box);
}

const changes = {
  all({ bot, people, chats, texts, lang, knowledge }) {
    setWords(texts, lang);
    Object.assign(state, { bot, people, chats: new Map(chats.map((each) => [each.id, each])) });
    state.me = person() ? state.me : people[0].id;
    byId("rooms").replaceChildren(...ROOMS.map((room) =>
      el("button", { type: "button", textContent: word(`room_${room}`), onclick: () => openRoom(room), attrs: { "data-room": room } })));
    if (!started) composer.start({ bot, person, chat, say, privately });
    started = true;
    byId("notices").replaceChildren();
    showPeople();
    knowledgeView.show(knowledge);
    showChat();
    document.body.hidden = false;
  },
  people({ people }) {
    state.people = people;
    for (const { id } of people) if (!state.chats.has(id)) state.chats.set(id, { id, kind: "private", messages: [] });
    showPeople();
    showMenu();
  },
  message({ chat: where, message }) {
    const target = state.chats.get(where);
    const old = target.messages.findIndex((each) => each.id === message.id);
    if (old >= 0) target.messages[old] = message;
    else target.messages.push(message);
    if (message.why) panel.note(message.why);
    if (target !== chat()) return;
    if (message.bot) showState("");
    chatView.show(dressed(message), hands());
    if (message.why) explain(message);
  },
  deleted({ chat: where, message }) {
    const target = state.chats.get(where);
    target.messages = target.messages.filter((each) => each.id !== message);
    if (target === chat()) chatView.remove(message);
  },
  action({ chat: where }) {
    if (state.chats.get(where) !== chat()) return;
    showState(word("typing"));
    clearTimeout(typing);
    typing = setTimeout(() => showState(""), TYPING_SECONDS * 1000);
  },
  toast({ text, chat: where, message }) {
    if (state.chats.get(where) === chat()) chatView.released(message);
    if (text) toast(text);
  },
  knowledge({ knowledge }) {
    knowledgeView.show(knowledge);
    if (knowledge.in_use) panel.saved();
  },
  refused: ({ method, description, source }) =>
    notice("refused", el("code", {}, method), ` ${description} `,
      el("a", { attrs: { href: source, target: "_blank", rel: "noopener noreferrer" } }, word("documentation"))),
};

function showView(name) {
  document.body.dataset.view = name;
  for (const tab of ["chat", "panel"]) {
    byId(`tab-${tab}`).setAttribute("aria-selected", String(tab === name));
    byId(`tab-${tab}`).tabIndex = tab === name ? 0 : -1;
  }
}

for (const name of ["chat", "panel"]) {
  byId(`tab-${name}`).addEventListener("click", () => showView(name));
  byId(`tab-${name}`).addEventListener("keydown", (event) => {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    const other = name === "chat" ? "panel" : "chat";
    showView(other);
    byId(`tab-${other}`).focus();
  });
}
showView("chat");

byId("person").addEventListener("change", (event) => {
  state.me = Number(event.target.value);
  composer.clear();
  showChat();
});

const dialog = byId("new-person");
byId("add-person").addEventListener("click", () => dialog.showModal());
dialog.querySelector(".plain").addEventListener("click", () => dialog.close());
dialog.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const { name, language } = event.target.elements;
  const added = await act("person", { name: name.value, language: language.value });
  dialog.close();
  event.target.reset();
  if (added === null) return;
  state.me = added.id;
  changes.people(added);
  openRoom("private");
});

listen(wanted(), (change) => changes[change.type]?.(change), () => started && notice("closed"));
