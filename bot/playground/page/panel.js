// The editor's panel: why the bot replied as it did, and where that is written.

import { byId, copyButton, el } from "./dom.js";
import { word } from "./words.js";

const box = byId("why");
let keepAsking = false; // on each save
let askAgain = () => {};
const outcomes = new Map(); // by question: what came of it last

const percent = (share) => `${Math.round(share * 100)} %`;
const spot = (place) => `${place.file}:${place.line}`;
const where = (place) =>
  el("span", { className: "where" }, el("code", {}, spot(place)), copyButton(spot(place), word("copy"), word("copied")));

export function nothing() {
  askAgain = () => {};
  box.replaceChildren(title(), el("p", { className: "quiet" }, word("nothing_yet")));
}

/** Shows why a message says what it says; `again` asks its question once more. */
export function explain(why, again) {
  askAgain = why.question ? again : () => {};
  box.replaceChildren(...[
    title(),
    el("p", { className: `outcome ${why.kind}` }, el("b", {}, word(`kind_${why.kind}`)), why.reason || (why.question ? "" : word("chosen"))),
    why.question && asked(why, again),
    why.question && words(why),
    why.entries.length ? written(why) : null,
    why.candidates.length ? candidates(why) : null,
  ].filter(Boolean));
}

/** The knowledge was saved and is in use: asks again, if the editor wants that. */
export function saved() {
  if (keepAsking) askAgain();
}

/** Notes what came of a question, to be compared after a change. */
export function note(why) {
  if (!why.question) return;
  const outcome = { kind: why.kind, entries: why.entries.map((entry) => entry.entry).join(", ") };
  const before = outcomes.get(why.question);
  why.before = before && (before.kind !== outcome.kind || before.entries !== outcome.entries) ? before : null;
  outcomes.set(why.question, outcome);
}

const title = () => el("h2", { id: "why-title" }, word("why_title"));
const part = (name, ...content) => el("section", { className: "part" }, el("h3", {}, word(name)), ...content);

function asked(why, again) {
  const before = why.before && el(
    "p",
    { className: "before" },
    `${word("before")}: ${word(`kind_${why.before.kind}`)}`, why.before.entries && ` (${why.before.entries})`,
  );
  return el(
    "div",
    { className: "asked" },
    el("blockquote", {}, why.question),
    before,
    el(
      "p",
      { className: "row" },
      el("button", { type: "button", className: "primary", textContent: word("ask_again"), onclick: again }),
      el(
        "label",
        { className: "check" },
        el("input", { type: "checkbox", checked: keepAsking, onchange: (event) => (keepAsking = event.target.checked) }),
        word("on_each_save"),
      ),
      copyButton(`- ${why.phrasing}`, word("copy_phrasing"), word("copied")),
    ),
  );
}

function words(why) {
  const repaired = new Map(why.repaired.map((each) => [each.word, each.taken_for]));
  const known = why.matched.map((each) => {
    const mended = repaired.get(each.word);
    const meanings = each.meanings.map((meaning) =>
      meaning.place
        ? copyButton(spot(meaning.place), meaning.name, word("copied"), "meaning")
        : el("span", { className: "meaning" }, meaning.name.replace(/^=/, "")));
    return el(
      "li",
      { className: "known" },
      el("b", {}, each.word), mended && el("span", { className: "mended" }, ` ⇝ ${mended}`),
      el("span", { className: "arrow", attrs: { "aria-hidden": "true" } }, " → "), ...meanings,
    );
  });
  const unknown = why.unknown.map((each) =>
    el("li", { className: "unknown" }, el("b", {}, each), ` ${word("unknown")}`));
  const all = [...known, ...unknown];
  return part("words", all.length ? el("ul", { className: "words" }, all) : el("p", { className: "quiet" }, word("no_words")));
}

function candidates(why) {
  const { answer, ask } = why.thresholds;
  const items = why.candidates.map((found) => {
    const bar = el("div", {
      className: `bar ${found.confidence >= answer ? "sure" : found.confidence >= ask ? "near" : "far"}`,
      role: "meter",
      attrs: {
        "aria-label": `${found.title}: ${word("confidence")}`,
        "aria-valuenow": Math.round(found.confidence * 100), "aria-valuemin": 0, "aria-valuemax": 100,
      },
    }, el("i", {}), el("s", { className: "ask" }), el("s", { className: "answer" }));
    bar.style.setProperty("--value", found.confidence);
    bar.style.setProperty("--ask", ask);
    bar.style.setProperty("--answer", answer);
    return el(
      "li",
      {},
      el("p", { className: "candidate" }, el("b", {}, found.title), el("span", {}, percent(found.confidence))),
      bar,
      el("p", { className: "quiet" }, el("q", {}, found.phrasing), " ", where(found.place)),
    );
  });
  const legend = el(
    "p",
    { className: "legend" },
    el("span", { className: "ask" }, `${word("asks_from")} ${percent(ask)}`),
    el("span", { className: "answer" }, `${word("answers_from")} ${percent(answer)}`),
  );
  return part("candidates", legend, el("ol", { className: "candidates" }, items));
}

function written(why) {
  const entries = why.entries.map((entry) =>
    el(
      "li",
      {},
      el("p", {}, el("b", {}, entry.entry), " ", where(entry.place)),
      el("details", {}, el("summary", {}, word("show_yaml")), yaml(entry)),
    ));
  const facts = why.facts.map((fact) =>
    el("li", {}, el("code", {}, `{${fact.id}}`), ` = ${fact.value} `, where(fact.place)));
  const sources = why.sources.map((source) => el("li", {}, el("code", {}, source.id), " ", where(source.place)));
  return part(
    "written", el("ul", { className: "places" }, entries),
    facts.length ? el("h4", {}, word("facts")) : "", facts.length ? el("ul", { className: "places" }, facts) : "",
    sources.length ? el("h4", {}, word("sources")) : "", sources.length ? el("ul", { className: "places" }, sources) : "",
  );
}

function yaml(entry) {
  const lines = entry.lines.map((line, i) =>
    el("span", { className: "line" }, el("span", { className: "number", attrs: { "aria-hidden": "true" } }, String(entry.place.line + i)), `${line}\n`));
  return el("pre", { className: "yaml", tabIndex: 0, attrs: { role: "region", "aria-label": spot(entry.place) } }, lines);
}
