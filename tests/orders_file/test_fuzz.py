"""Exports that were hurt end in a sentence or in figures that account for every row; those that
say the same in another way give the same figures. `tests/fuzz_exports.py` runs more of them."""

from pathlib import Path

import pytest
from fuzz_exports import (
    ALIKE_FORMATS,
    BY_NAME,
    FEW,
    HURT_FORMATS,
    READ,
    SAID,
    Outcome,
    alike_ones,
    hurt_ones,
    outcome_of_hurt,
    rows_of,
)
from mutations import HURT, alike, hurt, table_of
from shop_exports import SHOP

HURT_COUNT, ALIKE_COUNT = 60, 40


def test_every_way_to_hurt_a_file_changes_it() -> None:
    data = BY_NAME["Shopify"].write(FEW)
    made = [hurt(data, number) for number in range(2 * len(HURT))]
    changing = {way.split(" and ")[0] for way, changed in made if changed != data}
    assert changing == {way.__name__ for way in HURT}
    assert made == [hurt(data, number) for number in range(2 * len(HURT))]  # seeded


@pytest.mark.parametrize("name", ALIKE_FORMATS)
def test_a_table_written_in_another_way_has_the_same_fields(name: str) -> None:
    table = table_of(BY_NAME[name].write(FEW), *ALIKE_FORMATS[name])
    assert len({len(row) for row in table}) == 1
    made = [alike(table, number) for number in range(16)]
    assert len({(encoding, end) for (encoding, _, end, *_), _ in made}) == 16  # all of them
    for (encoding, mark, *_), data in made:
        again = table_of(data, encoding, mark)
        assert [sorted(row) for row in again] == [sorted(row) for row in table]


def test_rows_are_counted_apart_where_that_can_be_done() -> None:
    assert rows_of(b"a,b\r\n1,2\r\n\r\n3,4") == 2
    assert rows_of(b'a,b\n"1\n",2\n') is None


@pytest.mark.parametrize("name", HURT_FORMATS)
def test_a_file_that_was_not_hurt_is_read(name: str, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("fuzz_exports.hurt", lambda data, number: ("nothing", data))
    assert outcome_of_hurt(BY_NAME[name], 0, tmp_path).result == READ


def failures(outcomes: list[Outcome], *good: str) -> list[Outcome]:
    return [outcome for outcome in outcomes if outcome.result not in good]


def test_exports_that_were_hurt_end_in_a_sentence_or_account_for_every_row(tmp_path: Path) -> None:
    outcomes = list(hurt_ones(HURT_COUNT, tmp_path))
    assert failures(outcomes, SAID, READ) == []
    results = [outcome.result for outcome in outcomes]
    assert min(results.count(SAID), results.count(READ)) >= 10  # both come about


def test_exports_written_in_another_way_give_the_figures_of_the_shop(tmp_path: Path) -> None:
    assert len(SHOP) == 200
    outcomes = list(alike_ones(ALIKE_COUNT, tmp_path))
    assert failures(outcomes, READ) == []
