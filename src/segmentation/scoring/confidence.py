"""How often a segment is wrong at a given margin, where the truth is known: in a simulated shop."""

import numpy as np
import pandas as pd

from segmentation.base import intervals
from segmentation.scoring.segmenter import Segmenter
from segmentation.shop.disk import load_shop
from segmentation.shop.truth import planted

STEP = 0.05  # width of a class of margins
TOLERATED = 0.25  # a customer whose segment is wrong more often than this counts as undecided


def scored(
    n_customers: int, seed: int, overlap: float, snapshot: str, k: int, features: list[str]
) -> pd.DataFrame:
    """Fit and score a simulated shop: `predict`, and `wrong` if the name is not the planted one."""
    shop = load_shop(n_customers, seed, overlap, "personas", snapshot)
    customers = pd.read_parquet(shop / "features.parquet")
    model = Segmenter.fit(customers, features, k, verdict="natural", snapshot=snapshot)
    scores = model.predict(customers)
    truth = planted(shop).loc[customers["Customer_ID"]]
    return scores.assign(wrong=scores["Segment"].astype(object).to_numpy() != truth.to_numpy())


def errors_by_margin(margin: pd.Series, wrong: pd.Series, step: float = STEP) -> pd.DataFrame:
    """`intervals.rates_with_ci` of wrong segments in classes of the margin, by their lower ends."""
    # Rounded first: 0.15 / 0.05 is a little below 3.
    classes = np.floor((margin / step).round(9)).clip(upper=round(1 / step) - 1)
    lower = (classes * step).round(9)
    rates = intervals.rates_with_ci(wrong.reset_index(drop=True), lower)
    return rates.rename(columns={"value": "share"})


def limit_for(errors: pd.DataFrame, tolerated: float = TOLERATED) -> float:
    """The margin from which on no class is wrong too often; 1.0 if even the surest are."""
    too_many = errors.index[errors["share"] > tolerated]
    if not len(too_many):
        return float(errors.index[0])
    above = errors.index[errors.index > too_many[-1]]
    return float(above[0]) if len(above) else 1.0


def undecided_against_rest(shops: dict[float, pd.DataFrame]) -> pd.DataFrame:
    """Errors among undecided customers and among the `rest`, for `scored` shops by overlap.

    Shares that are wrong have 95% Wilson intervals; the `share of errors` is the part of all wrong
    segments that the undecided have.
    """
    rows = {}
    for overlap, shop in shops.items():
        undecided, wrong = shop["Undecided"].astype(bool), shop["wrong"]
        # A shop may have nobody on one side, and then there is nothing to say of it.
        sides = intervals.rates_with_ci(wrong, undecided).reindex([True, False])
        rows[overlap] = {
            "customers": len(shop),
            "share undecided": undecided.mean(),
            "share wrong": wrong.mean(),
            **{
                f"{name} {part}": sides.loc[side, column]
                for name, side in {"undecided": True, "rest": False}.items()
                for part, column in (("share", "value"), ("low", "low"), ("high", "high"))
            },
            "share of errors": (wrong & undecided).sum() / max(wrong.sum(), 1),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("overlap")
