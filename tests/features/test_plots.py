"""What the figures of notebooks 02 to 04 draw, since nbval cannot compare images."""

from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from drawn import bars, cells, check_layout, lines, texts, ticks, title
from matplotlib.axes import Axes
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


LORENZ = pd.DataFrame({"customers": [0, 0.5, 0.9, 1], "revenue": [0, 0.1, 0.6, 1]})
LOGGED = ["Frequency", "Monetary", "Support_Calls"]

DRAWN: dict[str, Callable[[], Figure]] = {
    "before_and_after": lambda: plots.before_and_after(
        people()[LOGGED], np.log1p(people()[LOGGED])
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
        edges = np.array([p.get_x() for p in ax.patches] + [right_edge(ax)])
        heights = [p.get_height() for p in ax.patches]
        expected = np.histogram(frame[name], edges)[0] / (np.diff(np.log10(edges)) if on_log else 1)
        np.testing.assert_allclose(heights, expected, atol=1.1)  # a value may lie on an edge
        assert edges[0] - 1e-9 <= frame[name].min() <= frame[name].max() <= edges[-1] + 1e-9
        assert ax.lines[0].get_xdata()[0] == frame[name].median()
        assert ax.get_xscale() == ("log" if on_log else "linear")
        assert ax.get_xlabel() == FEATURES[name].unit + (" (log)" if on_log else "")
    calls = fig.axes[list(NUMERIC).index("Support_Calls")]
    assert bars_of_histogram(calls) == np.bincount(frame["Support_Calls"]).tolist()
    for most in (7.0, 12.0, 138.0, 10.7, 0.9):  # no rounding of the edges loses the largest
        one = plots_explore.distributions(pd.DataFrame({"Frequency": [1.0, most]}), ["Frequency"])
        assert right_edge(one.axes[0]) >= most
        plt.close(one)
    hidden = plots_explore.distributions(frame, list(NUMERIC[:4])).axes
    assert [ax.get_visible() for ax in hidden] == [True] * 4 + [False] * 2


def right_edge(ax: Axes) -> float:
    """Where the last bar of a histogram ends."""
    return ax.patches[-1].get_x() + ax.patches[-1].get_width()


def bars_of_histogram(ax: Axes) -> list[int]:
    """Counts of a histogram."""
    return [int(p.get_height()) for p in ax.patches]


def test_correlations() -> None:
    fig = DRAWN["correlations"]()
    ax = fig.axes[0]
    lower = correlated().where(np.tril(np.ones((9, 9), dtype=bool), -1)).iloc[1:, :-1]
    np.testing.assert_array_equal(cells(ax), lower)
    assert len(texts(ax)) == 36
    assert "0.90" in texts(ax)
    assert ticks(ax.get_yticklabels()) == list(NUMERIC[1:])
    assert ax.collections[0].get_clim() == (-1, 1)


def test_concentration() -> None:
    ax = DRAWN["concentration"]().axes[0]
    assert title(ax) == "The top 10% of customers hold 40% of the gross spend"
    assert ax.lines[0].get_xydata().tolist() == LORENZ.to_numpy().tolist()
    assert ax.lines[1].get_xydata().tolist() == [[0, 0], [1, 1]]
    np.testing.assert_allclose(ax.lines[2].get_xydata(), [[0.9, 0], [0.9, 0.6], [1.02, 0.6]])
    np.testing.assert_allclose(ax.lines[3].get_xydata(), [[1.02, 0.6], [1.02, 1]])
    share = ax.texts[0]
    assert share.get_text() == "40%" and share.get_position() == pytest.approx((1.035, 0.8))


def test_retention() -> None:
    ax = DRAWN["retention"]().axes[0]
    np.testing.assert_array_equal(cells(ax), [[0.6, 0.5], [0.55, np.nan]])
    assert texts(ax) == ["60%", "50%", "55%"]
    assert ticks(ax.get_yticklabels()) == ["2025-09", "2025-12"]
    assert ticks(ax.get_xticklabels()) == ["2", "3"]  # quarters; the first is everybody


# 03: RFM


def test_rule_segments() -> None:
    ax = DRAWN["rule_segments"]().axes[0]
    assert title(ax) == "Champions and Loyal: 70% of customers, 90% of gross spend"
    assert bars(ax) == [0.2, 0.5, 0.3, 0.6, 0.3, 0.1]


def test_size_and_revenue() -> None:
    ax = DRAWN["size_and_revenue"]().axes[0]
    assert title(ax) == f"{DESCRIBED}: 10% of customers, 70% of net spend"
    assert bars(ax) == [0.1, 0.9, 0.7, 0.3]
    assert texts(ax) == ["10%", "70%", "90%", "30%"]
    assert ticks(ax.get_yticklabels()) == [DESCRIBED, "Near average"]
    assert ax.yaxis_inverted()


def test_snapshot_drift() -> None:
    ax = DRAWN["snapshot_drift"]().axes[0]
    assert lines(ax) == {name: values.tolist() for name, values in drift().items()}
    assert list(ax.lines[0].get_xdata()) == list(drift().index)
    assert ax.get_ylim()[0] == 0
    assert (
        title(ax) == "Champions varies between 20% and 30% of the customers with the snapshot date"
    )


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
        assert bottom[i].get_xlabel() == f"ln(1 + {FEATURES[name].unit})"
        if name != "Monetary":  # whole numbers: every bar holds at least one of them
            assert (np.diff(np.floor(np.expm1(edges) + 0.5 + 1e-9)) >= 1).all()
            assert len(top[i].patches) <= 40
        assert title(top[i]) == f"{name}\nskewness {raw[name].skew():.1f}"
        after = np.log1p(raw[name]).skew()
        assert title(bottom[i]) == f"ln(1 + {name})\nskewness {after:.1f}"
    assert sum(bars_of_histogram(top[1])) == 398  # two of 400 lie in the tail that is cut
    none = raw[[]]
    assert len(plots.before_and_after(none, np.log1p(none)).axes) == 2


def test_recovery_by_recipe() -> None:
    fig = DRAWN["recovery_by_recipe"]()
    assert [title(ax) for ax in fig.axes] == ["raw\nARI 0.21", "log and z\nARI 0.95"]
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
