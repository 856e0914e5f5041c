"""Figures and sentences of the multiverse: what is drawn, and every wording."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from drawn import cells, check_layout, texts, ticks, title
from matplotlib.colors import to_hex

from segmentation.base.palette import INK
from segmentation.choices import plots
from segmentation.choices.findings import multiverse as findings
from segmentation.choices.multiverse import by_choice

pytestmark = pytest.mark.usefixtures("style")
OURS = ("nine features", "log", "K-Means", "k = 5")
WAYS = pd.MultiIndex.from_tuples(
    [
        (*data, *run)
        for data in product(["RFM", "nine features"], ["raw", "log"])
        for run in [("K-Means", "k = 4"), ("K-Means", "k = 5"), ("HDBSCAN", "its own k")]
    ],
    names=["features", "preparation", "method", "k"],
)


@pytest.fixture
def agreed() -> pd.Series:
    """Agreement of twelve ways: 0.9 on nine features, 0.1 on RFM; two with too much noise."""
    values = np.where(WAYS.get_level_values(0) == "RFM", 0.1, 0.9)
    values[[2, 5]] = np.nan
    values[list(WAYS).index(OURS)] = 1.0
    return pd.Series(values, index=WAYS)


@pytest.fixture
def held() -> pd.DataFrame:
    """One conclusion that holds with nine features only, one that always holds."""
    nine = WAYS.get_level_values("features") == "nine features"
    return pd.DataFrame({"costly spenders apart": nine, "top holds its value": True}, index=WAYS)


def test_ways_beside_ours() -> None:
    ours = np.repeat([0, 1, 2], 4)
    ways = {"same": (ours + 1) % 3, "two": np.minimum(ours, 1), "noise": np.tile([0, 1, 2, -1], 3)}
    partitions = pd.DataFrame({("ours",) * 4: ours} | {(way,) * 4: x for way, x in ways.items()})
    fig = plots.beside(partitions, ("ours",) * 4, {way: (way,) * 4 for way in ways})
    check_layout(fig)
    same, two, noise = fig.axes
    np.testing.assert_array_equal(cells(same), np.eye(3))  # whatever the clusters are numbered
    assert title(same) == "same: ARI 1.00"
    assert cells(two).tolist() == [[1, 0], [0, 1], [0, 1]]
    assert cells(noise).shape == (3, 4)
    assert fig.get_suptitle().startswith("The same customers in 3 other ways: agreement from ")


def test_agreement_figure(agreed: pd.Series) -> None:
    fig = plots.agreement(agreed, OURS, 0.8)
    ax = fig.axes[0]
    mesh, dashes = ax.collections[:2]
    wanted = [[0.1, 0.1, np.nan], [0.1, 0.1, np.nan], [0.9] * 3, [0.9, 1, 0.9]]
    np.testing.assert_array_equal(cells(ax), wanted)
    shades = [to_hex(mesh.to_rgba(ari)) for ari in (0.1, 0.5, 0.7, 0.8, 1.0)]
    assert shades == [*plots.SHADES, INK, INK]
    assert dashes.get_offsets().tolist() == [[2.5, 0.5], [2.5, 1.5]]  # too much noise
    assert ticks(ax.get_yticklabels()) == ["raw", "log"] * 2
    assert ticks(ax.get_xticklabels()) == ["4", "5", "its own k"]
    assert texts(ax) == ["RFM", "nine\nfeatures", "K-Means", "HDBSCAN", "ours"]
    assert ax.texts[-1].get_position() == (1.5, 3.5)
    (key,) = fig.legends
    assert [text.get_text() for text in key.get_texts()] == [
        "below 0.4", "0.4 to 0.6", "0.6 to 0.8", "0.8 or more", "too much noise"
    ]  # fmt: skip
    assert fig.get_suptitle().startswith("5 of 11 other ways find nearly the same segments")
    check_layout(fig)


def test_survival_figure(held: pd.DataFrame) -> None:
    shares = by_choice(held)
    fig = plots.survival(shares)
    for ax, (name, column) in zip(fig.axes, shares.items(), strict=True):
        np.testing.assert_allclose(ax.collections[1].get_offsets()[:, 0], column)
        assert title(ax) == name
    assert ticks(fig.axes[0].get_yticklabels())[:2] == ["RFM", "nine features"]
    assert fig.get_suptitle().endswith("holds least often, and hangs most on the features")
    check_layout(fig)


def test_sensible_ways(held: pd.DataFrame) -> None:
    fig = plots.sensible(held)
    check_layout(fig)
    costly, top = fig.axes
    assert fig.get_suptitle().endswith("decide most on “costly spenders apart”")
    assert texts(costly) == ["0 of 6", "6 of 6"] and texts(top) == ["6 of 6"] * 2
    assert [bar.get_width() for bar in costly.patches] == [6, 6, 0, 6]
    assert ticks(costly.get_yticklabels()) == ["RFM", "nine features"]


def test_double_dipping_figure() -> None:
    cloud = np.random.default_rng(0).standard_normal((200, 3))
    half = cloud[:, 0] > 0
    fig = plots.double_dipping(cloud, half, {"clustered": 0.92, "held out": 0.045})
    check_layout(fig)
    titles = ["clustered: “significant” in 92% of clouds", "held out: “significant” in 4.5% of "
              "clouds"]  # fmt: skip
    assert [title(ax) for ax in fig.axes] == titles
    heights = [[patch.get_height() for patch in ax.patches] for ax in fig.axes]
    assert [sum(one) for one in heights] == [200, 200]
    # Along the column that was cut the halves hardly share a bar.
    shared = [np.minimum(one[:24], one[24:]).sum() for one in heights]
    assert shared[0] < 20 < shared[1]


def test_agreement_sentence(agreed: pd.Series) -> None:
    text = findings.agreement(agreed, OURS)
    assert text.startswith("5 of 5 on nine features and none on RFM agree with ours (ARI of 0.8")
    assert findings.agreement(agreed * 0.1, OURS).startswith("None on RFM or nine features agree")


@pytest.mark.parametrize(
    ("top", "counts", "survive"),
    [
        ([True] * 12, [6, 12], "1 of 2 conclusions survives every way."),
        ([True, False] * 6, [6, 6], "No conclusion survives every way."),
    ],
)
def test_survivors(held: pd.DataFrame, top: list[bool], counts: list[int], survive: str) -> None:
    ways, _, costly, value, _, last = findings.survivors(
        held.assign(**{"top holds its value": top})
    ).splitlines()
    assert ways == "Of 12 ways each holds in so many:"
    assert costly == f"- *costly spenders apart*: **{counts[0]}**"
    assert value == f"- *top holds its value*: **{counts[1]}**"
    assert survive in last and "Too much noise" not in last


def test_what_survives_without_the_method_that_makes_noise(held: pd.DataFrame) -> None:
    noise = WAYS.get_level_values("method") == "HDBSCAN"
    text = findings.survivors(held.mul(~noise, axis=0))
    assert text.endswith(
        "**No conclusion survives every way.** Too much noise makes all fail: without HDBSCAN "
        "*top holds its value* holds in 8 of 8."
    )


def test_double_dipping() -> None:
    text = findings.double_dipping({"clustered": 0.92, "held out": 0.045}, 0.05, 200)
    assert "**92%**" in text and "**4.5%**" in text
