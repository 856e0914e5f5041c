"""What the figures of notebook 01 draw, since nbval cannot compare images."""

from collections.abc import Callable

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from drawn import check_layout, legend, texts, ticks, title
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from segmentation.base import palette as base_palette
from segmentation.base.palette import (
    PERSONA_COLOURS,
    short,
)
from segmentation.shop import plots as shop_plots

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


DRAWN: dict[str, Callable[[], Figure]] = {
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
