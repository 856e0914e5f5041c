"""What the clickstream case says and draws."""

import numpy as np
import pandas as pd
import pytest
from drawn import bars, cells, check_layout, legend, texts, ticks, title

from segmentation import personas, plots
from segmentation.archetypes import clickstream as kinds
from segmentation.archetypes.clickstream import CLICKSTREAM
from segmentation.findings import clickstream as says
from segmentation.findings import clickstream_segments as told
from segmentation.sources.clickstream_users import CLUSTERED, COUNTS, REASONS

pytestmark = [
    pytest.mark.usefixtures("style"),
    # seaborn's heatmaps use a function that matplotlib will drop.
    pytest.mark.filterwarnings("ignore:The set_bad function:PendingDeprecationWarning"),
]

TWO = ["Many visits", "Few visits"]


def profile(**columns: list[float]) -> pd.DataFrame:
    """A table of two segments."""
    base = {
        "customers": [100, 300],
        "share": [0.25, 0.75],
        "carted": [0.6, 0.1],
        "bought": [0.4, 0.0],
        "carts": [8.0, 1.0],
        "purchases": [5.0, 0.0],
        "share of spend": [1.0, 0.0],
        "worth of a point": [12.0, 3.0],
        "left of an order": [5.0, 7.0],
        "left users": [20, 30],
    }
    return pd.DataFrame(base | columns, index=pd.Index(TWO, name="segment"))


def account(*aside: int) -> pd.DataFrame:
    counts = [*aside, *[0] * (len(REASONS) - len(aside))]
    rows = [("in", "all events", 1_000, 90), ("used", "used", 1_000 - sum(counts), 80)]
    rows += [("set aside", why, n, 1) for why, n in zip(REASONS, counts, strict=True)]
    return pd.DataFrame(rows, columns=["Part", "Step", "Events", "Users"])


# The kinds


def test_every_archetype_has_an_action_and_known_features() -> None:
    assert {a.name for a in CLICKSTREAM.archetypes} == set(CLICKSTREAM.actions)
    for archetype in CLICKSTREAM.archetypes:
        used = {*archetype.direction, *archetype.above, *archetype.below}
        assert used <= set(COUNTS)
    assert set(CLUSTERED) <= set(CLICKSTREAM.words)
    assert {name for name, _ in CLICKSTREAM.traits} <= set(CLICKSTREAM.words)


def test_each_archetype_is_found_where_its_direction_points() -> None:
    centres = pd.DataFrame(
        {a.name: a.direction for a in CLICKSTREAM.archetypes}, index=list(COUNTS)
    ).T.fillna(0.0)
    named = personas.name_clusters(centres, CLICKSTREAM, "natural")
    assert named["name"].tolist() == [a.name for a in CLICKSTREAM.archetypes]
    turned = personas.name_clusters(centres.iloc[::-1], CLICKSTREAM, "natural")
    assert turned["name"].tolist() == named["name"].tolist()[::-1]


@pytest.mark.parametrize(
    ("centre", "name", "action"),
    [
        ([-0.7, 3.7, 3.2, 2.1, 2.0, 3.4], kinds.LOYAL, kinds.LOYAL),
        ([0.0, 2.2, 2.5, 0.1, 0.3, 1.3], kinds.OCCASIONAL, kinds.OCCASIONAL),
        ([-0.7, -0.3, -0.3, 2.1, 1.8, -0.1], kinds.BROWSERS, kinds.BROWSERS),
        ([1.1, -0.3, -0.3, -0.6, -0.6, -0.4], kinds.INACTIVE, kinds.INACTIVE),
        ([-0.7, -0.3, -0.3, -0.6, -0.7, -0.4], kinds.PASSING, kinds.PASSING),
        ([-0.2, -0.3, -0.3, 0.3, 0.5, 1.5], kinds.LEFT_CART, kinds.LEFT_CART),
    ],
)
def test_slices_are_described_and_point_to_a_kind(
    centre: list[float], name: str, action: str
) -> None:
    centres = pd.DataFrame([centre], columns=list(COUNTS))
    assert personas.name_clusters(centres, CLICKSTREAM, "natural")["name"].tolist() == [name]
    described = personas.name_clusters(centres, CLICKSTREAM, "reproducible").iloc[0]
    assert described["name"] != name
    assert described["action"] == CLICKSTREAM.actions[action].action


