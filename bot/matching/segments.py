"""Cutting a question into the parts that may each be a question: sentences, clauses, halves."""

import re
from dataclasses import dataclass

from bot.matching.remarks import is_remark, tells

# A full stop ends a sentence only before white space, so that "15.29" and "U.S." hold together, and not after
# words that are written with one ("a phone no. for the base").
_SHORT_WORDS = "no nr vs dr mr mrs ms st prof approx incl min max eg ie"
_SHORT = "".join(rf"(?<!\b{word})" for word in _SHORT_WORDS.split())
_SENTENCE = re.compile(rf"[!?;！？；。\n]+|{_SHORT}\.+(?=\s\S)|\.+\s*$")
# A comma between digits is part of a number; a blank between Chinese characters is a pause.
_COMMA = r"(?<!\d),|,(?!\d)|[，、]|(?<=[\u4e00-\u9fff])\s(?=[\u4e00-\u9fff])"
_CLAUSE = re.compile(rf"{_COMMA}|[:：]|\s[-–—]+\s|[–—]{{1,2}}|\.{{2,}}|…|[()（）\[\]\"“”]")
_HALF = re.compile(
    rf"\s(?:and|plus|also|as well as|then|n|'n'|n')\s|\s?[&+/]\s?|{_COMMA}|[;；?？]"
    r"|以及|还有|并且|而且|另外|顺便|又|和|与|跟"
)


# Nobody asks more at once. Of a thousand parts, each would be looked at, and each way to cut the text in two.
MOST_PARTS = 40
MOST_JOINTS = 15


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the text by its place."""

    start: int
    end: int


def segments(text: str) -> tuple[Segment, ...]:
    """The whole text, its sentences, and their clauses; each once, longest first, `MOST_PARTS` at most.

    What merely tells of the asker's life is no part by itself ("I'm a vet. Can I bring my clinic?"), nor is
    what is said about the rest ("Is that true?").
    """
    found = {Segment(0, len(text))}
    for sentence in _cut(text, _SENTENCE, 0, len(text)):
        parts = {sentence, *_cut(text, _CLAUSE, sentence.start, sentence.end)}
        found.update(part for part in parts if _asks_by_itself(text[part.start : part.end].strip()))
    return tuple(sorted(found, key=lambda part: (part.start - part.end, part.start))[:MOST_PARTS])


def _asks_by_itself(said: str) -> bool:
    return not tells(said) and not is_remark(said)


def halves(text: str) -> tuple[tuple[Segment, Segment], ...]:
    """Every way to cut the text in two at a word or mark that joins questions; none of very many.

    Remarks before and after ("both, please") belong to neither half.
    """
    joints = [*_HALF.finditer(text)]
    if len(joints) > MOST_JOINTS:
        return ()
    start = 0
    while joints and is_remark(text[start : joints[0].start()]):
        start = joints.pop(0).end()
    end = mark_end = len(text)  # a remark is looked at with the mark behind it: "no fee?" asks something
    while joints and is_remark(text[joints[-1].end() : mark_end]):
        last = joints.pop()
        end, mark_end = last.start(), last.end()
    return tuple((Segment(start, joint.start()), Segment(joint.end(), end)) for joint in joints)


def _cut(text: str, mark: re.Pattern[str], start: int, end: int) -> list[Segment]:
    parts: list[Segment] = []
    place = start
    for joint in mark.finditer(text, start, end):
        parts.append(Segment(place, joint.start()))
        place = joint.end()
    parts.append(Segment(place, end))
    return [part for part in parts if text[part.start : part.end].strip()]
