"""What the figures of notebooks 02 to 04 draw, since nbval cannot compare images."""

from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from drawn import bars, cells, check_layout, legend, lines, texts, ticks, title
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.dates import date2num
from matplotlib.figure import Figure

from segmentation.base import palette as base_palette
from segmentation.base.palette import (
    short,
)
from segmentation.features.names import FEATURES, NUMERIC
from segmentation.features.plots import explore as plots_explore
from segmentation.features.plots import rfm as plots_rfm
from segmentation.features.plots import scaling as plots

pytestmark = [
    pytest.mark.usefixtures("style"),
    # seaborn's heatmaps use a function that matplotlib will drop.
    pytest.mark.filterwarnings("ignore:The set_bad function:PendingDeprecationWarning"),
]

VIP, CHURN_RISK, DISCOUNT = base_palette.VIP, base_palette.CHURN_RISK, base_palette.DISCOUNT
NEW, DORMANT = base_palette.NEW, base_palette.DORMANT
FIVE = [VIP, CHURN_RISK, DISCOUNT, NEW, DORMANT]
DESCRIBED = "Very many orders, very high spend"


def shares(names: list[str], clusters: int = 5) -> pd.DataFrame:
    """Share of each persona in each cluster; rows add up to 1."""
    weights = np.arange(1, len(names) * clusters + 1).reshape(len(names), clusters) % 7 + 1.0
    return pd.DataFrame(weights / weights.sum(axis=1, keepdims=True), index=names)


def people(n: int = 400) -> pd.DataFrame:
    """Customers with the nine features."""
    rng = np.random.default_rng(0)
    values = {name: 1 + rng.gamma(2.0, 20.0, n) for name in NUMERIC}
    frame = pd.DataFrame(values | {"Frequency": rng.poisson(8, n) + 1})
    return frame.assign(Support_Calls=rng.poisson(1.0, n), Return_Rate=rng.random(n))


def summary() -> pd.DataFrame:
    """Three rule segments."""
    return pd.DataFrame(
        {"share of customers": [0.2, 0.5, 0.3], "share of revenue": [0.6, 0.3, 0.1]},
        index=["Champions", "Loyal", "Can't Lose Them"],
    )


def correlated() -> pd.DataFrame:
    """A correlation matrix of the nine features; Frequency and Monetary are tied most."""
    values = np.full((9, 9), 0.2) + 0.8 * np.eye(9)
    values[1, 2] = values[2, 1] = 0.9
    return pd.DataFrame(values, index=list(NUMERIC), columns=list(NUMERIC))


def cohorts() -> pd.DataFrame:
    """Three cohorts; the last one has no finished second quarter."""
    values = [[1.0, 0.6, 0.5], [1.0, 0.55, np.nan], [1.0, np.nan, np.nan]]
    return pd.DataFrame(values, index=["2025-09", "2025-12", "2026-03"])


def silhouettes() -> pd.DataFrame:
    """Silhouette by k without and with shrinkage."""
    index = [4, 5, 6]
    return pd.DataFrame({"m = 0": [0.4, 0.5, 0.6], "m = 5": [0.4, 0.55, 0.5]}, index=index)


def drift() -> pd.DataFrame:
    """Shares of three segments at two snapshots."""
    index = ["2025-12-30", "2026-06-30"]
    return pd.DataFrame({"Champions": [0.2, 0.3], "At Risk": [0.1, 0.1], "New": [0.3, 0.2]}, index)


def clusters() -> tuple[pd.DataFrame, pd.Series]:
    """Two clusters, and the personas in them."""
    profile = {"Frequency": [30.0, 2.2], "Return_Rate": [0.1, 0.7], "customers": [800, 400]}
    index = pd.MultiIndex.from_tuples([(0, VIP), (1, DORMANT), (1, NEW)])
    return pd.DataFrame(profile), pd.Series([1.0, 0.3, 0.7], index)


LORENZ = pd.DataFrame({"customers": [0, 0.5, 0.9, 1], "revenue": [0, 0.1, 0.6, 1]})
LOGGED = ["Frequency", "Monetary", "Support_Calls"]

