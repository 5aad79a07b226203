"""`baotou-bot eval` and `baotou-bot calibrate`: measuring the replies, and fitting to what was measured."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.problems import FileError
from bot.progress import progress

if TYPE_CHECKING:
    from bot.engine import Engine
    from bot.quality.evaluation import Evaluation
    from bot.quality.question_sets import Question

_Add = Callable[[str, str], argparse.ArgumentParser]
_Build = Callable[[argparse.Namespace], "Engine"]
_MOST = 100.0


def add_quality_commands(add: _Add, engine: _Build) -> None:
    """Add both commands: `add` makes a parser from name and help, `engine` an engine from what it parsed."""
    evaluate = add("eval", "Judge the replies to question sets")
    what = evaluate.add_mutually_exclusive_group()
    what.add_argument("--figures", action="store_true", help="print the figures only, not each failure")
    what.add_argument("--json", action="store_true", help="print all of it as one JSON object")
    evaluate.add_argument("--report", type=Path, metavar="FILE.html", help="write a page to look at as well")
    evaluate.add_argument(
        "--min",
        action="append",
        type=_floor,
        default=[],
        metavar="KIND.LANG=PCT",
        help="least of a kind and language to be right; may be given several times",
    )
    evaluate.add_argument(
        "--max-wrong", type=_percent, default=_MOST, metavar="PCT", help="most questions answered wrongly"
    )
    evaluate.add_argument(
        "--max-asked", type=_percent, default=_MOST, metavar="PCT", help="most questions to answer asked back"
    )
    evaluate.epilog = "Exit code 1 where a floor (--min) or a ceiling (--max-...) does not hold."
    evaluate.set_defaults(command=lambda args: _evaluate(args, engine(args)))
    calibrate = add("calibrate", "Fit confidences and thresholds to question sets")
    calibrate.add_argument("--output", type=Path, metavar="FILE", help="write here, and not into the package")
    calibrate.set_defaults(command=lambda args: _calibrate(args, engine(args)))
    for command in (evaluate, calibrate):
        command.add_argument("files", nargs="+", type=Path, metavar="FILE", help="question set, in YAML")
        command.add_argument("--knowledge", type=Path, metavar="DIR", help="folder of the knowledge base")


def _floor(text: str) -> tuple[str, float]:
    name, _, least = text.partition("=")
    if "." not in name:
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form answer.en=90")
    return name, _percent(least)


def _percent(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= _MOST:  # nor is NaN
        raise argparse.ArgumentTypeError(f"{text!r} is not a percentage from 0 to 100")
    return number


def _evaluate(args: argparse.Namespace, engine: "Engine") -> int:
    from bot.quality import report
    from bot.quality.evaluation import Evaluation
    from bot.quality.figures import Floors, below
    from bot.quality.judging import evaluate

    questions = _questions(args.files, engine)
    judged = list(evaluate(engine, progress(questions, "asking")))
    found = Evaluation.of(engine, judged)
    missed = below(judged, Floors(dict(args.min), args.max_wrong, args.max_asked))
    if args.json:
        print(report.as_json(found, missed))
    else:
        parts = [] if args.figures else [report.failures(found), report.confused(found)]
        print(*filter(None, [*parts, report.table(found)]), sep="\n\n")
    if args.report:
        _write(args.report, _page(args, engine, found, missed))
        print(f"{args.report}: written", file=sys.stderr)
    print(*missed, sep="\n", end="\n" if missed else "", file=sys.stderr)
    return 1 if missed else 0


def _page(args: argparse.Namespace, engine: "Engine", found: "Evaluation", missed: Sequence[str]) -> str:
    from datetime import UTC, datetime

    from bot.quality.page import page
    from bot.quality.thresholds import costs, sweep

    questions = [each.question for each in found.judged]
    tried = progress(sweep(engine.matcher.model), "trying thresholds")
    return page(
        found,
        list(costs(engine, tried, questions)),
        missed,
        sets=[file.name for file in args.files],
        day=datetime.now(UTC).date(),
    )


def _calibrate(args: argparse.Namespace, engine: "Engine") -> int:
    from bot.matching.confidence import CALIBRATION
    from bot.quality import calibration

    sets = [_questions([file], engine) for file in args.files]
    try:
        chosen, count = calibration.calibrated(engine, sets)
    except ValueError as error:
        raise FileError(f"{error}") from error
    target = args.output or CALIBRATION
    _write(target, calibration.to_yaml(chosen, [file.name for file in args.files], count))
    print(f"{target}: fitted to {count} questions")
    return 0


def _questions(files: Sequence[Path], engine: "Engine") -> "list[Question]":
    from bot.quality.question_sets import load_questions, unknown_entries

    questions = [question for file in files for question in load_questions(file)]
    names = ", ".join(str(file) for file in files)
    if not questions:
        raise FileError(f"{names}: no questions")
    if strangers := unknown_entries(questions, engine.kb.entries):
        raise FileError(f"{names}: no such entries in the knowledge base: {', '.join(strangers)}")
    return questions


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise FileError(f"{file}: cannot be written: {error}") from error
