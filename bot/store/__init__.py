"""What outlasts the process: an SQLite file, or a PostgreSQL server that several copies of the bot share.

`Database` is the connection with its ups and downs, `migrations` its schema; each other module is one
thing that is kept. Nothing here knows Telegram's types or the engine's.
"""
