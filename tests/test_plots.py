"""What figures draw, since nbval cannot compare images: lengths, lines, cells, titles, colours."""

from collections.abc import Callable
from inspect import ismodule

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from drawn import bars, cells, check_layout, legend, lines, texts, ticks, title
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from segmentation import plots
from segmentation.archetypes import flagship
from segmentation.choose_k import EXCESS
from segmentation.features import NUMERIC, UNITS
from segmentation.plots.style import (
    ACCENT,
    CONTRAST,
    MUTED,
    OTHER_COLOURS,
    PERSONA_COLOURS,
    colours,
    short,
)

pytestmark = [
    pytest.mark.usefixtures("style"),
    # seaborn's heatmaps use a function that matplotlib will drop.
    pytest.mark.filterwarnings("ignore:The set_bad function:PendingDeprecationWarning"),
]

VIP, CHURN_RISK, DISCOUNT = flagship.VIP, flagship.CHURN_RISK, flagship.DISCOUNT
NEW, DORMANT = flagship.NEW, flagship.DORMANT
FIVE = [VIP, CHURN_RISK, DISCOUNT, NEW, DORMANT]
DESCRIBED = "Very many orders, very high spend"


# Small tables by hand, one figure for each exported function


def table_of_k() -> pd.DataFrame:
    """A table of k as notebook 05 has it: 5 is natural."""
    ks = np.arange(2, 11)
    silhouette = 0.55 - 0.05 * np.abs(ks - 5)
    return pd.DataFrame(
        {
            "inertia": 9_000.0 / ks,
            "silhouette": silhouette,
            "natural": ks == 5,
            "copula p05": 0.20,
            "copula p95": 0.25,
            "permuted p05": 0.10,
            "permuted p95": 0.12,
            "jaccard": 0.99 - 0.05 * np.abs(ks - 5),
            "null jaccard": 0.5,
        },
        index=ks,
    )


def shares(names: list[str], clusters: int = 5) -> pd.DataFrame:
    """Share of each persona in each cluster; rows add up to 1."""
    weights = np.arange(1, len(names) * clusters + 1).reshape(len(names), clusters) % 7 + 1.0
    return pd.DataFrame(weights / weights.sum(axis=1, keepdims=True), index=names)


def centres() -> pd.DataFrame:
    """Five centroids in nine features."""
    values = np.linspace(-2.4, 2.4, 45).reshape(9, 5).T
    return pd.DataFrame(values, columns=list(NUMERIC))


def people(n: int = 400) -> pd.DataFrame:
    """Customers with the nine features."""
    rng = np.random.default_rng(0)
    values = {name: 1 + rng.gamma(2.0, 20.0, n) for name in NUMERIC}
    frame = pd.DataFrame(values | {"Frequency": rng.poisson(8, n) + 1})
    return frame.assign(Support_Calls=rng.poisson(1.0, n), Return_Rate=rng.random(n))


def orders() -> pd.DataFrame:
    """Orders of one customer of each persona; the second one of each comes back."""
    when = pd.date_range("2024-01-01", periods=4, freq="120D")
    rows = [(name, day, 60.0 + i) for i, name in enumerate(FIVE) for day in when]
    frame = pd.DataFrame(rows, columns=["Persona", "ordered_at", "amount"])
    return frame.assign(returned_amount=np.tile([0.0, 20.0, 0.0, 0.0], 5))


def money() -> pd.DataFrame:
    """Money per customer of five segments; the last one costs more than it brings."""
    frame = pd.DataFrame(
        {
            "margin": [1_200.0, 1_100, 400, 80, 20],
            "refunds": [-10.0, -200, -20, -2, -5],
            "coupons": [-20.0, -30, -90, -5, 0],
            "returns": [-20.0, -250, -20, -3, -5],
            "support": [-10.0, -120, -30, -10, -25],
        },
        index=FIVE,
    )
    return frame.assign(contribution=frame.sum(axis=1))


