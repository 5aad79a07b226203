"""The Telegram shell: updates in, messages out, the engine in between."""
