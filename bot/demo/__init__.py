"""A whole line on this machine with invented people and a phone network of its own. Nothing of it is for production."""
