"""Figures and sentences on planted personas found again, and on the survey."""

import numpy as np
import pandas as pd
import pytest
from drawn import cells, check_layout, lines, texts, title

from segmentation.base.estimates import Estimates
from segmentation.recovery.findings import blurring as findings_blurring
from segmentation.recovery.findings import survey as findings_survey
from segmentation.recovery.plots import blurring as plots
from segmentation.recovery.survey import EVERYBODY, Nonresponse, Remedy
from segmentation.shop.planted import PERSONAS

pytestmark = [
    pytest.mark.usefixtures("style"),
    # seaborn's heatmaps use a function that matplotlib will drop.
    pytest.mark.filterwarnings("ignore:The set_bad function:PendingDeprecationWarning"),
]

NAMES = [persona.name for persona in PERSONAS]
MCAR, MNAR = Nonresponse


def pairs() -> pd.DataFrame:
    """Two pairs of personas at two overlaps; of the first, two in three go back."""
    vip, churn, new = NAMES[0], NAMES[1], NAMES[3]
    return pd.DataFrame(
        [(1.0, vip, churn, 0.01, 0.0, 6.0), (1.0, vip, new, 0.0, 0.0, 8.0),
         (4.0, vip, churn, 0.09, 0.06, 3.0), (4.0, vip, new, 0.04, 0.0, 4.0)],
        columns=["overlap", "one", "other", "taken", "back", "distance"],
    )  # fmt: skip


def band(*means: float) -> Estimates:
    """Means at overlap 1 and 4, with a band of ±0.05."""
    mean = pd.Series(means, index=[1.0, 4.0])
    return Estimates(mean, mean - 0.05, mean + 0.05)


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


def test_recovered() -> None:
    ari = pd.DataFrame([[0.94, 0.96], [0.4, 0.6]], index=[1.0, 4.0])
    fig = plots.recovered(ari, band(0.95, 0.5), pairs(), 0.05)
    check_layout(fig)
    left, right = fig.axes
    assert fig.get_suptitle() == "Personas blur as they widen: ARI 0.95 to 0.50"
    wider = plots.recovered(ari, band(0.5, 0.95), pairs(), 0.05)
    assert wider.get_suptitle() == "Personas do not blur as they widen: ARI 0.50 to 0.95"
    assert lines(left) == {"mean over seeds": [0.95, 0.5]}
    np.testing.assert_allclose([line.get_ydata() for line in left.lines[1:]], ari.T)
    # Named by the larger way: more of those confused are churn-risk customers taken for VIPs.
    assert lines(right) == {"Churn-Risk → VIPs": [0.01, 0.09]}
    assert texts(right) == ["Churn-Risk → VIPs"]
    assert [line.get_ydata()[-1] for line in right.lines] == [0.04, 0.09, 0.05]
    assert title(right) == "1 of 2 pairs reach 5%"


def test_recovered_names_every_pair_that_blurs() -> None:
    other = pairs().replace({"other": {NAMES[1]: NAMES[2], NAMES[3]: NAMES[4]}})
    other[["taken", "back"]] *= 0.99
    third = pairs().iloc[[1, 3]].replace({"one": {NAMES[0]: NAMES[1]}})
    flat = band(0.9, 0.9)
    every = pd.concat([pairs(), other, third])
    fig = plots.recovered(flat.value.to_frame(), flat, every, 0.04)
    check_layout(fig)
    right = fig.axes[1]
    assert list(lines(right).values()) == [[0.01, 0.09], [0.0099, 0.0891], [0, 0.04], [0, 0.04]]
    heights = [text.xy[1] for text in right.texts]
    assert heights[0] == 0.09
    assert (np.diff(heights) <= -plots.LINE_OF_TEXT * right.get_ylim()[1] + 1e-12).all()
    named = [line for line in right.lines if not line.get_label().startswith("_")]
    assert len({line.get_color() for line in named}) == len(named)
    for text, line in zip(right.texts, named, strict=True):
        assert (text.get_text(), text.get_color()) == (line.get_label(), line.get_color())


def test_confusion() -> None:
    near = pd.DataFrame([[0.999, 0.001], [0.2, 0.8]], index=NAMES[:2], columns=NAMES[:2])
    called = pd.concat({1.0: near, 4.0: near.iloc[::-1].set_axis(NAMES[:2])})
    fig = plots.confusion(called, (1, 4))
    check_layout(fig)
    assert [title(ax) for ax in fig.axes] == [
        "Overlap 1: 80% to 100% found", "Overlap 4: 0% to 20% found"
    ]  # fmt: skip
    np.testing.assert_array_equal(cells(fig.axes[0]), near)
    np.testing.assert_array_equal(cells(fig.axes[1]), near.iloc[::-1])
    assert texts(fig.axes[0]) == ["100%", "", "20%", "80%"]  # a share of 0% is left blank


