"""Pictures that several notebooks draw."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from segmentation.base.plots import forest, heat

pytestmark = [
    pytest.mark.usefixtures("style"),
    # seaborn's heatmaps use a function that matplotlib will drop.
    pytest.mark.filterwarnings("ignore:The set_bad function:PendingDeprecationWarning"),
]


def test_a_forest_has_a_row_an_estimate_from_the_top() -> None:
    table = pd.DataFrame({"value": [1.0, 2.0], "low": [0.5, 1.0], "high": [1.5, 4.0]})
    _, ax = plt.subplots()
    forest(ax, table, text="{:.1f}".format, names=["first", "second"], reference=0.0)
    low, high = ax.get_ylim()
    assert low > high
    assert ax.collections[1].get_offsets().tolist() == [[1.0, 0.0], [2.0, 1.0]]
    assert [s.tolist() for s in ax.collections[0].get_segments()] == [
        [[0.5, 0.0], [1.5, 0.0]],
        [[1.0, 1.0], [4.0, 1.0]],
    ]
    assert [(t.get_text(), t.xy) for t in ax.texts] == [("1.0", (1.5, 0.0)), ("2.0", (4.0, 1.0))]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["first", "second"]


def test_what_is_missing_leaves_its_row_empty() -> None:
    table = pd.DataFrame({"value": [1.0, None], "low": [None, None], "high": [None, None]})
    _, ax = plt.subplots()
    forest(ax, table.astype(float), text="{:.0f}".format)
    assert [(t.get_text(), t.xy) for t in ax.texts] == [("1", (1.0, 0))]


def test_a_heatmap_shows_figures_or_what_is_given_instead() -> None:
    table = pd.DataFrame({"a": [0.25, -0.5]})
    _, (left, right) = plt.subplots(1, 2)
    heat(left, table)
    heat(right, table, limits=(-1, 1), diverging=True, marks=pd.DataFrame({"a": ["x", "y"]}))
    assert [text.get_text() for text in left.texts] == ["25%", "−50%"]
    assert [text.get_text() for text in right.texts] == ["x", "y"]
    assert right.collections[0].get_clim() == (-1, 1)