def apart() -> pd.DataFrame:
    """RFM's best cluster taken apart into three."""
    return pd.DataFrame(
        {
            "customers": [42_344, 42_396, 30_000],
            "share": [0.37, 0.36, 0.27],
            "spend": [3_197.0, 1_365.0, 2_500.0],
            "contribution": [1_193.0, 351.2, 580.0],
            "left of 100": [37.3, 25.7, 23.2],
            "returned": [0.03, 0.11, 0.35],
            "contacts": [0.4, 1.0, 3.6],
            "Satisfaction_Score": [4.6, 3.3, 2.6],
        },
        index=[VIP, DISCOUNT, CHURN_RISK],
    )


def summary() -> pd.DataFrame:
    """Three rule segments."""
    return pd.DataFrame(
        {"share of customers": [0.2, 0.5, 0.3], "share of revenue": [0.6, 0.3, 0.1]},
        index=["Champions", "Loyal", "Can't Lose Them"],
    )


def checks() -> pd.DataFrame:
    """Measured / planted of three quantities."""
    values = [[1.0, 0.99, 1.01, 1.0, np.nan], [1.02] * 5, [0.98] * 5]
    return pd.DataFrame(values, index=["orders a year", "basket", "Return_Rate"], columns=FIVE)


def correlated() -> pd.DataFrame:
    """A correlation matrix of the nine features; Frequency and Monetary are tied most."""
    values = np.full((9, 9), 0.2) + 0.8 * np.eye(9)
    values[1, 2] = values[2, 1] = 0.9
    return pd.DataFrame(values, index=list(NUMERIC), columns=list(NUMERIC))


def cohorts() -> pd.DataFrame:
    """Three cohorts; the last one has no finished second quarter."""
    values = [[1.0, 0.6, 0.5], [1.0, 0.55, np.nan], [1.0, np.nan, np.nan]]
    return pd.DataFrame(values, index=["2025-09", "2025-12", "2026-03"])


def blade_samples() -> dict[int, tuple[np.ndarray, np.ndarray]]:
    """Silhouettes and labels at k = 2 and 3; a quarter lies below 0 at k = 2."""
    return {
        2: (np.array([0.8, 0.4, 0.6, -0.2]), np.array([0, 0, 1, 1])),
        3: (np.array([0.1, 0.2, 0.3, 0.6]), np.array([0, 1, 2, 2])),
    }


def blob_map() -> tuple[np.ndarray, np.ndarray, pd.DataFrame, pd.DataFrame]:
    """Points, names, centroids and arrows of a map with five segments."""
    middles = np.array([[3, -1], [2, 3], [0, 0], [-3, 0], [-1, -3]], dtype=float)
    noise = np.random.default_rng(0).standard_normal((1_500, 2))
    points = np.repeat(middles, 300, axis=0) + 0.5 * noise
    turn = np.linspace(0, 2 * np.pi, 9, endpoint=False)
    arrows = 0.4 * np.column_stack([np.cos(turn), np.sin(turn)])
    arrows[4] *= 0.25  # too short to be drawn
    return (
        points,
        np.repeat(FIVE, 300),
        pd.DataFrame(middles, index=FIVE),
        pd.DataFrame(arrows, index=list(NUMERIC)),
    )


