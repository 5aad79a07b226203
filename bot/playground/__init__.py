"""The playground: the real application on the fake Telegram, and a page to talk to it and look inside."""
