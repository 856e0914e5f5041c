"""What the figures of the clickstream case draw."""

import numpy as np
import pandas as pd
import pytest
from drawn import bars, cells, check_layout, legend, texts, ticks, title

from segmentation.cases.clickstream import plots

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
        "viewed": [1.0, 1.0],
        "carted": [0.6, 0.1],
        "bought": [0.4, 0.0],
        "carts": [8.0, 1.0],
        "purchases": [5.0, 0.0],
    }
    return pd.DataFrame(base | columns, index=TWO)


def test_funnel() -> None:
    fig = plots.funnel(profile(bought=[0.4, 0.001]))
    users, events = fig.axes
    assert bars(users) == [1.0, 1.0, 0.6, 0.1, 0.4, 0.001]
    assert bars(events) == [8.0, 1.0, 5.0, 0.0]
    assert texts(users) == ["100%", "100%", "60%", "10%", "40%", "<1%"]
    assert legend(users) == ["viewed", "carted", "bought"]
    assert ticks(users.get_yticklabels()) == ["Many visits\n(100)", "Few visits\n(300)"]
    assert fig.get_suptitle() == "Share who viewed, carted and bought, by segment"
    check_layout(fig)
    check_layout(plots.funnel(profile(bought=[0.0, 0.0], carts=[np.nan, np.nan])))


def test_cohorts() -> None:
    weeks = ["07 Oct 2019", "14 Oct 2019", "21 Oct 2019"]
    shares = {0: [1.0] * 3, 1: [0.3, 0.5, np.nan], 2: [0.2, np.nan, np.nan]}
    sizes = pd.Series([1_000, 200, 300], index=weeks)
    fig = plots.cohorts(pd.DataFrame(shares, index=weeks), sizes)
    (ax,) = fig.axes
    assert np.array_equal(cells(ax), [[0.3, 0.2], [0.5, np.nan]], equal_nan=True)
    assert ticks(ax.get_yticklabels()) == ["07 Oct 2019 (1,000)", "14 Oct 2019 (200)"]
    assert ax.collections[0].get_clim() == (0, 0.5)  # the colours span what occurs
    assert title(ax) == "Share of each week's new users who are seen again in later weeks"
    check_layout(fig)


def test_bought_later() -> None:
    columns = ["customers", "share", "low", "high"]
    table = pd.DataFrame([[100, 0.3, 0.25, 0.35], [300, 0.01, 0.0, 0.075]], TWO, columns)
    plain = pd.DataFrame([[100, 0.2, 0.15, 0.25]], ["most orders"], columns)
    fig = plots.bought_later(table, plain, 0.08, 14)
    (ax,) = fig.axes
    assert texts(ax) == ["30.0%", "1.0%", "20.0%", "all users: 8.0%"]
    assert ticks(ax.get_yticklabels()) == [
        "Many visits (100)", "Few visits (300)", "most orders (100)"
    ]  # fmt: skip
    assert title(ax) == "Bought in 14 days held out: segments (blue), sorted lists (grey)"
    check_layout(fig)


def test_user_map() -> None:
    rng = np.random.default_rng(0)
    points = rng.standard_normal((5_000, 2))
    names = pd.Series(pd.Categorical(np.where(points[:, 0] > 2, *TWO), TWO))
    centroids = pd.DataFrame([[2.5, 0.0], [0.0, 0.0]], index=TWO)
    arrows = pd.DataFrame([[0.7, 0.7], [-0.7, 0.7]], index=["Sessions", "Recency"])
    shares = pd.Series([0.5, 0.3, 0.2])
    fig = plots.user_map(points, names, centroids, arrows, shares)
    (ax,) = fig.axes
    drawn = [len(dots.get_offsets()) for dots in ax.collections]
    assert drawn == [(names == TWO[0]).sum(), 1, 1_000, 1]
    assert texts(ax)[1::2] == ["Sessions", "Recency"]  # every other one is an arrow
    assert legend(ax) == TWO
    assert title(ax).startswith(
        "5,000 users on the first two principal components (80% of the variance):\nequally many"
    )
    assert ax.get_xlabel() == "PC1 (50% of the variance)"
    check_layout(fig)
