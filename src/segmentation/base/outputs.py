"""Folders that commands write into: what is not theirs is never replaced or removed.

A command keeps a list of the files it wrote in the folder, with their sizes and hashes. A folder
is written into if it is new, empty, or has such a list of the same command; in it, only what is on
the list and unchanged is replaced or removed. A result is made whole in a folder of its own inside
and moved at the end, so that the old one stays until then. A move that was killed half-way is
finished by the next run.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock

from segmentation.base import exports
from segmentation.base.errors import DataError
from segmentation.base.paths import shown

LIST = ".segmentation-files.json"
DROPPINGS = (".DS_Store", "Thumbs.db", "desktop.ini")  # which systems leave in any folder
STAGE = "result"
ANY = "*"  # a mark under which a file is ours whatever it holds: a run is writing it
Marks = dict[str, list[str]]  # name → the contents under which it is ours


def mark_of(file: Path) -> str:
    """Size and hash of a file."""
    with file.open("rb") as content:
        return f"{file.stat().st_size} {hashlib.file_digest(content, 'blake2b').hexdigest()}"


def _read(folder: Path) -> dict:
    try:
        found = json.loads((folder / LIST).read_text(encoding="utf-8"))
        files = {str(name): [str(m) for m in marks] for name, marks in found["files"].items()}
        return {"by": str(found["by"]), "files": files, "moving": str(found.get("moving", ""))}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def _write(folder: Path, by: str, files: Marks, moving: str = "") -> None:
    what = "Files that segmentation wrote here, and may replace while they are unchanged."
    content = {"what": what, "by": by, "moving": moving, "files": files}
    exports.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", folder / LIST)


def listed(folder: Path) -> Marks:
    """The files on the list of a folder, with the contents they may have; {} without a list."""
    return _read(folder).get("files", {})


def _others(folder: Path) -> list[str]:
    """What is in a folder but parts of writers and what systems leave there."""
    names = sorted(path.name for path in folder.iterdir())
    return [n for n in names if n not in (*DROPPINGS, LIST) and not exports.PART.fullmatch(n)]


def is_ours(file: Path, files: Marks) -> bool:
    """Whether a file is on the list and unchanged since; a link or a folder never is."""
    marks = files.get(file.name, [])
    if not marks or file.is_symlink() or not file.is_file():
        return False
    return ANY in marks or mark_of(file) in marks


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One writer of a folder at a time on this machine; leaves no trace in it."""
    name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]
    with FileLock(Path(tempfile.gettempdir()) / f"segmentation-{name}.lock"):
        yield


def check(folder: Path, by: str, names: Collection[str] = ()) -> None:
    """Look whether a command may write into a folder, before anything is computed for it.

    Raises
    ------
    DataError
        If there is a file instead, if the folder holds what this command did not write, or if
        one of the names is taken by a file that is not on its list or was changed since.
    """
    if folder.exists() and not folder.is_dir():
        raise DataError(f"{shown(folder)} is a file; give a folder.")
    if not folder.is_dir():
        return
    kept = _read(folder)
    others = _others(folder)
    if not kept and others:
        raise DataError(
            f"{shown(folder)} holds files that this command did not write ({others[0]}, for "
            "instance) and stays as it is; give a folder that is new or empty."
        )
    if kept and kept["by"] != by:
        raise DataError(
            f"{shown(folder)} holds the result of {kept['by']} and stays as it is; give another "
            "folder."
        )
    for name in names:
        taken = (folder / name).exists() or (folder / name).is_symlink()
        if taken and not is_ours(folder / name, kept.get("files", {})):
            raise DataError(
                f"{shown(folder)}/{name} is not as this command wrote it and stays as it is; move "
                "it away, or give another folder."
            )
        exports.check_target(folder / name)


def set_aside(folder: Path, by: str) -> Path | None:
    """Give a default folder another name if it may not be written into; returns that name.

    So a result of an earlier version, which kept no list, or one that was changed by hand stays
    whole under a name of its own.
    """
    try:
        check(folder, by, listed(folder))
    except DataError:
        numbers = (f"-earlier-{number}" for number in range(1, 1_000))
        free = (folder.with_name(folder.name + end) for end in numbers)
        kept = next(path for path in free if not path.exists())
        return folder.rename(kept)
    return None


