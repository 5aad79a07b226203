// Building elements. Texts only ever become text nodes: the page's policy allows nothing else.

/** An element with properties, attributes (in `attrs`), listeners (`onclick`, ...) and children. */
export function el(tag, properties = {}, ...children) {
  const { attrs = {}, ...rest } = properties;
  const element = Object.assign(document.createElement(tag), rest);
  for (const [name, value] of Object.entries(attrs)) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const byId = (id) => document.getElementById(id);

/** A button that copies `text` and says so; the text is its tooltip. */
export function copyButton(text, label, done, className = "copy") {
  const button = el("button", { type: "button", className, textContent: label, title: text });
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text);
    button.textContent = done;
    setTimeout(() => (button.textContent = label), 1500);
  });
  return button;
}
