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
    """Fit and score a simulated shop, beside what was planted.

    Parameters
    ----------
    n_customers, seed, overlap, snapshot
        As in `disk.load_shop`.
    k : int
    features : list of str

    Returns
    -------
    DataFrame, shape (n, …)
        `Segmenter.predict` and `wrong`: whether the segment's name is not the planted persona.
    """
    shop = load_shop(n_customers, seed, overlap, "personas", snapshot)
    customers = pd.read_parquet(shop / "features.parquet")
    model = Segmenter.fit(customers, features, k, verdict="natural", snapshot=snapshot)
    found = model.predict(customers)
    truth = planted(shop).loc[customers["Customer_ID"]]
    return found.assign(wrong=found["Segment"].astype(object).to_numpy() != truth.to_numpy())


def errors_by_margin(margin: pd.Series, wrong: pd.Series, step: float = STEP) -> pd.DataFrame:
    """Share of wrong segments in classes of the margin.

    Parameters
    ----------
    margin : Series, shape (n,)
        From 0 to 1.
    wrong : Series of bool, shape (n,)
    step : float
        Width of a class, which includes its lower end.

    Returns
    -------
    DataFrame, index the lower end of the class
        As `intervals.share_by`: customers, share wrong, and its 95% interval.
    """
    # Rounded first: 0.15 / 0.05 is a little below 3.
    classes = np.floor((margin / step).round(9)).clip(upper=round(1 / step) - 1)
    lower = (classes * step).round(9)
    return intervals.share_by(wrong.reset_index(drop=True), lower)


def limit_for(errors: pd.DataFrame, tolerated: float = TOLERATED) -> float:
    """The margin from which on no class of customers is wrong more often than is tolerated.

    Parameters
    ----------
    errors : DataFrame
        From `errors_by_margin`.
    tolerated : float

    Returns
    -------
    float
        Lower end of the first such class; 1.0 if even the surest are wrong too often.
    """
    too_many = errors.index[errors["share"] > tolerated]
    if not len(too_many):
        return float(errors.index[0])
    above = errors.index[errors.index > too_many[-1]]
    return float(above[0]) if len(above) else 1.0


def undecided_against_rest(shops: dict[float, pd.DataFrame]) -> pd.DataFrame:
    """Errors among undecided customers and among the others, for shops of several overlaps.

    Parameters
    ----------
    shops : dict
        Overlap → from `scored`.

    Returns
    -------
    DataFrame, index overlap
        `customers`, `share undecided`, `share wrong` of all, of the `undecided` and of the
        `rest`, the latter two with 95% Wilson intervals, and the `share of errors` that the
        undecided make up.
    """
    rows = {}
    for overlap, found in shops.items():
        undecided = found["Undecided"].astype(bool)
        # A shop may have nobody on one side, and then there is nothing to say of it.
        sides = intervals.share_by(found["wrong"], undecided).reindex([True, False])
        rows[overlap] = {
            "customers": len(found),
            "share undecided": undecided.mean(),
            "share wrong": found["wrong"].mean(),
            **{
                f"{name} {part}": sides.loc[side, part]
                for name, side in {"undecided": True, "rest": False}.items()
                for part in ("share", "low", "high")
            },
            "share of errors": (found["wrong"] & undecided).sum() / max(found["wrong"].sum(), 1),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("overlap")
