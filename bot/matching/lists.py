"""Very many short lists of numbers, one behind the other in one array."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int32]
Chosen = npt.NDArray[np.intp]


class Lists(NamedTuple):
    """Lists of numbers, found by their own."""

    values: Numbers
    begins: Numbers  # of each list in `values`, and the end of the last

    @classmethod
    def of(cls, values: Sequence[int] | npt.NDArray[Any], lengths: Iterable[int]) -> "Lists":
        """Lists of such lengths, whose numbers follow one another in `values`."""
        ends = np.cumsum(np.fromiter(lengths, dtype=np.int32), dtype=np.int32)
        return cls(np.asarray(values, dtype=np.int32), np.concatenate([np.zeros(1, dtype=np.int32), ends]))

    def list(self, number: int) -> Numbers:
        """One of them."""
        return self.values[self.begins[number] : self.begins[number + 1]]

    def gathered(self, numbers: npt.NDArray[Any]) -> tuple[Numbers, Numbers]:
        """The values of some of the lists, one list after the other, and how many are of each."""
        begins = self.begins[numbers]
        lengths = self.begins[1:][numbers] - begins
        return self.values[ranges(begins, lengths)], lengths

    def inverted(self, count: int) -> "Lists":
        """For each number below `count` the lists it is in, each once, in order."""
        owners = np.arange(len(self.begins) - 1, dtype=np.int32).repeat(np.diff(self.begins))
        order = np.argsort(self.values, kind="stable")
        values, owners = self.values[order], owners[order]
        new = np.ones(len(values), dtype=bool)
        new[1:] = (values[1:] != values[:-1]) | (owners[1:] != owners[:-1])
        return Lists.of(owners[new], np.bincount(values[new], minlength=count))


def ranges(begins: npt.NDArray[Any], lengths: npt.NDArray[Any]) -> Numbers:
    """The numbers from each of `begins` on, as many as `lengths` says, one range after the other."""
    ends = np.cumsum(lengths, dtype=begins.dtype)
    numbers: Numbers = (begins - ends + lengths).repeat(lengths)
    numbers += np.arange(len(numbers), dtype=numbers.dtype)
    return numbers