def variance_table() -> pd.DataFrame:
    """Explained variance of four components."""
    share = np.array([0.5, 0.25, 0.15, 0.1])
    index = [f"PC{i}" for i in range(1, 5)]
    return pd.DataFrame({"share": share, "total": share.cumsum()}, index=index)


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
    "blades": lambda: plots.blades(blade_samples()),
    "centroid_heatmap": lambda: plots.centroid_heatmap(
        centres(), [f"{name} (20%)" for name in FIVE], "The segments, in σ from the average"
    ),
    "concentration": lambda: plots.concentration(LORENZ, 0.1, 0.4),
    "correlations": lambda: plots.correlations(correlated()),
    "density_map": lambda: plots.density_map(*blob_map(), ["PC1: a", "PC2: b"], "Where they lie"),
    "distributions": lambda: plots.distributions(people(), list(NUMERIC)),
    "elbow": lambda: plots.elbow(table_of_k(), 4),
    "loading_heatmap": lambda: plots.loading_heatmap(
        centres().T.iloc[:, :3].set_axis(["PC1", "PC2", "PC3"], axis=1)
    ),
    "money_bridge": lambda: plots.money_bridge(money()),
    "planted_and_measured": lambda: plots.planted_and_measured(checks(), checks() * 0 + 0.004),
    "premise": lambda: plots.premise(shares(FIVE), shares(FIVE), (0.54, 0.95)),
    "recovery_by_recipe": lambda: plots.recovery_by_recipe(
        {"raw": shares(FIVE), "log and z": shares(FIVE)}, {"raw": 0.21, "log and z": 0.95}
    ),
    "retention": lambda: plots.retention(cohorts()),
    "rule_segments": lambda: plots.rule_segments(summary()),
    "shrinkage_curves": lambda: plots.shrinkage_curves(silhouettes(), 5),
    "side_by_side": lambda: plots.side_by_side(
        {"overlap 1": table_of_k(), "no personas": table_of_k() / 2}, EXCESS
    ),
    "silhouette_and_nulls": lambda: plots.silhouette_and_nulls(table_of_k(), "natural", 5, EXCESS),
    "size_and_revenue": lambda: plots.size_and_revenue(
        pd.Series([0.1, 0.9], [DESCRIBED, "Near average"]),
        pd.Series([0.7, 0.3], [DESCRIBED, "Near average"]),
        "share of net spend",
    ),
    "snapshot_drift": lambda: plots.snapshot_drift(drift()),
    "stability": lambda: plots.stability(table_of_k(), 0.75),
    "taken_apart": lambda: plots.taken_apart(apart(), 0.4),
    "timeline": lambda: plots.timeline(orders(), FIVE, "2026-06-30"),
    "variance": lambda: plots.variance(variance_table()),
    "where_it_fails": lambda: plots.where_it_fails(
        np.arange(12.0).reshape(6, 2), np.repeat([0, 1], 3), np.tile([0, 1], 3), 0.123
    ),
}


def test_every_exported_figure_is_drawn_and_tested() -> None:
    main_line = [name for name in plots.__all__ if not ismodule(getattr(plots, name))]
    assert {*DRAWN, "use_style"} == set(main_line)
    missing = [name for name in main_line if f"test_{name}" not in globals()]
    assert missing == []


@pytest.mark.parametrize("name", DRAWN)
def test_nothing_sticks_out_and_all_axes_are_named(name: str) -> None:
    check_layout(DRAWN[name]())


# Style and palette


def test_use_style() -> None:
    mpl.rcParams["font.family"] = ["serif"]
    plots.use_style()
    assert mpl.rcParams["font.family"] == ["DejaVu Sans"]
    assert mpl.rcParams["axes.titlelocation"] == "left"
    assert not mpl.rcParams["axes.spines.top"]
    assert mpl.rcParams["figure.constrained_layout.use"]


def test_a_persona_keeps_its_colour_in_any_company() -> None:
    for names in ([VIP], FIVE, FIVE[::-1], [DESCRIBED, NEW, "Recent"]):
        palette = colours(names)
        assert list(palette) == names
        for name in set(names) & set(FIVE):
            assert palette[name] == PERSONA_COLOURS[name]
    assert set(PERSONA_COLOURS) == set(FIVE)


def test_no_two_names_share_a_colour() -> None:
    others = [f"Segment {i}" for i in range(len(OTHER_COLOURS))]
    assert len(set(colours([*FIVE, *others]).values())) == len(FIVE) + len(others)
    assert colours(["a", "b", "a"]) == {"a": OTHER_COLOURS[0], "b": OTHER_COLOURS[1]}


def test_short_names() -> None:
    assert short(VIP) == "VIPs"
    assert short(DESCRIBED) == DESCRIBED
    assert len({short(name) for name in FIVE}) == 5


# 01: the shop


def test_timeline() -> None:
    ax = DRAWN["timeline"]().axes[0]
    assert ticks(ax.get_yticklabels()) == [short(name) for name in reversed(FIVE)]
    dots = [c for c in ax.collections if len(c.get_offsets()) == 4]
    assert [to_hex(dot.get_facecolor()[0]) for dot in dots] == [
        PERSONA_COLOURS[name].lower() for name in reversed(FIVE)
    ]
    for row, dot in enumerate(dots):
        assert set(dot.get_offsets()[:, 1]) == {row}
        np.testing.assert_allclose(dot.get_sizes(), 6 + (64 - row) / 2.2)
    back = [c for c in ax.collections if isinstance(c, PathCollection) and c not in dots]
    second = mpl.dates.date2num(orders()["ordered_at"].iloc[1])
    assert [c.get_offsets()[0].tolist() for c in back] == [[second, i + 0.3] for i in range(5)]
    assert texts(ax) == [" snapshot"]
    assert legend(ax)[1:] == ["order of £100", "order of £250", "something came back"]
    sizes = [handle.get_markersize() ** 2 for handle in ax.get_legend().legend_handles[:3]]
    np.testing.assert_allclose(sizes, [6 + basket / 2.2 for basket in (25, 100, 250)])
    assert ax.lines[-1].get_xdata()[0] == pd.Timestamp("2026-06-30")


