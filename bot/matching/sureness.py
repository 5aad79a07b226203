"""How sure to be of a ranking, learnt from a knowledge base's own phrasings.

Each phrasing is asked as a question twice: once with itself left out, when its entry is the right answer,
and once with all of its entry left out, as if the knowledge base did not answer it. The confidence that fits
what comes of that is logistic in the score and in the distance to the best.
"""

import numpy as np
import numpy.typing as npt

from bot.matching.logistic import fit_logistic, probability

_Array = npt.NDArray[np.float64]

# Intercept, score, distance to the best: where there is too little to learn from.
_USUAL = np.array([-4.0, 15.0, 13.0])
_BELIEF = np.array([0.5, 0.05, 0.05])  # in what is usual
_STRANGERS = 0.25  # questions without an answer, to one that has one
_BEST = 2  # entries of each ranking to learn from


class Sureness:
    """Turns the scores of the best entries into confidences."""

    def __init__(self) -> None:
        self._weights = _USUAL
        self._features: list[_Array] = []
        self._meant: list[_Array] = []

    def learn(self, scores: npt.NDArray[np.float32], entry: int | None) -> None:
        """Take in rankings: a row of scores each, and the entry that was meant, if there is one."""
        for row in scores:
            best = np.argsort(-row)[:_BEST]
            self._features.append(_features(row[best]))
            self._meant.append(
                np.array([[each == entry, entry is not None] for each in best], dtype=np.float64)
            )

    def fit(self) -> None:
        """Fit the confidences to what was taken in."""
        if self._features:
            meant, answered = np.concatenate(self._meant).T
            weights = np.where(answered > 0, 1.0, _STRANGERS)
            features = np.concatenate(self._features)
            self._weights = fit_logistic(features, meant, _BELIEF, prior=_USUAL, counts=weights)
        self._features, self._meant = [], []

    def __call__(self, scores: npt.NDArray[np.float32]) -> _Array:
        """The confidence in each of the best entries, by their scores, best first."""
        return probability(self._weights, _features(scores))


def _features(scores: npt.NDArray[np.float32]) -> _Array:
    return np.column_stack([np.ones(len(scores)), scores, scores - scores[0]]).astype(np.float64)
