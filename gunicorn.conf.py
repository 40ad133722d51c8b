"""For a host that runs `gunicorn wsgi:app` itself: the same process as `peerline web`."""

from bot.gunicorn import *  # noqa: F403 - gunicorn reads names
