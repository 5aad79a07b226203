# syntax=docker/dockerfile:1

# Build: the wheel and everything it needs, in a virtual environment that can be copied as a whole.
FROM python:3.12-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY knowledge knowledge
RUN python -m venv /opt/bot \
    && /opt/bot/bin/pip install '.[charts,postgres]' \
    && /opt/bot/bin/baotou-bot check

# Run: no compiler, no package index, no root. The bot writes to /data only: `docker run --read-only` works.
FROM python:3.12-slim
ENV PATH=/opt/bot/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    XDG_CACHE_HOME=/data/cache \
    BOT_LISTEN_HOST=0.0.0.0 BOT_DATABASE_URL=sqlite:////data/bot.sqlite3 BOT_MONITOR_PORT=9464
COPY --from=build /opt/bot /opt/bot
RUN useradd --system --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin bot \
    && install --directory --owner=10001 --group=10001 --mode=0700 /data
VOLUME /data
USER 10001:10001
WORKDIR /opt/bot
# Webhook mode only; polling opens no port.
EXPOSE 8080
# Says that the bot lives; whether it hears from Telegram, /readyz on the same port says.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-m", "bot.health"]
# SIGTERM, Docker's default, ends the bot in order.
CMD ["baotou-bot", "run"]
