"""A question-answering bot over a YAML knowledge base; it knows nothing of its city by itself."""

from typing import Any

__version__: str


def __getattr__(name: str) -> Any:
    # The version on demand: reading a package's metadata takes as long as loading the knowledge.
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("baotou-policy-bot")
    except PackageNotFoundError:  # a checkout that was never installed
        return "0+unknown"