DRAWN: dict[str, Callable[[], Figure]] = {
    "before_and_after": lambda: plots.before_and_after(
        people()[LOGGED], np.log1p(people()[LOGGED])
    ),
    "clusters_by_returns": lambda: plots.clusters_by_returns(*clusters()),
    "shrinking": lambda: plots.shrinking(few(), pd.Series([0.1, 0.1, 0.3, 0.2, 0.1])),
    "variance_shares": lambda: plots.variance_shares(
        pd.Series({"Recency": 0.02, "Monetary": 0.98}), pd.Series([0.4, 0.6])
    ),
    "concentration": lambda: plots_explore.concentration(LORENZ, 0.1, 0.4),
    "correlations": lambda: plots_explore.correlations(correlated()),
    "distributions": lambda: plots_explore.distributions(people(), list(NUMERIC)),
    "recovery_by_recipe": lambda: plots.recovery_by_recipe(
        {"raw": shares(FIVE), "log and z": shares(FIVE)}, {"raw": 0.21, "log and z": 0.95}
    ),
    "retention": lambda: plots_explore.retention(cohorts()),
    "rule_segments": lambda: plots_rfm.rule_segments(summary()),
    "shrinkage_curves": lambda: plots.shrinkage_curves(silhouettes(), 5),
    "size_and_revenue": lambda: plots_rfm.size_and_revenue(
        pd.Series([0.1, 0.9], [DESCRIBED, "Near average"]),
        pd.Series([0.7, 0.3], [DESCRIBED, "Near average"]),
        "share of net spend",
    ),
    "grid": lambda: plots_rfm.grid(*names_and_shares()),
    "returning": lambda: plots_rfm.returning(returned()),
    "twins": lambda: plots_rfm.twins(*twins()),
    "snapshot_drift": lambda: plots_rfm.snapshot_drift(drift()),
}


@pytest.mark.parametrize("name", DRAWN)
def test_nothing_sticks_out_and_all_axes_are_named(name: str) -> None:
    check_layout(DRAWN[name]())


# 02: exploring


def test_distributions() -> None:
    frame = people()
    fig = plots_explore.distributions(frame, list(NUMERIC))
    assert [title(ax) for ax in fig.axes] == list(NUMERIC)
    for ax, name in zip(fig.axes, NUMERIC, strict=True):
        on_log = name in ("Frequency", "Monetary")
        assert [line.get_xdata()[0] for line in ax.lines] == [
            frame[name].median(),
            frame[name].mean(),
        ]
        assert ax.get_xscale() == ("log" if on_log else "linear")
        assert ax.get_xlabel() == FEATURES[name].unit + (" (log)" if on_log else "")
        if name == "Support_Calls":
            continue
        edges = np.array([p.get_x() for p in ax.patches] + [right_edge(ax)])
        heights = [p.get_height() for p in ax.patches]
        expected = np.histogram(frame[name], edges)[0] / (np.diff(np.log10(edges)) if on_log else 1)
        np.testing.assert_allclose(heights, expected, atol=1.1)  # a value may lie on an edge
        assert edges[0] - 1e-9 <= frame[name].min() <= frame[name].max() <= edges[-1] + 1e-9
    far = sum(frame[name].mean() > 1.5 * frame[name].median() for name in NUMERIC)
    assert fig.get_suptitle().startswith(f"In {far} of 9 features the mean (dotted) is over 1.5")
    for most in (7.0, 12.0, 138.0, 10.7, 0.9):  # no rounding of the edges loses the largest
        one = plots_explore.distributions(pd.DataFrame({"Frequency": [1.0, most]}), ["Frequency"])
        assert right_edge(one.axes[0]) >= most
        plt.close(one)
    hidden = plots_explore.distributions(frame, list(NUMERIC[:4])).axes
    assert [ax.get_visible() for ax in hidden] == [True] * 4 + [False] * 2


def test_many_support_contacts_are_one_bar() -> None:
    contacts = pd.DataFrame({"Support_Calls": [0, 0, 1, 7, 8, 9, 23]})
    ax = plots_explore.distributions(contacts, ["Support_Calls"]).axes[0]
    assert bars_of_histogram(ax) == [2, 1, 0, 0, 0, 0, 0, 1, 3]
    assert ticks(ax.get_xticklabels()) == ["0", "2", "4", "6", "8 or more"]


def right_edge(ax: Axes) -> float:
    """Where the last bar of a histogram ends."""
    return ax.patches[-1].get_x() + ax.patches[-1].get_width()


def bars_of_histogram(ax: Axes) -> list[int]:
    """Counts of a histogram."""
    return [int(p.get_height()) for p in ax.patches]


def test_correlations() -> None:
    fig = DRAWN["correlations"]()
    ax = fig.axes[0]
    lower = correlated().where(np.tril(np.ones((9, 9), dtype=bool), -1))
    np.testing.assert_array_equal(cells(ax), lower)
    assert texts(ax)[36:] == list(NUMERIC)
    assert "0.90" in texts(ax)[:36]
    # The name of a row and a column stands where they meet, just after the cells of its row.
    assert [t.get_position()[1] for t in ax.texts[36:]] == [i + 0.5 for i in range(9)]
    assert all(0 < t.get_position()[0] - i < 0.2 for i, t in enumerate(ax.texts[36:]))
    assert not ax.get_xticks().size and not ax.get_yticks().size
    assert ax.collections[0].get_clim() == (-1, 1)


