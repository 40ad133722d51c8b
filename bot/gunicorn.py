"""How the web process runs under gunicorn. `peerline web` starts gunicorn with this module."""

import os
from pathlib import Path

from bot.settings import Settings

# One writer at a time is SQLite's law: a second process would only wait for the first, and our writers' queue is a
# lock inside one process.
_one_process = Settings().database.startswith("sqlite")
_shared_memory = Path("/dev/shm")  # noqa: S108 - a file in memory; gunicorn names it and unlinks it at once

wsgi_app = "bot.web:create_app()"
bind = f"0.0.0.0:{os.environ.get('PORT', '8080')}"
worker_class = "gthread"
workers = 1 if _one_process else int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 8
timeout = 30  # a worker that answers nothing for this long is replaced
graceful_timeout = 30  # the carrier waits 15 s for an answer; fly.toml's kill_timeout is longer than both
keepalive = 75  # longer than a proxy keeps an idle connection, so that it never writes into one we just closed
control_socket_disable = True
# The heartbeat of a worker is a file: on a slow disk the write blocks, and the arbiter kills a healthy worker.
worker_tmp_dir = str(_shared_memory) if _shared_memory.is_dir() else None
accesslog = None  # addresses of people's browsers are nobody's business
errorlog = "-"
