"""What the figures of notebooks 05 to 07 draw, since nbval cannot compare images."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from drawn import bars, cells, check_layout, legend, lines, texts, ticks, title
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from segmentation.base import palette as base_palette
from segmentation.base.palette import (
    ACCENT,
    CONTRAST,
    OTHER_COLOURS,
    PERSONA_COLOURS,
    short,
)
from segmentation.clusters.plots import choose_k as plots_choose_k
from segmentation.clusters.plots import kmeans as plots_kmeans
from segmentation.clusters.plots import projection as plots_projection
from segmentation.clusters.verdict import MARGIN
from segmentation.features.names import NUMERIC

pytestmark = [
    pytest.mark.usefixtures("style"),
    # seaborn's heatmaps use a function that matplotlib will drop.
    pytest.mark.filterwarnings("ignore:The set_bad function:PendingDeprecationWarning"),
]

VIP, CHURN_RISK, DISCOUNT = base_palette.VIP, base_palette.CHURN_RISK, base_palette.DISCOUNT
NEW, DORMANT = base_palette.NEW, base_palette.DORMANT
FIVE = [VIP, CHURN_RISK, DISCOUNT, NEW, DORMANT]


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
            "plain null": 0.20,
            "strictest null": 0.25,
            "jaccard": 0.99 - 0.05 * np.abs(ks - 5),
        },
        index=ks,
    )


def two_shops() -> dict[str, pd.DataFrame]:
    """Two shops of three customers."""
    shop = pd.DataFrame({"Monetary": [0.0, 1.0, 2.0], "Return_Rate": [1.0, 0.0, -1.0]})
    return {"our shop": shop, "a fake": -shop}


def centres() -> pd.DataFrame:
    """Five centroids in nine features."""
    values = np.linspace(-2.4, 2.4, 45).reshape(9, 5).T
    return pd.DataFrame(values, columns=list(NUMERIC))


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


DRAWN: dict[str, Callable[[], Figure]] = {
    "blades": lambda: plots_choose_k.blades(blade_samples()),
    "centroid_heatmap": lambda: plots_kmeans.centroid_heatmap(
        centres(), [f"{name} (20%)" for name in FIVE], "The segments, in σ from the average"
    ),
    "density_map": lambda: plots_projection.density_map(
        *blob_map(), ["PC1: a", "PC2: b"], "Where they lie"
    ),
    "elbow": lambda: plots_choose_k.elbow(table_of_k(), 4),
    "loading_heatmap": lambda: plots_projection.loading_heatmap(
        centres().T.iloc[:, :3].set_axis(["PC1", "PC2", "PC3"], axis=1)
    ),
    "side_by_side": lambda: plots_choose_k.side_by_side(
        {"overlap 1": table_of_k(), "no personas": table_of_k() / 2}, MARGIN
    ),
    "silhouette_and_nulls": lambda: plots_choose_k.silhouette_and_nulls(
        table_of_k(), "natural", 5, MARGIN
    ),
    "stability": lambda: plots_choose_k.stability(
        {"this shop": table_of_k(), "one kind": table_of_k() / 2}, 0.75
    ),
    "fake_shops": lambda: plots_choose_k.fake_shops(two_shops(), "Monetary", "Return_Rate"),
    "variance": lambda: plots_projection.variance(variance_table()),
    "where_it_fails": lambda: plots_kmeans.where_it_fails(
        np.arange(12.0).reshape(6, 2), np.repeat([0, 1], 3), np.tile([0, 1], 3), 0.123
    ),
}


@pytest.mark.parametrize("name", DRAWN)
def test_nothing_sticks_out_and_all_axes_are_named(name: str) -> None:
    check_layout(DRAWN[name]())


# 05: the choice of k


def test_elbow() -> None:
    ax = DRAWN["elbow"]().axes[0]
    np.testing.assert_allclose(ax.lines[0].get_ydata(), 2 / np.arange(2, 11))
    assert list(ax.lines[0].get_xdata()) == list(range(2, 11))
    assert title(ax).endswith("kneedle sees the bend at k = 4")
    assert texts(ax) == ["kneedle: k = 4"]
    assert ax.texts[0].xy == (4, pytest.approx(0.5))
    none = plots_choose_k.elbow(table_of_k(), None).axes[0]
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
    bar = f"bar to clear: strictest null + {MARGIN:g}"
    assert drawn[bar] == pytest.approx([0.25 + MARGIN] * 9)
    assert drawn["plain null"] == [0.20] * 9
    assert band(ax, "strictest null: data without groups") == [(0, 0.25)] * 9
    ring = next(c for c in ax.collections if str(c.get_label()).startswith("natural"))
    assert ring.get_offsets().tolist() == [[5, 0.55]]
    assert len(legend(ax)) == 5
    nothing = table.assign(natural=False)
    other = plots_choose_k.silhouette_and_nulls(nothing, "slices", 4, MARGIN).axes[0]
    assert title(other).endswith("verdict slices, k = 4")
    assert not any(label.startswith("natural") for label in legend(other))


def test_fake_shops() -> None:
    fig = DRAWN["fake_shops"]()
    assert [title(ax) for ax in fig.axes] == ["our shop", "a fake"]
    for ax, shop in zip(fig.axes, two_shops().values(), strict=True):
        assert ax.collections[0].get_offsets().tolist() == shop.to_numpy().tolist()
    own, fake = (to_hex(ax.collections[0].get_facecolor()[0]) for ax in fig.axes)
    assert own == ACCENT.lower() and fake != own
    assert fig.axes[0].get_xlim() == fig.axes[1].get_xlim()


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
        bar = f"bar to clear: strictest null + {MARGIN:g}"
        assert lines(ax)[bar] == pytest.approx([0.25 * factor + MARGIN] * 9)
        assert band(ax, "strictest null: data without groups") == [(0, 0.25 * factor)] * 9
    assert fig.axes[0].get_ylim() == fig.axes[1].get_ylim()


def test_stability() -> None:
    ax = DRAWN["stability"]().axes[0]
    own = table_of_k()["jaccard"]
    assert lines(ax) == {"this shop": own.tolist(), "one kind": (own / 2).tolist()}
    assert ax.lines[2].get_ydata()[0] == 0.75
    assert texts(ax) == ["stable: 0.75"]
    assert legend(ax) == ["this shop", "one kind"]


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
    small = plots_kmeans.centroid_heatmap(nearly, ["x", "y"], "").axes[0]
    assert texts(small) == ["0.0", "+0.1", "0.0", "-0.1"]
    assert ax.collections[0].get_clim() == (-2, 2)
    assert "σ" in ax.get_xlabel()


def test_where_it_fails() -> None:
    points = np.arange(12.0).reshape(6, 2)
    true, found = np.array([0, 0, 0, 1, 1, 1]), np.array([0, 1, 0, 1, 2, 1])
    fig = plots_kmeans.where_it_fails(points, true, found, 0.123)
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
    fig = plots_projection.density_map(points, names, centroids, arrows, ["x", "y"], "")
    fig.draw_without_rendering()
    boxes = [text.get_window_extent() for text in fig.axes[0].texts if text.get_text()]
    for i, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[:i])


def test_density_map() -> None:
    points, names, centroids, arrows = blob_map()
    ax = plots_projection.density_map(
        points, names, centroids, arrows, ["PC1: a", "PC2: b"], "Five"
    ).axes[0]
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
