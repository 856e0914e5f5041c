"""Figures and sentences on planted personas found again, and on the survey."""

import numpy as np
import pandas as pd
import pytest
from drawn import cells, check_layout, legend, lines, texts, ticks, title

from segmentation.recovery.findings import blurring as findings_blurring
from segmentation.recovery.findings import survey as findings_survey
from segmentation.recovery.plots import blurring as plots
from segmentation.recovery.survey import AT_RANDOM, EVERYBODY, UNHAPPY_SILENT, WAYS
from segmentation.shop.planted import PERSONAS

pytestmark = [
    pytest.mark.usefixtures("style"),
    # seaborn's heatmaps use a function that matplotlib will drop.
    pytest.mark.filterwarnings("ignore:The set_bad function:PendingDeprecationWarning"),
]

NAMES = [persona.name for persona in PERSONAS]


def pairs() -> pd.DataFrame:
    """Two pairs of personas at two overlaps; of the first, two in three go back."""
    vip, churn, new = NAMES[0], NAMES[1], NAMES[3]
    return pd.DataFrame(
        [(1.0, vip, churn, 0.01, 0.0, 6.0), (1.0, vip, new, 0.0, 0.0, 8.0),
         (4.0, vip, churn, 0.09, 0.06, 3.0), (4.0, vip, new, 0.04, 0.0, 4.0)],
        columns=["overlap", "one", "other", "taken", "back", "distance"],
    )  # fmt: skip


def answers(**changed: dict[str, float]) -> pd.DataFrame:
    """Means over shops by mechanism and way, as `survey.compared` gives them."""
    rows = {}
    for how in (AT_RANDOM, UNHAPPY_SILENT):
        for i, way in enumerate((EVERYBODY, *WAYS)):
            found = 0.96 - 0.01 * i
            rows[how, way] = {"ari": 0.9, "found": found, "right": 0.97, "size": 0.1, "named": 1.0}
    table = pd.DataFrame.from_dict(rows, orient="index")
    table.loc[(AT_RANDOM, "drop who is silent"), "found"] = 0.28
    table.loc[(UNHAPPY_SILENT, "drop who is silent"), "found"] = 0.11
    table.loc[(UNHAPPY_SILENT, "fill in the mean"), "named"] = 0.0
    return table


def test_recovered() -> None:
    ari = pd.DataFrame([[0.94, 0.96], [0.4, 0.6]], index=[1.0, 4.0])
    band = pd.DataFrame(
        {"mean": [0.95, 0.5], "low": [0.9, 0.3], "high": [1.0, 0.7]}, index=[1.0, 4.0]
    )
    fig = plots.recovered(ari, band, pairs(), 0.05)
    check_layout(fig)
    left, right = fig.axes
    assert fig.get_suptitle() == "Personas blur as they widen: ARI 0.95 to 0.50"
    wider = plots.recovered(ari, band.assign(**{"mean": [0.5, 0.95]}), pairs(), 0.05)
    assert wider.get_suptitle() == "Personas do not blur as they widen: ARI 0.50 to 0.95"
    assert lines(left) == {"mean over seeds": [0.95, 0.5]}
    np.testing.assert_allclose([line.get_ydata() for line in left.lines[1:]], ari.T)
    assert legend(left) == ["95%: where one more shop would lie", "mean over seeds"]
    # Named by the larger way: more of those confused are churn-risk customers taken for VIPs.
    assert lines(right) == {"Churn-Risk → VIPs": [0.01, 0.09]}
    assert texts(right) == ["Churn-Risk → VIPs"]
    assert [line.get_ydata()[-1] for line in right.lines] == [0.04, 0.09, 0.05]
    assert title(right) == "1 of 2 pairs reach 5%"


def test_recovered_names_every_pair_that_blurs() -> None:
    other = pairs().replace({"other": {NAMES[1]: NAMES[2], NAMES[3]: NAMES[4]}})
    other[["taken", "back"]] *= 0.99
    third = pairs().iloc[[1, 3]].replace({"one": {NAMES[0]: NAMES[1]}})
    band = pd.DataFrame({"mean": 0.9, "low": 0.8, "high": 1.0}, index=[1.0, 4.0])
    fig = plots.recovered(band[["mean"]], band, pd.concat([pairs(), other, third]), 0.04)
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
    assert ticks(fig.axes[0].get_yticklabels()) == ["VIPs", "Churn-Risk"]
    written = [text.get_text() for text in fig.axes[0].texts if text.get_visible()]
    assert written == ["100%", "20%", "80%"]  # a share of 0% is left blank


def test_recovered_sentence() -> None:
    band = pd.DataFrame(
        {"mean": [0.99, 0.95, 0.5], "low": [0.98, 0.94, 0.4], "high": [1.0, 0.96, 0.6]},
        index=[0.5, 1.0, 4.0],
    )
    text = findings_blurring.recovered(band, 10, 20_000, 1.0)
    assert "is 0.95 at overlap 1 (0.94 to 0.96) and 0.50 at overlap 4 (0.40 to 0.60)" in text
    assert "mean over 10 fresh shops of 20,000 customers each" in text
    # A shop at the last overlap is told once.
    assert findings_blurring.recovered(band, 10, 20_000, 4.0).count("at overlap") == 1


def blurred(start: float = 3.0) -> pd.DataFrame:
    """Two pairs, of which the first is blurred, by those who go back."""
    index = pd.MultiIndex.from_tuples([("A", "B"), ("A", "C")])
    return pd.DataFrame(
        {"share taken for the other at 4": [0.1, 0.01], "from": ["B", "C"], "to": ["A", "A"],
         "share that way": [0.937, 0.7], "blurred from": [start, np.nan]},
        index=index,
    )  # fmt: skip


