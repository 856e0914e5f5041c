"""Typed figures against computed ones, on small notebooks written here."""

import json
from pathlib import Path

import nbformat
import pytest

from segmentation import report
from segmentation.report import OPENING, check, numbers_in, opening, stale_figures
from segmentation.schemas import DataError


def write(folder: Path, name: str, text: str, figures: dict) -> Path:
    """An executed notebook with an opening paragraph and results."""
    cell = nbformat.v4.new_code_cell("print_results()", metadata={"tags": ["results"]})
    cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=json.dumps(figures))]
    first = nbformat.v4.new_markdown_cell(
        f"# 00 · Title\n\nA question of 99%?\n\n{text}\n\nNext: 2"
    )
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=[first, cell]), path)
    return path


# Figures in text


@pytest.mark.parametrize(
    ("text", "known", "stale"),
    [
        ("an ARI of 0.95", 0.9471, []),
        ("an ARI of 0.94", 0.9471, ["0.94"]),
        ("an ARI of 0.947.", 0.9471, []),
        ("97.8% of them", 0.9783, []),
        ("97.9% of them", 0.9783, ["97.9%"]),
        ("98% of them", 0.9783, []),
        ("97% of them", 0.9783, ["97%"]),
        ("98 of them", 0.9783, ["98"]),  # a share is not its percentage
        ("k = 5", 5, []),
        ("k = 6", 5, ["6"]),
        ("500,000 customers", 500_000, []),
        ("500,500 customers", 500_000, ["500,500"]),  # the last digits are within rounding only …
        ("500,200 customers", 500_000, []),  # … up to the four digits that results carry
        ("1,234 customers", 1_234, []),
        ("1,235 customers", 1_234, ["1,235"]),
        ("£12.7 million a year", 12_710_000.0, []),
        ("£12.8 million a year", 12_710_000.0, ["12.8 million"]),
        ("13 million orders", 12_710_000.0, []),
        ("£37 of £100", 37.31, ["100"]),
        ("**0.95**, (0.95) and £0.95", 0.95, []),
        ("Okabe2 has no figure, k5 neither", 0.0, []),
        ("no figure at all", 1.0, []),
    ],
)
def test_typed_figures(text: str, known: float, stale: list[str]) -> None:
    assert stale_figures(text, [known, -3.3]) == stale


def test_every_stale_figure_is_listed_as_typed() -> None:
    text = "ARI 0.54 against 0.95: 12% of 500,000 customers, £3.4 million."
    assert stale_figures(text, []) == ["0.54", "0.95", "12%", "500,000", "3.4 million"]
    assert stale_figures(text, [0.54, 0.951, 0.12, 500_000]) == ["3.4 million"]


def test_numbers_are_found_at_any_depth_and_as_keys() -> None:
    nested = {
        "k": 5,
        "natural": True,  # not a figure
        "by_k": {"3": 0.25, "name": None},
        "rows": [{"share": 0.1, "name": "7 lucky"}, [2.5]],
    }
    assert sorted(numbers_in(nested)) == [0.1, 0.25, 2.5, 3.0, 5.0]


# Notebooks


def test_the_opening_is_the_paragraph_that_says_so(tmp_path: Path) -> None:
    text = f"{OPENING}, an ARI of\n0.95."
    assert opening(write(tmp_path, "a.ipynb", text, {})) == text


def test_a_missing_opening_names_the_notebook(tmp_path: Path) -> None:
    path = write(tmp_path, "a.ipynb", f"So, {OPENING.lower()}: 5.", {})
    with pytest.raises(DataError, match=rf'a\.ipynb: no paragraph .* begins "{OPENING}"'):
        opening(path)


def test_a_changed_figure_is_found(tmp_path: Path) -> None:
    text = f"{OPENING}, 97.8% of 500,000 customers are named right (ARI 0.95)."
    figures = {"customers": 500_000, "ari": {"nine": 0.9471}, "right": 0.9783}
    assert check([write(tmp_path, "right.ipynb", text, figures)]) == []
    changed = write(tmp_path, "changed.ipynb", text, figures | {"right": 0.9612})
    assert check([changed]) == ["changed.ipynb: 97.8% is not among its results."]
    two = write(tmp_path, "two.ipynb", text.replace("0.95", "0.99"), figures | {"right": 0.9612})
    assert check([changed, two])[1] == "two.ipynb: 97.8%, 0.99 is not among its results."


def test_figures_outside_the_opening_are_not_compared(tmp_path: Path) -> None:
    assert check([write(tmp_path, "a.ipynb", f"{OPENING}, k = 5.", {"k": 5})]) == []


@pytest.mark.parametrize(("typed", "code"), [("5", 0), ("6", 1)])
def test_the_command_checks_every_notebook_and_the_cases(
    typed: str,
    code: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / "notebooks"
    write(folder, "01_a.ipynb", f"{OPENING}, k = 5.", {"k": 5})
    write(folder, "cases/b.ipynb", f"{OPENING}, k = {typed}.", {"k": 5})
    monkeypatch.setattr(report, "ROOT", tmp_path)
    monkeypatch.setattr(report, "NOTEBOOKS", folder)
    assert report.report(["--check"]) == code
    out = capsys.readouterr().out
    assert "2 notebooks under notebooks" in out
    assert ("b.ipynb: 6 is not among its results." in out) == bool(code)


def test_without_check_it_only_explains(capsys: pytest.CaptureFixture[str]) -> None:
    assert report.report([]) == 0
    assert "--check" in capsys.readouterr().out
