"""Pseudonyms: what stands in the database in place of a user's or a chat's id.

They are made with a secret that is not in the database (the bot's token), so whoever holds only the
database cannot find out who is who by trying all ids. With another token, everybody is a stranger.
"""

import hmac

_LENGTH = 32  # hexadecimal digits: 128 bits


class Keys:
    """Makes pseudonyms with `secret`."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def person(self, user: int) -> str:
        """The pseudonym of a user."""
        return self._digest("person", user)

    def chat(self, chat: int) -> str:
        """The pseudonym of a chat; that of a private chat differs from its user's."""
        return self._digest("chat", chat)

    def message(self, chat: int, message: int) -> str:
        """The pseudonym of a message."""
        return self._digest("message", chat, message)

    def _digest(self, kind: str, *numbers: int) -> str:
        what = ":".join((kind, *map(str, numbers)))
        return hmac.digest(self._secret, what.encode(), "sha256").hex()[:_LENGTH]
