"""The page of one customer: figures in, segment out."""

import pandas as pd
import streamlit as st

from segmentation.app import cards, choice, figures, models, words
from segmentation.app.models import Model
from segmentation.base import palette
from segmentation.features.names import FEATURES
from segmentation.scoring.nudge import single_changes
from segmentation.scoring.portrait import TAIL

REMEMBERED = 100  # customers whose changes need not be computed again
WIDTH = 165  # pixels of a field; two stand side by side on a phone
LIST = 340  # pixels of the list of segments


def limits(feature: str) -> tuple[float, float]:
    """The least and the largest figure that a field takes, as it is typed."""
    known = FEATURES[feature]
    return (0.0, 100.0) if known.is_share else (known.least, known.most)


def typed(model: Model, feature: str, value: float) -> float | int:
    """A raw figure as it is typed: whole where the feature is, shares in per cent."""
    (least, most), known = limits(feature), FEATURES[feature]
    value = min(max(100 * value if known.is_share else value, least), most)
    whole = model.portrait["features"][feature]["whole"]
    return round(value) if whole else round(float(value), known.decimals)


def raw(feature: str, value: float | None) -> float:
    """A typed figure as the model wants it; NaN where nothing is typed."""
    if value is None:
        return float("nan")
    return value / 100 if FEATURES[feature].is_share else float(value)


def start(model: Model, name: str) -> dict[str, float | int]:
    """The figures of a typical customer of a segment, as they are typed."""
    means = model.portrait["segments"][name]["means"]
    return {feature: typed(model, feature, means[feature]) for feature in means}


def key(model: Model, feature: str) -> str:
    """What a field is called in the state of the session."""
    return f"{model.name}.{feature}"


def fill(model: Model, name: str) -> None:
    """Put the figures of a segment's typical customer into the fields."""
    for feature, value in start(model, name).items():
        st.session_state[key(model, feature)] = value


def fill_chosen(model: Model) -> None:
    """Put in the figures of the segment that was chosen to start from."""
    fill(model, st.session_state[f"{model.name}.start"])


def fields(model: Model) -> pd.Series:
    """Ask for the features of a customer; NaN where a field is empty."""
    found = {}
    with st.container(horizontal=True, gap="small"):
        for feature in model.segmenter.features:
            seen = model.portrait["features"][feature]
            usual = " to ".join(words.shown(model, feature, seen[end]) for end in ("low", "high"))
            least, most = limits(feature)
            whole, known = seen["whole"], FEATURES[feature]
            number = st.number_input(
                words.label(model, feature),
                value=None,  # so that an emptied field stays empty
                min_value=int(least) if whole else float(least),
                max_value=int(most) if whole else float(most),
                step=1 if whole else known.step,
                format="%d" if whole else f"%.{known.decimals}f",
                key=key(model, feature),
                help=f"{1 - 2 * TAIL:.0%} of customers: {usual}.",
                width=WIDTH,
                persist_state="session",
            )
            found[feature] = raw(feature, number)
    return pd.Series(found, dtype="float64")


def page() -> None:
    """Show the page."""
    st.title("Which segment is this customer in?", anchor=False)
    model = choice.model()
    st.markdown("Type a customer's figures; the answer updates.")
    names = model.segmenter.names
    if key(model, model.segmenter.features[0]) not in st.session_state:
        fill(model, names[0])
    answer = st.container()
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("The customer", anchor=False)
        starting(model)
        customer = fields(model)
        below = st.container()
    lacking = words.missing(model, customer)
    if lacking:
        answer.warning(cards.opened(lacking))
        below.html(cards.small(lacking, "seg-again"))
        with right:
            place(model, None)
        return
    scored = models.score(model.segmenter, customer.to_frame().T).iloc[0]
    scaled = model.segmenter.scale(customer.to_frame().T)
    with answer:
        verdict(model, scored)
    with below:
        again(model, customer, scored)
    with right:
        place(model, scaled)
    profile(model, customer, scaled.iloc[0], scored["Segment"])
    moves(model, customer, scored)


