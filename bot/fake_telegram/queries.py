"""The methods that answer presses, inline queries and guest mentions."""

from typing import Any

from bot.fake_telegram import rules
from bot.fake_telegram.messages import SentMessage
from bot.fake_telegram.rules import Parameters, Refused, formatted
from bot.fake_telegram.sending import Sending
from bot.fake_telegram.state import Happened


class Queries(Sending):
    """Answers that have to come while somebody waits, each once."""

    def _api_answer_callback_query(self, parameters: Parameters) -> Any:
        query, text = parameters.text("callback_query_id"), parameters.text("text")
        if query not in self.callbacks:
            raise Refused(rules.QUERY_TOO_OLD)
        if len(text) > rules.MAX_TOAST:
            raise Refused(rules.TOAST_TOO_LONG)
        self.callbacks.discard(query)
        self.toasts[query] = text
        if parameters.flag("show_alert"):
            self.alerts.add(query)
        self.watch(Happened("toast", 0, query))
        return True

    def _api_answer_inline_query(self, parameters: Parameters) -> Any:
        query = parameters.text("inline_query_id")
        if query not in self.inline_queries:
            raise Refused(rules.QUERY_TOO_OLD)
        results, button = parameters.json("results", []), parameters.json("button")
        rules.inline_results(results, self.files)
        rules.results_button(button)
        self.inline_queries.discard(query)
        self.inline_answers[query] = {
            "results": results,
            "button": button,
            "cache_time": parameters.number("cache_time", 300),
            "is_personal": parameters.flag("is_personal"),
        }
        self.watch(Happened("inline", 0, query))
        return True

    def _api_answer_guest_query(self, parameters: Parameters) -> Any:
        query, result = parameters.text("guest_query_id"), parameters.json("result", {})
        if query not in self.guest_queries:
            raise Refused(rules.QUERY_TOO_OLD)
        rules.inline_results([result], self.files)
        message = self.post_result(result, self.guest_queries.pop(query))
        self.guest_answers[query] = message
        return {"inline_message_id": message.inline_id}

    def post_result(self, result: dict[str, Any], chat: dict[str, Any]) -> SentMessage:
        """Puts an inline result into `chat`, as when somebody taps it."""
        photo = self.files.get(result.get("photo_file_id", ""))
        content = result.get("input_message_content") or {}
        message = SentMessage(
            chat,
            0,
            formatted(result.get("caption", ""), result.get("parse_mode"), caption=True)
            if photo
            else formatted(content.get("message_text", ""), content.get("parse_mode")),
            rules.keyboard(result.get("reply_markup")),
            photo=photo,
            inline_id=f"inline{len(self.inline_messages) + 1}",
        )
        self.post(message)
        self.inline_messages[message.inline_id or ""] = message
        return message
