"""Figures of the Olist case, and the names that its clusters may get."""

import pandas as pd
import pytest
from drawn import check_layout, legend, texts, ticks, title
from matplotlib.colors import to_hex

from segmentation.base.estimates import Estimates
from segmentation.base.palette import INK, MUTED
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
    ax = fig.axes[0]
    assert [p.get_width() for p in ax.patches] == [1_200, 1_200, 0, 13_800, 0, 0]
    assert legend(ax) == ["bought more than once", "bought once"]
    assert title(ax) == "13,800 of 15,000 Champions of the common recipe bought once"


def test_fifths():
    table = pd.DataFrame({plots.ONCE: [20, 20, 15], plots.MORE: [0, 0, 5]}, index=[1, 2, 3])
    fig = plots.fifths(table)
    check_layout(fig)
    ax = fig.axes[0]
    assert title(ax) == "2 of 3 frequency scores hold one-time buyers only"
    assert [p.get_width() for p in ax.patches] == [20, 20, 15, 0, 0, 5]
    assert ticks(ax.get_yticklabels()) == ["score 1", "score 2", "score 3"]


def test_clusters_are_dark_where_people_bought_more_than_once():
    table = pd.DataFrame(
        {
            "share": [0.2, 0.05, 0.75],
            "Recency": [361.0, 202.0, 14.0],
            "Frequency": [1.0, 3.4, 1.0],
            "Monetary": [100.0, 507.0, 89.0],
        },
        index=["K-Lost", "K-Champions", "K-New"],
    )
    fig = plots.clusters(table)
    check_layout(fig)
    ax = fig.axes[0]
    assert title(ax).startswith("2 of 3 clusters (grey) hold one-time buyers")
    (marks,) = ax.collections
    assert marks.get_offsets().tolist() == table[["Recency", "Monetary"]].to_numpy().tolist()
    assert [to_hex(colour) for colour in marks.get_facecolor()] == [MUTED, INK, MUTED]
    assert texts(ax) == ["K-Lost", "K-Champions (3.4 orders each)", "K-New"]
    assert ticks(ax.get_yticklabels()) == ["100", "200", "500"]


def shares(**rates: float) -> pd.DataFrame:
    share = pd.Series(rates)
    return pd.DataFrame({"value": share, "low": share / 2, "high": share * 1.5})


def test_bought_again_has_a_panel_for_each_way_of_scoring():
    tables = {
        "ties broken": shares(Champions=0.02, Lost=0.0),
        "ties together": shares(Champions=0.08, Lost=0.01),
    }
    fig = plots.bought_again(tables, 0.012, 180)
    check_layout(fig)
    assert fig.get_suptitle() == (
        "Champions who buy again: 2.0% with ties broken, 8.0% with ties together"
    )
    assert [title(ax) for ax in fig.axes] == list(tables)
    for ax, table in zip(fig.axes, tables.values(), strict=True):
        intervals, dots = ax.collections
        ends = [segment[:, 0].tolist() for segment in intervals.get_segments()]
        assert ends == table[["low", "high"]].to_numpy().tolist()
        assert dots.get_offsets()[:, 0].tolist() == table["value"].tolist()
        assert ax.lines[0].get_xdata()[0] == 0.012
    assert ticks(fig.axes[0].get_yticklabels()) == ["Champions", "Lost"]


def test_bought_again_where_nobody_is_a_champion():
    table = shares(Champions=float("nan"), Lost=0.01)
    fig = plots.bought_again({"ties broken": table, "ties together": table}, 0.012, 180)
    check_layout(fig)
    assert fig.get_suptitle() == "Who buys again, by segment"


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