def test_planted_and_measured() -> None:
    ax = DRAWN["planted_and_measured"]().axes[0]
    assert ticks(ax.get_yticklabels()) == list(checks().index)
    assert legend(ax) == [short(name) for name in FIVE]
    whiskers, dots = ax.collections[::2], ax.collections[1::2]
    for whisker, dot, name in zip(whiskers, dots, FIVE, strict=True):
        found = np.ma.filled(dot.get_offsets()[:, 0], np.nan)
        np.testing.assert_array_equal(found, checks()[name])
        assert to_hex(dot.get_facecolor()[0]) == PERSONA_COLOURS[name].lower()
        lower = np.array(whisker.get_segments()[-2:])
        np.testing.assert_allclose(lower[:, :, 0], [[1.012, 1.028], [0.972, 0.988]])
        np.testing.assert_allclose(lower[:, 0, 1], dot.get_offsets()[-2:, 1])
    assert title(ax) == "The measured means are off the planted ones by 2.0% at most"
    assert ax.get_xlim() == pytest.approx((1 - 0.028 * 1.1, 1 + 0.028 * 1.1))
    one = plots.planted_and_measured(checks()[[VIP]], checks()[[VIP]] * 0).axes[0]
    assert one.get_xlim() == pytest.approx((0.978, 1.022))


# 02: exploring


def test_distributions() -> None:
    frame = people()
    fig = plots.distributions(frame, list(NUMERIC))
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
        assert ax.get_xlabel() == UNITS[name] + (" (log)" if on_log else "")
    calls = fig.axes[list(NUMERIC).index("Support_Calls")]
    assert bars_of_histogram(calls) == np.bincount(frame["Support_Calls"]).tolist()
    for most in (7.0, 12.0, 138.0, 10.7, 0.9):  # no rounding of the edges loses the largest
        one = plots.distributions(pd.DataFrame({"Frequency": [1.0, most]}), ["Frequency"])
        assert right_edge(one.axes[0]) >= most
        plt.close(one)
    hidden = plots.distributions(frame, list(NUMERIC[:4])).axes
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
    assert title(ax) == "Monetary and Frequency are tied most closely (+0.90)"
    lower = correlated().where(np.tril(np.ones((9, 9), dtype=bool), -1)).iloc[1:, :-1]
    np.testing.assert_array_equal(cells(ax), lower)
    assert len(texts(ax)) == 36
    assert "0.90" in texts(ax)
    assert ticks(ax.get_yticklabels()) == list(NUMERIC[1:])
    assert ax.collections[0].get_clim() == (-1, 1)
    assert fig.axes[1].get_ylabel() == "Spearman correlation"


def test_concentration() -> None:
    ax = DRAWN["concentration"]().axes[0]
    assert title(ax) == "The top 10% of customers hold 40% of the gross spend"
    assert ax.get_ylabel() == "share of gross spend"
    assert ax.lines[0].get_xydata().tolist() == LORENZ.to_numpy().tolist()
    assert ax.lines[1].get_xydata().tolist() == [[0, 0], [1, 1]]
    np.testing.assert_allclose(ax.lines[2].get_xydata(), [[0.9, 0], [0.9, 0.6], [1.02, 0.6]])
    bracket, share = ax.texts[:2]
    assert (bracket.xy, bracket.xyann) == ((1.02, 0.6), (1.02, 1))
    assert share.get_text() == "40%" and share.get_position() == pytest.approx((1.035, 0.8))
    assert texts(ax).count("40%") == 1 and "top 10%" in texts(ax)
    assert not ax.collections