def test_the_pairs_that_blur() -> None:
    table = pd.DataFrame(
        {"taken": [0.1, 0.01], "kind": [NAMES[1], NAMES[2]], "taken_for": NAMES[0],
         "one_way": [0.937, 0.7], "blurred_from": [2.96, np.nan], "parted_by": "x",
         "who_goes": ["y +0.8 σ", "–"]},
    )  # fmt: skip
    shown = findings_blurring.pairs_shown(table, 4)
    assert shown.index.tolist() == ["Churn-Risk → VIPs"]
    assert shown.iloc[0].tolist() == ["10%", "93.7%", "3.0", "x", "y +0.8 σ"]


@pytest.mark.parametrize(
    ("rank", "words"),
    [(-0.7, "more of them are confused (rank correlation −0.70"), (-0.2, "does not rank the")],
)
def test_blurring(rank: float, words: str) -> None:
    where = pd.DataFrame(
        [[0.9, 0.08, 0.02], [0.2, 0.8, 0], [0.1, 0.1, 0.8]], index=list("ABC"), columns=list("ABC")
    )
    text = findings_blurring.blurring(where, rank, 4)
    assert words in text and text.startswith("At overlap 4 the cluster of A receives most.")


def test_the_table_of_remedies() -> None:
    shown = findings_survey.remedies(answers())
    assert list(shown) == [f"{figure}, {how}" for how in Nonresponse for figure in (
        "found", "named")]  # fmt: skip
    assert shown.index.tolist() == [EVERYBODY, *Remedy]
    assert shown.loc[Remedy.DROP].tolist() == ["28%", "100%", "11%", "100%"]
    assert shown.loc[Remedy.FILL_IN].tolist() == ["94%", "100%", "94%", "0%"]


WORST = f"**The worst choice is to {Remedy.DROP}.**"
BEST = f"*{Remedy.FLAG}* finds most of those that keep everybody and the name: 93.0%, mean over 5"


@pytest.mark.parametrize(
    ("changed", "there", "not_there"),
    [
        ({}, [WORST, BEST, "97% of whom"], ["The ARI of"]),
        ({(MNAR, Remedy.DROP, "ari"): 0.91}, ["0.910, above the 0.900 with all answers"], []),
        ({(MNAR, Remedy.PREDICT, "found"): 0.99}, [f"*{Remedy.PREDICT}* finds most", "99.0%"], []),
        ({(how, Remedy.LEAVE_OUT, "found"): 0.05 for how in Nonresponse},
         [f"**The worst choice is to {Remedy.LEAVE_OUT}.**"], [WORST]),
        ({(MCAR, Remedy.FILL_IN, "found"): 0.01}, [BEST], ["worst choice"]),
        ({(MNAR, remedy, "named"): 0.0 for remedy in Remedy}, [WORST], ["finds most"]),
    ],
)  # fmt: skip
def test_survey_sentence(
    changed: dict[tuple[str, str, str], float], there: list[str], not_there: list[str]
) -> None:
    table = answers()
    for (how, remedy, figure), value in changed.items():
        table.loc[(how, remedy), figure] = value
    text = findings_survey.compared(table, 5)
    assert [words for words in there if words not in text] == []
    assert [words for words in not_there if words in text] == []


def test_unseen() -> None:
    random = pd.Series({"Recency": 0.01, "Return_Rate": -0.02})
    seen = {MCAR: random, MNAR: pd.Series({"Recency": 0.01, "Return_Rate": 0.5})}
    text = findings_survey.unseen(seen, 0.015, 0.1, (0.03, 0.73), 0.2)
    for figure in ("0.50 σ (Return_Rate)", "0.02 σ where silence is at random",
                   "10% of those who answered", "between 3% and 73%. It is 20%"):  # fmt: skip
        assert figure in text
    hidden = findings_survey.unseen({MCAR: random, MNAR: random}, 0.015, 0.1, (0.03, 0.73), 0.2)
    assert hidden.startswith("The silent do not differ visibly")


@pytest.mark.parametrize(
    ("ratings", "words"),
    [
        ([0.95, 0.96], "is better in every shop: a weakness of the pipeline (ARI 0.955 against"),
        ([0.93, 0.92], "is no better (ARI 0.925 against 0.940)"),
        ([0.95, 0.92], "makes no steady difference"),
    ],
)
def test_few_ratings(ratings: list[float], words: str) -> None:
    table = pd.DataFrame({"unrated": 0.18, "by orders": [0.94, 0.94], "by ratings": ratings})
    text = findings_survey.few_ratings(table, 0.3)
    assert words in text
    assert "30% of the *orders* are rated, so that 18% of the customers have no rating" in text
