"""The learnt second reader of requests and of coaches' replies: what a text likely asks, from what many others did.

Rules (`flows/interrupts`, `flows/replies`) read first, and where they are sure they stand. This reader was shown
thousands of invented texts by many hands. It knows nothing of what is open, and acts on nothing: whoever asks it
decides how likely is likely enough. `tests/hearing/learn.py` teaches it; what it learnt is in `data/`.
"""

from flows.hearing.names import names, row, without_doubles
from flows.hearing.reader import Chances, Reader, Shares, reader

__all__ = ["Chances", "Reader", "Shares", "names", "reader", "row", "without_doubles"]
