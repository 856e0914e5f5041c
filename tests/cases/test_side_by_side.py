"""The five data sets of the nulls table, made as their notebooks make them."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from segmentation.base.errors import DataError
from segmentation.base.paths import NOTEBOOKS, raw_folder
from segmentation.cases import side_by_side
from segmentation.cases.clickstream import users
from segmentation.cases.engagement import source as engagement
from segmentation.cases.engagement.segments import knowing_tiers
from segmentation.cases.olist import source as olist
from segmentation.cases.online_retail import source as online_retail
from segmentation.cases.side_by_side import all_five
from segmentation.existence.data_sets import DataSet
from segmentation.features.names import RFM
from segmentation.workshop.execute import results

CASES = {
    "online_retail": (side_by_side.from_online_retail, online_retail.FILES),
    "olist": (side_by_side.from_olist, [olist.TABLES[name].file for name in olist.MONEY]),
    "engagement": (side_by_side.from_engagement, engagement.FILES),
}


def there(name: str) -> bool:
    """Whether a public file is on this machine."""
    return any((raw_folder(name) / file).exists() for file in CASES[name][1])


@pytest.mark.parametrize("name", list(CASES))
def test_each_case_is_made_as_in_its_notebook(name: str) -> None:
    if not there(name):
        pytest.skip(f"{name} is not on this machine")
    made = CASES[name][0]()
    told = results(NOTEBOOKS / "cases" / f"{name}.ipynb")
    assert list(made.matrix) == list(RFM)
    assert made.data == ("synthetic twin" if told["twin"] else "real")
    np.testing.assert_allclose(made.matrix.mean(), 0, atol=1e-9)
    np.testing.assert_allclose(made.matrix.std(ddof=0), 1, atol=1e-9)
    if not told["twin"]:
        customers = told["customers"]
        expected = customers if isinstance(customers, int) else None
        assert expected in (None, len(made.matrix))
    assert (made.tiers is not None) == (name == "engagement")
    if made.tiers is not None:
        assert len(made.tiers) == len(made.matrix)
        assert set(made.tiers) == set(range(len(engagement.TIERS)))


def test_the_clickstream_is_the_twin() -> None:
    made = side_by_side.from_clickstream()
    assert made.data == "synthetic twin"
    assert list(made.matrix) == list(users.COUNTS)


def test_the_flagship_comes_first(monkeypatch: pytest.MonkeyPatch, matrix: pd.DataFrame) -> None:
    for case in ("online_retail", "olist", "clickstream", "engagement"):
        one = DataSet(case, "real", matrix.head())
        monkeypatch.setattr(side_by_side, f"from_{case}", lambda one=one: one)
    names = [one.name for one in all_five(matrix)]
    assert names == ["Flagship", "online_retail", "olist", "clickstream", "engagement"]
    assert all_five(matrix)[0].matrix is matrix


def test_what_is_absent_is_said_with_its_page(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SEGMENTATION_DATA", str(tmp_path))
    for make, page in (
        (side_by_side.from_online_retail, "archive.ics"),
        (side_by_side.from_olist, "kag"),
    ):
        with pytest.raises(DataError, match=page):
            make()


def test_a_null_told_the_tiers_leaves_nothing_of_independent_draws_in_tiers() -> None:
    rng, n = np.random.default_rng(0), 300
    tier = pd.Series(np.repeat(engagement.TIERS, n))
    shift = np.repeat(np.arange(len(engagement.TIERS)), n)[:, None] * 6.0
    values = pd.DataFrame(shift + rng.uniform(size=(len(tier), 3)), columns=list("abc"))
    assert abs(knowing_tiers(values, tier, len(engagement.TIERS))) < 0.01


def test_the_committed_table_agrees_with_the_notebooks_of_the_data_sets() -> None:
    five = {row["data set"]: row for row in results(NOTEBOOKS / "10_existence.ipynb")["five"]}
    told = {
        "Flagship": results(NOTEBOOKS / "05_elbow_silhouette.ipynb"),
        **{name.replace("_", " ").title(): results(NOTEBOOKS / "cases" / f"{name}.ipynb")
           for name in ("online_retail", "olist", "clickstream", "engagement")},
    }  # fmt: skip
    assert list(five) == list(told)
    for name, result in told.items():
        assert (five[name]["verdict"], five[name]["k"]) == (result["verdict"], result["k"]), name
    for name in list(told)[1:]:
        if five[name]["at"] == five[name]["k"]:
            assert five[name]["excess"] == told[name]["excess"], name
            assert five[name]["explained by"] == told[name]["explained by"], name
    tiers = told["Engagement"]["judged"]["as above"]
    if five["Engagement"]["at"] == tiers["k"]:
        assert five["Engagement"]["knowing"] == tiers["knowing the tiers"]
