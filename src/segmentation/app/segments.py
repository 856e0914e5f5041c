"""The page of the segments: how large, worth what, like whom, and what to do about them."""

import pandas as pd
import streamlit as st

from segmentation.app import cards, choice, figures, models, words
from segmentation.app.models import Model
from segmentation.base import palette
from segmentation.base.palette import short
from segmentation.personas import value
from segmentation.scoring import portrait

PLANTED = " The kinds were planted by the simulation; the model finds them again."
MOST_COST = 60.0  # of a return or a contact
FIELD = 235  # pixels of a slider


def page() -> None:
    """Show the page."""
    st.title("The segments", anchor=False)
    model = choice.model()
    st.markdown(cards.opened(opening(model)))
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("How many, and how much they spend", anchor=False)
        st.altair_chart(figures.sizes_and_spend(model))
    with right:
        st.subheader("How they lie to each other", anchor=False)
        st.altair_chart(figures.place(model, None))
    st.subheader("What to do about each", anchor=False)
    st.html(actions(model))
    st.subheader("What they are like, on average", anchor=False)
    st.html(profiles(model))
    st.markdown(
        "Orange: above the average customer, blue: below; the stronger, the farther, in standard "
        "deviations."
    )
    money(model)


def opening(model: Model) -> str:
    """The finding of the page, in a sentence or two."""
    table = models.sizes(model)
    top = table["share of spend"].idxmax()
    verdict = {
        "natural": "They are groups that stand apart more than in data without any.",
        "slices": "They are slices of a continuum that come back, not separate groups.",
    }.get(model.segmenter.verdict, "They are one way to slice a continuum, not separate groups.")
    kind, planted = ("simulated customers", PLANTED) if model.simulated else ("customers", "")
    return (
        f"{len(table)} segments of {model.portrait['customers']:,} {kind}, measured on "
        f"{model.portrait['snapshot']}. {top}: {table.loc[top, 'share of customers']:.0%} of the "
        f"customers, {table.loc[top, 'share of spend']:.0%} of what was spent. {verdict}{planted}"
    )


def actions(model: Model) -> str:
    """Each segment with its size, what its customers are like, and what to do."""
    table, hues = models.sizes(model), palette.colours(model.segmenter.names)
    return cards.grid(
        [
            (
                name,
                hues[name],
                [
                    words.action(model.segmenter, name),
                    f"{row['customers']:,.0f} customers, "
                    f"{words.money(model, row['spend per customer'])} each",
                    words.of_segment(model.segmenter, name),
                    *filter(None, [words.typically(model, name)]),
                ],
            )
            for name, row in zip(table.index.astype(str), table.to_dict("records"), strict=True)
        ]
    )


def profiles(model: Model) -> str:
    """Raw means of every segment, coloured by how far they lie from the average customer."""
    segments, centres = model.portrait["segments"], model.segmenter.centres
    rows = [
        (
            words.label(model, feature),
            [
                (words.shown(model, feature, segments[name]["means"][feature]),
                 centres.loc[i, feature])
                for i, name in enumerate(model.segmenter.names)
            ],
        )
        for feature in model.segmenter.features
    ]  # fmt: skip
    return cards.heat([short(name) for name in model.segmenter.names], rows)


def assumptions(model: Model) -> value.Assumptions:
    """Ask for the assumed money."""
    usual = value.Assumptions()
    unit, most = model.currency, MOST_COST
    with st.container(horizontal=True):
        margin = st.slider("Margin (% of spend)", 0, 100, round(100 * usual.margin), width=FIELD)
        coupon = st.slider(
            "Coupon (% of what is bought with it)", 0, 100, round(100 * usual.coupon), width=FIELD
        )
        back, contact = (
            st.slider(f"Cost of a {what} ({unit})", 0.0, most, cost, 0.5, width=FIELD)
            for what, cost in (
                ("return", usual.cost_of_return),
                ("support contact", usual.cost_of_contact),
            )
        )
    return value.Assumptions(margin / 100, back, contact, coupon / 100)


def left_of_100(parts: pd.DataFrame) -> pd.DataFrame:
    """What `portrait.money_of` leaves of 100 spent in each segment, and of all of it."""
    return pd.DataFrame(
        {
            "left of 100": 100 * parts["contribution"] / parts["spend"].where(parts["spend"] > 0),
            "contribution": parts["contribution"],
            "spend": parts["spend"],
        }
    ).fillna(0.0)


def money(model: Model) -> None:
    """What the segments leave if costs are as assumed."""
    st.subheader("What if: what is left of their spend", anchor=False)
    usual = portrait.money_of(model.portrait, value.Assumptions())
    if usual is None:
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
    left = left_of_100(parts).join(left_of_100(usual)["left of 100"].rename("usual"))
    total = left["contribution"].sum()
    worst = left["left of 100"].idxmin()
    st.markdown(cards.opened(
        f"Under these assumptions {words.millions(model, total)} is left of "
        f"{words.millions(model, left['spend'].sum())}; least in {worst}: "
        f"{_of_100(model, left.loc[worst, 'left of 100'])}. Paler: with the usual assumptions."
    ))  # fmt: skip
    said = {
        "left of 100": lambda amount: _of_100(model, amount),
        "usual": lambda amount: f"{words.money(model, amount)} (usual)",
    }
    st.altair_chart(figures.bars(left, model, said))


def _of_100(model: Model, amount: float) -> str:
    return f"{words.money(model, amount)} of {words.money(model, 100)}"
