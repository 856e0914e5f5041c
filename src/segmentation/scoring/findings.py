"""Sentences of notebook 13: how sure a segment is, and what would change it."""

import pandas as pd

from segmentation.base.words import listed
from segmentation.features.names import FEATURES
from segmentation.scoring.model import Segment

MANY = 0.95  # a share above it is nearly everybody
FLAG_WORDS = {
    "Out_Of_Range": "unlike any customer the model learned from",
    "Undecided": "undecided",
    "Too_New": "too new to tell",
}


def later(share_right: float, largest: str, share_largest: float, same: float, new: float) -> str:
    """What it is worth that customers who joined later get the right name."""
    text = (
        f"{share_right:.2%} of them get the name of their planted persona, and {same:.2%} the "
        f"segment that a model fitted on everybody gives them; {new:.0%} are flagged *too new*."
    )
    if share_largest > MANY:
        text += (
            f" **That is no achievement**: nearly all are {largest}, since who joined lately has a "
            "short tenure, and tenure is one of the features."
        )
    return text


def limit(
    by_overlap: dict[float, pd.DataFrame], chosen: float, used: float, tolerated: float
) -> str:
    """Whether the limit of the margin that models carry is the one found in the first shop."""
    (first, errors), *others = by_overlap.items()
    before = errors[errors.index < chosen - 1e-9]
    text = (
        f"At overlap {first:g}, from a margin of {chosen:.2f} on, no class of customers is wrong "
        f"more often than {tolerated:.0%}"
    )
    if len(before):
        text += f"; just below it {before['share'].iloc[-1]:.0%} are"
    if abs(chosen - used) < 1e-9:
        text += ". That is the limit every model here carries."
    else:
        text += f". **Models carry {used:.2f}**, chosen in the shop of the committed run."
    above = {o: t[t.index >= chosen - 1e-9]["share"] for o, t in others}
    worse = [f"{s.iloc[0]:.0%} (overlap {o:g})" for o, s in above.items() if len(s)]
    if worse:
        text += (
            f" Where the planted kinds overlap more, the class just above it is wrong "
            f"{listed(worse)} of the time: the promise holds only where kinds are as clear as here."
        )
    return text


def undecided(table: pd.DataFrame) -> str:
    """Whether the errors are made by the undecided customers, in the most blurred shop too."""
    if table["share of errors"].iloc[-1] >= 0.5:
        return f"At overlap {table.index[-1]:g} most errors are those of undecided customers."
    return (
        "**Decided does not mean right.** Where kinds blur, many customers lie deep inside the "
        "wrong segment, and no margin shows it."
    )


def beyond(everyone: float, later_ones: float, farthest: pd.Series, reason: str) -> str:
    """How many customers are farther out than those the model learned from, and the farthest."""
    return (
        f"Out of range are {everyone:.2%} of those the model learned from, by definition about one "
        f"in a thousand, and {later_ones:.2%} of those who joined later. The farthest of all lies "
        f"{farthest['Distance']:.1f} σ from the centre of {farthest['Segment']}: {reason}. Its "
        "segment is the nearest one, and a poor description."
    )


def card(customer: pd.Series, scores: pd.Series, segment: Segment) -> str:
    """Who a customer is, in words."""
    flags = [words for flag, words in FLAG_WORDS.items() if pd.notna(scores[flag]) and scores[flag]]
    return (
        f"Customer {customer['Customer_ID']}: **{segment.name}** "
        f"(the segment on average: {segment.why}). "
        f"Distance to its centre {scores['Distance']:.2f} σ, to the next one, "
        f"{scores['Next_Segment']}, {scores['Next_Distance']:.2f} σ: margin "
        f"{scores['Margin']:.2f}. Flags: {listed(flags) or 'none'}. Action: {segment.action}."
    )


def changes(table: pd.DataFrame, features: int, shown: int = 3) -> str:
    """Which single features would move a customer, the least change first."""
    if table.empty:
        return "No single feature moves this customer to another segment."
    lines = [f"- {_step(str(name), row)}" for name, row in table.head(shown).iterrows()]
    return (
        f"{len(table)} of {features} features would do it alone, all else equal. Least change "
        "first:\n\n" + "\n".join(lines)
    )


def _step(name: str, row: pd.Series) -> str:
    digits = 0 if abs(row["needed"]) >= 100 or row["needed"] == round(row["needed"]) else 2
    return (
        f"**{name}** {row['now']:,.{digits}f} → {row['needed']:,.{digits}f} {FEATURES[name].unit} "
        f"({row['change in σ']:.1f} σ) makes {row['segment']}"
    )


def parity(table: pd.DataFrame) -> str:
    """Where other ways of scoring differ from `Segmenter.predict`, or how far distances may."""
    wrong = table[["labels", "flags", "distances"]].sum(axis=1)
    if wrong.sum():
        return f"**{wrong.sum():,.0f} differences**, most of them in {wrong.idxmax()}."
    return f"Distances agree to {table['largest'].max():.7f}, since a CSV keeps six decimals."


def wrong_shop(own: pd.DataFrame, other: pd.DataFrame, largest: str) -> str:
    """What the flags say of customers of another shop, which the model cannot know."""
    share, before = ((scores["Segment"] == largest).mean() for scores in (other, own))
    out, usual = other["Out_Of_Range"].mean(), own["Out_Of_Range"].mean()
    text = (
        f"Each gets a segment: {share:.0%} are “{largest}”, which {before:.1%} of the model's own "
        f"customers are. The typical margin is {other['Margin'].median():.2f} "
        f"({own['Margin'].median():.2f} at home), and {out:.1%} are out of range "
        f"({usual:.1%} at home)."
    )
    if out < 0.5:
        text += (
            " **Customer by customer the flags do not notice the wrong shop.** A margin says how "
            "clear a case is under the model, not whether the model is the right one."
        )
    if out > 2 * usual:
        times = out / max(usual, 1e-6)
        text += f" Taken together they do: out of range is {times:.0f} times as frequent."
    return text
