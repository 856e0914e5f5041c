"""Ctrl-C in worker processes. This module loads nothing, so that it is minded from the start."""

import signal
import sys
from types import FrameType


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(130)  # what a shell expects of an interrupted program


def leave_quietly() -> None:
    """Let this process leave without a traceback; the command itself says what happened."""
    signal.signal(signal.SIGINT, _leave)
