"""What the figures of notebook 08 draw, since nbval cannot compare images."""

from collections.abc import Callable
from itertools import pairwise

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
    shares = {"share of contribution": [0.5, 0.3, 0.15, 0.06, -0.01]}
    return frame.assign(contribution=frame.sum(axis=1), **shares)


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


def dearer() -> pd.DataFrame:
    """What is left of £100 with costs halved, as assumed and doubled; two lines cross."""
    left = [[38.0, 37, 36], [26, 23, 18], [32, 26, 16], [33, 30, 24], [33, 32, 29]]
    return pd.DataFrame(left, FIVE, ["costs × 0.5", "costs × 1", "costs × 2"], dtype=float)


def averages() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Centroids in σ and averages in the features' own units, with names for both."""
    names = ["Recency", "Monetary", "Return_Rate", "Satisfaction_Score"]
    centres = pd.DataFrame(
        [[-0.6, 1.3, -0.8, 1.9], [-0.6, 1.2, 1.8, -1.2], [1.5, -0.3, -0.2, -0.2]], columns=names
    )
    raw = [[23.4, 5_646, 0.03, 4.62], [26, 4_459, 0.36, 2.58], [478, 558, 0.11, 3.15]]
    profile = pd.DataFrame(raw, [VIP, CHURN_RISK, DORMANT], names)
    return centres, profile.assign(customers=[10, 12, 78], share=[0.1, 0.12, 0.78])


DRAWN: dict[str, Callable[[], Figure]] = {
    "money_bridge": lambda: personas_plots.money_bridge(money()),
    "other_costs": lambda: personas_plots.other_costs(dearer(), [(CHURN_RISK, DISCOUNT)]),
    "premise": lambda: personas_plots.premise(*landing()),
    "profit_by_segment": lambda: personas_plots.profit_by_segment(apart(), 0.4),
    "segments": lambda: personas_plots.segments(*averages()),
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
        shown = ["" if share < 0.005 else f"{share:.0%}" for share in table.to_numpy().ravel()]
        assert texts(ax) == [text for text in shown if text] or texts(ax) == shown
        assert {text.get_color() for text in ax.texts} == {"black"}  # on every cell
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
        "RFM's best cluster: £37 of £100 is left from VIPs, £23 from Churn-Risk "
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
    assert alone.endswith("cluster: £23 of £100 is left from Churn-Risk (assumed margin: £25)")


def test_segments() -> None:
    centres, profile = averages()
    fig = DRAWN["segments"]()
    (ax,) = fig.axes
    assert fig.get_suptitle() == (
        "VIPs and Churn-Risk spend most and differ most in mean rating and orders with a return"
    )
    np.testing.assert_array_equal(cells(ax), centres)
    assert texts(ax)[:8] == ["23", "£5,646", "3%", "4.6", "26", "£4,459", "36%", "2.6"]
    assert ticks(ax.get_yticklabels())[0] == f"{VIP}\n10% of customers"
    assert ticks(ax.get_xticklabels())[0] == "Days since\nlast order"
    for label in [*ax.get_xticklabels(), *ax.get_yticklabels()]:
        assert label.get_rotation() == 0
    few = personas_plots.segments(centres[["Recency"]], profile)
    assert few.get_suptitle() == "The segments and their averages"


def test_other_costs() -> None:
    table = dearer()
    (ax,) = DRAWN["other_costs"]().axes
    assert title(ax) == "If costs are doubled, Churn-Risk and Discount-Driven change places"
    np.testing.assert_array_equal([line.get_ydata() for line in ax.lines], table)
    assert [to_hex(line.get_color()) for line in ax.lines] == [
        PERSONA_COLOURS[name].lower() for name in FIVE
    ]
    assert texts(ax)[0] == "Discount-Driven £16" and texts(ax)[-1] == "VIPs £36"
    near = personas_plots.other_costs(table.assign(**{"costs × 2": 20.0}), []).axes[0]
    assert title(near) == "If costs are halved or doubled, no segment changes its place"
    near.figure.canvas.draw()
    boxes = [text.get_window_extent() for text in near.texts]
    assert all(not one.overlaps(other) for one, other in pairwise(boxes))


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
    assert ticks(ax.get_yticklabels())[:2] == [
        "VIPs\n50% of contribution", "Churn-Risk\n30% of contribution"
    ]  # fmt: skip
    assert legend(ax) == ["support", "handling returns", "coupons", "margin refunded"]
    assert "assumed" in ax.get_xlabel()
    assert ax.get_xlim()[0] < table["contribution"].min() < 0
