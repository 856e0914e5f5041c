"""Figures and sentences of the Olist case, each wording by the result that asks for it."""

from collections.abc import Iterator

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from drawn import check_layout, legend, lines, texts, ticks, title

from segmentation.base.style import use_style
from segmentation.cases.olist import plots
from segmentation.cases.olist.findings import segments as findings
from segmentation.features import rules
from segmentation.personas import naming
from segmentation.personas.rfm import ACTIONS, PREFIX, RFM


@pytest.fixture(autouse=True)
def style() -> Iterator[None]:
    with mpl.rc_context():
        plt.switch_backend("agg")
        use_style()
        yield
    plt.close("all")


# Figures


def test_champions_draws_who_bought_once():
    table = pd.DataFrame(
        {"customers": [15_000, 1_200, 0], "bought once": [13_800, 0, 0]},
        index=["ties broken", "ties together", "K-Means, k = 11"],
    )
    fig = plots.champions(table)
    check_layout(fig)
    ax = fig.axes[0]
    assert [p.get_width() for p in ax.patches] == [1_200, 1_200, 0, 13_800, 0, 0]
    assert title(ax) == "15,000, 1,200 or 0 Champions: it depends on ties and method"
    assert ax.texts[0].get_text() == "15,000, of whom 13,800 bought once"
    assert legend(ax) == ["bought more than once", "bought once"]


def shares(**rates: float) -> pd.DataFrame:
    share = pd.Series(rates)
    limits = {"share": share, "low": share / 2, "high": share * 1.5}
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
    assert [text.get_text() for text in fig.legends[0].get_texts()] == ["rules", "K-Means"]
    assert texts(ax).count("1,000") == 4
    assert "no mark: no group" in ax.get_xlabel()
    points = [np.asarray(c.get_offsets()) for c in ax.collections if len(c.get_offsets()) == 2]
    assert points[0][:, 0].tolist() == pytest.approx([0.08, plots.LEAST])
    assert np.round(points[0][:, 1]).tolist() == [0, 1]
    assert np.round(points[1][:, 1]).tolist() == [0, 2]
    assert "180 days" in ax.get_xlabel()


def test_ranking_draws_a_panel_for_each_window():
    table = pd.DataFrame({"AUC": [0.56, 0.6], "low": [0.53, 0.57], "high": [0.59, 0.63]},
                         index=["rules", "recency alone"])  # fmt: skip
    fig = plots.ranking({90: table, 180: table + 0.05})
    check_layout(fig)
    assert [title(ax) for ax in fig.axes] == ["within 90 days", "within 180 days"]
    assert ticks(fig.axes[0].get_yticklabels()) == ["rules", "recency alone"]
    assert [t.get_text() for t in fig.axes[1].texts] == ["0.61", "0.65", "0.5 = chance"]
    assert "None of these rankings exceeds an AUC of 0.65" in fig.get_suptitle()


@pytest.mark.parametrize(
    ("silhouette", "words"),
    [
        ([0.6, 0.5], "At no k do the data beat data without clusters by the 0.05 needed"),
        ([0.6, 0.56], "The data beat data without clusters by 0.05 at k = 3"),
    ],
)
def test_excess(silhouette, words):
    table = pd.DataFrame({"silhouette": silhouette}, index=[2, 3])
    table = table.assign(**{"plain null": [0.58, 0.48], "strictest null": [0.59, 0.5]})
    table["excess"] = table["silhouette"] - table["strictest null"]
    fig = plots.excess(table, 0.05)
    check_layout(fig)
    ax = fig.axes[0]
    assert title(ax) == words
    assert lines(ax)["the data"] == pytest.approx(table["excess"].tolist())
    assert lines(ax)["plain null"] == pytest.approx([-0.01, -0.02])
    assert ticks(ax.get_xticklabels())[0] == "2\n0.60"


# Sentences about the data


def funnel(unpaid: int = 1) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Step": ["the file", "no payment", "delivered and paid"],
            "Orders": [100, unpaid, 99 - unpaid],
            "Customers": [90, unpaid, 88],
            "Amount": [1_000.0, 0.0, 900.0],
        }
    )


