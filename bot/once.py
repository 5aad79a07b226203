"""What takes long to make is made once, also where several threads ask for it at the same moment."""

from collections.abc import Callable
from threading import RLock
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")


def once(make: Callable[_P, _T]) -> Callable[_P, _T]:
    """`make`, whose results are kept by their (positional) arguments.

    functools.cache lets each thread that comes before the first result make one of its own.
    """
    made: dict[object, _T] = {}
    turn = RLock()

    def get(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        if args not in made:
            with turn:
                if args not in made:
                    made[args] = make(*args, **kwargs)
        return made[args]

    get.__doc__ = make.__doc__
    return get
