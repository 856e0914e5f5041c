"""Where things are kept."""

from pathlib import Path

import pytest

from segmentation.base import paths


def test_folders_are_those_of_the_repository() -> None:
    assert (paths.ROOT / "pyproject.toml").is_file()
    assert (paths.ROOT / "src" / "segmentation").is_dir()
    assert paths.NOTEBOOKS.is_dir()
    assert {paths.DATA.parent, paths.RUNS.parent, paths.NOTEBOOKS.parent} == {paths.ROOT}


def test_folders_do_not_depend_on_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SEGMENTATION_DATA", raising=False)
    monkeypatch.chdir(tmp_path)
    assert paths.raw_folder("olist") == paths.ROOT / "data" / "raw" / "olist"
    assert paths.raw_folder("olist").is_absolute()


def test_the_variable_moves_public_data_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEGMENTATION_DATA", str(tmp_path))
    assert paths.raw_folder("olist") == tmp_path / "olist"


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEGMENTATION_DATA", "")
    assert paths.raw_folder("olist") == paths.DATA / "raw" / "olist"


def test_notebooks_in_leaves_out_the_copies_of_editors(tmp_path: Path) -> None:
    (tmp_path / ".hidden").mkdir()
    folder = tmp_path / ".hidden" / "notebooks"  # a hidden folder above does not matter
    for name in (
        "b.ipynb",
        "cases/a.ipynb",
        ".b.part.ipynb",
        ".ipynb_checkpoints/b.ipynb",
        "cases/.ipynb_checkpoints/a.ipynb",
        "b.py",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    assert paths.notebooks_in(folder) == [folder / "b.ipynb", folder / "cases" / "a.ipynb"]
    assert paths.notebooks_in(tmp_path / "nothing") == []
