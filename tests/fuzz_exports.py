"""Exports that were hurt or written in another way, read one after the other.

Run as ``python tests/fuzz_exports.py 1000 300`` from the root of the repository: so many that are
hurt, and so many that say the same.
"""

import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from mutations import alike, hurt, table_of
from shop_exports import FORMATS, SHOP, Format
from shop_exports.reading import figures_of, read, rows_add_up

from segmentation.base.errors import DataError

BY_NAME = {form.name: form for form in FORMATS}
HURT_FORMATS = ("Shopify", "Nuvemshop", "eBay")
ALIKE_FORMATS = {"Shopify": ("utf-8", ","), "Nuvemshop": ("cp1252", ";"), "Stripe": ("utf-8", ",")}
FEW = SHOP[:60]  # small files are read faster
SAID, READ = "a sentence", "read"


class Outcome(NamedTuple):
    """What became of a file: `said` is the sentence, or what is wrong."""

    form: str
    number: int
    way: str
    result: str
    said: str


def rows_of(data: bytes) -> int | None:
    """The rows below the header, counted apart; None where quotation marks leave it open."""
    if b'"' in data or b"\x00" in data:
        return None
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    return sum(bool(line) for line in lines) - 1


def outcome_of_hurt(form: Format, number: int, folder: Path) -> Outcome:
    """Read a file that was hurt: a sentence, or a result in which all rows are accounted for."""
    way, data = hurt(form.write(FEW), number)
    path = folder / form.file
    path.write_bytes(data)
    said = ""
    try:
        reading = read(path, form.answers)
        counted = rows_of(data)
        result = READ
        if not rows_add_up(reading):
            result, said = "ACCOUNTING", "rows in are not rows used and set aside"
        elif counted not in (None, reading.files["rows"].sum()):
            result, said = "ACCOUNTING", f"{counted} lines, {reading.files['rows'].sum()} rows"
    except DataError as error:
        result, said = SAID, str(error)
    except Exception:
        result, said = "TRACEBACK", traceback.format_exc(limit=-3)
    return Outcome(form.name, number, way, result, said)


def outcome_of_alike(form: Format, number: int, folder: Path) -> Outcome:
    """Read a file that says the same in another way: its figures stay what they are."""
    way, data = alike(table_of(form.write(SHOP), *ALIKE_FORMATS[form.name]), number)
    path = folder / form.file
    path.write_bytes(data)
    try:
        found = figures_of(read(path, form.answers))
        same = found == form.truth
        result, said = (READ, "") if same else ("OTHER FIGURES", f"{found} for {form.truth}")
    except DataError as error:
        result, said = "ASKED", str(error)
    except Exception:
        result, said = "TRACEBACK", traceback.format_exc(limit=-3)
    return Outcome(form.name, number, repr(way), result, said)


def hurt_ones(count: int, folder: Path) -> Iterator[Outcome]:
    for number in range(count):
        yield outcome_of_hurt(BY_NAME[HURT_FORMATS[number % 3]], number, folder)


def alike_ones(count: int, folder: Path) -> Iterator[Outcome]:
    names = list(ALIKE_FORMATS)
    for number in range(count):
        yield outcome_of_alike(BY_NAME[names[number % 3]], number, folder)


def main(hurt_count: int, alike_count: int) -> int:
    """Print what became of all of them, each failure in full; 1 if there is one."""
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for title, outcomes in (
            ("hurt", hurt_ones(hurt_count, Path(folder))),
            ("alike", alike_ones(alike_count, Path(folder))),
        ):
            results: Counter[str] = Counter()
            for outcome in outcomes:
                results[outcome.result] += 1
                if outcome.result not in ((SAID, READ) if title == "hurt" else (READ,)):
                    failed += 1
                    print(*outcome, sep=" · ")
            print(f"{title}: {sum(results.values()):,} files, {dict(results)}")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))
