"""Whether the customers of a file are like those a model was fitted on."""

import pandas as pd

from segmentation.app import words
from segmentation.app.customer_table import Upload
from segmentation.app.models import Model
from segmentation.base.words import plural
from segmentation.features.names import FEATURES

SHIFTED = 0.5  # half the sum of the differences of shares from which the mix is another one
FEWEST = 20  # customers from which a mix of segments can be told from chance
NAMED = 3  # features of a sentence


def shift(table: pd.DataFrame) -> float:
    """How far the mix of segments is from the model's own: total variation distance."""
    return float((table["share of customers"] - table["share at training"]).abs().sum() / 2)


def is_shifted(table: pd.DataFrame) -> bool:
    """Whether the mix of segments is another one than the model's own; of a few, never."""
    return bool(table["customers"].sum() >= FEWEST and shift(table) > SHIFTED)


def shift_sentence(table: pd.DataFrame) -> str:
    """What another mix of segments means."""
    more = table["share of customers"] - table["share at training"]
    row = table.loc[more.idxmax()]
    own = f"{row['share at training']:.1%}"
    if row["share of customers"] > SHIFTED:
        return (
            f"{row['share of customers']:.0%} of these customers fall into a segment that held "
            f"{own} of the model's own: the model hardly tells them apart."
        )
    return (
        f"The mix of segments is not the model's own: {shift(table):.0%} of these customers would "
        f"have to be in another one; most of all “{more.idxmax()}” holds "
        f"{row['share of customers']:.0%} of them and held {own} of its own."
    )


def beyond(model: Model, customers: pd.DataFrame, scored: pd.DataFrame) -> pd.DataFrame:
    """Which figures of scored customers lie beyond all that the model has seen, shape (n, d)."""
    complete = ~scored["Incomplete"].to_numpy(dtype=bool)
    return pd.DataFrame(
        {
            feature: words.is_unseen(customers[feature], model.portrait["features"][feature])
            & complete
            for feature in model.segmenter.features
        }
    )


def beyond_sentence(model: Model, upload: Upload, outside: pd.DataFrame) -> str:
    """How many customers have figures that the model has never seen, which, and their spend."""
    who = outside.any(axis=1)
    counts = outside.sum().sort_values(ascending=False, kind="stable")
    features = [str(name) for name in counts[counts > 0].index]
    said = [_farthest(model, upload, name, outside[name]) for name in features[:NAMED]]
    more = f"; and {len(features) - NAMED} more features" if len(features) > NAMED else ""
    spend = upload.customers["Monetary"]
    share = spend[who].sum() / spend.sum() if spend.sum() > 0 else 0.0
    have = plural(int(who.sum()), "customer has", "customers have")
    return (
        f"{have} figures the model has never seen ({'; '.join(said)}{more}): "
        f"{words.percent(share)} of all spend in this file."
    )


def _farthest(model: Model, upload: Upload, name: str, outside: pd.Series) -> str:
    """Up to where a feature goes, and up to where it was seen; below, if none is above."""
    figures, seen = upload.customers.loc[outside, name], model.portrait["features"][name]
    above = figures.max() > seen["most"]
    far, way, end = (figures.max(), "up", "most") if above else (figures.min(), "down", "least")
    text = words.shown(model, name, far)
    if name == "Monetary" and upload.currency:
        text = f"{far:,.0f} {upload.currency}"
    label = FEATURES[name].label.removesuffix(" so far")
    return f"{label} {way} to {text}, seen {way} to {words.shown(model, name, seen[end])}"
