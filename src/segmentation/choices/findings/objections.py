"""Ten hard questions about a segmentation, each with a plain answer and where it comes from."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from segmentation.base.words import anchor
from segmentation.choices.findings.multiverse import NEAR
from segmentation.choices.multiverse import Universe

EXISTENCE, TOMORROW, CHOICES = "10_existence", "11_tomorrow", "12_choices"
FIRST_DAYS = "14_first_days"
Figures = Mapping[str, float | str]


@dataclass(frozen=True, kw_only=True)
class Objection:
    """A question and its answer.

    Attributes
    ----------
    question : str
    answer : str
        Words that are true whatever the figures are, or hold figures by name.
    notebook, section : str
        Where the answer comes from; "" is the whole notebook.
    """

    question: str
    answer: str
    notebook: str
    section: str = ""

    def answered(self, figures: Figures) -> str:
        """With the answer and a link to where it comes from, for notebook 12.

        Raises KeyError if a figure is missing.
        """
        file = "" if self.notebook == CHOICES else f"{self.notebook}.ipynb"
        there = f"#{anchor(self.section)}" if self.section else ""
        link = f"[{self.notebook[:2]}]({file}{there})"
        return f"**{self.question}** {self.answer.format(**figures)} ({link})"


OBJECTIONS = (
    Objection(
        question="K-Means finds clusters in anything. Are yours there?",
        answer="It does, in data without any groups as well. So clusters get names only where "
        "they are better separated than those of such data, by a margin.",
        notebook=EXISTENCE,
        section="Five data sets, one rule",
    ),
    Objection(
        question="Would other customers have given other segments?",
        answer="For customers near a border, yes. The more customers a model has seen, the fewer "
        "they are.",
        notebook=EXISTENCE,
        section="Who changes segment?",
    ),
    Objection(
        question="Is stable the same as real?",
        answer="No. Stability says that a cut can be repeated, and a cloud can be cut in the same "
        "way again and again.",
        notebook=EXISTENCE,
        section="Would we get them again?",
    ),
    Objection(
        question="Would another scaler or algorithm give the same segments?",
        answer="{own_same}. On the same features {own_near} of {own_ways} other ways agree with "
        "ours.",
        notebook=CHOICES,
        section="The multiverse",
    ),
    Objection(
        question="You planted what you found?",
        answer="Yes, in the simulated shop. So finding it again tests the method, and says nothing "
        "of real customers.",
        notebook=EXISTENCE,
        section="Are they the planted ones?",
    ),
    Objection(
        question="How accurate is it?",
        answer="A label that is predicted from the features that made it is mostly right, on noise "
        "too. What counts is what customers do later.",
        notebook=FIRST_DAYS,
    ),
    Objection(
        question="Would RFM not have been enough?",
        answer="{rfm_enough}. Costly spenders are a segment in {rfm_ways} of {of_ways} ways on "
        "RFM and in {nine_ways} on nine features: no column of RFM holds returns.",
        notebook=CHOICES,
        section="What survives",
    ),
    Objection(
        question="Do segments tell anything about tomorrow?",
        answer="Yes, but the features hold at least as much, for a model that can use it. Segments "
        "are for treating customers alike, not for forecasting.",
        notebook=TOMORROW,
        section="How much of it segments explain",
    ),
    Objection(
        question="Is everybody elsewhere next quarter?",
        answer="Not everybody, but many in Online Retail. Part of that is no news: silence grows, "
        "and models are refitted.",
        notebook=TOMORROW,
        section="Drift",
    ),
    Objection(
        question="What will it earn?",
        answer="Nobody knows before a test. What a test could show is known beforehand.",
        notebook=TOMORROW,
        section="What a test of an action would take",
    ),
)


def about_choices(agreed: pd.Series, held: pd.DataFrame) -> dict[str, float | str]:
    """The figures of the answers.

    `agreed` is from `multiverse.agreement`, without our own way; `held` from `multiverse.holding`.
    """
    costly = held["costly spenders apart"].groupby(level="features", sort=False).sum()
    rfm, basket, nine = (int(ways) for ways in costly)
    near, ways = int((agreed >= NEAR).sum()), len(agreed)
    return {
        "same": "Yes" if near == ways else "In most ways" if near > ways / 2 else "No",
        "near": near,
        "ways": ways,
        "alike": NEAR,
        "surviving": int(held.all().sum()),
        "conclusions": held.shape[1],
        "rfm_enough": "No" if nine > max(rfm, basket) else "Yes",
        "rfm_ways": rfm,
        "basket_ways": basket,
        "nine_ways": nine,
        "of_ways": len(held) // len(costly),
    }


def about_features(agreed: pd.Series, ours: Universe) -> dict[str, float | str]:
    """The figures of the answer on scaler and algorithm: the other ways with our features.

    `agreed` is from `multiverse.agreement`, without our own way.
    """
    own = agreed.xs(ours[0], level="features")
    near = int((own >= NEAR).sum())
    same = "Yes" if near == len(own) else "Not always" if near else "No"
    return {"own_same": same, "own_near": near, "own_ways": len(own)}


def ten(figures: Figures) -> str:
    """All ten questions, numbered, each with its answer and a link."""
    said = [one.answered(figures) for one in OBJECTIONS]
    return "\n\n".join(f"{number}. {answer}" for number, answer in enumerate(said, 1))
