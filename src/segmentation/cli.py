"""What the commands share: arguments, and errors told in one sentence with exit code 2."""

import argparse
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from segmentation.schemas import DataError

FAILED = 2
INTERRUPTED = 130


class Parser(argparse.ArgumentParser):
    """An argument parser that raises `DataError`, so that its complaints too are one sentence."""

    def error(self, message: str) -> NoReturn:
        """Raise `DataError` instead of printing the usage and leaving."""
        raise DataError(f"{message}; {self.prog} --help lists the arguments.")


def parser(description: str | None, prog: str | None = None) -> Parser:
    """An argument parser whose help shows every default."""
    return Parser(
        prog=prog,
        description=description,
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
        allow_abbrev=False,
    )


def sentence(error: Exception) -> str:
    """An error as one line for people, without the number an `OSError` carries."""
    text = str(error)
    if isinstance(error, OSError) and error.errno:
        text = os.strerror(error.errno) + (f": {error.filename}" if error.filename else "")
    text = " ".join(text.split()) or type(error).__name__
    return text if text.endswith(".") else f"{text}."


def shown(path: Path) -> str:
    """A path as a reader wants it: relative to the working folder if it lies inside."""
    path = path.resolve()
    here = Path.cwd().resolve()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()


def run_command(command: Callable[[list[str] | None], int], argv: list[str] | None = None) -> int:
    """Run a command; turn what its user can mend into one sentence on stderr.

    Parameters
    ----------
    command : callable
        Takes the arguments (None for those of the process) and returns an exit code.
    argv : list of str, optional

    Returns
    -------
    int
        The command's exit code; 2 after a `DataError` or `OSError`, 130 after Ctrl-C. Any other
        exception is a mistake in the code and keeps its traceback.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # Windows pipes do not know every character
            stream.reconfigure(errors="replace")
    try:
        return command(argv)
    except (DataError, OSError) as error:
        print(f"error: {sentence(error)}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("error: interrupted.", file=sys.stderr)
        return INTERRUPTED
