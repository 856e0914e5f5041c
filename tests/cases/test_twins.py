"""What the four twins have in common: one seed, the same bytes; they say that they are twins."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from segmentation.base.outputs import LIST
from segmentation.base.paths import TWIN_MARKER
from segmentation.cases.clickstream import csv_files
from segmentation.cases.clickstream import source as clickstream
from segmentation.cases.clickstream import twin as clickstream_twin
from segmentation.cases.engagement import source as engagement
from segmentation.cases.engagement import twin as engagement_twin
from segmentation.cases.olist import source as olist
from segmentation.cases.olist import twin as olist_twin
from segmentation.cases.online_retail import source as online_retail
from segmentation.cases.online_retail import twin as online_retail_twin

OLIST = {table.file for table in olist.TABLES.values()} | {olist_twin.SELLERS}
CASES: list[tuple[Callable[..., Path], ModuleType, set[str]]] = [
    (clickstream_twin.twin, clickstream, set(clickstream_twin.MONTHS)),
    (engagement_twin.twin, engagement, set(engagement.FILES)),
    (olist_twin.twin, olist, OLIST),
    (online_retail_twin.twin, online_retail, {online_retail.FILES[0]}),
]


@pytest.mark.parametrize(("twin", "source", "names"), CASES)
def test_a_twin_depends_on_its_seed_and_is_one_until_it_is_replaced(
    tmp_path: Path, twin: Callable[..., Path], source: ModuleType, names: set[str]
) -> None:
    first, again, other = (
        twin(tmp_path / n, seed, 60) for n, seed in (("a", 1), ("b", 1), ("c", 2))
    )
    assert {file.name for file in first.parent.iterdir()} == {*names, TWIN_MARKER, LIST}
    for name in names:
        assert (again.parent / name).read_bytes() == (first.parent / name).read_bytes()
    assert other.read_bytes() != first.read_bytes()
    assert source.is_twin(first.parent)
    first.write_text("published", encoding="utf-8")
    assert not source.is_twin(first.parent)


def test_months_are_among_the_published_ones() -> None:
    assert set(clickstream_twin.MONTHS) <= set(csv_files.FILES)