def make_room(folder: Path, by: str, names: Collection[str]) -> None:
    """`check` a default folder, which is set aside first, and said so, if it is not as written."""
    kept = set_aside(folder, by)
    if kept:
        print(f"What was in {shown(folder)} is not as this command wrote it; kept: {shown(kept)}")
    check(folder, by, names)


@contextmanager
def stage(
    folder: Path, by: str, names: Collection[str] = (), *, own: Collection[str] = ()
) -> Iterator[Path]:
    """A folder inside, in which a result is made; gone at the end, as is a folder left empty.

    The folder is looked at before, with the names that will be written as far as they are known;
    with `own`, as in `publish`, it is written into whatever it holds.

    Raises
    ------
    DataError
        As `check` says.
    """
    if not own:
        check(folder, by, names)
    made = folder / exports.part_name(STAGE)
    with locked(folder):
        folder.mkdir(parents=True, exist_ok=True)
        _finish(folder)
        exports.clean(folder)
        made.mkdir()
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
        with locked(folder), suppress(OSError):
            folder.rmdir()  # which only an empty one lets happen


def publish(
    made: Path, folder: Path, by: str, *, keep: bool = False, own: Collection[str] = ()
) -> dict[str, str]:
    """Move all files of a stage to their places, and what is left of the old result away.

    With `keep` the rest of the old result stays. Names in `own` are this command's whatever they
    hold, in a folder that only it makes. Returns name → the name that the file got, another one if
    that file is held open.

    Raises
    ------
    DataError
        If a file is in the way that is not ours or was changed; then nothing has been moved.
    """
    new = {path.name: mark_of(path) for path in sorted(made.iterdir()) if path.is_file()}
    with locked(folder):
        _finish(folder)
        if not own:
            check(folder, by, new)
        old = listed(folder)
        rest = {name: marks for name, marks in old.items() if name not in new}
        both = {name: [*old.get(name, []), mark] for name, mark in new.items()}
        _write(folder, by, rest | both, made.name)
        placed = {
            name: exports.replace_or_next_free(made / name, folder / name).name for name in new
        }
        if not keep:
            _remove(folder, [*rest, *(n for n in own if n not in new)], rest, own)
            rest = {}
        _write(folder, by, rest | {placed[name]: [mark] for name, mark in new.items()})
    return placed


def _remove(folder: Path, names: list[str], files: Marks, own: Collection[str]) -> None:
    """Remove what the new result has no file for; what was changed stays."""
    for name in names:
        if name in own or is_ours(folder / name, files):
            with suppress(PermissionError):  # held open
                (folder / name).unlink(missing_ok=True)


def reserve(folder: Path, by: str, names: Collection[str]) -> None:
    """Put files on the list before they are written, one by one, by a run that can be stopped."""
    with locked(folder):
        check(folder, by, names)
        folder.mkdir(parents=True, exist_ok=True)
        files = listed(folder)
        _write(folder, by, files | {name: [*files.get(name, []), ANY] for name in names})


def seal(folder: Path, by: str, names: Collection[str]) -> None:
    """Note what files hold that were put on the list by `reserve`, now that they are written."""
    with locked(folder):
        there = {name: [mark_of(folder / name)] for name in names if (folder / name).is_file()}
        rest = {name: marks for name, marks in listed(folder).items() if name not in names}
        _write(folder, by, rest | there)


def _finish(folder: Path) -> None:
    """Finish a move that was killed half-way: what it had made is whole."""
    kept = _read(folder)
    made = folder / kept["moving"] if kept.get("moving") else None
    if made is None or not exports.PART.fullmatch(made.name):
        return
    if made.is_dir() and not made.is_symlink():
        rest = [p.name for p in sorted(made.iterdir()) if p.name in kept["files"]]
        ours = [n for n in rest if not (folder / n).exists() or is_ours(folder / n, kept["files"])]
        for name in ours:
            exports.replace_or_next_free(made / name, folder / name)
    _write(folder, kept["by"], kept["files"])