@pytest.mark.parametrize("form", ["correlations", "grid", "retention", "recovery_by_recipe"])
def test_figures_on_coloured_cells_can_be_read(form: str) -> None:
    for ax in DRAWN[form]().axes:
        mesh = ax.collections[0]
        shown = ~np.ma.getmaskarray(mesh.get_array()).ravel()
        for text, cell in zip(ax.texts, mesh.get_facecolors()[shown], strict=False):
            ink, ground = luminance(text.get_color()), luminance(cell)
            assert (max(ink, ground) + 0.05) / (min(ink, ground) + 0.05) >= 4.5


def luminance(colour: object) -> float:
    """Relative luminance, as the Web Content Accessibility Guidelines define it."""
    return sum(
        weight * (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4)
        for weight, c in zip((0.2126, 0.7152, 0.0722), to_rgb(colour), strict=True)
    )


def test_concentration() -> None:
    ax = DRAWN["concentration"]().axes[0]
    assert title(ax) == "The top 10% of customers hold 40% of the gross spend"
    assert ax.lines[0].get_xydata().tolist() == [[0, 0], [1, 1]]
    assert ax.lines[1].get_xydata().tolist() == LORENZ.to_numpy().tolist()
    np.testing.assert_allclose(ax.lines[2].get_xydata(), [[0.9, 0], [0.9, 0.6], [1.02, 0.6]])
    np.testing.assert_allclose(ax.lines[3].get_xydata(), [[1.02, 0.6], [1.02, 1]])
    share = ax.texts[0]
    assert share.get_text() == "40%" and share.get_position() == pytest.approx((1.035, 0.8))


def test_retention() -> None:
    ax = DRAWN["retention"]().axes[0]
    np.testing.assert_array_equal(cells(ax), [[0.6, 0.5], [0.55, np.nan]])
    assert texts(ax)[:3] == ["60%", "50%", "55%"]
    assert ticks(ax.get_yticklabels()) == ["2025-09", "2025-12"]
    assert ticks(ax.get_xticklabels()) == ["2nd", "3rd"]  # quarters; the first is everybody
    assert title(ax) == "Of the oldest cohort 60% order in the 2nd quarter and 50% in the 3rd"
    young = plots_explore.retention(cohorts().iloc[[1]]).axes[0]
    assert title(young) == "The shop is too young for its cohorts to be compared"


# 03: RFM


def twins() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """A pair of one cell, their orders and support contacts."""
    pair = pd.DataFrame(
        {"Customer_ID": [7, 3], "RFM": [534, 534], "Monetary": [1_007.2, 1_008.0],
         "Return_Rate": [0.62, 0.0], "Segment": ["Champions"] * 2}, ["costly", "easy"],
    )  # fmt: skip
    orders = pd.DataFrame({"customer_id": [7, 7, 3], "amount": [30.0, 60.0, 90.0]})
    orders["ordered_at"] = pd.to_datetime(["2026-01-01", "2026-02-01", "2026-03-01"])
    orders["returned_amount"] = [0.0, 60.0, 0.0]
    when = pd.to_datetime(["2026-01-03", "2026-01-05"])
    return pair, orders, pd.DataFrame({"customer_id": [7, 7], "contacted_at": when})


def test_twins() -> None:
    ax = DRAWN["twins"]().axes[0]
    assert title(ax) == (
        "Two customers, both Champions: one sends back 62% of the orders, the other none"
    )
    assert ticks(ax.get_yticklabels()) == [
        "RFM 534\n£1,008 ordered",
        "RFM 534\n£1,007 ordered",
    ]
    # From below: kept, came back and support contacts of each.
    counts = [len(marks.get_offsets()) for marks in ax.collections]
    assert counts == [1, 0, 0, 1, 1, 2]
    kept, back = ax.collections[3], ax.collections[4]
    assert to_hex(kept.get_facecolor()[0]) == base_palette.INK
    assert to_hex(back.get_facecolor()[0]) == "#ffffff"
    assert back.get_offsets()[0].tolist() == [date2num(pd.Timestamp("2026-02-01")), 1]
    assert legend(ax) == ["order", "order that came back", "support contact"]


def test_a_shop_without_twins() -> None:
    pair, orders, contacts = twins()
    fig = plots_rfm.twins(pair.iloc[:0], orders, contacts)
    check_layout(fig)
    assert title(fig.axes[0]) == "This shop has no two such customers"