# Sentences


def test_origin() -> None:
    assert says.origin("twin", False, "S.").startswith("**Run on a synthetic twin")
    assert says.origin("real", True, "S.").startswith("**Run on a synthetic twin")
    assert says.origin("real", False, "S.") == "Run on the published files. S."


def test_cleaning() -> None:
    assert says.cleaning(account(30, 0, 20)) == (
        "**950 of 1,000 events** of 80 users are used; 50 are set aside, most of them as *exact "
        "duplicate* (30)."
    )
    assert says.cleaning(account()).endswith("of 80 users are used; none had to be set aside.")


def test_faults() -> None:
    rows = {"no brand": (5, 10, 0.5), "bought without a cart": (1, 4, 0.25)}
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["count", "of", "share"])
    text = says.faults(table)
    assert text.startswith("Most frequent: *no brand*, 50%. **25% of the products bought")
    table.loc["bought without a cart"] = (0, 0, np.nan)
    assert says.faults(table) == "Most frequent: *no brand*, 50%. Nothing was bought."


def test_visitors() -> None:
    users = pd.DataFrame(
        {"Purchases": [0] * 80 + [1] * 20, "Sessions": [1] * 60 + [2] * 40,
         "Monetary": [0.0] * 80 + [1.0] * 18 + [41.0] * 2}
    )  # fmt: skip
    assert says.visitors(users) == (
        "**20.0% of 100 users bought anything**; 60% came in one session only. The top tenth of "
        "the buyers bring 82% of the spend."
    )
    assert says.visitors(users.head(80)).endswith("money tells nobody apart.")


def test_left_out() -> None:
    assert (
        says.left_out([], 61)
        == "The events cover 61 days, and every feature differs between users."
    )
    text = says.left_out(["Recency", "Span"], 1)
    assert text.startswith("The events cover 1 day: **Recency and Span are the same")
    assert text.endswith("a longer file is needed.")
    assert says.left_out(["Span"], 2).endswith("**Span is the same for every user and left out**.")


def test_arithmetic() -> None:
    assert says.arithmetic("reproducible", 4, 0.01, 0.0).startswith("With all features the verdict")
    assert "four yes-or-no questions" in says.arithmetic("natural", 9, 0.09, 0.002)
    assert "**+0.002**" in says.arithmetic("natural", 9, 0.09, 0.002)
    assert says.arithmetic("natural", 9, 0.09, 0.05).endswith("more than these four questions.")


def test_segments() -> None:
    table = profile()
    text = told.segments(table, "reproducible", ["Inactive", "Frequent Browsers"])
    assert text.startswith("**Many visits**: 25% of the users, 100% of the spend. The verdict is")
    assert "Inactive and Frequent Browsers are what centroids point to" in text
    assert "Inactive is what one centroid points to" in told.segments(
        table, "constructive", ["Inactive"]
    )
    assert told.segments(table, "natural", []).endswith("archetype names are given.")
    nobody = table.assign(**{"share of spend": 0.0})
    assert told.segments(nobody, "reproducible", []).startswith("The names only describe; no cent")


def test_meaning() -> None:
    rows = {
        "a": (0.1, 5, 2.1, 3.0, 9.0, 0.9, 0.8, 0.7),
        "b": (0.1, 5, 0.0, 3.0, 9.0, 0.9, 0.2, 0.0),
        "c": (0.3, 40, 0.0, 1.2, 3.0, 0.0, 0.0, 0.0),
        "d": (0.2, 5, 0.0, 4.0, 9.0, 0.1, 0.0, 0.0),
        "e": (0.3, 5, 0.0, 1.2, 3.0, 0.1, 0.0, 0.0),
    }
    columns = ["share", "Recency", "Frequency", "Sessions", "Products", "carted", "bought"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=[*columns, "share of spend"])
    assert told.meaning(table).tolist() == [
        "They buy: 2.1 orders each, last seen 5 days ago on average; 70% of the spend is theirs.",
        "They choose and then stop: 90% put something into the cart, 20% bought; last seen 5 days "
        "ago on average.",
        "They came 1.2 times each and have gone: last seen 40 days ago on average.",
        "They look and do not choose: 4.0 visits and 9 products each; last seen 5 days ago on "
        "average.",
        "They passed by: 1.2 visits and 3.0 products each; last seen 5 days ago on average.",
    ]


