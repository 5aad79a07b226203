// What became of the knowledge files: in use, or what to mend.

import { byId, copyButton, el } from "./dom.js";
import { word } from "./words.js";

const MOST = 50;

/** Shows the state of the knowledge base, in the panel and in a few words at the top. */
export function show(knowledge) {
  const { in_use: inUse, problems } = knowledge;
  const state = !inUse ? "broken" : problems.length ? "better" : "fine";
  const sign = byId("knowledge-sign");
  sign.className = `sign ${state}`;
  sign.textContent = word(`sign_${state}`);
  const time = new Date(knowledge.read * 1000).toLocaleTimeString();
  const box = byId("knowledge");
  box.className = state;
  const listed = problems.slice(0, MOST).map((problem) => {
    const spot = problem.place.line ? `${problem.place.file}:${problem.place.line}` : problem.place.file;
    return el(
      "li",
      { className: problem.fatal ? "fatal" : "" },
      el("p", { className: "where" }, el("code", {}, spot), copyButton(spot, word("copy"), word("copied"))),
      el("p", {}, el("b", {}, problem.id), ` ${problem.message}`),
    );
  });
  const figures = ["entries", "facts", "phrasings"].map((what) => `${knowledge[what]} ${word(`count_${what}`)}`);
  box.replaceChildren(
    el("h2", { id: "knowledge-title" }, word("knowledge")),
    el("p", { className: "state" }, el("b", {}, word(`state_${state}`)), ` ${word("read_at")} ${time}`),
    el("p", { className: "quiet" }, el("code", {}, knowledge.folder), inUse ? ` · ${figures.join(" · ")}` : ""),
    listed.length ? el("ul", { className: "problems" }, listed) : "",
    state === "fine" ? el("p", { className: "quiet" }, word("live_hint")) : "",
  );
}
