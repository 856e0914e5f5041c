"""Ten hard questions about a segmentation, answered with figures, and what would refute it.

Each is answered in the notebook that computes its figures; notebook 12 lists all ten.
"""

from collections.abc import Mapping

import pandas as pd

from segmentation.clusters.verdict import MARGIN

EXISTENCE, TOMORROW, CHOICES = "10_existence", "11_tomorrow", "12_choices"

# Question, answer with its figures, and the notebook and section that they come from: true
# whatever the figures are.
OBJECTIONS = (
    (
        "K-Means finds clusters in anything. Are yours there?",
        "Silhouette above the strictest null, the largest that K-Means finds in several kinds of "
        "data without clusters, where {bar:g} is asked for: {excesses}; Engagement {knowing} "
        "beyond its tiers.",
        EXISTENCE,
        "Five data sets, one rule",
    ),
    (
        "Would other customers have given other segments?",
        "{churn:.2%} of the simulated shop's customers change segment when the model is fitted on "
        "the other half of them; of Online Retail's, {churn_real:.1%} ({churn_low:.1%} to "
        "{churn_high:.1%} over ten splits).",
        EXISTENCE,
        "Who changes segment?",
    ),
    (
        "Is stable the same as real?",
        "No: the least stable cluster of data without clusters has a Jaccard of {null:.2f} on "
        "5,000 rows and {null_full:.2f} with all of them; our least stable segment {least:.2f}. "
        "Stability says that a cut can be repeated, no more.",
        EXISTENCE,
        "Would we get them again?",
    ),
    (
        "And with another scaler or algorithm?",
        "{near} of {ways} other ways agree with ours at an ARI of 0.8 or more; {surviving} of "
        "{conclusions} conclusions hold in every way. What holds where is listed.",
        CHOICES,
        "The multiverse",
    ),
    (
        "You planted what you found?",
        "Yes, so the agreement with it (ARI {ari:.2f}; {ari_wide:.2f} at overlap {widest:g}) "
        "tests the method, not customers. What real customers look like is in the first answer.",
        EXISTENCE,
        "Are they the planted ones?",
    ),
    (
        "How accurate is it?",
        "Logistic regression finds {logistic:.1%} of the labels again, and {logistic_noise:.1%} of "
        "labels of pure noise; a random forest {forest:.1%} and {forest_noise:.1%}. That is about "
        "the borders of K-Means, not about customers.",
        CHOICES,
        "Where this breaks",
    ),
    (
        "Would RFM not have been enough?",
        "Costly spenders are a segment in {rfm_ways} of {of_ways} ways on RFM, which cannot see "
        "returns, and in {nine_ways} of {of_ways} on nine features.",
        CHOICES,
        "What survives",
    ),
    (
        "Do segments tell anything about tomorrow?",
        "R² of spend in £, of its log, and AUC of who orders, mean over the origins. {explained}. "
        "R² of log spend, simulated shop: {rfm:.2f} by RFM's clusters, {nine:.2f} by ours.",
        TOMORROW,
        "How much of it segments explain",
    ),
    (
        "Is everybody elsewhere next quarter?",
        "Of Online Retail's customers {moved:.0%} changed segment in 90 days with the model kept; "
        "{unchanged:.0%} would have at steady habits without a season. Refitting the model of the "
        "first date alone moves {refits_low:.0%} to {refits_high:.0%}.",
        TOMORROW,
        "Drift",
    ),
    (
        "What will it earn?",
        "Not known before a test. With half of each segment held out, the smallest rise in who "
        "orders that can be shown is {smallest:.1%} of those who order anyway ({easiest}) to "
        "{largest:.0%} ({hardest}); it says nothing of £.",
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


def _answered(figures: Mapping[str, float | str], question: str, answer: str, section: str) -> str:
    return (
        f"**{question}** {answer.format(**figures)} (*[{section}](#{section.replace(' ', '-')})*)"
    )


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
        f"- {_answered(figures, question, answer, section)}"
        for question, answer, home, section in OBJECTIONS
        if home == notebook
    )


def ten(figures: Mapping[str, float | str], notebook: str) -> str:
    """All ten questions, numbered: a notebook's own answered, the others with where they are.

    Parameters
    ----------
    figures, notebook
        As in `objections`.
    """
    return "\n\n".join(
        f"{number}. {_answered(figures, question, answer, section)}"
        if home == notebook
        else f"{number}. **{question}** Answered in [{home[:2]}]({home}.ipynb#Objections)."
        for number, (question, answer, home, section) in enumerate(OBJECTIONS, 1)
    )


# By notebook: claim → at least or at most what, and how the figure is written.
CLAIMS = {
    EXISTENCE: {
        "Simulated shop: natural against the strictest null (excess)": (
            "at least",
            MARGIN,
            "{:+.3f}",
        ),
        "Online Retail: natural against the strictest null (excess)": (
            "at least",
            MARGIN,
            "{:+.3f}",
        ),
        "Engagement: beyond the tiers (excess, null that knows them)": (
            "at least",
            MARGIN,
            "{:+.3f}",
        ),
        "Segments come back more than null clusters (least Jaccard less the null's most)": (
            "at least",
            0.0,
            "{:+.3f}",
        ),
        "Labels settle (churn, of that without personas)": ("at most", 0.5, "{:.0%}"),
    },
    TOMORROW: {
        "Simulated shop: segments beat spend deciles in £ (origins)": ("at least", 1.0, "{:.0%}"),
        "Simulated shop: segments beat them in log spend (origins)": ("at least", 1.0, "{:.0%}"),
        "Online Retail: segments beat spend deciles in £ (origins)": ("at least", 1.0, "{:.0%}"),
        "Online Retail: segments beat them in log spend (origins)": ("at least", 1.0, "{:.0%}"),
        "Online Retail: more move than at steady habits (date pairs)": ("at least", 1.0, "{:.0%}"),
        "An action wins orders (lower end of a test's interval)": ("at least", 0.0, "{:+.3f}"),
    },
    CHOICES: {
        "Costly spenders are a segment (nine-feature ways)": ("at least", 0.5, "{:.0%}"),
    },
}


def minds(now: Mapping[str, float], notebook: str) -> pd.DataFrame:
    """What a notebook claims, when it would be given up, and how it stands.

    Parameters
    ----------
    now : mapping
        Claim → its figure; what is not in it was not measured.
    notebook : str
        As in `CLAIMS`.

    Returns
    -------
    DataFrame, index claim
        `stands while`, `now`, `stands`.

    Raises
    ------
    KeyError
        If a figure belongs to no claim of the notebook.
    """
    if unknown := set(now) - set(CLAIMS[notebook]):
        raise KeyError(unknown)
    rows = {}
    for claim, (side, threshold, style) in CLAIMS[notebook].items():
        figure = now.get(claim, float("nan"))
        holds = figure >= threshold if side == "at least" else figure <= threshold
        rows[claim] = {
            "stands while": f"{side} {style.replace('+', '').format(threshold)}",
            "now": "–" if pd.isna(figure) else style.format(figure).replace("-", "−"),
            "stands": "not measured" if pd.isna(figure) else "yes" if holds else "no",
        }
    return pd.DataFrame.from_dict(rows, orient="index")
