"""Ten hard questions about a segmentation, answered with figures, and what would refute it."""

from collections.abc import Iterable, Mapping

import pandas as pd

# Question, answer with its figures, and where they come from: true whatever the figures are.
OBJECTIONS = (
    (
        "K-Means finds clusters in anything. Are yours there?",
        "Silhouette above comparable data without clusters, where {bar:g} is asked for: "
        "{excess:+.2f} in the simulated shop; {others}.",
        "#Five-data-sets,-one-rule",
    ),
    (
        "Would other customers have given other segments?",
        "{churn:.2%} of customers change segment when the model is fitted on another half of "
        "them. The least stable segment comes back with a Jaccard of {least:.3f} on 5,000 rows.",
        "#Who-changes-segment?",
    ),
    (
        "Is stable the same as real?",
        "No: the least stable cluster of data without clusters has {null:.2f} on 5,000 rows, and "
        "{null_full:.2f} with all of them. Stability is read beside the null's, never alone.",
        "#Would-we-get-them-again?",
    ),
    (
        "And with another scaler or algorithm?",
        "{near} of {ways} other ways agree with ours at an ARI of 0.8 or more; {surviving} of "
        "{conclusions} conclusions hold in every way. What holds in which way is listed.",
        "#The-multiverse",
    ),
    (
        "You planted what you found?",
        "Yes, so the agreement with it (ARI {ari:.2f}; {ari_wide:.2f} at overlap {widest:g}) "
        "tests the method, not customers. What real customers look like is in the first answer.",
        "#Are-they-the-planted-ones?",
    ),
    (
        "How accurate is it?",
        "{model} finds {accuracy:.1%} of the labels again, and {on_noise:.1%} of labels of pure "
        "noise. The figure is about K-Means borders; nobody should be impressed by either.",
        "#Where-this-breaks",
    ),
    (
        "Would RFM not have been enough?",
        "Costly spenders are a segment of their own in {rfm_ways} of {of_ways} ways on RFM, in "
        "{nine_ways} of {of_ways} on nine features. R² of log spend in the next 90 days: {rfm:.2f} "
        "and {nine:.2f}.",
        "#The-multiverse",
    ),
    (
        "Do segments tell anything about tomorrow?",
        "R² of log spend out of sample, mean over the origins. {explained}.",
        "#The-same-at-other-origins",
    ),
    (
        "Is everybody elsewhere next quarter?",
        "Of Online Retail's customers {moved:.0%} changed segment in 90 days with the model kept; "
        "{unchanged:.0%} would have if no habit had changed, {refits:.0%} by refitting alone.",
        "#Drift",
    ),
    (
        "What will it earn?",
        "Not known before a test. With half of each segment held out, the smallest rise that can "
        "be shown is {smallest:.1f} points ({easiest}) to {largest:.1f} ({hardest}).",
        "#What-a-test-of-an-action-would-take",
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


def objections(figures: Mapping[str, float | str]) -> str:
    """The ten questions with their answers, as a numbered list with links.

    Parameters
    ----------
    figures : mapping
        Every name that the answers hold.
    """
    return "\n\n".join(
        f"{number}. **{question}** {answer.format(**figures)} [Where]({link})"
        for number, (question, answer, link) in enumerate(OBJECTIONS, 1)
    )


def minds(claims: Iterable[tuple[str, float, str, float]]) -> pd.DataFrame:
    """What is claimed, when it would be given up, and how it stands.

    Parameters
    ----------
    claims : iterable of tuple
        Claim, figure, "at least" or "at most", threshold; a missing figure was not measured.

    Returns
    -------
    DataFrame, index claim
    """
    rows = {}
    for claim, figure, side, threshold in claims:
        holds = figure >= threshold if side == "at least" else figure <= threshold
        rows[claim] = {
            "stands while": f"{side} {threshold:.3g}",
            "now": "–" if pd.isna(figure) else f"{figure:.3g}",
            "stands": "not measured" if pd.isna(figure) else "yes" if holds else "no",
        }
    return pd.DataFrame.from_dict(rows, orient="index")
