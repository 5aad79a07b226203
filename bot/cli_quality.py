"""`baotou-bot eval` and `baotou-bot calibrate`: measuring the replies, and fitting to what was measured."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.engine import Engine
    from bot.evaluation import Question

_Add = Callable[[str, str], argparse.ArgumentParser]
_Build = Callable[[argparse.Namespace], "Engine"]


def add_quality_commands(add: _Add, engine: _Build) -> None:
    """Add both commands: `add` makes a parser from name and help, `engine` an engine from what it parsed."""
    evaluate = add("eval", "Judge the replies to question sets")
    evaluate.add_argument("--show", action="store_true", help="list what was not right, with the reasons")
    evaluate.add_argument("--json", action="store_true", help="print the figures as JSON")
    evaluate.add_argument(
        "--min", action="append", type=_floor, default=[], metavar="KIND.LANG=PCT", help="a floor for `right`"
    )
    evaluate.add_argument("--max-wrong", type=float, default=100.0, metavar="PCT", help="most wrong answers")
    evaluate.set_defaults(command=lambda args: _evaluate(args, engine(args)))
    calibrate = add("calibrate", "Fit confidences and thresholds to question sets")
    calibrate.add_argument("--output", type=Path, metavar="FILE", help="write here, and not into the package")
    calibrate.set_defaults(command=lambda args: _calibrate(args, engine(args)))
    for command in (evaluate, calibrate):
        command.add_argument("files", nargs="+", type=Path, metavar="FILE", help="question set, in YAML")
        command.add_argument("--knowledge", type=Path, metavar="DIR", help="folder of the knowledge base")


def _floor(text: str) -> tuple[str, float]:
    name, _, least = text.partition("=")
    try:
        return name, float(least)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form answer.en=90") from None


def _evaluate(args: argparse.Namespace, engine: "Engine") -> int:
    from bot import evaluation_report as report
    from bot.evaluation import evaluate

    judged = list(evaluate(engine, _questions(args.files)))
    if args.show and (failures := report.failures(judged)):
        print(failures)
    print(report.as_json(judged) if args.json else report.table(judged))
    missed = report.below(judged, dict(args.min), args.max_wrong)
    print(*missed, sep="\n", end="\n" if missed else "", file=sys.stderr)
    return 1 if missed else 0


def _calibrate(args: argparse.Namespace, engine: "Engine") -> int:
    from bot import calibration
    from bot.matching.confidence import CALIBRATION

    questions = _questions(args.files)
    found = calibration.examples(engine, questions)
    fitted = calibration.with_thresholds(engine, calibration.fit(found), questions)
    target = args.output or CALIBRATION
    target.write_text(calibration.to_yaml(fitted, [file.name for file in args.files], len(found)), "utf-8")
    print(f"{target}: fitted to {len(found)} questions")
    return 0


def _questions(files: Sequence[Path]) -> "list[Question]":
    from bot.evaluation import load_questions

    return [question for file in files for question in load_questions(file)]
