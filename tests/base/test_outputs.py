"""Folders that commands write into: what is not theirs stays, and the old result too."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from segmentation.base import exports, outputs
from segmentation.base.errors import DataError
from segmentation.base.outputs import LIST

BY = "segmentation test"


def make(folder: Path, files: dict[str, str], **options: object) -> None:
    """Write a result into a folder as a command does."""
    with outputs.stage(folder, BY) as made:
        for name, text in files.items():
            (made / name).write_text(text, encoding="utf-8")
        outputs.publish(made, folder, BY, **options)  # type: ignore[arg-type]


def texts(folder: Path) -> dict[str, str]:
    """What the files of a folder hold, without the list of them."""
    return {f.name: f.read_text(encoding="utf-8") for f in folder.iterdir() if f.name != LIST}


def test_a_new_folder_an_empty_one_and_our_own_are_written_into(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / ".DS_Store").write_text("")
    for name in ("deep/new", "empty"):
        out = tmp_path / name
        make(out, {"a": "1", "b": "2"})
        make(out, {"a": "3"})
        assert {n: t for n, t in texts(out).items() if n != ".DS_Store"} == {"a": "3"}
        assert set(outputs.listed(out)) == {"a"}


@pytest.mark.parametrize("name", ["a", "other", ".hidden"])
def test_a_folder_of_others_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    with pytest.raises(DataError, match=r"did not write .* give a folder that is new or empty"):
        make(tmp_path, {"a": "1"})
    assert texts(tmp_path) == {name: "mine"}


def test_a_folder_of_another_command_is_refused(tmp_path: Path) -> None:
    make(tmp_path, {"a": "1"})
    with pytest.raises(DataError, match="holds the result of segmentation test"):
        outputs.check(tmp_path, "segmentation other")


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("mine")
    with pytest.raises(DataError, match="a is a file; give a folder"):
        make(tmp_path / "a", {"a": "1"})


def test_what_others_put_beside_our_files_stays(tmp_path: Path) -> None:
    make(tmp_path, {"a": "1", "b": "1"})
    (tmp_path / "notes").write_text("mine")
    (tmp_path / "b").write_text("changed")  # and no longer needed
    make(tmp_path, {"a": "2"})
    assert texts(tmp_path) == {"a": "2", "b": "changed", "notes": "mine"}


@pytest.mark.parametrize("kind", ["changed", "link", "folder", "new"])
def test_what_is_in_the_way_stops_everything(tmp_path: Path, kind: str) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    elsewhere.write_text("mine")
    make(out, {"a": "1"} if kind == "new" else {"a": "1", "b": "1"})
    (out / "b").unlink(missing_ok=True)
    if kind == "link":
        (out / "b").symlink_to(elsewhere)
    elif kind == "folder":
        (out / "b").mkdir()
    else:
        (out / "b").write_text("mine")
    with pytest.raises(DataError, match="b is not as this command wrote it and stays"):
        make(out, {"a": "2", "b": "2"})
    assert (out / "a").read_text() == "1" and elsewhere.read_text() == "mine"
    assert (out / "b").is_dir() or (out / "b").read_text() == "mine"
    assert sorted(f.name for f in out.iterdir()) == [LIST, "a", "b"]


def test_all_is_looked_at_before_the_first_file_goes(tmp_path: Path) -> None:
    make(tmp_path, {"a": "1", "b": "1"})
    (tmp_path / "b").chmod(0o444)
    with pytest.raises(DataError, match=r"^b is read-only and stays as it is"):
        make(tmp_path, {"a": "2", "b": "2"})
    assert texts(tmp_path) == {"a": "1", "b": "1"}
    with pytest.raises(DataError, match=r"^b is read-only"), outputs.stage(tmp_path, BY, ["b"]):
        raise AssertionError("a result was made for nothing")


def test_a_failure_leaves_the_old_result_and_no_part(tmp_path: Path) -> None:
    make(tmp_path / "old", {"a": "1"})
    for name in ("old", "new"):
        with pytest.raises(ZeroDivisionError), outputs.stage(tmp_path / name, BY) as made:
            (made / "a").write_text("2")
            raise ZeroDivisionError
    assert texts(tmp_path / "old") == {"a": "1"}
    assert not (tmp_path / "new").exists()


def test_more_can_be_added_to_a_result(tmp_path: Path) -> None:
    make(tmp_path, {"a": "1"})
    make(tmp_path, {"b": "1"}, keep=True)
    assert texts(tmp_path) == {"a": "1", "b": "1"} and set(outputs.listed(tmp_path)) == {"a", "b"}


def test_a_move_that_was_killed_is_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path, {"a": "1", "b": "1", "c": "1"})
    place = exports.replace_or_next_free

    def killed(part: Path, path: Path) -> Path:
        if path.name == "b":
            raise KeyboardInterrupt
        return place(part, path)

    monkeypatch.setattr(exports, "replace_or_next_free", killed)
    monkeypatch.setattr(outputs.shutil, "rmtree", lambda *_, **__: None)  # as after kill -9
    with pytest.raises(KeyboardInterrupt):
        make(tmp_path, {"a": "2", "b": "2", "c": "2"})
    monkeypatch.undo()
    assert sorted(p.read_text() for p in tmp_path.glob("[abc]")) == ["1", "1", "2"]
    with outputs.stage(tmp_path, BY):
        assert sorted(p.read_text() for p in tmp_path.glob("[abc]")) == ["2", "2", "2"]
    make(tmp_path, {"a": "3"})
    (left,) = [p for p in tmp_path.iterdir() if p.name not in (LIST, "a")]
    assert exports.PART.fullmatch(left.name)  # of this process, which is alive


def test_reserved_names_are_ours_until_they_are_sealed(tmp_path: Path) -> None:
    outputs.reserve(tmp_path, BY, ["a", "b"])
    (tmp_path / "a").write_text("1")
    outputs.check(tmp_path, BY, ["a", "b"])
    outputs.seal(tmp_path, BY, ["a", "b"])
    assert set(outputs.listed(tmp_path)) == {"a"}
    (tmp_path / "a").write_text("2")
    with pytest.raises(DataError, match="a is not as this command wrote it"):
        outputs.reserve(tmp_path, BY, ["a"])


def test_a_default_folder_is_set_aside_only_if_it_must_be(tmp_path: Path) -> None:
    out = tmp_path / "x"
    assert outputs.set_aside(out, BY) is None
    make(out, {"a": "1"})
    (out / "notes").write_text("mine")
    assert outputs.set_aside(out, BY) is None and (out / "a").exists()
    for number in (1, 2):
        make(out, {"a": "1"})
        (out / LIST).unlink()
        assert outputs.set_aside(out, BY) == tmp_path / f"x-earlier-{number}"
    assert texts(tmp_path / "x-earlier-1") == {"a": "1", "notes": "mine"}


# Writers of one file


def test_an_output_that_is_no_plain_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "mine")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    (tmp_path / "folder").mkdir()
    (tmp_path / "locked").write_text("mine")
    (tmp_path / "locked").chmod(0o444)
    before = sorted(tmp_path.iterdir())
    told = {
        "link": "is a link to", "dangling": "is a link to", "folder": "is a folder",
        "locked": "is read-only",
    }  # fmt: skip
    for name, said in told.items():
        with pytest.raises(DataError, match=f"^{name} {said}"):
            exports.write_text("x", tmp_path / name)
    assert sorted(tmp_path.iterdir()) == before and (tmp_path / "link").is_symlink()
    assert (tmp_path / "mine").read_text() == (tmp_path / "locked").read_text() == "mine"


WRITER = """
import sys, time
from pathlib import Path
import pandas as pd
from segmentation.base import exports
letter, target = sys.argv[1:]
for _ in range(15):
    exports.write_csv(pd.DataFrame({"a": [letter] * 20_000}), Path(target))
