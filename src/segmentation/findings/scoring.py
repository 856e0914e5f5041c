"""Sentences of notebook 11: how sure a segment is, and what would change it."""

import pandas as pd

from segmentation.features import UNITS
from segmentation.findings.explore import listed

MANY = 0.95  # a share above it is nearly everybody


def size(kilobytes: float, parts: int) -> str:
    """How large the file of a model is."""
    return f"The file has {parts} parts and {kilobytes:.1f} kB."


def later(share_right: float, largest: str, share_largest: float, same: float) -> str:
    """What it is worth that customers who joined later get the right name."""
    text = (
        f"{share_right:.2%} of them get the name of their planted persona, and {same:.2%} the "
        "segment that a model fitted on everybody gives them."
    )
    if share_largest > MANY:
        text += (
            f" **That is no achievement**: {share_largest:.2%} are {largest}, since who joined "
            "lately has a short tenure, and tenure is one of the features."
        )
    return text


def limit(errors: pd.DataFrame, chosen: float, used: float, tolerated: float) -> str:
    """Whether the limit of the margin that models carry is the one found here."""
    before = errors[errors.index < chosen]
    text = (
        f"From a margin of {chosen:.2f} on, no class of customers is wrong more often than "
        f"{tolerated:.0%}"
    )
    if len(before):
        text += f"; just below it {before['share'].iloc[-1]:.0%} are"
    text += ". "
    if abs(chosen - used) < 1e-9:
        return text + "That is the limit every model here carries."
    return text + f"**Models carry {used:.2f}**, which was chosen in the shop of the committed run."


def undecided(table: pd.DataFrame) -> str:
    """Errors among undecided customers and among the rest."""
    parts = [
        f"- overlap {overlap:g}: {row['undecided share']:.0%} of the undecided, "
        f"{row['rest share']:.1%} of the others"
        for overlap, row in table.iterrows()
    ]
    last = table.iloc[-1]
    text = "In a wrong segment are\n\n" + "\n".join(parts)
    if last["share of errors"] < 0.5:
        text += (
            f"\n\n**Decided does not mean right**: at overlap {table.index[-1]:g} the undecided make "
            f"up only {last['share of errors']:.0%} of the errors. Where kinds blur, many "
            "customers lie deep inside the wrong segment, and no margin shows it."
        )
    return text


def beyond(everyone: float, later_ones: float) -> str:
    """How many customers are farther out than those the model learned from."""
    return (
        f"Out of range are {everyone:.2%} of those the model learned from, by definition about one "
        f"in a thousand, and {later_ones:.2%} of those who joined later."
    )


def _step(name: str, row: pd.Series, unit: str) -> str:
    digits = 0 if abs(row["needed"]) >= 100 or row["needed"] == round(row["needed"]) else 2
    return (
        f"**{name}** {row['now']:,.{digits}f} → {row['needed']:,.{digits}f} {unit} "
        f"({row['change in σ']:.1f} σ) makes {row['segment']}"
    )


def card(customer: pd.Series, scores: pd.Series, why: str, action: str) -> str:
    """Who a customer is, in words."""
    flags = [
        words
        for flag, words in {
            "Out_Of_Range": "unlike any customer the model learned from",
            "Undecided": "undecided",
            "Too_New": "too new to tell",
        }.items()
        if pd.notna(scores[flag]) and scores[flag]
    ]
    return (
        f"Customer {customer['Customer_ID']}: **{scores['Segment']}** ({why} on average). "
        f"Distance to its centre {scores['Distance']:.2f} σ, to the next one, "
        f"{scores['Next_Segment']}, {scores['Next_Distance']:.2f} σ: margin "
        f"{scores['Margin']:.2f}. Flags: {listed(flags) if flags else 'none'}. "
        f"Action: {action}."
    )


def changes(table: pd.DataFrame, features: int, shown: int = 3) -> str:
    """Which single features would move a customer, the least change first."""
    if table.empty:
        return "No single feature moves this customer to another segment."
    steps = [_step(str(name), row, UNITS[str(name)]) for name, row in table.head(shown).iterrows()]
    return (
        f"{len(table)} of {features} features could do it alone, all else equal. Least change "
        "first:\n\n" + "\n".join(f"- {step}" for step in steps)
    )


def parity(table: pd.DataFrame) -> str:
    """Whether every way of scoring gives the same as `Segmenter.predict`."""
    wrong = table[["labels", "flags", "distances"]].sum(axis=1)
    ways = f"{len(table)} ways beside `predict`, {int(table['customers'].iloc[0]):,} customers"
    if wrong.sum():
        return f"**{wrong.sum():,.0f} differences** over {ways}, most of them in {wrong.idxmax()}."
    return (
        f"{ways}: no difference in any segment or flag; distances agree to "
        f"{table['largest'].max():.0e}, where a CSV keeps six decimals."
    )


def wrong_shop(own: pd.DataFrame, other: pd.DataFrame, largest: str) -> str:
    """What the flags say of customers of another shop, which the model cannot know."""
    share = (other["Segment"] == largest).mean()
    before = (own["Segment"] == largest).mean()
    out, usual = other["Out_Of_Range"].mean(), own["Out_Of_Range"].mean()
    text = (
        f"Each gets a segment: {share:.0%} are “{largest}”, which {before:.1%} of the model's own "
        f"customers are. The typical margin is {other['Margin'].median():.2f} "
        f"({own['Margin'].median():.2f} at home), and {out:.1%} are out of range "
        f"({usual:.1%} at home)."
    )
    if out < 0.5:
        text += (
            f" **The flags do not notice the wrong shop**: {1 - out:.0%} pass as ordinary "
            "customers. A margin says how clear a case is under the model, not whether the model "
            "is the right one."
        )
    return text
