"""Ten hard questions about a segmentation, each with a plain answer and its figures.

Each is answered with figures in the notebook that computes them; notebook 12 lists all ten.
"""

from collections.abc import Mapping

import pandas as pd

from segmentation.choices.findings.multiverse import NEAR

EXISTENCE, TOMORROW, CHOICES = "10_existence", "11_tomorrow", "12_choices"
FIRST_DAYS = "14_first_days"

# Question, plain answer, its figures, and the notebook and section that they come from. The plain
# answer is true whatever the figures are, or is itself one of them.
OBJECTIONS = (
    (
        "K-Means finds clusters in anything. Are yours there?",
        "That K-Means finds them proves nothing: it finds as many in data without any.",
        "Silhouette above the strictest null, the largest that K-Means finds in several kinds of "
        "data without clusters, where {bar:g} is asked for: {excesses}; Engagement {knowing} "
        "beyond its tiers.",
        EXISTENCE,
        "Five data sets, one rule",
    ),
    (
        "Would other customers have given other segments?",
        "Yes, for some customers.",
        "{churn:.2%} of the simulated shop's customers change segment when the model is fitted on "
        "the other half of them; of Online Retail's, {churn_real:.1%} ({churn_low:.1%} to "
        "{churn_high:.1%} over ten splits).",
        EXISTENCE,
        "Who changes segment?",
    ),
    (
        "Is stable the same as real?",
        "No. Stability says that a cut can be repeated, no more.",
        "The least stable cluster of data without clusters has a Jaccard of {null:.2f} on 5,000 "
        "rows and {null_full:.2f} with all of them; our least stable segment {least:.2f}.",
        EXISTENCE,
        "Would we get them again?",
    ),
    (
        "Would another scaler or algorithm give the same segments?",
        "{same}.",
        "{near} of {ways} other ways agree with ours at an ARI of {alike:g} or more; {surviving} "
        "of {conclusions} conclusions hold in every way.",
        CHOICES,
        "The multiverse",
    ),
    (
        "You planted what you found?",
        "Yes, in the simulated shop, so agreement tests the method, not customers.",
        "The agreement is an ARI of {ari:.2f}, and {ari_wide:.2f} at overlap {widest:g}.",
        EXISTENCE,
        "Are they the planted ones?",
    ),
    (
        "How accurate is it?",
        "That figure is no evidence if a label is predicted from the features that made it: it is "
        "high on noise, too.",
        "",
        FIRST_DAYS,
        "",
    ),
    (
        "Would RFM not have been enough?",
        "{rfm_enough}.",
        "Costly spenders are a segment in {rfm_ways} of {of_ways} ways on RFM, in {basket_ways} "
        "with its basket and in {nine_ways} on nine features. No column of RFM holds returns.",
        CHOICES,
        "What survives",
    ),
    (
        "Do segments tell anything about tomorrow?",
        "Never more than the features that they are computed from.",
        "R² of spend in £, of its log, and AUC of who orders, mean over the origins. {explained}. "
        "R² of log spend, simulated shop: {rfm:.2f} by RFM's clusters, {nine:.2f} by ours.",
        TOMORROW,
        "How much of it segments explain",
    ),
    (
        "Is everybody elsewhere next quarter?",
        "Some customers are, and part of that is no news: silence grows, and models are refitted.",
        "Of Online Retail's customers {moved:.0%} changed segment in 90 days with the model kept; "
        "{unchanged:.0%} would have at steady habits without a season. Refitting the model of the "
        "first date alone moves {refits_low:.0%} to {refits_high:.0%}.",
        TOMORROW,
        "Drift",
    ),
    (
        "What will it earn?",
        "Not known before a test.",
        "With half of each segment held out, the smallest rise in who orders that can be shown is "
        "{smallest:.1%} of those who order anyway ({easiest}) to {largest:.0%} ({hardest}); it "
        "says nothing of £.",
        TOMORROW,
        "What a test of an action would take",
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

    Parameters
    ----------
    agreed : Series
        From `multiverse.agreement`, without our own way.
    held : DataFrame of bool
        From `multiverse.holding`.
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


def _answered(figures: Mapping[str, float | str], objection: tuple[str, ...]) -> str:
    question, plain, measured, _, section = objection
    answer = f"{plain} {measured}".format(**figures)
    return f"**{question}** {answer} (*[{section}](#{section.replace(' ', '-')})*)"


def objections(figures: Mapping[str, float | str], notebook: str) -> str:
    """The questions that a notebook answers, as a list with links to its sections.

    Parameters
    ----------
    figures : mapping
        Every name that the answers hold.
    notebook : str
        As in `OBJECTIONS`.
    """
    return "\n\n".join(
        f"- {_answered(figures, objection)}" for objection in OBJECTIONS if objection[3] == notebook
    )


def _elsewhere(question: str, plain: str, home: str, section: str) -> str:
    anchor = "#Objections" if section else ""
    return f"**{question}** {plain} Figures: [{home[:2]}]({home}.ipynb{anchor})."


def ten(figures: Mapping[str, float | str]) -> str:
    """All ten questions, numbered, with plain answers; those of notebook 12 with their figures.

    Parameters
    ----------
    figures : mapping
        From `about_choices`.
    """
    return "\n\n".join(
        f"{number}. "
        + (
            _answered(figures, objection)
            if objection[3] == CHOICES
            else _elsewhere(*objection[:2], *objection[3:])
        )
        for number, objection in enumerate(OBJECTIONS, 1)
    )
