"""Logistic regression, by Newton's method, drawn towards weights believed in beforehand."""

import numpy as np
import numpy.typing as npt

_Array = npt.NDArray[np.float64]
_STEPS = 60
_LARGEST = 50.0  # log-odds, beyond which nothing changes


def fit_logistic(
    inputs: _Array,
    target: _Array,
    penalty: _Array,
    *,
    prior: _Array | None = None,
    counts: _Array | None = None,
) -> _Array:
    """The weights of the columns of `inputs` that fit `target` (0 or 1 a row) best.

    `penalty`, one a column, says how strongly each is drawn to its `prior` (else zero); a row counts as often
    as `counts` says (else once).
    """
    believed = np.zeros(inputs.shape[1]) if prior is None else prior
    often = np.ones(len(inputs)) if counts is None else counts
    weights = believed.copy()
    for _ in range(_STEPS):
        expected = probability(weights, inputs)
        slope = inputs.T @ (often * (target - expected)) - penalty * (weights - believed)
        curvature = (inputs * (often * expected * (1 - expected))[:, None]).T @ inputs + np.diag(penalty)
        weights = weights + np.linalg.solve(curvature, slope)
    return weights


def probability(weights: _Array, inputs: _Array) -> _Array:
    """How likely 1 is, for each row of `inputs`."""
    odds: _Array = np.exp(-np.clip(inputs @ weights, -_LARGEST, _LARGEST))
    return 1 / (1 + odds)
