"""Everything an evaluation found out, put together for those who show it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.engine import Engine
from bot.matching.confidence import Calibration
from bot.quality.confusions import Confusion, Meant, confusions
from bot.quality.figures import Tally, share, tally
from bot.quality.judging import Grade, Judged, settling
from bot.quality.reliability import Reliability, reliability

_ORDER = (Grade.WRONG, Grade.SILENT, Grade.ASKED)  # worst first


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Judged replies, and what they tell together."""

    judged: Sequence[Judged]
    rows: Sequence[Tally]
    meant: Meant
    confusions: Sequence[Confusion]
    reliability: Reliability
    limits: Calibration  # the thresholds the replies were given at

    @classmethod
    def of(cls, engine: Engine, judged: Sequence[Judged]) -> "Evaluation":
        """What the replies of `engine` tell."""
        meant = Meant(judged)
        return cls(
            judged=judged,
            rows=tally(judged),
            meant=meant,
            confusions=confusions(judged, meant),
            reliability=reliability(judged, settling(engine)),
            limits=engine.matcher.model,
        )

    @property
    def failures(self) -> list[Judged]:
        """What was not answered rightly: wrong answers first, then silence, then questions back."""
        failed = [each for each in self.judged if each.grade is not Grade.RIGHT]
        return sorted(failed, key=lambda each: _ORDER.index(each.grade))

    @property
    def offered(self) -> tuple[int, int]:
        """Questions asked back where one of the choices was meant, of those where it is known what was."""
        asked = [e for e in self.judged if e.grade is Grade.ASKED and self.meant.entries(e)]
        return sum(map(self.meant.was_offered, asked)), len(asked)

    def share(self, grade: Grade) -> float:
        """The share of all questions whose reply was judged so, in percent."""
        return share(self.judged, grade)

    def milliseconds(self) -> tuple[float, float]:
        """A question's time: the median, and what 95 % stay within. ValueError if nothing was asked."""
        if not self.judged:
            raise ValueError("nothing was asked")
        times = sorted(each.milliseconds for each in self.judged)
        return times[len(times) // 2], times[len(times) * 95 // 100]