"""


def test_two_writers_at_once_leave_one_whole_file(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITER]
    writers = [subprocess.Popen([*command, one, str(tmp_path / "x.csv")]) for one in "XY"]
    assert [writer.wait() for writer in writers] == [0, 0]
    lines = (tmp_path / "x.csv").read_text(encoding="utf-8-sig").split()
    assert len(lines) == 20_001 and len(set(lines[1:])) == 1
    assert [p.name for p in tmp_path.iterdir()] == ["x.csv"]


PUBLISHER = """
import sys
from pathlib import Path
from segmentation.base import outputs
letter, folder = sys.argv[1:]
for _ in range(15):
    with outputs.stage(Path(folder), "test") as made:
        for name in "abcdef":
            (made / name).write_text(letter * 50_000)
        outputs.publish(made, Path(folder), "test")
"""


def test_two_results_at_once_leave_one_whole_result(tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-c", PUBLISHER]
    writers = [subprocess.Popen([*command, one, str(out)]) for one in "XY"]
    assert [writer.wait() for writer in writers] == [0, 0]
    found = {path.name: path.read_text() for path in out.iterdir() if path.name != LIST}
    assert set(found) == set("abcdef") and len(set(found.values())) == 1
    assert len(found["a"]) == 50_000
    assert all(outputs.is_ours(out / name, outputs.listed(out)) for name in found)


def test_a_killed_publisher_leaves_a_whole_result(tmp_path: Path) -> None:
    out = tmp_path / "out"
    for number in range(5):
        run = subprocess.Popen([sys.executable, "-c", PUBLISHER, "XYZUV"[number], str(out)])
        deadline = time.monotonic() + 60
        while not (out / LIST).exists() and time.monotonic() < deadline:
            time.sleep(0.001)
        time.sleep(0.01 * number)
        run.kill()
        run.wait()
    with outputs.stage(out, "test"):  # the next run finishes a move and cleans up
        pass
    found = {path.name: path.read_text() for path in out.iterdir() if path.name != LIST}
    assert set(found) == set("abcdef") and len(set(found.values())) == 1


def dead() -> int:
    """The number of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as run:
        run.wait()
    return run.pid


def test_parts_are_cleaned_only_if_their_writer_is_gone(tmp_path: Path) -> None:
    host = exports.part_name("x").split(".")[-2].split("-")[0]
    day_old = time.time() - exports.DAY - 10
    names = {
        f".x.csv.{host}-{dead()}-0123abcd.part": False,
        f".x.csv.{host}-{os.getpid()}-0123abcd.part": True,
        f".x.csv.ffffffff-{dead()}-0123abcd.part": True,  # of another machine, fresh
        f".x.csv.ffffffff-{dead()}-0123abce.part": False,  # and a day old
        ".x.csv.part": True,  # nobody knows whose
        ".x.csv.mine.part": True,
        f".y.csv.{host}-{dead()}-0123abcd.part": True,  # of another file
    }
    for name in names:
        (tmp_path / name).write_text("x")
    os.utime(tmp_path / next(n for n in names if n.endswith("abce.part")), (day_old, day_old))
    exports.write_text("x", tmp_path / "x.csv")
    kept = {name: (tmp_path / name).exists() for name in names}
    assert kept == names
    exports.clean(tmp_path)
    assert not (tmp_path / list(names)[-1]).exists()


def test_the_list_says_what_it_is_for(tmp_path: Path) -> None:
    make(tmp_path, {"a": "1"})
    found = json.loads((tmp_path / LIST).read_text(encoding="utf-8"))
    assert found["by"] == BY and "may replace while they are unchanged" in found["what"]
