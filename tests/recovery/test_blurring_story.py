"""Figures and sentences on planted personas found again, and on the survey."""

import numpy as np
import pandas as pd
import pytest
from drawn import cells, check_layout, texts, ticks, title
from matplotlib.colors import to_hex

from segmentation.base.palette import INK
from segmentation.recovery.findings import blurring as findings_blurring
from segmentation.recovery.findings import survey as findings_survey
from segmentation.recovery.plots import blurring as plots
from segmentation.recovery.plots import survey as plots_survey
from segmentation.recovery.survey import EVERYBODY, Nonresponse, Remedy
from segmentation.shop.planted import PERSONAS

pytestmark = [
    pytest.mark.usefixtures("style"),
    # seaborn's heatmaps use a function that matplotlib will drop.
    pytest.mark.filterwarnings("ignore:The set_bad function:PendingDeprecationWarning"),
]

NAMES = [persona.name for persona in PERSONAS]
MCAR, MNAR = Nonresponse


def answers() -> pd.DataFrame:
    """Means over shops as `survey.compared` gives them."""
    rows = {}
    for how in Nonresponse:
        for i, way in enumerate((EVERYBODY, *Remedy)):
            rows[str(how), str(way)] = {"ari": 0.9, "found": 0.96 - 0.01 * i, "right": 0.97,
                                        "size": 0.1, "named": 1.0}  # fmt: skip
    table = pd.DataFrame.from_dict(rows, orient="index")
    table.loc[(MCAR, Remedy.DROP), "found"] = 0.28
    table.loc[(MNAR, Remedy.DROP), "found"] = 0.11
    table.loc[(MNAR, Remedy.FILL_IN), "named"] = 0.0
    return table


def test_confusion() -> None:
    near = pd.DataFrame([[0.999, 0.001], [0.2, 0.8]], index=NAMES[:2], columns=NAMES[:2])
    called = pd.concat({1.0: near, 4.0: near.iloc[::-1].set_axis(NAMES[:2])})
    fig = plots.confusion(called, pd.Series({1.0: 0.95, 4.0: 0.5}))
    check_layout(fig)
    assert [title(ax) for ax in fig.axes] == [
        "Overlap 1: ARI 0.95, 80% to 100% found", "Overlap 4: ARI 0.50, 0% to 20% found"
    ]  # fmt: skip
    np.testing.assert_array_equal(cells(fig.axes[0]), near)
    np.testing.assert_array_equal(cells(fig.axes[1]), near.iloc[::-1])
    assert texts(fig.axes[0]) == ["100%", "", "20%", "80%"]  # a share of 0% is left blank
    assert fig.get_suptitle() == "The wider the habits, the fewer customers are found"
    wider = plots.confusion(called, pd.Series({1.0: 0.5, 4.0: 0.5}))
    assert wider.get_suptitle() == "Wider habits hide nobody"


def test_blurring() -> None:
    where = pd.DataFrame(
        [[0.9, 0.08, 0.02], [0.2, 0.8, 0], [0.1, 0.1, 0.8]], index=list("ABC"), columns=list("ABC")
    )
    text = findings_blurring.blurring(pd.concat({4: where}), 4)
    assert text.startswith("At overlap 4 the cluster of *A* takes most customers")
    assert text.endswith("*B* lose most to one cluster, that of *A*: 20%.")


def test_remedies_are_hollow_where_the_name_is_lost() -> None:
    table = answers()
    fig = plots_survey.remedies(table)
    check_layout(fig)
    assert fig.get_suptitle().startswith("“Drop the silent” finds fewest churn")
    assert ticks(fig.axes[0].get_yticklabels()) == [EVERYBODY, *Remedy]
    for ax, how in zip(fig.axes, Nonresponse, strict=True):
        (dots,) = ax.collections
        np.testing.assert_allclose(dots.get_offsets()[:, 0], table.loc[how, "found"])
        filled = [to_hex(face) == INK for face in dots.get_facecolors()]
        assert filled == (table.loc[how, "named"] == 1).tolist()
        assert texts(ax)[0] == "96%"
    table.loc[(MCAR, Remedy.FILL_IN), "found"] = 0.01
    assert plots_survey.remedies(table).get_suptitle().startswith("No way finds fewest both times")


WORST = "**“Drop the silent” finds fewest**"
BEST = f"*{Remedy.FLAG}* finds most of those remedies that keep everybody and the name."


@pytest.mark.parametrize(
    ("changed", "there", "not_there"),
    [
        ({}, [WORST, BEST], []),
        ({(MCAR, Remedy.DROP, "found"): 0.27}, [WORST, "it finds 90% of those that it keeps"], []),
        ({(MNAR, Remedy.PREDICT, "found"): 0.99}, [f"*{Remedy.PREDICT}* finds most"], []),
        ({(how, Remedy.LEAVE_OUT, "found"): 0.05 for how in Nonresponse},
         ["**“Leave the feature out” finds fewest**"], [WORST, "arithmetic"]),
        ({(MCAR, Remedy.FILL_IN, "found"): 0.01}, [BEST], ["fewest"]),
        ({(MNAR, remedy, "named"): 0.0 for remedy in Remedy}, [WORST, "loses the name"],
         ["finds most"]),
    ],
)  # fmt: skip
def test_survey_sentence(
    changed: dict[tuple[str, str, str], float], there: list[str], not_there: list[str]
) -> None:
    table = answers()
    for (how, remedy, figure), value in changed.items():
        table.loc[(how, remedy), figure] = value
    text = findings_survey.compared(table)
    assert [words for words in there if words not in text] == []
    assert [words for words in not_there if words in text] == []