def test_retention() -> None:
    ax = DRAWN["retention"]().axes[0]
    np.testing.assert_array_equal(cells(ax), [[0.6, 0.5], [0.55, np.nan]])
    assert texts(ax) == ["60%", "50%", "55%"]
    assert ticks(ax.get_yticklabels()) == ["2025-09", "2025-12"]
    assert ticks(ax.get_xticklabels()) == ["1", "2"]
    assert ax.get_xlabel() == "full quarters (91 days) since joining"


# 03: RFM


def test_rule_segments() -> None:
    ax = DRAWN["rule_segments"]().axes[0]
    assert title(ax) == "Champions and Loyal: 70% of customers, 90% of gross spend"
    assert ax.get_xlabel() == "share of the total"
    assert bars(ax) == [0.2, 0.5, 0.3, 0.6, 0.3, 0.1]
    assert legend(ax) == ["share of customers", "share of gross spend"]


def test_size_and_revenue() -> None:
    ax = DRAWN["size_and_revenue"]().axes[0]
    assert title(ax) == f"{DESCRIBED}: 10% of customers, 70% of net spend"
    assert bars(ax) == [0.1, 0.9, 0.7, 0.3]
    assert texts(ax) == ["10%", "70%", "90%", "30%"]
    assert ticks(ax.get_yticklabels()) == [DESCRIBED, "Near average"]
    assert ax.yaxis_inverted()
    assert legend(ax) == ["share of customers", "share of net spend"]
    assert [to_hex(p.get_facecolor()) for p in ax.patches] == [MUTED] * 2 + [ACCENT.lower()] * 2


def test_snapshot_drift() -> None:
    ax = DRAWN["snapshot_drift"]().axes[0]
    assert lines(ax) == {name: values.tolist() for name, values in drift().items()}
    assert list(ax.lines[0].get_xdata()) == list(drift().index)
    assert legend(ax) == list(drift())
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
        assert bottom[i].get_xlabel() == f"ln(1 + {UNITS[name]})"
        if name != "Monetary":  # whole numbers: every bar holds at least one of them
            assert (np.diff(np.floor(np.expm1(edges) + 0.5 + 1e-9)) >= 1).all()
            assert len(top[i].patches) <= 40
        assert title(top[i]) == f"{name}\nskewness {raw[name].skew():.1f}"
        after = np.log1p(raw[name]).skew()
        assert title(bottom[i]) == f"ln(1 + {name})\nskewness {after:.1f}"
    assert sum(bars_of_histogram(top[1])) == 398  # two of 400 lie in the tail that is cut
    assert fig.get_suptitle().startswith("ln(1 + x) re")
    tame = pd.DataFrame({"Frequency": [1.0, 1, 1, 3, 3, 7, 7, 15]})
    assert plots.before_and_after(tame, np.log1p(tame)).get_suptitle() == (
        "ln(1 + x) removes the skew of Frequency"
    )
    worse = pd.DataFrame({"Frequency": [1.0] + [20.0] * 9})
    assert plots.before_and_after(worse, np.log1p(worse)).get_suptitle() == (
        "ln(1 + x) changes the skew little"
    )
    none = raw[[]]
    assert "no feature" in plots.before_and_after(none, np.log1p(none)).get_suptitle()


def test_recovery_by_recipe() -> None:
    fig = DRAWN["recovery_by_recipe"]()
    assert [title(ax) for ax in fig.axes] == ["raw\nARI 0.21", "log and z\nARI 0.95"]
    for ax in fig.axes:
        np.testing.assert_array_equal(cells(ax), shares(FIVE))
    assert ticks(fig.axes[0].get_yticklabels()) == [short(name) for name in FIVE]
    assert texts(fig.axes[0])[0] == f"{shares(FIVE).iat[0, 0]:.0%}"


def test_shrinkage_curves() -> None:
    ax = DRAWN["shrinkage_curves"]().axes[0]
    assert lines(ax) == {name: values.tolist() for name, values in silhouettes().items()}
    rings = [ring.get_offsets()[0].tolist() for ring in ax.collections]
    assert rings == [[6, 0.6], [5, 0.55]]
    assert [to_hex(line.get_color()) for line in ax.lines[:2]] == [CONTRAST.lower(), ACCENT.lower()]
    assert ax.lines[2].get_xdata()[0] == 5
    assert title(ax) == "The silhouette peaks at k = 6 without shrinkage and at k = 5 with it"
    assert "planted" in texts(ax)
    assert legend(ax) == ["m = 0", "m = 5"]


