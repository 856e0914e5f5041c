"""What the commands share, and the command that runs every check."""

import errno
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from segmentation.__main__ import main
from segmentation.base import paths
from segmentation.base.errors import DataError
from segmentation.command import check, cli, scripts
from segmentation.command.main import NAMES


def _fails_with(error: BaseException) -> int:
    def command(argv: list[str]) -> int:
        raise error

    return cli.run_command(command, [])


@pytest.mark.parametrize(
    ("error", "printed"),
    [
        (DataError("k must be 2 or more."), "error: k must be 2 or more.\n"),
        (DataError("two\n lines"), "error: two lines.\n"),
        (
            OSError(errno.ENOSPC, "Error writing bytes", "orders.parquet"),
            f"error: {os.strerror(errno.ENOSPC)}: orders.parquet.\n",
        ),
        (OSError("no number"), "error: no number.\n"),
        (OSError(), "error: OSError.\n"),
    ],
)
def test_errors_of_the_user_are_one_sentence_and_exit_code_2(
    capsys: pytest.CaptureFixture[str], error: Exception, printed: str
) -> None:
    assert _fails_with(error) == 2
    assert capsys.readouterr() == ("", printed)


def test_an_interrupted_command_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(argv: list[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(check, "run", interrupted)
    assert main(["check"]) == 130
    assert capsys.readouterr().err == "error: interrupted.\n"


def test_mistakes_in_the_code_keep_their_traceback() -> None:
    with pytest.raises(ZeroDivisionError):
        _fails_with(ZeroDivisionError())


def test_the_exit_code_and_the_arguments_are_passed_on() -> None:
    seen: list[list[str]] = []

    def command(argv: list[str]) -> int:
        seen.append(argv)
        return 7

    assert cli.run_command(command, ["--x"]) == 7
    assert seen == [["--x"]]


def test_characters_a_pipe_does_not_know_are_replaced() -> None:
    code = (
        "from segmentation.command import cli; cli.run_command(lambda argv: print('σ £') or 0, [])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONIOENCODING": "cp1252"},
        capture_output=True,
        check=True,
    )
    assert run.stdout.decode("cp1252").split() == ["?", "£"]


def test_the_parser_complains_in_one_sentence() -> None:
    arguments = cli.parser(
        "Does something.", "segmentation something", "segmentation something --n 4"
    )
    arguments.add_argument("--n", type=int, default=3, help="how many")
    with pytest.raises(DataError, match=r"--n.*'x'; segmentation something --help lists"):
        arguments.parse_args(["--n", "x"])
    assert "how many (default: 3)" in arguments.format_help()
    assert arguments.format_help().endswith("example:\n  segmentation something --n 4\n")


def test_paths_are_shown_from_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert paths.shown(tmp_path / "runs" / "default") == "runs/default"
    assert paths.shown(Path("runs")) == "runs"
    assert paths.shown(tmp_path.parent) == tmp_path.parent.resolve().as_posix()


def test_help_lists_every_command_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    for asked in ([], ["--help"], ["-h", "mine"]):
        assert main(asked) == 0
        said = capsys.readouterr().out
        assert all(f"\n{'':<15}segmentation {name}" in said for name in NAMES)
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"segmentation {version('segmentation')}\n"


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_help_with_an_example(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([name, "--help"])
    assert stopped.value.code == 0
    said = capsys.readouterr().out
    assert said.startswith(f"usage: segmentation {name}")
    assert f"example:\n  segmentation {name}" in said


@pytest.mark.parametrize(
    ("typed", "named"),
    [("scor", "the nearest is score."), ("mien", "the nearest is mine."), ("x", "there are mine,")],
)
def test_an_unknown_command_gets_the_nearest_known_one(
    typed: str, named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([typed]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"error: segmentation knows no command {typed!r}; {named}")
    assert said.endswith(".\n") and said.count("\n") == 1


@pytest.mark.parametrize("module", ["argparse", "pandas"])
def test_ctrl_c_is_one_line_while_modules_are_loaded(module: str) -> None:
    code = f"""
import builtins, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where jobs run in the background
from segmentation.__main__ import main
load = builtins.__import__
def interrupted(name, *rest):
    if name == "{module}":
        signal.raise_signal(signal.SIGINT)
    return load(name, *rest)
builtins.__import__ = interrupted
sys.exit(main(["score", "model.json", "customers.csv", "scores.csv"]))
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (130, "", "error: interrupted.\n")


def test_the_benchmarks_and_the_app_run_outside_the_package(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made: list[list[str]] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        made.append(command[1:])
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(scripts.subprocess, "run", run)
    assert main(["bench", "speed", "--customers", "5000"]) == 0
    assert main(["bench", "--customers", "50"]) == 0
    assert main(["app", "--server.port", "8502"]) == 0
    assert made == [
        ["benchmarks/speed.py", "--customers", "5000"],
        ["benchmarks/speed.py", "--customers", "50"],
        ["benchmarks/scoring.py", "--customers", "50"],
        ["-m", "streamlit", "run", "app.py", "--server.port", "8502"],
    ]
    assert main(["bench", "nothing"]) == 2
    assert "choose from" in capsys.readouterr().err


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that `check` runs; those with "mypy" fail with exit code 3."""
    made: list[list[str]] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        made.append(command)
        return subprocess.CompletedProcess(command, 3 if "mypy" in command else 0)

    monkeypatch.setattr(check.subprocess, "run", run)
    return made


def test_checks_come_in_order_and_nbval_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "01_a.ipynb").write_text("{}", encoding="utf-8")
    monkeypatch.setattr(check, "NOTEBOOKS", tmp_path)
    every = check.steps(fast=False)
    assert list(every) == ["ruff check", "ruff format", "mypy", "layers", "pytest", "nbval"]
    assert list(check.steps(fast=True)) == list(every)[:5]
    assert {"--nbval", "loadscope", str(tmp_path)} <= set(every["nbval"])


def test_without_notebooks_there_is_nothing_to_validate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "NOTEBOOKS", tmp_path)
    assert "nbval" not in check.steps(fast=False)


def test_check_stops_at_the_first_failure_with_its_code(
    calls: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--fast"]) == 3
    assert [command[:3] for command in calls] == [
        [sys.executable, "-m", "ruff"],
        [sys.executable, "-m", "ruff"],
        [sys.executable, "-m", "mypy"],
    ]
    printed = capsys.readouterr().out.splitlines()
    assert printed[:4] == [
        "== ruff check",
        "== ruff format",
        "== mypy",
        "== mypy failed with exit code 3",
    ]
    assert [line.split()[-1] for line in printed[4:]] == ["s", "s", "s"]


def test_check_passes_when_every_step_does(
    calls: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check, "steps", lambda fast: {"one": ["ruff"], "two": ["pytest"]})
    assert main(["check"]) == 0
    assert len(calls) == 2
    assert capsys.readouterr().out.splitlines()[:2] == ["== one", "== two"]


def test_a_missing_tool_is_named_with_the_way_to_get_it(
    calls: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "find_spec", lambda name: None if name == "mypy" else object())
    assert main(["check", "--fast"]) == 2
    printed = capsys.readouterr().err
    assert printed.startswith("error: mypy is not installed: run ")
    assert printed.endswith("-m pip install -e .[dev].\n")
    assert calls == []