def names_and_shares() -> tuple[pd.DataFrame, pd.DataFrame]:
    """A grid of two by two names, and shares of customers that miss a row."""
    names = pd.DataFrame([["New", "Champions"], ["Lost", "At Risk"]], [5, 1], [1, 5])
    return names, pd.DataFrame([[0.6, 0.004]], [5], [1, 5])


def test_grid() -> None:
    ax = DRAWN["grid"]().axes[0]
    np.testing.assert_array_equal(cells(ax), [[0.6, 0.004], [0, 0]])
    assert texts(ax) == ["New\n60%", "Champions\nunder 1%", "Lost\n0%", "At Risk\n0%"]
    assert ticks(ax.get_yticklabels()) == ["5", "1"]
    assert title(ax) == "4 segments share 4 fields; the fullest, of New, holds 60% of the customers"


def test_rule_segments() -> None:
    ax = DRAWN["rule_segments"]().axes[0]
    assert title(ax) == "Champions and Loyal: 70% of customers, 90% of gross spend"
    assert bars(ax) == [0.2, 0.5, 0.3, 0.6, 0.3, 0.1]


def test_size_and_revenue() -> None:
    ax = DRAWN["size_and_revenue"]().axes[0]
    assert title(ax) == f"{DESCRIBED}: 10% of customers, 70% of net spend"
    assert bars(ax) == [0.1, 0.9, 0.7, 0.3]
    assert texts(ax) == ["10.0%", "70.0%", "90.0%", "30.0%"]
    assert ticks(ax.get_yticklabels()) == [DESCRIBED, "Near average"]
    assert ax.yaxis_inverted()


def returned() -> pd.DataFrame:
    """How much two segments send back."""
    values = [[0.14, 0.69, 0.17], [0.8, 0.03, 0.17]]
    return pd.DataFrame(values, ["Champions", "New"], ["nothing", "less than 30%", "30% or more"])


def test_returning() -> None:
    ax = DRAWN["returning"]().axes[0]
    np.testing.assert_allclose(bars(ax), [0.14, 0.8, 0.69, 0.03, 0.17, 0.17])
    np.testing.assert_allclose([p.get_x() for p in ax.patches], [0, 0, 0.14, 0.8, 0.83, 0.83])
    assert texts(ax) == ["14%", "80%", "69%", "17%", "17%"]  # too small a part has no label
    assert title(ax) == "Of Champions, 17% return 30% or more and 14% return nothing"
    assert legend(ax) == list(returned())
    assert ax.yaxis_inverted()


def test_snapshot_drift() -> None:
    ax = DRAWN["snapshot_drift"]().axes[0]
    assert lines(ax) == {name: values.tolist() for name, values in drift().items()}
    assert list(ax.lines[0].get_xdata()) == list(drift().index)
    assert ax.get_ylim()[0] == 0
    assert (
        title(ax) == "Champions varies between 20% and 30% of the customers with the snapshot date"
    )
    assert texts(ax) == ["At Risk", "New", "Champions"]  # beside the last point, from below


def test_names_beside_lines_that_end_together_do_not_overlap() -> None:
    table = drift()
    table.iloc[-1] = [0.2, 0.2, 0.199]
    heights = [text.get_position()[1] for text in plots_rfm.snapshot_drift(table).axes[0].texts]
    assert heights[0] == 0.199 and min(np.diff(heights)) >= 0.02


# 04: scaling


def test_before_and_after() -> None:
    raw = people()[LOGGED]
    fig = plots.before_and_after(raw, np.log1p(raw))
    top, bottom = fig.axes[:3], fig.axes[3:]
    for i, name in enumerate(LOGGED):
        shown = raw[name] <= raw[name].quantile(0.995)
        assert sum(bars_of_histogram(top[i])) == shown.sum()
        heights, edges, _ = bottom[i].patches[0].get_data()
        np.testing.assert_allclose((heights * np.diff(edges)).sum(), len(raw))
        assert bottom[i].get_xlabel() == f"{FEATURES[name].unit}, in steps of ln(1 + x)"
        marks = [float(mark.replace(",", "")) for mark in ticks(bottom[i].get_xticklabels())]
        np.testing.assert_allclose(bottom[i].get_xticks(), np.log1p(marks))
        assert min(marks) >= 0 and max(marks) <= raw[name].max()
        if name != "Monetary":  # whole numbers: every bar holds at least one of them
            assert (np.diff(np.floor(np.expm1(edges) + 0.5 + 1e-9)) >= 1).all()
            assert len(top[i].patches) <= 40
        assert title(top[i]) == f"{name}\nskewness {raw[name].skew():.1f}"
        after = np.log1p(raw[name]).skew()
        assert title(bottom[i]) == f"ln(1 + {name})\nskewness {after:.1f}".replace("-", "−")
    assert sum(bars_of_histogram(top[1])) == 398  # two of 400 lie in the tail that is cut
    most = raw.skew().idxmax()
    assert f"the skewness of {most} goes from {raw[most].skew():.1f} to" in fig.get_suptitle()
    none = raw[[]]
    empty = plots.before_and_after(none, np.log1p(none))
    assert len(empty.axes) == 2
    assert empty.get_suptitle() == "None of these features is logged"


