"""The methods for what stands in the bot's profile, in each language."""

from typing import Any

from bot.fake_telegram import rules
from bot.fake_telegram.rules import Parameters, Refused
from bot.fake_telegram.state import Happened, State


class Profile(State):
    """Command menus, name and descriptions."""

    def _api_get_me(self, _: Parameters) -> Any:
        return self.me

    def _api_set_my_commands(self, parameters: Parameters) -> Any:
        listed = parameters.json("commands", [])
        rules.commands(listed)
        chat = parameters.json("scope", {}).get("chat_id")
        if chat is not None and int(chat) not in self.chats:
            raise Refused(rules.CHAT_NOT_FOUND)
        return self._keep(_menu(parameters), listed, parameters)

    def _api_get_my_commands(self, parameters: Parameters) -> Any:
        return self._kept(_menu(parameters), parameters) or []

    def _api_delete_my_commands(self, parameters: Parameters) -> Any:
        self.profile.pop((_menu(parameters), rules.language_code(parameters.text("language_code"))), None)
        self.watch(Happened("profile", 0, _menu(parameters)))
        return True

    def _api_set_my_name(self, parameters: Parameters) -> Any:
        return self._describe("name", rules.MAX_NAME, parameters)

    def _api_get_my_name(self, parameters: Parameters) -> Any:
        return {"name": self._kept("name", parameters) or self.me["first_name"]}

    def _api_set_my_description(self, parameters: Parameters) -> Any:
        return self._describe("description", rules.MAX_DESCRIPTION, parameters)

    def _api_get_my_description(self, parameters: Parameters) -> Any:
        return {"description": self._kept("description", parameters) or ""}

    def _api_set_my_short_description(self, parameters: Parameters) -> Any:
        return self._describe("short_description", rules.MAX_SHORT_DESCRIPTION, parameters)

    def _api_get_my_short_description(self, parameters: Parameters) -> Any:
        return {"short_description": self._kept("short_description", parameters) or ""}

    def _describe(self, what: str, limit: int, parameters: Parameters) -> bool:
        if len(parameters.text(what)) > limit:
            raise Refused(rules.DESCRIPTION_TOO_LONG)
        return self._keep(what, parameters.text(what), parameters)

    def _keep(self, what: str, value: Any, parameters: Parameters) -> bool:
        self.profile[what, rules.language_code(parameters.text("language_code"))] = value
        self.watch(Happened("profile", 0, what))
        return True

    def _kept(self, what: str, parameters: Parameters) -> Any:
        return self.profile.get((what, rules.language_code(parameters.text("language_code"))))

    def menu(self, language_code: str | None, scope: str = "default") -> list[dict[str, str]]:
        """The commands a client shows: those for its language, else those for everybody.

        https://core.telegram.org/bots/api#determining-list-of-commands
        """
        what = _scoped(scope)
        short = (language_code or "")[:2]
        listed: list[dict[str, str]] = self.profile.get((what, short)) or self.profile.get((what, "")) or []
        return listed or (self.menu(language_code) if scope != "default" else [])


def _menu(parameters: Parameters) -> str:
    scope = parameters.json("scope", {})
    ids = [str(scope[name]) for name in ("chat_id", "user_id") if name in scope]
    return _scoped(":".join([scope.get("type", "default"), *ids]))


def _scoped(scope: str) -> str:
    return "commands" if scope == "default" else f"commands:{scope}"
