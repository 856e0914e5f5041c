"""The page of the segments: how large, worth what, like whom, and what to do about them."""

import pandas as pd
import streamlit as st

from segmentation import portrait, value
from segmentation.app import cards, choice, colours, figures, models, words
from segmentation.app.models import Model


def page() -> None:
    """Show the page."""
    st.title("The segments")
    model = choice.model()
    st.markdown(cards.opened(opening(model)))
    ink, paper = choice.ink_and_paper()
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("How many, and how much they spend")
        st.altair_chart(figures.sizes_and_spend(model, ink))
    with right:
        st.subheader("How they lie to each other")
        st.altair_chart(figures.place(model, None, ink, paper))
    st.subheader("What to do about each")
    st.html(actions(model))
    st.subheader("What they are like, on average")
    st.altair_chart(figures.profiles(model, choice.dark()))
    money(model, ink)
    st.markdown(f"Data: {cards.opened(model.portrait['source'])}")


def opening(model: Model) -> str:
    """The finding of the page, in a sentence or two."""
    table = models.sizes(model)
    top = table["share of spend"].idxmax()
    verdict = {
        "natural": "They are natural groups: they stand apart more than chance would make them.",
        "reproducible": "They are slices of a continuum: repeatable, but with no gaps between them.",
    }.get(model.segmenter.verdict, "They are a way of slicing a continuum, not groups of nature.")
    return (
        f"{len(table)} segments of {model.portrait['customers']:,} customers, measured on "
        f"{model.portrait['snapshot']}. {top}: {table.loc[top, 'share of customers']:.0%} of the "
        f"customers, {table.loc[top, 'share of spend']:.0%} of what was spent. {verdict}"
    )


def actions(model: Model) -> str:
    """Each segment with its size, why it is called so, and what to do."""
    table = models.sizes(model)
    rows = [
        [
            name,
            f"{row['customers']:,.0f}",
            f"{model.currency}{row['spend per customer']:,.0f}",
            words.why(model.segmenter, str(name)),
            words.action(model.segmenter, str(name)),
        ]
        for name, row in table.iterrows()
    ]
    header = ["Segment", "Customers", "Spend per customer", "Why it is called so", "What to do"]
    chips = colours.of_segments(model.segmenter.names)
    return cards.table(header, rows, texts=(3, 4), chips=chips)


def assumptions(model: Model) -> value.Assumptions:
    """Ask for the assumed money."""
    usual = value.Assumptions()
    with st.container(horizontal=True):
        margin = st.slider("Margin (% of spend)", 0, 100, round(100 * usual.margin), width=230)
        coupon = st.slider("Coupon (% of spend with a code)", 0, 100, round(100 * usual.coupon), width=230)
        back = st.slider(f"Cost of a return ({model.currency})", 0.0, 60.0, usual.cost_of_return, 0.5, width=230)
        contact = st.slider(f"Cost of a support contact ({model.currency})", 0.0, 60.0, usual.cost_of_contact, 0.5, width=230)
    return value.Assumptions(margin / 100, back, contact, coupon / 100)


def left_of_100(parts: pd.DataFrame) -> pd.DataFrame:
    """What is left of 100 spent in each segment, and of all of it.

    Parameters
    ----------
    parts : DataFrame, index segment
        From `portrait.money_of`.
    """
    return pd.DataFrame(
        {
            "left of 100": 100 * parts["contribution"] / parts["spend"].where(parts["spend"] > 0),
            "contribution": parts["contribution"],
            "spend": parts["spend"],
        }
    ).fillna(0.0)


def money(model: Model, ink: str) -> None:
    """What the segments leave if costs are as assumed."""
    st.subheader("What if: what is left of their spend")
    if portrait.money_of(model.portrait, value.Assumptions()) is None:
        st.info(
            "For this model only spend is known: the public data say nothing of returns, coupons "
            "and support contacts, so there is nothing to assume costs for."
        )
        return
    st.markdown(
        "**Assumed, not measured:** move these. Spend, returns, codes and contacts are those of "
        f"the year up to {model.portrait['snapshot']}."
    )
    parts = portrait.money_of(model.portrait, assumptions(model))
    left = left_of_100(parts)
    total = left["contribution"].sum()
    worst = left["left of 100"].idxmin()
    st.markdown(cards.opened(
        f"Under these assumptions {model.currency}{total / 1e6:,.1f} million is left of "
        f"{model.currency}{left['spend'].sum() / 1e6:,.1f} million; least in {worst}: "
        f"{model.currency}{left.loc[worst, 'left of 100']:,.0f} of {model.currency}100."
    ))  # fmt: skip
    st.altair_chart(
        figures.bars(
            left, model, {"left of 100": f"{model.currency} left of {model.currency}100 spent"},
            ",.0f", ink,
        )
    )  # fmt: skip