# 05: the choice of k


def test_elbow() -> None:
    ax = DRAWN["elbow"]().axes[0]
    np.testing.assert_allclose(ax.lines[0].get_ydata(), 2 / np.arange(2, 11))
    assert list(ax.lines[0].get_xdata()) == list(range(2, 11))
    assert title(ax).endswith("kneedle sees the bend at k = 4")
    assert texts(ax) == ["kneedle: k = 4"]
    assert ax.texts[0].xy == (4, pytest.approx(0.5))
    none = plots.elbow(table_of_k(), None).axes[0]
    assert title(none) == "The elbow: kneedle finds none"
    assert texts(none) == []


def band(ax: Axes, label: str) -> list[tuple[float, float]]:
    """Lower and upper edge of a filled band, from left to right."""
    area = next(c for c in ax.collections if c.get_label() == label)
    points = pd.DataFrame(area.get_paths()[0].vertices, columns=["x", "y"])
    edges = points.groupby("x")["y"].agg(["min", "max"])
    return list(edges.itertuples(index=False, name=None))


def test_silhouette_and_nulls() -> None:
    ax = DRAWN["silhouette_and_nulls"]().axes[0]
    table = table_of_k()
    assert title(ax) == "Silhouette against the nulls: verdict natural, k = 5"
    drawn = lines(ax)
    assert drawn["the data"] == table["silhouette"].tolist()
    assert drawn["bar to clear: 95th percentile + 0.05"] == pytest.approx([0.30] * 9)
    assert band(ax, "copula null, 5–95% (dependence, no clusters)") == [(0.20, 0.25)] * 9
    assert band(ax, "permuted null, 5–95% (no dependence)") == [(0.10, 0.12)] * 9
    ring = next(c for c in ax.collections if str(c.get_label()).startswith("natural"))
    assert ring.get_offsets().tolist() == [[5, 0.55]]
    assert len(legend(ax)) == 5
    nothing = table.assign(natural=False)
    other = plots.silhouette_and_nulls(nothing, "reproducible", 4, EXCESS).axes[0]
    assert title(other).endswith("verdict reproducible, k = 4")
    assert not any(label.startswith("natural") for label in legend(other))


def test_blades() -> None:
    fig = DRAWN["blades"]()
    assert [title(ax) for ax in fig.axes] == [
        "k = 2: mean 0.40\n25.0% below 0",
        "k = 3: mean 0.30\n0.0% below 0",
    ]
    for ax, (scores, labels) in zip(fig.axes, blade_samples().values(), strict=True):
        assert texts(ax) == [str(label) for label in np.unique(labels)]
        assert ax.lines[0].get_xdata()[0] == scores.mean()
        for blade, label in zip(ax.collections, np.unique(labels), strict=True):
            edge = blade.get_paths()[0].vertices
            own = scores[labels == label]
            assert {own.min(), own.max()} <= set(np.round(edge[:, 0], 12))
            assert np.ptp(edge[:, 1]) == pytest.approx(len(own) / len(labels))


def test_side_by_side() -> None:
    fig = DRAWN["side_by_side"]()
    assert [title(ax) for ax in fig.axes] == ["overlap 1", "no personas"]
    for ax, factor in zip(fig.axes, (1, 0.5), strict=True):
        np.testing.assert_allclose(lines(ax)["the data"], table_of_k()["silhouette"] * factor)
        assert lines(ax)["bar to clear"] == pytest.approx([0.25 * factor + EXCESS] * 9)
        assert band(ax, "copula null, 5–95%") == [(0.20 * factor, 0.25 * factor)] * 9
    assert fig.axes[0].get_ylim() == fig.axes[1].get_ylim()


def test_stability() -> None:
    ax = DRAWN["stability"]().axes[0]
    assert lines(ax) == {
        "the data": table_of_k()["jaccard"].tolist(),
        "copula null": [0.5] * 9,
    }
    assert ax.lines[2].get_ydata()[0] == 0.75
    assert texts(ax) == ["stable: 0.75"]
    assert legend(ax) == ["the data", "copula null"]