def test_blurring() -> None:
    where = pd.DataFrame(
        [[0.9, 0.08, 0.02], [0.2, 0.8, 0], [0.1, 0.1, 0.8]], index=list("ABC"), columns=list("ABC")
    )
    text = findings_blurring.blurring(blurred(), where, -0.7, 4)
    assert text.startswith("**B are taken for A first**: from overlap 3.0 at least 5% of the two")
    assert "cluster. The other 1 of 2 pairs stay below." in text
    assert "The traffic is one-way: in every one of these pairs at least 93% go that way." in text
    assert "At overlap 4 the cluster of A receives most: 10% (C) to 20% (B) of every other" in text
    assert text.endswith("The nearer two personas, the more of them are confused (rank "
                         "correlation −0.70 over the pairs, at that overlap).")  # fmt: skip
    assert "does not rank the pairs" in findings_blurring.blurring(blurred(), where, -0.2, 4)
    both = blurred().assign(**{"blurred from": [3.0, 2.44]})
    second = findings_blurring.blurring(both, where, 0.1, 4)
    assert second.startswith("**C are taken for A first**: from overlap 2.4")
    assert "Then B for A (3.0). The other 0 of 2 pairs" in second
    assert "not always one-way: only 70% go that way between A and C. " in second
    none = findings_blurring.blurring(blurred(np.nan), where, -0.7, 4)
    assert none == "At no overlap tried are 5% of any two personas taken for each other."


def test_survey_sentence() -> None:
    text = findings_survey.compared(answers(), 5)
    assert text.startswith("With all answers 96% of the planted churn-risk customers are found.")
    assert "**The worst choice is to drop who is silent**: 28% are found if silence is" in text
    assert "is at random (30% at most, since nobody else is labelled) and 11% if" in text
    assert "with *fill in the mean* the centroid no longer shows" in text
    assert "whoever is silent" not in text
    assert "The ARI of" not in text
    without = answers()
    without.loc[(slice(None), "leave the feature out"), "named"] = 0.0
    apart = findings_survey.compared(without, 5)
    assert "with *fill in the mean* the centroid no longer shows" in apart
    assert "With *leave the feature out* the name is lost whoever is silent." in apart
    survivors = answers()
    survivors.loc[(UNHAPPY_SILENT, WAYS[0]), "ari"] = 0.91
    told = findings_survey.compared(survivors, 5)
    assert "does not show this: 0.910, above the 0.900 with all answers. If the" in told
    best = "mean, and a flag for silence"
    near = "*predict it from the rest* (92.0%) and *leave the feature out* (91.0%)"
    told = f"*{best}* finds about as many as {near}: 93.0%, mean over 5 shops; 97% of whom"
    assert text.endswith(f"{told} it calls so are.")
    ahead = answers()
    ahead.loc[(UNHAPPY_SILENT, best), "found"] = 0.99
    assert f"the name, *{best}* finds most: 99.0%, mean over 5" in findings_survey.compared(
        ahead, 5
    )


def test_survey_sentence_where_something_else_breaks() -> None:
    table = answers()
    table["named"] = 1.0
    assert "the *name* breaks" not in findings_survey.compared(table, 5)
    table.loc[(slice(None), "leave the feature out"), "found"] = 0.05
    assert "**The worst choice is to leave the feature out**. " in findings_survey.compared(
        table, 5
    )
    table.loc[(AT_RANDOM, "fill in the mean"), "found"] = 0.01
    assert "worst choice" not in findings_survey.compared(table, 5)
    table.loc[UNHAPPY_SILENT, "named"] = 0.0
    assert "finds most" not in findings_survey.compared(table, 5)


def test_unseen() -> None:
    told = {
        AT_RANDOM: pd.Series({"Recency": 0.01, "Return_Rate": -0.02}),
        UNHAPPY_SILENT: pd.Series({"Recency": 0.01, "Return_Rate": 0.5}),
    }
    text = findings_survey.unseen(told, 0.015, (0.1, 0.03, 0.73), 0.2)
    assert "by up to 0.50 σ (Return_Rate) where the unhappy are silent" in text
    assert "by up to 0.02 σ where silence is at random (chance alone gives about 0.01 σ" in (
        text.replace("0.02 σ each", "0.01 σ each")
    )
    assert "**cannot be seen from the data**" in text
    assert "10% are unhappy" in text and "between 3% and 73%. It is 20% here" in text
    told[UNHAPPY_SILENT] = told[AT_RANDOM]
    hidden = findings_survey.unseen(told, 0.015, (0.1, 0.03, 0.73), 0.2)
    assert hidden.startswith("The silent do not differ visibly from those who answer. Whether")
    assert "no test tells it from silence that depends on those features alone" in hidden


@pytest.mark.parametrize(
    ("ratings", "said"),
    [
        ([0.95, 0.96], "Shrinking by ratings is better in every shop (ARI 0.955 against 0.940)"),
        ([0.93, 0.92], "Shrinking by ratings is no better (ARI 0.925 against 0.940)"),
        ([0.95, 0.92], "makes no steady difference"),
    ],
)
def test_few_ratings(ratings: list[float], said: str) -> None:
    table = pd.DataFrame({"unrated": 0.18, "by orders": [0.94, 0.94], "by ratings": ratings})
    text = findings_survey.few_ratings(table, 0.3)
    assert said in text
    assert "30% of the *orders* are rated, so that 18% of the customers have no rating" in text
