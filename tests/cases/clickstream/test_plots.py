"""What the figures of the clickstream case draw."""

import numpy as np
import pandas as pd
import pytest
from drawn import bars, check_layout, legend, texts, ticks, title
from matplotlib.colors import to_hex

from segmentation.base.palette import INK, LIGHT, MUTED
from segmentation.cases.clickstream import plots

pytestmark = pytest.mark.usefixtures("style")

TWO = ["Many visits", "Few visits"]


def profile(**columns: list[float]) -> pd.DataFrame:
    """A table of two segments."""
    base = {
        "customers": [100, 300],
        "carted": [0.6, 0.1],
        "bought": [0.9, 0.1],
        "share of spend": [0.98, 0.02],
        "left value": [50.0, 50.0],
    }
    return pd.DataFrame(base | columns, index=TWO)


def test_steps() -> None:
    users = pd.DataFrame(
        {"Sessions": [1] * 6 + [2] * 4, "Carts": [0] * 7 + [1] * 3, "Purchases": [0] * 8 + [1, 3],
         "Frequency": [0] * 8 + [1, 2]}
    )  # fmt: skip
    fig = plots.steps(users)
    check_layout(fig)
    (ax,) = fig.axes
    assert bars(ax) == pytest.approx([1, 0.4, 0.3, 0.2, 0.1])
    assert texts(ax) == ["10 users", "40.0%", "30.0%", "20.0%", "10.0%"]
    assert title(ax) == "20% of the users bought something; 60% came once"


def test_funnel() -> None:
    fig = plots.funnel(profile())
    check_layout(fig)
    (ax,) = fig.axes
    wanted = [[0.25, 60 / 90, 0.75, 0.98, 0.5], [0.75, 30 / 90, 0.25, 0.02, 0.5]]
    assert bars(ax) == pytest.approx([share for segment in wanted for share in segment])
    assert [p.get_x() for p in ax.patches[5:]] == pytest.approx(wanted[0])
    assert texts(ax) == ["25%", "67%", "75%", "98%", "50%", "75%", "33%", "25%", "50%"]
    assert ticks(ax.get_yticklabels()) == [
        "users", "users who carted", "users who bought", "spend", "value left in carts"
    ]  # fmt: skip
    assert legend(ax) == ["Many visits (100 users)", "Few visits (300 users)"]
    assert fig.get_suptitle() == (
        "1 of 2 segments, 25% of the users, hold 75% of the buyers and 98% of the spend"
    )
    nobody = plots.funnel(profile(bought=[0.0, 0.0], **{"share of spend": [0.0, 0.0]}))
    check_layout(nobody)
    assert nobody.get_suptitle() == "What each segment holds of users, buyers and money"


def test_bought_later() -> None:
    columns = ["customers", "share", "low", "high"]
    table = pd.DataFrame([[100, 0.3, 0.25, 0.35], [300, 0.01, 0.0, 0.075]], TWO, columns)
    plain = pd.DataFrame([[100, 0.2, 0.15, 0.25]], ["most orders"], columns)
    fig = plots.bought_later(table, plain, 0.08, 14)
    (ax,) = fig.axes
    assert texts(ax) == [
        "30.0%", "1.0%", "20.0%", "all users: 8.0%", "100 users each, from the top of a list"
    ]  # fmt: skip
    assert ticks(ax.get_yticklabels()) == [
        "Many visits (100)", "Few visits (300)", "", "most orders"
    ]  # fmt: skip
    whiskers, middles = ax.collections
    assert [to_hex(c) for c in whiskers.get_colors()] == [INK] * 3 + [MUTED]
    assert middles.get_offsets()[[0, 1, 3], 0].tolist() == [0.3, 0.01, 0.2]
    check_layout(fig)


@pytest.mark.parametrize(
    ("low", "high", "much"), [(0.2, 0.3, "as many"), (0.36, 0.4, "more"), (0.1, 0.24, "fewer")]
)
def test_whether_a_list_finds_as_many_buyers(low: float, high: float, much: str) -> None:
    columns = ["customers", "share", "low", "high"]
    table = pd.DataFrame([[100, 0.3, 0.25, 0.35]], TWO[:1], columns)
    plain = pd.DataFrame([[100, 0.22, low, high]], ["most orders"], columns)
    fig = plots.bought_later(table, plain, 0.08, 14)
    assert fig.get_suptitle().startswith(f"The best of 1 lists finds {much}")
    assert fig.get_suptitle().endswith("the best segment: 22.0% against 30.0%")


def test_views_as_money() -> None:
    table = pd.DataFrame({"Viewed": np.arange(40.0), "Paid": [0.0] * 30 + [5.0] * 7 + [0.0] * 3})
    fig = plots.views_as_money(table)
    check_layout(fig)
    (ax,) = fig.axes
    assert bars(ax) == [1.0] * 7 + [0.5, 0.0, 0.75]
    assert [to_hex(p.get_facecolor()) for p in ax.patches] == [LIGHT] * 9 + [INK]
    assert title(ax) == (
        "Views go with buying, yet 75% of the tenth who viewed most bought nothing"
    )
    flat = plots.views_as_money(table.assign(Paid=0.0)).axes[0]
    assert title(flat) == "Of the tenth who viewed the highest prices in all, 100% bought nothing"


def test_user_map() -> None:
    rng = np.random.default_rng(0)
    points = rng.standard_normal((10_000, 2))
    names = pd.Series(pd.Categorical(np.where(points[:, 0] > 2, *TWO), TWO))
    centroids = pd.DataFrame([[2.5, 0.0], [0.0, 0.0]], index=TWO)
    arrows = pd.DataFrame([[0.7, 0.7], [-0.7, 0.7]], index=["Sessions", "Recency"])
    shares = pd.Series([0.5, 0.3, 0.2])
    fig = plots.user_map(points, names, centroids, arrows, shares, TWO[:1])
    (ax,) = fig.axes
    drawn = [len(dots.get_offsets()) for dots in ax.collections]
    every_other = names[::2].value_counts()  # dots lie densely where users do
    assert drawn == [every_other[TWO[0]], 1, every_other[TWO[1]], 1]
    assert texts(ax)[1::2] == ["Sessions", "Recency"]  # every other one is an arrow
    assert legend(ax) == TWO
    assert title(ax) == "2 segments on the first two principal components"
    assert ax.get_xlabel() == "PC1 (50% of the variance)"
    check_layout(fig)
    three = pd.concat([centroids, pd.DataFrame([[1.0, 1.0]], index=["Other"])])
    apart = plots.user_map(points, names, three, arrows, shares, TWO[:1])
    assert title(apart.axes[0]) == "Buyers stand apart; the other 2 segments lie side by side"