@pytest.mark.parametrize(
    ("unpaid", "words"),
    [
        (0, "No delivered order lacks a payment."),
        (1, "1 delivered order lacks a payment: nobody knows the amount"),
        (2, "2 delivered orders lack a payment"),
    ],
)
def test_merged(unpaid, words):
    text = findings.merged(funnel(unpaid), 8)
    assert words in text
    assert f"**{99 - unpaid} of 100 orders** are used, of 88 people, who paid BRL 900" in text
    assert "8 used orders have no day of delivery" in text


def test_thinning():
    weeks = pd.Series([100] * 60)
    assert "not thinner than the rest" in findings.thinning(weeks)
    weeks[0] = 20
    text = findings.thinning(weeks)
    assert "The last 2 weeks have 20 and 100 delivered orders" in text
    assert "**The end is thin**" in text
    assert "a usual week of the year before has 100." in text


def test_once():
    customers = pd.DataFrame(
        {"Customer_ID": list("abcd"), "Frequency": [1, 2, 3, 1], "Monetary": [10, 20, 50, 20]}
    )
    text = findings.once(customers, pd.Series({"d": 1, "b": 1, "c": 2, "a": 1}))
    assert "**50.0% of 4 customers bought once.** 2 have several orders and bring 70.0%" in text
    assert "1 of them placed all on one day" in text


@pytest.mark.parametrize(
    ("once", "words"), [(0, "none of whom bought once"), (7, "7 of whom bought once")]
)
def test_champions_sentence(once, words):
    table = pd.DataFrame({"customers": [150, 12], "bought once": [137, once]}, index=["a", "b"])
    text = findings.champions(table, 0.43, pd.Series({"R": 5, "F": 2, "M": 5}), 4)
    assert "**150 customers are Champions, and 137 of them bought once**" in text
    assert "only 43% of them are Champions again" in text
    assert f"With ties together 12 are, {words}, and 4 of whom placed all their orders on" in text
    assert "splits identical customers by row order" in text
    assert "R uses 5, F uses 2 and M uses 5" in text


def named_table() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "name": ["K-Champions", "K-Lost", "Recent", "K-At Risk"],
            "archetype": [True, True, False, True],
            "cosine": [0.9, 0.9, 0.87, 0.8],
            "share once": [0.0, 1.0, 1.0, 1.0],
            "Recency": [202.0, 360.0, 9.0, 300.0],
            "nearest": ["K-Champions", "K-Lost", "K-New", "K-At Risk"],
            "keeps": True,
        }
    )


def test_named():
    table = named_table()
    text = findings.named(table, 11)
    assert "**3 of the 11 names fit a cluster**" in text
    assert "*Recent* points like *K-New* (0.87), but another cluster fits that name better" in text
    assert "3 of the 4 clusters hold nobody but one-time buyers" in text
    assert "**Nobody in *K-At Risk* bought twice**" in text
    assert "not the longest silent" not in text


def test_named_otherwise():
    table = named_table()
    text = findings.named(table.assign(keeps=False), 11)
    assert "but it does not keep that name's limits" in text
    silent = table.assign(Recency=[202.0, 360.0, 9.0, 371.0])
    assert "*K-Lost* are not the longest silent (360 days" in findings.named(silent, 11)
    assert "*K-At Risk* are (371)" in findings.named(silent, 11)
    text = findings.named(table.iloc[:2], 11)
    assert "points like" not in text and "Nobody in" not in text
    low = findings.named(table.assign(cosine=0.5), 11)
    assert "points like" not in low


def test_two():
    text = findings.two(0.005, 1.0, 0.898)
    assert "**0.90**" in text and "are *ordered once* and *ordered more often*" in text
    assert "Data without clusters reach the same (excess +0.005)" in text
    text = findings.two(0.2, 0.8, 0.9)
    assert "part 80% of the customers" in text and "exceeds data without clusters by 0.20" in text


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        ("slices", "hold **no natural clusters** (k = 3, +0.100 over data with the margins"),
        ("slices", "slices of one cloud, which come back (verdict *slices*)."),
        ("constructive", "of which 5 do not even come back (verdict *constructive*)."),
        ("natural", "are natural clusters** (k = 3, +0.100 over data with the margins and rank"),
    ],
)
def test_apart(verdict, words):
    text = findings.apart(verdict, 3, 0.1, "Monetary", 0, 7)
    assert words in text and "each tenth of Monetary" in text
    assert "no cluster of 7 mixes" in text and "`Frequency == 1` gives the same split" in text
    assert "2 of 7 clusters mix" in findings.apart(verdict, 3, 0.1, "Monetary", 2, 7)


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
