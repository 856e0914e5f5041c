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
    GREY,
    INK,
    OTHER_COLOURS,
    PERSONA_COLOURS,
    short,
)
from segmentation.clusters.plots import choose_k as plots_choose_k
from segmentation.clusters.plots import kmeans as plots_kmeans
from segmentation.clusters.plots import projection as plots_projection
from segmentation.clusters.verdict import MARGIN, Kind, Verdict
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
            "excess": silhouette - 0.45,
            "natural": ks == 5,
            "jaccard": 0.99 - 0.05 * np.abs(ks - 5),
        },
        index=ks,
    )


def two_shops() -> dict[str, pd.DataFrame]:
    """Two shops of three customers."""
    shop = pd.DataFrame({"Monetary": [0.0, 1.0, 2.0], "Return_Rate": [1.0, 0.0, -1.0]})
    return {"our shop": shop, "a fake": -shop}


def ways() -> dict[str, np.ndarray]:
    """Where ten customers lie between two clusters; of the fake shop, four half-way."""
    own, fake = np.repeat([0.0, 0.5, 1.0], [5, 1, 4]), np.repeat([0.0, 0.5, 1.0], [3, 4, 3])
    return {"our shop": own, "a fake": fake}


def one_kind() -> pd.DataFrame:
    """A table of k of which no k is natural, though clusters come back."""
    return table_of_k().assign(excess=-0.01, natural=False)


def cast() -> pd.Series:
    """The k that four criteria name."""
    named = {"our rule": 5, "gap (1-SE)": 6, "Davies–Bouldin": 5, "elbow (kneedle)": None,
             "BIC (Gaussian mixture)": 10}  # fmt: skip
    return pd.Series(named, dtype=object)


def hard_cases() -> dict[str, tuple[pd.DataFrame, Verdict, bool]]:
    """Two data sets, of which the rule is right about the second."""
    data = pd.DataFrame({"x1": [0.0, 1.0], "x2": [2.0, 3.0], "x3": 0.0})
    says = Verdict(Kind.CONSTRUCTIVE, 4, "")
    return {"two groups": (data, says, True), "a curve": (data + 1, says, False)}


def toy() -> tuple[np.ndarray, list[plots_kmeans.Round]]:
    """Three pairs of points and two rounds, the second of which moves nothing."""
    points = np.array([[0.0, 0], [0, 1], [5, 0], [5, 1], [9, 0], [9, 1]])
    nearest, middles = np.repeat([0, 1, 2], 2), np.array([[0, 0.5], [5, 0.5], [9, 0.5]])
    return points, [(points[::2] + 0.1, nearest, middles), (middles, nearest, middles)]