# 06: K-Means


def test_centroid_heatmap() -> None:
    fig = DRAWN["centroid_heatmap"]()
    ax = fig.axes[0]
    np.testing.assert_array_equal(cells(ax), centres())
    assert title(ax) == "The segments, in σ from the average"
    assert ticks(ax.get_yticklabels()) == [f"{name} (20%)" for name in FIVE]
    assert ticks(ax.get_xticklabels()) == list(NUMERIC)
    assert texts(ax)[0] == "-2.4" and texts(ax)[-1] == "+2.4"
    nearly = pd.DataFrame({"a": [-0.04, 0.04], "b": [0.06, -0.06]})
    small = plots.centroid_heatmap(nearly, ["x", "y"], "").axes[0]
    assert texts(small) == ["0.0", "+0.1", "0.0", "-0.1"]
    assert ax.collections[0].get_clim() == (-2, 2)


def test_where_it_fails() -> None:
    points = np.arange(12.0).reshape(6, 2)
    true, found = np.array([0, 0, 0, 1, 1, 1]), np.array([0, 1, 0, 1, 2, 1])
    fig = plots.where_it_fails(points, true, found, 0.123)
    assert [title(ax) for ax in fig.axes] == ["as made", "as K-Means cuts it (ARI 0.12)"]
    assert fig.get_suptitle() == "K-Means cuts long groups across"
    assert [(ax.get_xlabel(), ax.get_ylabel()) for ax in fig.axes] == [("x", "y")] * 2
    palette = [ACCENT.lower(), CONTRAST.lower(), OTHER_COLOURS[0].lower()]
    for ax, labels in zip(fig.axes, (true, found), strict=True):
        dots = ax.collections[0]
        np.testing.assert_array_equal(dots.get_offsets(), points)
        assert [to_hex(c) for c in dots.get_facecolor()] == [palette[label] for label in labels]


# 07: the map


def test_variance() -> None:
    ax = DRAWN["variance"]().axes[0]
    assert title(ax) == "Two components carry 75% of the variance, not all of it"
    assert bars(ax) == [0.5, 0.25, 0.15, 0.1]
    assert lines(ax)["running total"] == pytest.approx([0.5, 0.75, 0.9, 1.0])
    assert texts(ax) == ["50%", "75%", "90%", "100%"]
    assert set(legend(ax)) == {"one component", "running total"}


def test_loading_heatmap() -> None:
    ax = DRAWN["loading_heatmap"]().axes[0]
    np.testing.assert_array_equal(cells(ax), centres().T.iloc[:, :3])
    assert ticks(ax.get_xticklabels()) == ["PC1", "PC2", "PC3"]
    assert ticks(ax.get_yticklabels()) == list(NUMERIC)
    assert texts(ax)[0] == "-2.40"


def test_labels_of_a_map_do_not_overlap() -> None:
    points, names, centroids, arrows = blob_map()
    arrows.loc[NUMERIC[1]] = [0.39, 0.02]  # nearly as the first one, and both at a centroid
    centroids.loc[VIP] = [2.6, 0.2]
    centroids.loc[DISCOUNT] = [2.4, -0.1]  # no room above it
    fig = plots.density_map(points, names, centroids, arrows, ["x", "y"], "")
    fig.draw_without_rendering()
    boxes = [text.get_window_extent() for text in fig.axes[0].texts if text.get_text()]
    for i, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[:i])


def test_density_map() -> None:
    points, names, centroids, arrows = blob_map()
    ax = plots.density_map(points, names, centroids, arrows, ["PC1: a", "PC2: b"], "Five").axes[0]
    assert (title(ax), ax.get_xlabel(), ax.get_ylabel()) == ("Five", "PC1: a", "PC2: b")
    *written, scale = [text for text in texts(ax) if text]
    drawn_arrows = [name for name in NUMERIC if name != NUMERIC[4]]
    assert written == [*[short(name) for name in FIVE], *drawn_arrows]
    tips = [text.xy for text in ax.texts if not text.get_text()]
    factor = np.hypot(*tips[0]) / 0.4
    np.testing.assert_allclose(tips, factor * arrows.drop(index=NUMERIC[4]), atol=1e-9)
    assert scale == f"arrows: loadings × {factor:.1f}"
    assert [dot.get_offsets()[0].tolist() for dot in ax.collections] == centroids.values.tolist()
    for dot, image, name in zip(ax.collections, ax.images, FIVE, strict=True):
        assert to_hex(dot.get_facecolor()[0]) == PERSONA_COLOURS[name].lower()
        assert to_hex(image.get_cmap()(1.0)) == PERSONA_COLOURS[name].lower()
        # Each shade lies around its own centroid.
        shade = np.ma.filled(image.get_array(), 0) ** 2
        left, right, low, high = image.get_extent()
        x, y = np.linspace(left, right, 120), np.linspace(low, high, 120)
        middle = [shade.sum(axis=0) @ x, shade.sum(axis=1) @ y] / shade.sum()
        np.testing.assert_allclose(middle, centroids.loc[name], atol=0.2)