def starting(model: Model) -> None:
    """Ask which segment's typical customer to start from, as often as the reader wants."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "Start from a typical customer of", model.segmenter.names, key=f"{model.name}.start",
            on_change=fill_chosen, args=(model,), persist_state="session", width=LIST,
        )  # fmt: skip
        st.button("Put these figures back", on_click=fill_chosen, args=(model,))


def place(model: Model, scaled: pd.DataFrame | None) -> None:
    """The map with the customer, if there is one."""
    st.subheader("Place among the customers", anchor=False)
    st.altair_chart(figures.place(model, scaled), alt="Map of the segments")
    if scaled is not None and figures.is_beyond(model, scaled):
        st.markdown("This customer lies beyond the map: the diamond stands at its edge.")


def verdict(model: Model, scored: pd.Series) -> None:
    """The segment, how sure it is, and what its customers are like."""
    name, following = scored["Segment"], scored["Next_Segment"]
    hue = palette.colours(model.segmenter.names)[name]
    left, right = st.columns(2, gap="large")
    means, action = words.typically(model, name), words.action(model.segmenter, name)
    left.html(cards.segment(name, hue, action, "This customer belongs to", means))
    with right:
        sure = words.sureness(model.segmenter, scored["Margin"])
        st.markdown(
            f"**How sure: {sure}.** "
            + cards.opened(words.sure_sentence(model.segmenter, scored["Margin"], following))
        )
        st.html(cards.meter(scored["Margin"], hue, name, following))
        st.markdown(cards.plain(words.of_segment(model.segmenter, name)))


def again(model: Model, customer: pd.Series, scored: pd.Series) -> None:
    """What to beware of; and the answer once more for a phone, where it is out of sight here."""
    sure = words.sureness(model.segmenter, scored["Margin"])
    st.html(cards.small(f"Answer: {scored['Segment']} ({sure})", "seg-again"))
    said = words.contradictions(customer) + words.flags(model.segmenter, scored)
    said += words.unseen(model, customer)
    if said:
        st.warning(cards.bullets(said))


def profile(model: Model, customer: pd.Series, scaled: pd.Series, name: str) -> None:
    """The customer against the profile of the segment."""
    st.subheader("Against the segment", anchor=False)
    left, right = st.columns(2, gap="large")
    left.altair_chart(figures.against(model, scaled, name))
    left.markdown(
        "Diamond: this customer. Dot: the centre of the segment. σ: standard deviations from the "
        "average customer."
    )
    one = model.portrait["segments"][name]
    rows = [
        [
            FEATURES[f].label,
            words.shown(model, f, customer[f]),
            words.shown(model, f, one["means"][f]),
            f"{words.shown(model, f, one['low'][f])} to {words.shown(model, f, one['high'][f])}",
        ]
        for f in model.segmenter.features
    ]
    right.html(
        cards.table(["", "This customer", "Segment, mean", "Middle half of the segment"], rows)
    )


@st.cache_data(show_spinner=False, max_entries=REMEMBERED, scope="session")
def changes(name: str, customer: pd.Series) -> pd.DataFrame:
    """`nudge.single_changes` of a model's customer, remembered."""
    model = models.load(name)
    ranges = pd.DataFrame.from_dict(model.portrait["features"], orient="index")
    return single_changes(model.segmenter, customer, ranges)


def moves(model: Model, customer: pd.Series, scored: pd.Series) -> None:
    """Which feature alone would put the customer into another segment."""
    st.subheader("What would change the answer", anchor=False)
    found = changes(model.name, customer)
    following = scored["Next_Segment"]
    there = found[found["segment"] == following]
    if there.empty:
        st.markdown(cards.opened(f"No single figure leads to {following}, the next segment."))
    else:
        feature, row = there.index[0], there.iloc[0]
        st.markdown(cards.opened(
            f"{FEATURES[feature].label} of {_needed(model, feature, row)} instead of "
            f"{words.shown(model, feature, row['now'])} would lead to {following}, the next "
            "segment."
        ))  # fmt: skip
    rows = [
        [str(row["segment"]), FEATURES[f].label, words.shown(model, f, row["now"]),
         _needed(model, f, row)]
        for f, row in found.iterrows()
    ]  # fmt: skip
    if rows:
        header = ["Would lead to", "Figure", "Now", "Needed"]
        chips = palette.colours(model.segmenter.names)
        st.html(cards.table(header, rows, texts=(1,), chips=chips))
    st.markdown(
        "This is arithmetic on the model, not a forecast: a customer moved by one figure need not "
        "behave like the others there."
    )


def _needed(model: Model, feature: str, row: pd.Series) -> str:
    return words.shown(model, feature, words.beyond(feature, row["now"], row["needed"]))
