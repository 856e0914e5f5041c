"""What a wrong label costs: each segment has an action, which only helps the right customer.

The money is assumed or rests on assumptions; it is passed in and labelled so where it is shown.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from segmentation.base.errors import DataError
from segmentation.base.estimates import Estimates
from segmentation.base.intervals import means_with_ci

NOTHING = "no action"
LIKELY, CHEAPEST = "highest probability", "lowest expected cost"  # methods that need a model
NOBODY = f"{NOTHING} for anybody"
HINDSIGHT = "for everybody, with hindsight: "  # before the action that a method takes
TIMES = (0.5, 1.0, 2.0)  # the assumed price, to see what hangs on it


def costs(worth: pd.Series, price: float) -> pd.DataFrame:
    """£ lost by each action for a customer of each segment, against the best choice for it.

    Parameters
    ----------
    worth : Series, index segment
        £ that a segment's own action brings per customer; another segment's brings nothing.
    price : float
        £ per customer that an action costs, whichever it is.

    Returns
    -------
    DataFrame, shape (segments, segments + 1)
        Rows: the segment that a customer will be in. Columns: the action taken, `NOTHING` last.
        The cheapest entry of a row is 0.

    Raises
    ------
    DataError
        If the price is negative.
    """
    if not 0 <= price < float("inf"):
        raise DataError(f"the price of an action must be 0 or more; got {price}.")
    gain = pd.DataFrame(np.diag(worth) - price, worth.index, worth.index)
    gain[NOTHING] = 0.0
    return -gain.sub(gain.max(axis=1), axis=0)


def by_cost(probabilities: pd.DataFrame, lost: pd.DataFrame) -> pd.Series:
    """The action of lowest expected cost for each customer."""
    expected = probabilities @ lost.loc[probabilities.columns]
    return expected.idxmin(axis=1)


def by_probability(probabilities: pd.DataFrame, lost: pd.DataFrame) -> pd.Series:
    """The best action for the most probable segment of each customer."""
    return probabilities.idxmax(axis=1).map(lost.idxmin(axis=1))


def actions(
    probabilities: pd.DataFrame, lost: pd.DataFrame, labels: pd.Series
) -> dict[str, pd.Series]:
    """Method of choosing → action of each customer.

    By probability, by expected cost, nothing for everybody, and the one action for everybody that
    costs least, which is chosen with hindsight.
    """
    everybody = lost.loc[labels].mean().drop(NOTHING).idxmin()
    return {
        LIKELY: by_probability(probabilities, lost),
        CHEAPEST: by_cost(probabilities, lost),
        NOBODY: pd.Series(NOTHING, probabilities.index),
        f"{HINDSIGHT}{everybody}": pd.Series(everybody, probabilities.index),
    }


def paid(chosen: Mapping[str, pd.Series], lost: pd.DataFrame, labels: pd.Series) -> Estimates:
    """Mean £ per customer that each method of choosing loses against knowing the segment.

    Intervals resample customers and keep models, actions and money.

    Parameters
    ----------
    chosen : mapping
        From `actions`.
    lost : DataFrame
        From `costs`.
    labels : Series of str, shape (n,)
        The segments that the customers are in.
    """
    rows, values = lost.index.get_indexer(labels), lost.to_numpy()
    return means_with_ci(
        pd.DataFrame(
            {name: values[rows, lost.columns.get_indexer(a)] for name, a in chosen.items()}
        )
    )


def other_prices(
    probabilities: pd.DataFrame,
    worth: pd.Series,
    price: float,
    labels: pd.Series,
    times: Sequence[float] = TIMES,
) -> dict[float, Estimates]:
    """What each method of choosing loses if an action costs some times the assumed price, by price.

    Only the ratio of price and worth decides what is chosen, so half the price stands for twice the
    worth too.
    """
    lost = {factor * price: costs(worth, factor * price) for factor in times}
    return {
        cost: paid(actions(probabilities, table, labels), table, labels)
        for cost, table in lost.items()
    }
