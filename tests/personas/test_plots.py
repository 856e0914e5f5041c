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
from segmentation.personas.value import CONTRIBUTION_MARGIN

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
    """RFM's best cluster taken apart into three, the largest first."""
    return pd.DataFrame(
        {
            "customers": [42_396, 40_344, 8_000],
            "share": [0.47, 0.44, 0.09],
            "spend": [2_500.0, 3_197.0, 1_365.0],
            "contribution": [580.0, 1_193.0, 351.2],
            CONTRIBUTION_MARGIN: [23.2, 37.3, 25.7],
            "returned": [0.35, 0.03, 0.11],
            "contacts": [3.6, 0.4, 1.0],
            "Satisfaction_Score": [2.6, 4.6, 3.3],
        },
        index=[CHURN_RISK, VIP, DISCOUNT],
    )


def landing() -> tuple[dict[str, pd.DataFrame], dict[str, float]]:
    """Where personas land: RFM twice, the first two in one cluster, and all features."""
    own = pd.DataFrame(np.eye(5), index=FIVE)
    merged = own.copy()
    merged.loc[CHURN_RISK] = merged.loc[VIP]
    both = merged.copy()
    both.loc[DORMANT] = both.loc[NEW]
    tables = {"RFM": both, "RFM with its basket": merged, "all features": own}
    return tables, dict(zip(tables, (0.541, 0.64, 0.947), strict=True))


DRAWN: dict[str, Callable[[], Figure]] = {
    "money_bridge": lambda: personas_plots.money_bridge(money()),
    "premise": lambda: personas_plots.premise(*landing()),
    "profit_by_segment": lambda: personas_plots.profit_by_segment(apart(), 0.4),
}


@pytest.mark.parametrize("name", DRAWN)
def test_nothing_sticks_out_and_all_axes_are_named(name: str) -> None:
    check_layout(DRAWN[name]())


# 08: personas


def test_premise() -> None:
    tables, ari = landing()
    fig = personas_plots.premise(tables, ari)
    assert [title(ax) for ax in fig.axes] == [
        "RFM\nARI 0.54",
        "RFM with its basket\nARI 0.64",
        "all features\nARI 0.95",
    ]
    for ax, table in zip(fig.axes, tables.values(), strict=True):
        np.testing.assert_array_equal(cells(ax), table)
        assert texts(ax) == [f"{share:.0%}" for share in table.to_numpy().ravel()]
    assert ticks(fig.axes[0].get_yticklabels()) == [short(name) for name in FIVE]
    # Named is the pair that both forms of RFM put together.
    assert fig.get_suptitle() == (
        "RFM never parts VIPs and Churn-Risk; all features do (rows add up to 100%)"
    )
    alike = personas_plots.premise(
        dict.fromkeys(("RFM", "all"), shares(FIVE)), {"RFM": 1, "all": 1}
    )
    assert alike.get_suptitle().startswith("Where each planted persona lands")


def test_profit_by_segment() -> None:
    fig = DRAWN["profit_by_segment"]()
    assert fig.get_suptitle() == (
        "Of £100 ordered by RFM's best cluster VIPs leave £37, Churn-Risk leave £23 "
        "(assumed margin: £40)"
    )
    table = apart()
    for ax, column in zip(fig.axes, table.columns[2:], strict=True):
        assert bars(ax) == table[column].tolist()
        assert [to_hex(p.get_facecolor()) for p in ax.patches] == [
            PERSONA_COLOURS[name].lower() for name in table.index
        ]
    assert texts(fig.axes[0]) == ["2,500", "3,197", "1,365"]
    assert texts(fig.axes[2]) == ["£23", "£37", "£26"]
    assert texts(fig.axes[3]) == ["35%", "3%", "11%"]
    assert ticks(fig.axes[0].get_yticklabels()) == [
        "Churn-Risk\n47% of the cluster",
        "VIPs\n44% of the cluster",
        "Discount-Driven\n9% of the cluster",
    ]
    assert fig.axes[0].yaxis_inverted()
    alone = personas_plots.profit_by_segment(table.iloc[:1], 0.25).get_suptitle()
    assert alone.endswith("cluster Churn-Risk leave £23 (assumed margin: £25)")


def test_money_bridge() -> None:
    table = money()
    ax = personas_plots.money_bridge(table.iloc[::-1]).axes[0]  # the largest on top all the same
    assert title(ax) == (
        "A Churn-Risk customer costs £600 of £1,100 margin, £250 of it handling returns"
    )
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
