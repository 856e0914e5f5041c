"""The circular accuracy, on data and on nothing, in one table with the honest ones."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from sklearn.base import ClassifierMixin

from segmentation.clusters import choose_k, nulls
from segmentation.clusters.agreement import circular_accuracy
from segmentation.features.scaling import scale
from segmentation.first_days.people import DATED, People

CIRCULAR = {  # kind of data → definition
    "our customers": "circular: from the features that made it",
    "the copula null": "circular, on the copula null",
    "pure noise": "circular, on pure noise",
}


def circular(people: People, models: Mapping[str, ClassifierMixin]) -> dict[str, dict[str, float]]:
    """Accuracy of predicting the segment from the very features that made it, and on nothing.

    Parameters
    ----------
    people : People
    models : mapping
        Name → classifier.

    Returns
    -------
    dict
        Model → our customers (the working sample), a copula null of them, and independent normal
        noise of that shape → `agreement.circular_accuracy` at the same k.
    """
    sample = choose_k.working_sample(scale(people.customers, people.model.features)).to_numpy()
    rng = np.random.default_rng(0)
    correlation, _ = nulls.copula_correlation(sample, rng)
    data = {
        "our customers": sample,
        "the copula null": nulls.copula(sample, correlation, rng),
        "pure noise": rng.standard_normal(sample.shape),
    }
    k = len(people.model.names)
    return {
        name: {kind: circular_accuracy(rows, k, model) for kind, rows in data.items()}
        for name, model in models.items()
    }


def in_one_table(
    turned: Mapping[str, Mapping[str, float]], curve: pd.DataFrame, compared: pd.DataFrame
) -> pd.DataFrame:
    """Accuracy under every definition, the circular ones first.

    Parameters
    ----------
    turned : mapping
        From `circular`.
    curve : DataFrame
        Table of `models.learning_curve` at one window.
    compared : DataFrame
        Table of `models.compare`.

    Returns
    -------
    DataFrame
        `definition`, `way`, `measure`, `value`, `low` and `high`; a circular figure has no
        interval, since no sample of customers would make it mean anything.
    """
    rows = [
        {"definition": CIRCULAR[kind], "way": way, "measure": "accuracy", "value": value}
        for way, by_kind in turned.items()
        for kind, value in by_kind.items()
    ]
    honest = pd.concat([curve.assign(definition=DATED), compared])
    honest = honest[honest["measure"] == "accuracy"].drop(columns="days", errors="ignore")
    return pd.concat([pd.DataFrame(rows), honest], ignore_index=True)
