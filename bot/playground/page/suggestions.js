// The list above the message field: commands, or what inline mode found.

import { byId, el } from "./dom.js";
import { word } from "./words.js";

const box = byId("suggestions");
const field = byId("text");
let choices = [];
let current = -1;

export const isOpen = () => !box.hidden;

/** Shows `items` ({title, detail, choose, picture}), with a button above if `top` ({text, choose}) is given. */
export function open(label, items, top = null) {
  choices = items;
  current = -1;
  const options = items.map((item, i) => {
    const option = el(
      "li",
      { id: `suggestion-${i}`, role: "option", attrs: { "aria-selected": "false" } },
      item.picture && el("img", { src: `/photo/${encodeURIComponent(item.picture)}`, alt: "", className: "thumb" }),
      el("span", { className: "suggestion" }, el("b", {}, item.title), item.detail && el("small", {}, item.detail)),
    );
    option.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
    option.addEventListener("click", () => choose(i));
    return option;
  });
  // It can have the focus itself, since it scrolls; the same keys work there.
  const listbox = el("ul", { role: "listbox", tabIndex: 0, attrs: { "aria-label": label } }, options);
  listbox.addEventListener("keydown", (event) => key(event) && event.preventDefault());
  const button = top && el("button", { type: "button", className: "key", textContent: top.text, onclick: top.choose });
  const nothing = !items.length && !top && el("p", { className: "nothing" }, word("nothing_found"));
  box.replaceChildren(...[button, items.length ? listbox : null, nothing].filter(Boolean));
  box.hidden = false;
  byId("menu").setAttribute("aria-expanded", "true");
}

export function close() {
  box.hidden = true;
  box.replaceChildren();
  choices = [];
  current = -1;
  field.removeAttribute("aria-activedescendant");
  byId("menu").setAttribute("aria-expanded", "false");
}

/** Up and down move, Enter chooses, Escape closes; the result is whether the key was used. */
export function key(event) {
  if (box.hidden) return false;
  if (event.key === "Escape") {
    close();
    return true;
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && choices.length) {
    move((current + step + choices.length) % choices.length);
    return true;
  }
  if (event.key === "Enter" && current >= 0) {
    choose(current);
    return true;
  }
  return false;
}

function move(to) {
  const options = box.querySelectorAll("[role=option]");
  options[current]?.setAttribute("aria-selected", "false");
  options[to].setAttribute("aria-selected", "true");
  options[to].scrollIntoView({ block: "nearest" });
  for (const each of [field, box.querySelector("[role=listbox]")]) {
    each.setAttribute("aria-activedescendant", options[to].id);
  }
  current = to;
}

function choose(i) {
  const chosen = choices[i];
  close();
  chosen.choose();
}
