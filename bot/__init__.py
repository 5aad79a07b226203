"""A question-answering bot over a YAML knowledge base; it knows nothing of its city by itself."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("baotou-policy-bot")
except PackageNotFoundError:  # a checkout that was never installed
    __version__ = "0+unknown"
