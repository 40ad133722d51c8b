"""RQ jobs (ids only), the clock, and how both start: `python -m workers crisis|default|bulk|clock`."""
