"""Ten hard questions about a segmentation, each with a plain answer and its figures.

Each is answered with figures in the notebook that computes them; notebook 12 lists all ten.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from segmentation.base.words import anchor
from segmentation.choices.findings.multiverse import NEAR

EXISTENCE, TOMORROW, CHOICES = "10_existence", "11_tomorrow", "12_choices"
FIRST_DAYS = "14_first_days"
Figures = Mapping[str, float | str]


@dataclass(frozen=True, kw_only=True)
class Objection:
    """A question and its answer.

    Attributes
    ----------
    question : str
    plain : str
        The answer in a few words: true whatever the figures are, or one of them.
    measured : str
        The answer in figures, by name; "" where it is only given elsewhere.
    notebook, section : str
        Where the figures come from.
    """

    question: str
    plain: str
    measured: str = ""
    notebook: str
    section: str = ""

    def answered(self, figures: Figures) -> str:
        """With its figures and a link to its section, in the notebook that has both.

        Raises KeyError if a figure is missing.
        """
        answer = f"{self.plain} {self.measured}".format(**figures)
        link = f"[{self.section}](#{anchor(self.section)})"
        return f"**{self.question}** {answer} (*{link}*)"

    def elsewhere(self) -> str:
        """With the plain answer and a link to the notebook that has the figures."""
        anchor = "#Objections" if self.section else ""
        return (
            f"**{self.question}** {self.plain} Figures: "
            f"[{self.notebook[:2]}]({self.notebook}.ipynb{anchor})."
        )


OBJECTIONS = (
    Objection(
        question="K-Means finds clusters in anything. Are yours there?",
        plain="That K-Means finds them proves nothing: it finds as many in data without any.",
        measured="Silhouette above the strictest null, the largest that K-Means finds in several "
        "kinds of data without clusters, where {bar:g} is asked for: {excesses}; Engagement "
        "{knowing} beyond its tiers.",
        notebook=EXISTENCE,
        section="Five data sets, one rule",
    ),
    Objection(
        question="Would other customers have given other segments?",
        plain="Yes, for some customers.",
        measured="{churn:.2%} of the simulated shop's customers change segment when the model is "
        "fitted on the other half of them; of Online Retail's, {churn_real:.1%} ({churn_low:.1%} "
        "to {churn_high:.1%} over ten splits).",
        notebook=EXISTENCE,
        section="Who changes segment?",
    ),
    Objection(
        question="Is stable the same as real?",
        plain="No. Stability says that a cut can be repeated, no more.",
        measured="The least stable cluster of data without clusters has a Jaccard of {null:.2f} "
        "on 5,000 rows and {null_full:.2f} with all of them; our least stable segment {least:.2f}.",
        notebook=EXISTENCE,
        section="Would we get them again?",
    ),
    Objection(
        question="Would another scaler or algorithm give the same segments?",
        plain="{same}.",
        measured="{near} of {ways} other ways agree with ours at an ARI of {alike:g} or more; "
        "{surviving} of {conclusions} conclusions hold in every way.",
        notebook=CHOICES,
        section="The multiverse",
    ),
    Objection(
        question="You planted what you found?",
        plain="Yes, in the simulated shop, so agreement tests the method, not customers.",
        measured="The agreement is an ARI of {ari:.2f}, and {ari_wide:.2f} at overlap {widest:g}.",
        notebook=EXISTENCE,
        section="Are they the planted ones?",
    ),
    Objection(
        question="How accurate is it?",
        plain="That figure is no evidence if a label is predicted from the features that made it: "
        "it is high on noise, too.",
        notebook=FIRST_DAYS,
    ),
    Objection(
        question="Would RFM not have been enough?",
        plain="{rfm_enough}.",
        measured="Costly spenders are a segment in {rfm_ways} of {of_ways} ways on RFM, in "
        "{basket_ways} with its basket and in {nine_ways} on nine features. No column of RFM "
        "holds returns.",
        notebook=CHOICES,
        section="What survives",
    ),
    Objection(
        question="Do segments tell anything about tomorrow?",
        plain="Never more than the features that they are computed from.",
        measured="R² of spend in £, of its log, and AUC of who orders, mean over the origins. "
        "{explained}. R² of log spend, simulated shop: {rfm:.2f} by RFM's clusters, {nine:.2f} by "
        "ours.",
        notebook=TOMORROW,
        section="How much of it segments explain",
    ),
    Objection(
        question="Is everybody elsewhere next quarter?",
        plain="Some customers are, and part of that is no news: silence grows, and models are "
        "refitted.",
        measured="Of Online Retail's customers {moved:.0%} changed segment in 90 days with the "
        "model kept; {unchanged:.0%} would have at steady habits without a season. Refitting the "
        "model of the first date alone moves {refits_low:.0%} to {refits_high:.0%}.",
        notebook=TOMORROW,
        section="Drift",
    ),
    Objection(
        question="What will it earn?",
        plain="Not known before a test.",
        measured="With half of each segment held out, the smallest rise in who orders that can be "
        "shown is {smallest:.1%} of those who order anyway ({easiest}) to {largest:.0%} "
        "({hardest}); it says nothing of £.",
        notebook=TOMORROW,
        section="What a test of an action would take",
    ),
)


def origin(twins: list[str]) -> str:
    """Which of the data are real."""
    if twins:
        return (
            f"**{', '.join(twins)}: a synthetic twin**, so what is said of it below is no finding "
            "about real customers. The flagship and the clickstream are simulated as well."
        )
    return (
        "Online Retail, Olist and the engagement table are the published files. The flagship and "
        "the clickstream are simulated."
    )


def about_choices(agreed: pd.Series, held: pd.DataFrame) -> dict[str, float | str]:
    """The figures of the answers of notebook 12.

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


def objections(figures: Figures, notebook: str) -> str:
    """The questions that a notebook answers, as a list with links to its sections."""
    return "\n\n".join(
        f"- {one.answered(figures)}" for one in OBJECTIONS if one.notebook == notebook
    )


def ten(figures: Figures) -> str:
    """All ten questions, numbered, with plain answers; those of notebook 12 with their figures."""
    said = [o.answered(figures) if o.notebook == CHOICES else o.elsewhere() for o in OBJECTIONS]
    return "\n\n".join(f"{number}. {answer}" for number, answer in enumerate(said, 1))