def test_methods() -> None:
    columns = ["groups", "ARI with K-Means", "ARI without noise", "share noise"]
    rows = {"Ward": (7, 0.9, 0.9, 0.0), "DBSCAN": (1, 0.0, 0.0, 0.1)}
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    assert "agrees with K-Means (ARI **0.90**" in says.methods(table)
    assert (
        "finds 1 group and calls 10% of the users noise; by density there is one"
        in says.methods(table)
    )
    rows = {"Ward": (7, 0.6, 0.9, 0.0), "DBSCAN": (3, 0.0, 0.4, 0.3)}
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    assert "only partly agrees" in says.methods(table)
    assert says.methods(table).endswith("its groups agree with K-Means at 0.40.")


def test_funnel_sentence() -> None:
    text = told.funnel(profile())
    assert text == (
        "Of the 50 users who left something in the cart most are in *Few visits* (30); 0% of that "
        "segment bought. **75% of all users are in segments where fewer than 5% bought**."
    )
    nobody = profile(**{"left users": [0, 0], "bought": [0.1, 0.1]})
    assert told.funnel(nobody).startswith("Every segment has buyers, and nobody left")


def test_cohorts_sentence() -> None:
    weeks = ["07 Oct 2019", "14 Oct 2019", "21 Oct 2019"]
    table = pd.DataFrame({0: [1.0] * 3, 1: [0.30, 0.31, np.nan]}, index=weeks)
    assert "all weeks are alike (30% to 31%)" in says.cohorts(table)
    table.loc["14 Oct 2019", 1] = 0.4
    assert "it rose from 30% (week up to 07 Oct 2019) to 40%" in says.cohorts(table)
    table.loc["14 Oct 2019", 1] = 0.2
    assert "it fell from 30%" in says.cohorts(table)
    assert says.cohorts(table[[0]]).startswith("The file is too short")
    assert says.cohorts(pd.DataFrame()).startswith("The file is too short")


def test_worth() -> None:
    text = told.worth(profile(), 0.2)
    assert "more of **Many visits** who order once would leave **12**" in text
    assert "segment. Most of one order is left by *Few visits*: 7.00. All at" in text
    assert "margin of 20%" in text
    largest = profile(customers=[300, 100])
    assert "It is simply the largest segment. Most of one" in told.worth(largest, 0.2)
    nothing = profile(**{"worth of a point": [np.nan, np.nan]})
    assert told.worth(nothing, 0.2) == "Nothing was bought, so no order can be valued."


def test_retarget() -> None:
    left = pd.DataFrame({"Value": [900.0, *[100.0] * 11]})
    assert told.retarget(left, 100, 0.2) == (
        "**12 users (12%) left products worth 2,000 in their carts**; a tenth of them hold 45% of "
        "it. Each percentage point of this value that is bought after all leaves 4 at the assumed "
        "margin."
    )
    assert told.retarget(left.head(0), 100, 0.2) == "Nobody left anything in a cart."


def test_bought_later_sentence() -> None:
    columns = ["customers", "share", "low", "high"]
    table = pd.DataFrame([[100, 0.3, 0.25, 0.35], [300, 0.01, 0.0, 0.02]], TWO, columns)
    rows = {"seen last": [100, 0.1, 0.05, 0.2], "with most visits": [100, 0.05, 0.01, 0.2]}
    plain = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    text = told.bought_later(table, 0.08, 14, plain)
    assert "In the 14 days held out 8.0% of the users bought, of *Many visits* **30.0%**" in text
    assert "Of as many users seen last, **10.0%** did (5.0%–20.0%): the segment says more" in text
    plain["high"] = 0.26
    assert told.bought_later(table, 0.08, 14, plain).endswith("as much as the best segment**.")
    plain["low"] = 0.36
    assert told.bought_later(table, 0.08, 14, plain).endswith("more than the best segment**.")
    none = pd.DataFrame()
    assert told.bought_later(none, np.nan, 14, none).startswith("The events are too few days")


def test_tastes() -> None:
    hours = pd.DataFrame({"Night": [0.1, 0.12], "Evening": [0.5, 0.53]}, index=TWO)
    assert told.tastes(hours).endswith(
        "they differ by at most 3.0 percentage points, in the evening."
    )
    hours.loc["Few visits", "Night"] = 0.3
    assert told.tastes(hours) == (
        "The segments differ by up to **20.0 percentage points, in the night**."
    )


