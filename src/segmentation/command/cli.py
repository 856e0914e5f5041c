"""What the subcommands share: arguments, and errors told in one sentence with exit code 2."""

import argparse
import io
import sys
from collections.abc import Callable
from importlib.util import find_spec
from typing import NoReturn

from segmentation.base.errors import DataError, sentence

FAILED = 2


class Parser(argparse.ArgumentParser):
    """An argument parser that raises `DataError`, so that its complaints too are one sentence."""

    def error(self, message: str) -> NoReturn:
        """Raise `DataError` instead of printing the usage and leaving."""
        raise DataError(f"{message}; {self.prog} --help lists the arguments.")


class Help(argparse.ArgumentDefaultsHelpFormatter, argparse.RawDescriptionHelpFormatter):
    """Help with every default, and with the paragraphs of the description as they are."""


def parser(description: str | None, prog: str, example: str | None = None) -> Parser:
    """An argument parser whose help shows every default, and an example at its end."""
    return Parser(
        prog=prog,
        description=description,
        epilog=f"example:\n  {example}" if example else None,
        formatter_class=Help,
        allow_abbrev=False,
    )


def run_command(command: Callable[[list[str]], int], argv: list[str]) -> int:
    """Run a command; what its user can mend becomes one sentence on stderr, and exit code 2.

    Any exception but `DataError` and `OSError` is a mistake in the code and keeps its traceback.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # Windows pipes do not know every character
            stream.reconfigure(errors="replace")
    try:
        return command(argv)
    except (DataError, OSError) as error:
        print(f"error: {sentence(error)}", file=sys.stderr)
        return FAILED


def require_tools(names: list[str]) -> None:
    """Raise `DataError` if a tool that only checks and the site need is not installed."""
    missing = [name for name in names if find_spec(name) is None]
    if missing:
        raise DataError(
            f"{', '.join(missing)} is not installed: run {sys.executable} -m pip install -e .[dev]"
        )
