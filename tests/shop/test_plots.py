"""What the figures of notebook 01 draw, since nbval cannot compare images."""

from collections.abc import Callable

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from drawn import bars, check_layout, legend, texts, ticks, title
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from segmentation.base import palette as base_palette
from segmentation.base.palette import (
    PERSONA_COLOURS,
    short,
)
from segmentation.shop import plots as shop_plots
from segmentation.shop.planted import NO_PERSONAS, PERSONAS

pytestmark = [
    pytest.mark.usefixtures("style"),
    # seaborn's heatmaps use a function that matplotlib will drop.
    pytest.mark.filterwarnings("ignore:The set_bad function:PendingDeprecationWarning"),
]

VIP, CHURN_RISK, DISCOUNT = base_palette.VIP, base_palette.CHURN_RISK, base_palette.DISCOUNT
NEW, DORMANT = base_palette.NEW, base_palette.DORMANT
FIVE = [VIP, CHURN_RISK, DISCOUNT, NEW, DORMANT]


def orders() -> pd.DataFrame:
    """Orders of one customer of each persona; the second one of each comes back."""
    when = pd.date_range("2024-01-01", periods=4, freq="120D")
    rows = [(name, day, 60.0 + i) for i, name in enumerate(FIVE) for day in when]
    frame = pd.DataFrame(rows, columns=["Persona", "ordered_at", "amount"])
    return frame.assign(returned_amount=np.tile([0.0, 20.0, 0.0, 0.0], 5))


def checks() -> pd.DataFrame:
    """Measured / planted of three quantities."""
    values = [[1.0, 0.99, 1.01, 1.0, np.nan], [1.02] * 5, [0.98] * 5]
    return pd.DataFrame(values, index=["orders a year", "basket", "Return_Rate"], columns=FIVE)


def pairs() -> dict[float, pd.DataFrame]:
    """Return rates of four pairs at two overlaps: the second is above in all, and in three."""
    low, high = [0.0, 0.0, 0.1, 0.1], [0.3, 0.4, 0.5, 0.6]
    return {
        0.5: pd.DataFrame({VIP: low, CHURN_RISK: high}),
        4.0: pd.DataFrame({VIP: low, CHURN_RISK: [0.0, *high[1:]]}),
    }


DRAWN: dict[str, Callable[[], Figure]] = {
    "habits": lambda: shop_plots.habits(PERSONAS, 1.0),
    "orders_in_a_year": lambda: shop_plots.orders_in_a_year(pd.Series([1, 2, 2, 3, 7]), 3.0),
    "overlaps": lambda: shop_plots.overlaps(pairs()),
    "planted_and_measured": lambda: shop_plots.planted_and_measured(checks(), checks() * 0 + 0.004),
    "timeline": lambda: shop_plots.timeline(orders(), FIVE, "2026-06-30"),
}


@pytest.mark.parametrize("name", DRAWN)
def test_nothing_sticks_out_and_all_axes_are_named(name: str) -> None:
    check_layout(DRAWN[name]())


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


def test_the_title_of_the_timeline_compares_returns() -> None:
    frame = orders()
    frame.loc[1, "returned_amount"] = 0.0  # the first persona keeps everything
    frame.loc[6, "returned_amount"] = 5.0  # the second keeps half
    frame = pd.concat([frame, frame.iloc[[0]]])  # the first orders most
    ax = shop_plots.timeline(frame, FIVE, "2026-06-30").axes[0]
    assert title(ax) == "Churn-Risk: something came back from 2 of 4 orders; VIPs: from 0 of 5"
    one = frame[frame["Persona"] == NEW]
    ax = shop_plots.timeline(one, [NEW], "2026-06-30").axes[0]
    assert title(ax) == "New/Occasional: something came back from 1 of 4 orders"


def test_habits_are_drawn_where_the_simulation_draws_them() -> None:
    """A hill peaks at the mode of its distribution, of which the variance grows with overlap."""
    fig = DRAWN["habits"]()
    panels = {ax.get_xlabel(): ax for ax in fig.axes}
    assert ticks(fig.axes[0].get_yticklabels()) == [short(name) for name in reversed(FIVE)]
    for ax in fig.axes:
        colours = [to_hex(hill.get_facecolor()[0]) for hill in ax.collections]
        assert colours == [PERSONA_COLOURS[name].lower() for name in reversed(FIVE)]
    # Gamma: mean · (1 − 1 / shape); log-normal: median · exp(−σ²); Beta: (a − 1) / (a + b − 2).
    vip, risk = 4, 3  # rows from below
    assert peak(panels["orders a year"], vip) == pytest.approx(20 * 5 / 6, abs=0.13)
    assert peak(panels["typical basket, £"], vip) == pytest.approx(120 * np.exp(-0.16), abs=0.8)
    assert peak(panels["orders with a return"], risk) == pytest.approx(5 / 15, abs=0.003)
    assert peak(panels["rating, 1–5"], risk) == pytest.approx(4 * 3 / 8, abs=0.02)
    assert ticks(panels["rating, 1–5"].get_xticklabels()) == ["1", "2", "3", "4", "5"]
    wide = shop_plots.habits(PERSONAS, 2.0).axes[0]
    assert peak(wide, vip) == pytest.approx(20 * 2 / 3, abs=0.13)
    assert fig.get_suptitle().startswith("VIPs and Churn-Risk are alike in orders")
    assert shop_plots.habits(NO_PERSONAS, 1.0).get_suptitle().startswith("One kind of customer")


def peak(ax: Axes, row: int) -> float:
    """Where the hill of a row is highest."""
    outline = ax.collections[row].get_paths()[0].vertices
    return float(outline[outline[:, 1].argmax(), 0])


def test_orders_in_a_year() -> None:
    ax = DRAWN["orders_in_a_year"]().axes[0]
    assert bars(ax) == [0, 0.2, 0.4, 0.2, 0, 0, 0]  # the largest 0.1% are cut
    assert ax.lines[0].get_ydata()[0] == pytest.approx(np.exp(-3))
    assert texts(ax) == ["if all shared one rate", "a rate for each customer"]
    assert title(ax) == "On average 3 orders either way, but the variance is 6 and not 3"


def test_overlaps() -> None:
    fig = DRAWN["overlaps"]()
    assert [title(ax) for ax in fig.axes] == ["overlap 0.5: 100.0%", "overlap 4: 75.0%"]
    assert fig.get_suptitle() == (
        "Churn-Risk returned more than VIPs in 100.0% of pairs at overlap 0.5, in 75.0% at "
        "overlap 4"
    )
    heights = np.array([p.get_height() for p in fig.axes[0].patches]).reshape(2, 25)
    np.testing.assert_allclose(heights.sum(axis=1), 1)
    assert heights[0, 0] == heights[0, 2] == 0.5


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
    one = shop_plots.planted_and_measured(checks()[[VIP]], checks()[[VIP]] * 0).axes[0]
    assert one.get_xlim() == pytest.approx((0.978, 1.022))
