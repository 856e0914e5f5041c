"""The command `segmentation`, which `python -m segmentation` is too.

Nothing but this file is loaded before Ctrl-C is minded, so that it is one line at any moment.
"""

import sys

INTERRUPTED = 130


def main(argv: list[str] | None = None) -> int:
    """Run the command with these arguments, or those of the process; returns its exit code."""
    try:
        from segmentation.command.main import run

        return run(sys.argv[1:] if argv is None else argv)
    except KeyboardInterrupt:
        print("error: interrupted.", file=sys.stderr)
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