def test_money_of_views() -> None:
    table = pd.DataFrame({"Viewed": np.arange(1.0, 41), "Paid": [0.0] * 37 + [5.0] + [0.0] * 2})
    text = says.money_of_views(table)
    assert "**75% bought nothing**" in text
    assert "Views add up to 820, purchases to 5; the rank correlation is 0." in text
    assert says.money_of_views(table.assign(Paid=0.0)).endswith("purchases to 0.")


def test_excerpt() -> None:
    users = pd.DataFrame({"Sessions": [1, 1, 1, 2], "Purchases": [0, 0, 0, 2]})
    text = says.excerpt(
        pd.Series({"view": 900, "cart": 10, "purchase": 12}), users, 2.83, ["Recency"]
    )
    assert text.startswith("**2.8 hours can tell** how the shop converts just then (12 purchases")
    assert "more purchases than carts" in text
    assert text.endswith(
        "75% of the users are seen in one session, 25.0% bought twice, and Recency is constant."
    )
    longer = says.excerpt(pd.Series({"view": 9, "cart": 2}), users, 999.0, [])
    assert "more purchases" not in longer and longer.endswith("bought twice.")


# Figures


def test_funnel() -> None:
    fig = plots.clickstream.funnel(profile())
    users, events = fig.axes
    assert bars(users) == [0.6, 0.1, 0.4, 0.0]
    assert bars(events) == [8.0, 1.0, 5.0, 0.0]
    assert texts(users) == ["60%", "10%", "40%", "0%"]
    assert ticks(users.get_yticklabels()) == ["Many visits\n(100)", "Few visits\n(300)"]
    assert fig.get_suptitle() == "Many visits: 40% bought; 100% of all buyers"
    check_layout(fig)
    check_layout(plots.clickstream.funnel(profile(bought=[0.0, 0.0], carts=[np.nan, np.nan])))


def test_cohorts() -> None:
    weeks = ["07 Oct 2019", "14 Oct 2019", "21 Oct 2019"]
    shares = {0: [1.0] * 3, 1: [0.3, 0.5, np.nan], 2: [0.2, np.nan, np.nan]}
    fig = plots.clickstream.cohorts(pd.DataFrame(shares, index=weeks))
    (ax,) = fig.axes
    assert np.array_equal(cells(ax), [[0.3, 0.2], [0.5, np.nan]], equal_nan=True)
    assert title(ax).startswith("40% come back in the week after their first, 20% of the oldest")
    check_layout(fig)


def test_bought_later() -> None:
    columns = ["customers", "share", "low", "high"]
    table = pd.DataFrame([[100, 0.3, 0.25, 0.35], [300, 0.01, 0.0, 0.02]], TWO, columns)
    fig = plots.clickstream.bought_later(table, 0.08, 14)
    (ax,) = fig.axes
    assert texts(ax) == ["30.0%", "1.0%", "all users: 8.0%"]
    assert ticks(ax.get_yticklabels()) == ["Many visits (100)", "Few visits (300)"]
    assert title(ax) == "Many visits: 30.0% buy in the next 14 days"
    check_layout(fig)


def test_user_map() -> None:
    rng = np.random.default_rng(0)
    points = rng.standard_normal((5_000, 2))
    names = pd.Series(pd.Categorical(np.where(points[:, 0] > 2, *TWO), TWO))
    centroids = pd.DataFrame([[2.5, 0.0], [0.0, 0.0]], index=TWO)
    arrows = pd.DataFrame([[0.7, 0.7], [-0.7, 0.7]], index=["Sessions", "Recency"])
    shares = pd.Series([0.5, 0.3, 0.2])
    fig = plots.clickstream.user_map(points, names, centroids, arrows, shares)
    (ax,) = fig.axes
    drawn = [len(dots.get_offsets()) for dots in ax.collections]
    assert drawn == [(names == TWO[0]).sum(), 1, 1_000, 1]
    assert texts(ax)[1::2] == ["Sessions", "Recency"]  # every other one is an arrow
    assert legend(ax) == TWO
    assert title(ax).startswith("Two axes show 80% of the variance")
    assert ax.get_xlabel() == "PC1 (50% of the variance)"
    check_layout(fig)
