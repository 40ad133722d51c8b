"""Child processes that end with their parent. Starts nothing by itself."""

import os
import sys
from collections.abc import Sequence

# PR_SET_PDEATHSIG, set in the child itself: a hook between fork and exec is unsafe in a program with threads.
_WITH_ITS_PARENT = (
    "import ctypes, os, sys; ctypes.CDLL(None).prctl(1, 15); "
    "os.getppid() == int(sys.argv[1]) and os.execv(sys.argv[2], sys.argv[2:])"
)


def tied(command: Sequence[str]) -> list[str]:
    """The command, told to end (SIGTERM) when this process does, even after a kill -9; on Linux only.

    Linux ends the child with the *thread* that started it: start it from one that stays.
    """
    if sys.platform != "linux":
        return list(command)
    return [sys.executable, "-IS", "-c", _WITH_ITS_PARENT, str(os.getpid()), *command]