def centres() -> pd.DataFrame:
    """Five centroids in nine features."""
    values = np.linspace(-2.4, 2.4, 45).reshape(9, 5).T
    return pd.DataFrame(values, columns=list(NUMERIC))


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
    "blind_spots": lambda: plots_choose_k.blind_spots(hard_cases()),
    "density_map": lambda: plots_projection.density_map(
        *blob_map(), ["PC1: a", "PC2: b"], "Where they lie"
    ),
    "elbow": lambda: plots_choose_k.elbow(table_of_k(), 4),
    "loading_heatmap": lambda: plots_projection.loading_heatmap(
        centres().T.iloc[:, :3].set_axis(["PC1", "PC2", "PC3"], axis=1)
    ),
    "silhouette_and_nulls": lambda: plots_choose_k.silhouette_and_nulls(
        table_of_k(), "natural", 5, MARGIN
    ),
    "two_conditions": lambda: plots_choose_k.two_conditions(
        {"this shop": table_of_k(), "one kind": one_kind()}, MARGIN, 0.75
    ),
    "fake_shops": lambda: plots_choose_k.fake_shops(two_shops(), ways(), "Monetary", "Return_Rate"),
    "votes": lambda: plots_choose_k.votes(cast(), range(1, 11)),
    "variance": lambda: plots_projection.variance(variance_table()),
    "steps": lambda: plots_kmeans.steps(*toy()),
    "evidence": lambda: plots_kmeans.evidence(
        np.linspace(0, 1, 11), dict.fromkeys("abc", np.linspace(0, 1, 11)), "a"
    ),
    "where_it_fails": lambda: plots_kmeans.where_it_fails(
        np.arange(12.0).reshape(6, 2),
        np.repeat([0, 1], 3),
        {name: (np.tile([0, 1], 3), 0.123) for name in ("K-Means", "mixture")},
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
    assert title(none) == "Inertia falls with every cluster; kneedle sees no bend"
    assert texts(none) == []


def filled(ax: Axes) -> list[bool]:
    """Which marks of the first scatter are filled with ink."""
    return [to_hex(face) == INK for face in ax.collections[0].get_facecolor()]


def test_silhouette_and_nulls() -> None:
    ax = DRAWN["silhouette_and_nulls"]().axes[0]
    table = table_of_k()
    assert title(ax) == "Only k = 5 beats data without groups and comes back"
    assert ax.collections[0].get_offsets()[:, 1].tolist() == table["excess"].tolist()
    assert filled(ax) == table["natural"].tolist()
    assert [line.get_ydata()[0] for line in ax.lines[:2]] == [0, MARGIN]
    assert texts(ax) == ["largest of the nulls", f"needed: {MARGIN:g} above", "0.10"]
    assert ticks(ax.get_xticklabels())[3] == "5\n0.55"
    several = table.assign(natural=table.index.isin([5, 6]), excess=table["excess"] + 0.1)
    other = plots_choose_k.silhouette_and_nulls(several, "natural", 5, MARGIN).axes[0]
    assert title(other) == "k = 5 and 6 pass the test; k = 5 separates best"
    asked = plots_choose_k.silhouette_and_nulls(several, "natural", 6, MARGIN).axes[0]
    assert title(asked) == "k = 5 and 6 pass the test; k = 6 is used"
    missed = "does not\ncome back"
    assert texts(other)[2:] == [missed, missed, "0.20", missed]  # the best of those that pass
    nothing = table.assign(natural=False, excess=-0.1)
    none = plots_choose_k.silhouette_and_nulls(nothing, "slices", 4, MARGIN).axes[0]
    assert title(none).startswith("No k beats data without groups") and "slices" in title(none)
    assert not any(filled(none))


def test_fake_shops() -> None:
    fig = DRAWN["fake_shops"]()
    clouds, below = fig.axes[:2], fig.axes[2:]
    assert [title(ax) for ax in clouds] == ["our shop", "a fake"]
    for ax, shop in zip(clouds, two_shops().values(), strict=True):
        assert ax.collections[0].get_offsets().tolist() == shop.to_numpy().tolist()
    own, fake = (to_hex(ax.collections[0].get_facecolor()[0]) for ax in clouds)
    assert (own, fake) == (INK, GREY)
    assert clouds[0].get_xlim() == clouds[1].get_xlim()
    assert [texts(ax) for ax in below] == [["10% half-way"], ["40% half-way"]]
    assert fig.get_suptitle().endswith("our shop is nearly empty, the fake ones are not")
    alike = dict.fromkeys(two_shops(), ways()["a fake"])
    same = plots_choose_k.fake_shops(two_shops(), alike, "Monetary", "Return_Rate")
    assert "not much emptier" in same.get_suptitle()


def test_votes() -> None:
    ax = DRAWN["votes"]().axes[0]
    assert title(ax).startswith("1 of 4 criteria name k = 5 too; 1 of these (filled)")
    assert ticks(ax.get_yticklabels()) == list(cast().index)
    dots = [tuple(dot.get_offsets()[0]) for dot in ax.collections]
    assert dots == [(5, 0), (6, 1), (5, 2), (10, 4)]
    faces = [to_hex(dot.get_facecolor()[0]) == INK for dot in ax.collections]
    assert faces == [True, False, True, False]
    assert texts(ax) == ["names none", "the end of the table"]


def test_two_conditions() -> None:
    fig = DRAWN["two_conditions"]()
    above, below = fig.axes[:2], fig.axes[2:]
    assert [title(ax) for ax in above] == ["this shop:\nk = 5 passes", "one kind:\nno k passes"]
    for up, down, table in zip(above, below, (table_of_k(), one_kind()), strict=True):
        assert up.collections[0].get_offsets()[:, 1].tolist() == table["excess"].tolist()
        assert filled(up) == table["natural"].tolist()
        assert down.lines[0].get_ydata()[0] == 0.75
        assert list(down.lines[1].get_ydata()) == table["jaccard"].tolist()
    assert fig.get_suptitle() == (
        "This shop passes; clusters of one kind may come back (below), but do not stand apart "
        "(above)"
    )
    many = {"this": table_of_k(), "other": one_kind().assign(natural=True)}
    alarm = plots_choose_k.two_conditions(many, MARGIN, 0.75)
    assert title(alarm.axes[1]) == "other:\nk = 2 to 10 pass"
    assert alarm.get_suptitle() == "The rule sees groups where there is one kind of customer"
    loose = {"this": table_of_k(), "other": one_kind().assign(jaccard=0.5)}
    neither = plots_choose_k.two_conditions(loose, MARGIN, 0.75)
    assert neither.get_suptitle().endswith("neither stand apart nor come back")
    apart = {"this": one_kind(), "other": one_kind().assign(excess=0.1, jaccard=0.5)}
    never = plots_choose_k.two_conditions(apart, MARGIN, 0.75).get_suptitle()
    assert never == "No shop passes; clusters of one kind never do both"


def test_blind_spots() -> None:
    fig = DRAWN["blind_spots"]()
    assert [title(ax) for ax in fig.axes] == [
        "two groups\nthe rule says: no groups (wrong)",
        "a curve\nthe rule says: no groups (right)",
    ]
    assert fig.get_suptitle() == "The rule errs on 1 of 2 hard cases"
    assert fig.axes[0].collections[0].get_offsets().tolist() == [[0, 2], [1, 3]]
    found = {"two": (hard_cases()["two groups"][0], Verdict(Kind.NATURAL, 2, ""), True)}
    right = plots_choose_k.blind_spots({**found, "more": found["two"]})
    assert title(right.axes[0]) == "two\nthe rule says: natural, k = 2 (right)"
    assert right.get_suptitle() == "The rule is right even on 2 hard cases"


# 06: K-Means


def test_steps() -> None:
    points, rounds = toy()
    fig = plots_kmeans.steps(points, rounds)
    first, nearest, moved, end = fig.axes
    assert [title(ax) for ax in fig.axes] == [
        "start: three guesses", "E: each to the nearest", "M: into the middle",
        "round 2: nothing moves",
    ]  # fmt: skip
    crosses = [ax.collections[-1].get_offsets().tolist() for ax in fig.axes]
    before, after = (rounds[0][i].tolist() for i in (0, 2))
    assert crosses == [before, before, after, after]
    groups = [len(dots.get_offsets()) for dots in nearest.collections[:-1]]
    assert groups == [2, 2, 2]
    assert [list(arrow.xy) for arrow in moved.texts] == after
    assert len(first.collections) == 2 and len(end.collections) == 4


def test_evidence() -> None:
    share = np.linspace(0, 1, 11)
    densities = {"none": 1 - share, "one": share * (1 - share), "six": share**2 * (1 - share)}
    ax = plots_kmeans.evidence(share, densities, "none").axes[0]
    assert texts(ax) == list(densities)
    for line, density in zip(ax.lines, densities.values(), strict=True):
        assert line.get_ydata().tolist() == density.tolist()


def test_where_it_fails() -> None:
    points = np.array([[0.0, 0], [1, 0], [4, 0], [5, 0], [8, 0], [9, 0]])
    true, wrong = np.repeat([0, 1, 2], 2), np.array([0, 1, 2, 0, 1, 2])
    right = np.repeat([2, 0, 1], 2)  # the same groups by other numbers
    found = {"K-Means": (wrong, 0.02), "mixture": (right, 0.99)}
    fig = plots_kmeans.where_it_fails(points, true, found)
    assert [title(ax) for ax in fig.axes] == [
        "as made", "K-Means (ARI 0.02)", "mixture (ARI 0.99)"
    ]  # fmt: skip
    assert fig.get_suptitle() == "K-Means cuts long groups across; a mixture follows them"
    made, _, cured = ([dots.get_offsets().tolist() for dots in ax.collections] for ax in fig.axes)
    assert made == cured == [points[i : i + 2].tolist() for i in (0, 2, 4)]
    tints = [to_hex(dots.get_facecolor()[0]) for dots in fig.axes[2].collections]
    assert tints == [tint.lower() for tint in OTHER_COLOURS[:3]]
    weak = plots_kmeans.where_it_fails(points, true, found | {"mixture": (right, 0.5)})
    assert weak.get_suptitle() == "Long groups: K-Means reaches 0.02, a mixture 0.50"


# 07: the map


def test_variance() -> None:
    ax = DRAWN["variance"]().axes[0]
    assert title(ax) == "Two components carry 75% of the variance, not all of it"
    assert bars(ax) == [0.5, 0.25, 0.15, 0.1]
    assert lines(ax)["running total"] == pytest.approx([0.5, 0.75, 0.9, 1.0])
    assert texts(ax) == ["50%", "75%", "90%", "100%"]
    assert set(legend(ax)) == {"one component", "running total"}


def test_loading_heatmap() -> None:
    fig = DRAWN["loading_heatmap"]()
    ax = fig.axes[0]
    np.testing.assert_array_equal(cells(ax), centres().T.iloc[:, :3])
    assert ticks(ax.get_xticklabels()) == ["PC1", "PC2", "PC3"]
    assert ticks(ax.get_yticklabels()) == [name.replace("_", " ") for name in NUMERIC]
    assert texts(ax)[0] == "−2.40"
    weights = pd.DataFrame({"PC1": [0.1, 0.9, -0.5], "PC2": [0.7, 0.1, 0.6], "PC3": 0.0},
                           index=["Recency", "Monetary", "Return_Rate"])  # fmt: skip
    told = plots_projection.loading_heatmap(weights).get_suptitle()
    assert told == "PC1 is mostly monetary and low return rate; PC2 mostly recency and return rate"


def overlapping(ax: Axes) -> bool:
    """Whether two texts of an axis lie on each other."""
    boxes = [text.get_window_extent() for text in ax.texts if text.get_text()]
    return any(box.overlaps(other) for i, box in enumerate(boxes) for other in boxes[:i])


def test_labels_of_a_map_do_not_overlap() -> None:
    points, names, centroids, arrows = blob_map()
    arrows.loc[NUMERIC[1]] = [0.39, 0.02]  # nearly as the first one
    centroids.loc[VIP] = [2.6, 0.2]
    centroids.loc[DISCOUNT] = [2.4, -0.1]  # no room above it
    fig = plots_projection.density_map(points, names, centroids, arrows, ["x", "y"], "A map")
    fig.draw_without_rendering()
    assert not any(overlapping(ax) for ax in fig.axes)


def test_density_map() -> None:
    points, names, centroids, arrows = blob_map()
    fig = plots_projection.density_map(
        points, names, centroids, arrows, ["PC1: a", "PC2: b"], "Five"
    )
    ax, compass = fig.axes
    assert (fig.get_suptitle(), ax.get_xlabel(), ax.get_ylabel()) == ("Five", "PC1: a", "PC2: b")
    assert texts(ax) == [short(name) for name in FIVE]
    drawn = arrows.drop(index=NUMERIC[4])
    written = [text for text in texts(compass) if text]
    assert sorted(written) == sorted(name.replace("_", " ") for name in drawn.index)
    tips = sorted(text.xy for text in compass.texts if not text.get_text())
    np.testing.assert_allclose(tips, sorted(map(tuple, drawn.to_numpy())))
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
