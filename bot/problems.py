"""Errors that people can mend."""


class FileError(Exception):
    """A file is not what it should be; the message names the file and what is wrong with it."""
