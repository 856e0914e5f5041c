"""What a wrong label costs: each segment has an action, which only helps the right customer.

The money is assumed or rests on assumptions; it is passed in and labelled so where it is shown.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from segmentation.base.errors import DataError
from segmentation.base.intervals import MANY, less, resampled_sums

NOTHING = "no action"
LIKELY, CHEAPEST = "highest probability", "lowest expected cost"  # ways that need a model
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
    """The action of lowest expected cost for each customer.

    Parameters
    ----------
    probabilities : DataFrame, shape (n, segments)
    lost : DataFrame
        From `costs`, of these segments.
    """
    expected = probabilities @ lost.loc[probabilities.columns]
    return expected.idxmin(axis=1)


def by_probability(probabilities: pd.DataFrame, lost: pd.DataFrame) -> pd.Series:
    """The best action for the most probable segment of each customer."""
    return probabilities.idxmax(axis=1).map(lost.idxmin(axis=1))


def paid(
    chosen: Mapping[str, pd.Series],
    lost: pd.DataFrame,
    labels: pd.Series,
    draws: int = MANY,
    seed: int = 0,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Mean £ per customer that each way of choosing loses against knowing the segment.

    Parameters
    ----------
    chosen : mapping
        Way → action of each customer.
    lost : DataFrame
        From `costs`.
    labels : Series of str, shape (n,)
        The segments that the customers are in.
    draws, seed : int
        Bootstrap samples of customers; models, actions and money are kept.

    Returns
    -------
    table : DataFrame, index way
        `value`, `low` and `high` (95%).
    samples : DataFrame, shape (draws, ways)
    """
    own = lost.index.get_indexer(labels)
    each = np.column_stack(
        [lost.to_numpy()[own, lost.columns.get_indexer(actions)] for actions in chosen.values()]
    )
    samples = pd.DataFrame(resampled_sums(each, draws, seed) / len(each), columns=list(chosen))
    table = pd.DataFrame(
        {
            "value": each.mean(axis=0),
            "low": samples.quantile(0.025).to_numpy(),
            "high": samples.quantile(0.975).to_numpy(),
        },
        index=list(chosen),
    )
    return table, samples


def ways(
    probabilities: pd.DataFrame, lost: pd.DataFrame, labels: pd.Series
) -> dict[str, pd.Series]:
    """The ways of choosing that are compared.

    Returns
    -------
    dict
        Way → action of each customer: by probability, by expected cost, nothing for everybody,
        and the one action for everybody that costs least (which is chosen with hindsight).
    """
    everybody = lost.loc[labels].mean().drop(NOTHING).idxmin()
    return {
        LIKELY: by_probability(probabilities, lost),
        CHEAPEST: by_cost(probabilities, lost),
        "no action for anybody": pd.Series(NOTHING, probabilities.index),
        f"for everybody, with hindsight: {everybody}": pd.Series(everybody, probabilities.index),
    }


def saving(samples: pd.DataFrame, table: pd.DataFrame) -> pd.Series:
    """£ per customer that deciding by expected cost adds to deciding by probability.

    Parameters
    ----------
    samples, table : DataFrame
        From `paid`.

    Returns
    -------
    Series
        `difference` (negative: less is lost), `low` and `high` (95%, paired bootstrap).
    """
    return less(samples, table, LIKELY).loc[CHEAPEST]


def other_prices(
    probabilities: pd.DataFrame,
    worth: pd.Series,
    price: float,
    labels: pd.Series,
    times: Sequence[float] = TIMES,
) -> pd.DataFrame:
    """What the ways of choosing lose if an action costs less or more than assumed.

    Parameters
    ----------
    probabilities : DataFrame, shape (n, segments)
    worth, price
        As in `costs`.
    labels : Series of str, shape (n,)
    times : sequence of float
        Factors of the price.

    Returns
    -------
    DataFrame, index price in £
        Mean £ per customer lost by `LIKELY` and `CHEAPEST`, and `difference`, `low` and `high`
        of `saving`. Only the ratio of price and worth decides what is chosen, so half the price
        stands for twice the worth too.
    """
    rows = {}
    for factor in times:
        lost = costs(worth, factor * price)
        table, samples = paid(ways(probabilities, lost, labels), lost, labels)
        values = table["value"]
        rows[factor * price] = {
            LIKELY: values[LIKELY], CHEAPEST: values[CHEAPEST], **saving(samples, table)
        }  # fmt: skip
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("price")
