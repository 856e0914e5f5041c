"""Exports that were hurt end in a sentence or in figures that account for every row; those that
say the same in another way give the same figures.
"""

from pathlib import Path

import pytest
from mutations import alike, hurt, table_of
from shop_exports import FORMATS, SHOP
from shop_exports.reading import figures_of, read, rows_add_up

from segmentation.base.errors import DataError

BY_NAME = {form.name: form for form in FORMATS}
HURT_FORMATS = ("Shopify", "Nuvemshop", "eBay")
ALIKE_FORMATS = {"Shopify": ("utf-8", ","), "Nuvemshop": ("cp1252", ";"), "Stripe": ("utf-8", ",")}
FEW = SHOP[:60]  # small files are read faster
HURT_COUNT, ALIKE_COUNT = 60, 40


def rows_of(data: bytes) -> int | None:
    """The rows below the header, counted apart; None where quotation marks leave it open."""
    if b'"' in data or b"\x00" in data:
        return None
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    return sum(bool(line) for line in lines) - 1


def is_read(name: str, data: bytes, folder: Path, what: str) -> bool:
    """Whether a file is read, and then with all rows accounted for; else it is a sentence."""
    path = folder / BY_NAME[name].file
    path.write_bytes(data)
    try:
        reading = read(path, BY_NAME[name].answers)
    except DataError:
        return False
    assert rows_add_up(reading), what
    assert rows_of(data) in (None, reading.files["rows"].sum()), what
    return True


@pytest.mark.parametrize("name", HURT_FORMATS)
def test_a_file_that_was_not_hurt_is_read(name: str, tmp_path: Path) -> None:
    assert is_read(name, BY_NAME[name].write(FEW), tmp_path, "nothing")


def test_exports_that_were_hurt_end_in_a_sentence_or_account_for_every_row(tmp_path: Path) -> None:
    good = 0
    for number in range(HURT_COUNT):
        name = HURT_FORMATS[number % 3]
        way, data = hurt(BY_NAME[name].write(FEW), number)
        good += is_read(name, data, tmp_path, f"{name}, {number}: {way}")
    assert 10 <= good <= HURT_COUNT - 10  # both come about


def test_exports_written_in_another_way_give_the_figures_of_the_shop(tmp_path: Path) -> None:
    for number in range(ALIKE_COUNT):
        name = list(ALIKE_FORMATS)[number % 3]
        form = BY_NAME[name]
        way, data = alike(table_of(form.write(SHOP), *ALIKE_FORMATS[name]), number)
        path = tmp_path / form.file
        path.write_bytes(data)
        assert figures_of(read(path, form.answers)) == form.truth, (name, number, way)