# 08: personas


def test_premise() -> None:
    rfm, nine = shares(FIVE, 4), shares(FIVE)
    fig = plots.premise(rfm, nine, (0.541, 0.947))
    assert [title(ax) for ax in fig.axes] == [
        "Recency, Frequency, Monetary\nARI 0.54",
        "all features\nARI 0.95",
    ]
    for ax, table in zip(fig.axes, (rfm, nine), strict=True):
        np.testing.assert_array_equal(cells(ax), table)
        assert texts(ax) == [f"{share:.0%}" for share in table.to_numpy().ravel()]
    assert ticks(fig.axes[0].get_yticklabels()) == [short(name) for name in FIVE]


def test_taken_apart() -> None:
    fig = DRAWN["taken_apart"]()
    assert fig.get_suptitle() == (
        "RFM's best cluster holds 3 segments: of £40 margin on £100 ordered, £23 to £37 is left"
    )
    table = apart()
    for ax, column in zip(fig.axes, table.columns[2:], strict=True):
        assert bars(ax) == table[column].tolist()
        assert [to_hex(p.get_facecolor()) for p in ax.patches] == [
            PERSONA_COLOURS[name].lower() for name in table.index
        ]
    assert texts(fig.axes[0]) == ["3,197", "1,365", "2,500"]
    assert texts(fig.axes[2]) == ["£37", "£26", "£23"]
    assert texts(fig.axes[3]) == ["3%", "11%", "35%"]
    assert ticks(fig.axes[0].get_yticklabels()) == [
        "VIPs\n37% of the cluster",
        "Discount-Driven\n36% of the cluster",
        "Churn-Risk\n27% of the cluster",
    ]
    assert fig.axes[0].yaxis_inverted()
    alone = plots.taken_apart(table.iloc[:1], 0.25).get_suptitle()
    assert "holds one segment: of £25 margin on £100 ordered, £37 to £37 is left" in alone


def test_money_bridge() -> None:
    table = money()
    ax = DRAWN["money_bridge"]().axes[0]
    rows = np.array([[p.get_x(), p.get_width()] for p in ax.patches]).reshape(5, 5, 2)
    starts, lengths = rows[:, :, 0], rows[:, :, 1]
    np.testing.assert_allclose(lengths[0], table["contribution"])
    np.testing.assert_allclose(-lengths[1:], table[["support", "returns", "coupons", "refunds"]].T)
    # The stripes hang together, from what is left up to the margin.
    np.testing.assert_allclose(starts[1], table["contribution"])
    np.testing.assert_allclose(starts[2:], (starts + lengths)[1:-1])
    np.testing.assert_allclose((starts + lengths)[-1], table["margin"])
    assert [to_hex(p.get_facecolor()) for p in ax.patches[:5]] == [
        PERSONA_COLOURS[name].lower() for name in FIVE
    ]
    stripes = {to_hex(p.get_facecolor()) for p in ax.patches[5:]}
    assert len(stripes) == 4
    assert not stripes & {colour.lower() for colour in PERSONA_COLOURS.values()}
    assert texts(ax)[:2] == ["£1,140 left of £1,200", "£500 left of £1,100"]
    assert ticks(ax.get_yticklabels()) == [short(name) for name in FIVE]
    assert legend(ax) == ["support", "handling returns", "coupons", "margin refunded"]
    assert "assumed" in ax.get_xlabel()
    assert ax.get_xlim()[0] < table["contribution"].min() < 0
