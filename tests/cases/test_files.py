"""Files of public data: found or asked for, read as text, and twins that hide nothing."""

from pathlib import Path

import pandas as pd
import pytest

from segmentation.base.errors import DataError
from segmentation.base.outputs import LIST
from segmentation.base.paths import TWIN_MARKER, is_twin
from segmentation.cases.files import (
    number,
    public_file,
    read_text,
    refuse,
    text_with,
    whole,
    write_twin,
)

PAGE = "https://example.org/data"
TABLE = pd.DataFrame({"id": ["007", "8"], "note": ["a,b", ""]})


def write(folder: Path, *names: str, seed: int = 1, rows: int = 2) -> Path:
    """A twin of files that hold so many rows of the table."""
    made = dict.fromkeys(names, TABLE.iloc[:rows])
    return write_twin(folder, PAGE, lambda rng, size: made, seed=seed, size=9)


def test_the_first_form_that_is_there_is_taken(tmp_path: Path) -> None:
    (tmp_path / "b.xlsx").touch()
    assert public_file("shop", ["a.csv", "b.xlsx"], PAGE, tmp_path) == tmp_path / "b.xlsx"
    (tmp_path / "a.csv").touch()
    assert public_file("shop", ["a.csv", "b.xlsx"], PAGE, tmp_path) == tmp_path / "a.csv"


def test_a_missing_file_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEGMENTATION_DATA", str(tmp_path))
    with pytest.raises(DataError) as error:
        public_file("some_shop", ["a.csv", "b.xlsx"], PAGE)
    assert str(error.value) == (
        f"Some Shop is not here: download it from {PAGE} and put a.csv or b.xlsx into the folder "
        f"{(tmp_path / 'some_shop').as_posix()}."
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
def test_every_cell_is_text(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "a.csv"
    file.write_text("id,name\n007,Zoë\n8,\n", encoding=encoding)
    assert read_text(file, PAGE).to_numpy().tolist() == [["007", "Zoë"], ["8", ""]]


def test_a_workbook_is_known_by_its_content(tmp_path: Path) -> None:
    TABLE.to_excel(tmp_path / "a.xlsx", index=False)
    file = (tmp_path / "a.xlsx").rename(tmp_path / "a.csv")
    assert read_text(file, PAGE).to_numpy().tolist() == [["007", "a,b"], ["8", ""]]


@pytest.mark.parametrize("text", ["", "a,b\n1,2,3\n4,5\n", "a,b\n1,2\n4,5,6\n", 'a,b\n1,"2\n'])
def test_what_cannot_be_read_to_its_end(tmp_path: Path, text: str) -> None:
    file = tmp_path / "a.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"^a\.csv cannot be read to its end .* download it again"):
        read_text(file, PAGE)


def test_columns_and_rows_must_be_there(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("a,b\n1\n", encoding="utf-8")
    assert text_with(file, ["a", "b"], PAGE).to_numpy().tolist() == [["1", ""]]
    with pytest.raises(DataError, match=r"^a\.csv: column c, d is missing; .* found are a, b\.$"):
        text_with(file, ["a", "c", "d"], PAGE)
    file.write_text("a,b\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"^a\.csv holds no rows; download it again"):
        text_with(file, ["a"], PAGE)


def test_numbers_in_text() -> None:
    text = pd.Series(["1", "2.5", "-3", "", "x", "inf", "nan"])
    assert number(text).tolist()[:3] == [1, 2.5, -3]
    assert whole(text).dropna().tolist() == [1, -3]
    assert number(text)[3:].isna().all()


def test_broken_lines_are_counted_and_the_first_three_shown() -> None:
    text = pd.DataFrame({"n": ["1", "x", "y", "z", "w"], "comment": ["two\nlines", "", "", "", ""]})
    none = pd.Series([False] * 5)
    refuse(text, "n", "hold a number", none, "a.csv", "mend it")
    with pytest.raises(DataError) as error:
        refuse(text, "n", "hold a number", text["n"] != "1", "a.csv", "mend it")
    assert str(error.value) == (
        "a.csv: column n must hold a number (4 lines break this; the first: line 4 'x'; "
        "line 5 'y'; line 6 'z'); mend it."
    )


def test_a_twin_is_written_and_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "shop"
    assert write(folder, "a.csv", "b.csv") == folder / "a.csv"
    assert is_twin(folder)
    marker = (folder / TWIN_MARKER).read_text(encoding="utf-8")
    assert PAGE in marker and "seed 1, customers 9, bytes " in marker
    assert {file.name for file in folder.iterdir()} == {"a.csv", "b.csv", TWIN_MARKER, LIST}
    write(folder, "a.csv", "b.csv", seed=2, rows=1)
    assert is_twin(folder)  # a newer twin takes its place
    (folder / "a.csv").write_text("published", encoding="utf-8")
    assert not is_twin(folder)


def test_a_twin_of_nobody_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="users must be 1 or more, not 0"):
        write_twin(tmp_path, PAGE, lambda rng, size: {}, seed=1, size=0, of="users")


def test_a_twin_never_hides_published_files(tmp_path: Path) -> None:
    (tmp_path / ".DS_Store").touch()
    (tmp_path / "a.csv").write_text("published", encoding="utf-8")
    with pytest.raises(DataError, match="holds the published files, which a twin would hide"):
        write(tmp_path, "b.csv")
    assert {file.name for file in tmp_path.iterdir()} == {".DS_Store", "a.csv"}


def test_a_twin_of_an_earlier_version_is_replaced(tmp_path: Path) -> None:
    write(tmp_path, "a.csv")
    (tmp_path / LIST).unlink()
    write(tmp_path, "a.csv", seed=2, rows=1)
    assert is_twin(tmp_path)
    assert "seed 2" in (tmp_path / TWIN_MARKER).read_text(encoding="utf-8")


def test_the_twin_of_another_data_set_stays(tmp_path: Path) -> None:
    write(tmp_path, "a.csv")
    before = {file: file.read_bytes() for file in tmp_path.iterdir()}
    with pytest.raises(DataError, match="holds the twin of another data set"):
        write(tmp_path, "b.csv")
    assert {file: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_a_file_put_beside_a_twin_stops_the_next_one(tmp_path: Path) -> None:
    write(tmp_path, "a.csv")
    (tmp_path / "a.csv").write_text("published", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(DataError, match="holds the published files"):
        write(tmp_path, "a.csv")
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "published"


def test_a_twin_appears_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "a.csv", "b.csv")
    before = {file: file.read_bytes() for file in tmp_path.iterdir()}

    def full(self: pd.DataFrame, path: Path, **options: object) -> None:
        Path(path).write_text("half", encoding="utf-8")
        raise OSError("no room")

    monkeypatch.setattr(pd.DataFrame, "to_csv", full)
    with pytest.raises(OSError, match="no room"):
        write(tmp_path, "a.csv", "b.csv", seed=2)
    assert {file: file.read_bytes() for file in tmp_path.iterdir()} == before