def test_variance_shares() -> None:
    fig = DRAWN["variance_shares"]()
    assert [bars(ax) for ax in fig.axes] == [[0.02, 0.98], [0.4, 0.6]]
    assert [texts(ax) for ax in fig.axes] == [["2.0%", "98.0%"], ["40.0%", "60.0%"]]
    assert ticks(fig.axes[0].get_yticklabels()) == ["Recency", "Monetary"]
    assert fig.get_suptitle() == "Monetary holds 98% of the variance, until all are z-scores"
    assert fig.axes[0].yaxis_inverted()


def few() -> pd.DataFrame:
    """Customers of one or two orders, and one of more than are drawn."""
    return pd.DataFrame({"Frequency": [1, 1, 1, 2, 50], "Return_Rate": [0, 0, 1, 0.5, 0.1]})


def test_shrinking() -> None:
    fig = DRAWN["shrinking"]()
    dots = {tuple(dot): size for dot, size in zip(
        fig.axes[0].collections[0].get_offsets().tolist(),
        fig.axes[0].collections[0].get_sizes(),
        strict=True,
    )}  # fmt: skip
    assert dots == {(1, 0): 304, (1, 1): 154, (2, 0.5): 154}
    shrunk = fig.axes[1].collections[0].get_offsets()
    np.testing.assert_allclose(sorted(shrunk[:, 1]), [0.1, 0.2, 0.3])
    for ax in fig.axes:
        assert ax.lines[0].get_ydata()[0] == pytest.approx(few()["Return_Rate"].mean())
    told = "After one order a return rate is 0% or 100%; shrunk, 10% or 30%"
    assert fig.get_suptitle() == told
    many = few().iloc[3:]
    assert plots.shrinking(many, many["Return_Rate"]).get_suptitle().startswith("Shrinking pulls")


def test_recovery_by_recipe() -> None:
    fig = DRAWN["recovery_by_recipe"]()
    assert [title(ax) for ax in fig.axes] == ["raw\nARI 0.21", "log and z\nARI 0.95"]
    assert fig.get_suptitle().endswith("agreement goes from 0.21 to 0.95")
    for ax in fig.axes:
        np.testing.assert_array_equal(cells(ax), shares(FIVE))
    assert ticks(fig.axes[0].get_yticklabels()) == [short(name) for name in FIVE]


def test_shrinkage_curves() -> None:
    ax = DRAWN["shrinkage_curves"]().axes[0]
    assert lines(ax) == {name: values.tolist() for name, values in silhouettes().items()}
    rings = [ring.get_offsets()[0].tolist() for ring in ax.collections]
    assert rings == [[6, 0.6], [5, 0.55]]
    assert ax.lines[2].get_xdata()[0] == 5
    assert title(ax) == "The silhouette peaks at k = 6 without shrinkage and at k = 5 with it"
    assert ax.get_ylim()[0] == 0


def test_clusters_by_returns() -> None:
    ax = DRAWN["clusters_by_returns"]().axes[0]
    places = [dot.get_offsets()[0].tolist() for dot in ax.collections]
    assert places == [[30.0, 0.1], [2.2, 0.7]]
    assert [dot.get_sizes()[0] for dot in ax.collections] == [1_400, 700]
    colours = [to_hex(dot.get_facecolor()[0]) for dot in ax.collections]
    assert colours == [base_palette.PERSONA_COLOURS[name].lower() for name in (VIP, NEW)]
    assert texts(ax) == ["0: VIPs", "1: New/Occasional"]
    assert [text.get_va() for text in ax.texts] == ["bottom", "bottom"]
    near = clusters()[0].assign(Frequency=[38.0, 40.0], Return_Rate=[0.1, 0.12])
    below = plots.clusters_by_returns(near, clusters()[1]).axes[0].texts
    assert [text.get_va() for text in below] == ["top", "bottom"]  # the second lies close above
    assert title(ax) == "Cluster 1: 2.2 orders a customer, and 70% of them returned"
