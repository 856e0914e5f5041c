"""Figures of the Olist case, and the names that its clusters may get."""

import numpy as np
import pandas as pd
import pytest
from drawn import check_layout, legend, lines, texts, ticks, title

from segmentation.base.estimates import Estimates
from segmentation.cases.olist import plots
from segmentation.features import rules
from segmentation.personas import naming
from segmentation.personas.rfm import ACTIONS, PREFIX, RFM

pytestmark = pytest.mark.usefixtures("style")


def test_champions_draws_who_bought_once():
    table = pd.DataFrame(
        {"customers": [15_000, 1_200, 0], "bought once": [13_800, 0, 0]},
        index=["ties broken", "ties together", "K-Means, k = 11"],
    )
    fig = plots.champions(table)
    check_layout(fig)
    assert [p.get_width() for p in fig.axes[0].patches] == [1_200, 1_200, 0, 13_800, 0, 0]
    assert legend(fig.axes[0]) == ["bought more than once", "bought once"]


def shares(**rates: float) -> pd.DataFrame:
    share = pd.Series(rates)
    limits = {"value": share, "low": share / 2, "high": share * 1.5}
    return pd.DataFrame({"customers": 1_000, "orders": 2.0} | limits)


def test_bought_again_puts_segments_of_one_name_into_one_row():
    tables = {
        "rules": shares(Champions=0.08, Lost=0.0),
        "K-Means": shares(Champions=0.03, Sleepy=0.2),
    }
    fig = plots.bought_again(tables, 0.012, 180)
    check_layout(fig)
    ax = fig.axes[0]
    assert ticks(ax.get_yticklabels()) == ["Champions", "Lost", "Sleepy"]
    best = "Even in the best of 4 groups, 1,000 customers with 2.0 orders each, 80% do not return"
    assert fig.get_suptitle() == best
    assert texts(ax).count("1,000") == 4
    points = [np.ma.filled(c.get_offsets(), np.nan) for c in ax.collections if len(c.get_offsets())]
    points = [p[np.isfinite(p[:, 0])] for p in points if np.isfinite(p[:, 0]).any() and len(p) == 3]
    assert points[0][:, 0].tolist() == pytest.approx([0.08, plots.LEAST])
    assert np.round(points[0][:, 1]).tolist() == [0, 1]
    assert np.round(points[1][:, 1]).tolist() == [0, 2]


def test_ranking_draws_a_panel_for_each_window():
    table = pd.DataFrame({"value": [0.56, 0.6], "low": [0.53, 0.57], "high": [0.59, 0.63]},
                         index=["rules", "recency alone"])  # fmt: skip
    areas = {days: Estimates(**(table + more)) for days, more in ((90, 0.0), (180, 0.05))}
    fig = plots.ranking(areas)
    check_layout(fig)
    assert [title(ax) for ax in fig.axes] == ["within 90 days", "within 180 days"]
    assert ticks(fig.axes[0].get_yticklabels()) == ["rules", "recency alone"]
    assert texts(fig.axes[1]) == ["0.61", "0.65", "0.5 = chance"]
    assert "None of these rankings exceeds an AUC of 0.65" in fig.get_suptitle()


@pytest.mark.parametrize(
    ("silhouette", "words"), [([0.6, 0.5], "At no k do"), ([0.6, 0.56], "by 0.05 at k = 3")]
)
def test_excess(silhouette, words):
    table = pd.DataFrame({"silhouette": silhouette}, index=[2, 3])
    table = table.assign(**{"plain null": [0.58, 0.48], "strictest null": [0.59, 0.5]})
    table["excess"] = table["silhouette"] - table["strictest null"]
    fig = plots.excess(table, 0.05)
    check_layout(fig)
    ax = fig.axes[0]
    assert words in title(ax)
    assert lines(ax)["the data"] == pytest.approx(table["excess"].tolist())
    assert lines(ax)["plain null"] == pytest.approx([-0.01, -0.02])
    assert ticks(ax.get_xticklabels())[0] == "2\n0.60"


# The names


def test_each_published_segment_is_a_direction_with_an_action():
    names = [kind.name.removeprefix(PREFIX) for kind in RFM.archetypes]
    assert sorted(names) == sorted(rules.SEGMENTS)
    assert set(ACTIONS) == {kind.name for kind in RFM.archetypes}
    directions = {tuple(sorted(kind.direction.items())) for kind in RFM.archetypes}
    assert len(directions) == 11


def test_each_direction_gets_its_own_name():
    centres = pd.DataFrame([kind.direction for kind in RFM.archetypes]).fillna(0.0)
    centres = centres[["Recency", "Frequency", "Monetary"]]
    named = naming.name_clusters(centres, RFM, "natural")
    kept = [
        naming.keeps_signs(centre, kind)
        for (_, centre), kind in zip(centres.iterrows(), RFM.archetypes, strict=True)
    ]
    assert all(kept)  # no direction contradicts its own limits
    assert named["name"].tolist() == [kind.name for kind in RFM.archetypes]
    assert named["name"].is_unique


def test_loyal_and_champions_need_more_than_one_order():
    once = pd.DataFrame({"Recency": [-0.5], "Frequency": [-0.17], "Monetary": [2.0]})
    named = naming.name_clusters(once, RFM, "natural")
    assert named["name"].iloc[0] not in ("K-Champions", "K-Loyal")


def test_slices_are_not_named_as_kinds():
    centres = pd.DataFrame({"Recency": [2.0], "Frequency": [-1.0], "Monetary": [-1.0]})
    assert naming.name_clusters(centres, RFM, "natural")["name"].tolist() == ["K-Lost"]
    named = naming.name_clusters(centres, RFM, "slices")
    assert named["name"].tolist() == ["Very long silent, few orders"]
    assert not named["archetype"].any()
