"""The seam: python-telegram-bot's requests, answered by a `Server` instead of the network."""

from collections import deque
from typing import Any

from telegram.request import BaseRequest, RequestData

from bot.fake_telegram import rules
from bot.fake_telegram.failures import Failure
from bot.fake_telegram.rules import Refused
from bot.fake_telegram.server import Server, refusal, response
from bot.fake_telegram.state import Happened


class FakeRequest(BaseRequest):
    """What a bot calls Telegram with. Keeps every refusal, and fails as it is told to."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.refusals: list[Refused] = []
        self.is_open = False
        self._failures: deque[tuple[str | None, Failure]] = deque()

    def fail(self, *failures: Failure, method: str | None = None) -> None:
        """The next calls (of `method`) fail, one after the other, as `failures` say."""
        self._failures.extend((method, failure) for failure in failures)

    def succeed(self) -> None:
        """No call fails any more."""
        self._failures.clear()

    @property
    def read_timeout(self) -> float | None:
        """See BaseRequest."""
        return 5.0

    async def initialize(self) -> None:
        """See BaseRequest."""
        self.is_open = True

    async def shutdown(self) -> None:
        """See BaseRequest."""
        self.is_open = False

    async def do_request(
        self,
        url: str,
        method: str,  # noqa: ARG002 - always POST
        request_data: RequestData | None = None,
        *_: Any,
        **__: Any,
    ) -> tuple[int, bytes]:
        """The HTTP status and body for a call to `.../bot<token>/<method>`."""
        root, name = url.rsplit("/", 1)
        if failure := self._next_failure(name):
            self.server.calls.append(name)
            return failure()
        form = request_data.json_parameters if request_data else {}
        files = _uploaded(request_data) if request_data and request_data.contains_files else {}
        try:
            return response(await self._call(root, name, form, files))
        except Refused as refused:
            self.refusals.append(refused)
            self.server.watch(Happened("refused", 0, (name, refused)))
            return refusal(refused)

    async def _call(self, root: str, name: str, form: dict[str, str], files: dict[str, bytes]) -> Any:
        if not root.endswith(f"/bot{self.server.token}"):
            raise Refused(rules.UNAUTHORIZED)
        return await self.server.call(name, form, files)

    def _next_failure(self, name: str) -> Failure | None:
        for place, (method, failure) in enumerate(self._failures):
            if method in (None, name):
                del self._failures[place]
                return failure
        return None


def _uploaded(data: RequestData) -> dict[str, bytes]:
    """The files of a request, by the names of their parts, as they would be read on the other side."""
    contents = ((name, part[1]) for name, part in data.multipart_data.items())
    return {name: content if isinstance(content, bytes) else content.read() for name, content in contents}
