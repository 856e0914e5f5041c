"""What the figures of notebook 08 draw, since nbval cannot compare images."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from drawn import bars, cells, check_layout, legend, texts, ticks, title
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from segmentation.base import palette as base_palette
from segmentation.base.palette import (
    PERSONA_COLOURS,
    short,
)
from segmentation.personas import plots as personas_plots

pytestmark = [
    pytest.mark.usefixtures("style"),
    # seaborn's heatmaps use a function that matplotlib will drop.
    pytest.mark.filterwarnings("ignore:The set_bad function:PendingDeprecationWarning"),
]

VIP, CHURN_RISK, DISCOUNT = base_palette.VIP, base_palette.CHURN_RISK, base_palette.DISCOUNT
NEW, DORMANT = base_palette.NEW, base_palette.DORMANT
FIVE = [VIP, CHURN_RISK, DISCOUNT, NEW, DORMANT]


def shares(names: list[str], clusters: int = 5) -> pd.DataFrame:
    """Share of each persona in each cluster; rows add up to 1."""
    weights = np.arange(1, len(names) * clusters + 1).reshape(len(names), clusters) % 7 + 1.0
    return pd.DataFrame(weights / weights.sum(axis=1, keepdims=True), index=names)


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


DRAWN: dict[str, Callable[[], Figure]] = {
    "money_bridge": lambda: personas_plots.money_bridge(money()),
    "premise": lambda: personas_plots.premise(shares(FIVE), shares(FIVE), (0.54, 0.95)),
    "taken_apart": lambda: personas_plots.taken_apart(apart(), 0.4),
}


@pytest.mark.parametrize("name", DRAWN)
def test_nothing_sticks_out_and_all_axes_are_named(name: str) -> None:
    check_layout(DRAWN[name]())


# 08: personas


def test_premise() -> None:
    rfm, nine = shares(FIVE, 4), shares(FIVE)
    fig = personas_plots.premise(rfm, nine, (0.541, 0.947))
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
    alone = personas_plots.taken_apart(table.iloc[:1], 0.25).get_suptitle()
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
