"""How well a segment is predicted from the first days, forward in time.

Every probability is made by a model that did not see the customer. The settings of both models
were fixed beforehand, so none are chosen with the customers they are judged by.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from sklearn.base import ClassifierMixin
from sklearn.compose import ColumnTransformer
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from segmentation.base.estimates import Estimates
from segmentation.base.intervals import means_with_ci
from segmentation.base.parallel import in_parallel, single_thread
from segmentation.first_days.behaviour import LAST
from segmentation.first_days.people import People

LINEAR, TREES = "logistic regression", "gradient boosting"
MODELS = (LINEAR, TREES)
MAJORITY, RECENCY, PRESENT = "majority class", "recency alone", "figures so far"
BASELINES = (MAJORITY, RECENCY, PRESENT)
LEAVES, ROUNDS = 3, 60  # of a boosted tree; of boosting
LOGGED = (
    "Orders",
    "Spend",
    "Mean_Basket",
    "Days_With_Order",
    "Mean_Minutes",
    "Contacts",
    "Cancellations",
)
Splits = list[tuple[np.ndarray, np.ndarray]]


def linear(columns: list[str]) -> Pipeline:
    """Logistic regression on counts and money in logs, all scaled; averages of nothing imputed."""
    logged = [name for name in columns if name in LOGGED]
    log = ColumnTransformer(
        [("log1p", FunctionTransformer(np.log1p), logged)], remainder="passthrough"
    )
    impute = SimpleImputer(keep_empty_features=True)
    return make_pipeline(log, impute, StandardScaler(), LogisticRegression(max_iter=1_000))


def trees() -> HistGradientBoostingClassifier:
    """Gradient boosting of small trees; the number of rounds is fixed, nothing stops early."""
    return HistGradientBoostingClassifier(
        max_iter=ROUNDS, max_leaf_nodes=LEAVES, early_stopping=False, random_state=0
    )


def _model(method: str, columns: list[str]) -> ClassifierMixin:
    """The model of a method, still to be fitted; trees for what is one column."""
    if method == MAJORITY:
        return DummyClassifier(strategy="prior")
    return linear(columns) if method == LINEAR else trees()


def _fitted(
    method: str, table: pd.DataFrame, labels: pd.Series, train: np.ndarray, test: np.ndarray
) -> pd.DataFrame:
    model = _model(method, list(table.columns))
    with single_thread():
        model.fit(table.iloc[train], labels.iloc[train])
        probabilities = model.predict_proba(table.iloc[test])
    return pd.DataFrame(probabilities, table.index[test], columns=model.classes_)


def predicted(
    tables: Mapping[str, pd.DataFrame], labels: pd.Series, splits: Splits
) -> dict[str, pd.DataFrame]:
    """Probabilities of every segment for the test customers of all splits.

    Parameters
    ----------
    tables : mapping
        Method → its features, shape (n, …).
    labels : Series of str, shape (n,)
        Segment of each customer, same index.
    splits : list of (train, test)
        Row numbers; nobody is tested twice.

    Returns
    -------
    dict
        Method → DataFrame, one row per test customer, in the order of the splits; segments by
        name, 0 for one that nobody in the training was in.
    """
    # In processes: boosting holds the interpreter.
    jobs = [
        partial(_fitted, method, table, labels, train, test)
        for method, table in tables.items()
        for train, test in splits
    ]
    made, n = in_parallel(jobs, processes=True), len(splits)
    names = sorted(labels.unique())
    return {
        method: pd.concat(
            [part.reindex(columns=names, fill_value=0.0) for part in made[i * n : (i + 1) * n]]
        )
        for i, method in enumerate(tables)
    }


def sure(segments: pd.Series, names: list[str]) -> pd.DataFrame:
    """Segments as probabilities of 0 and 1, shape (n, segments): a guess that needs no model."""
    hot = segments.to_numpy()[:, None] == np.asarray(names)
    return pd.DataFrame(hot.astype("float64"), segments.index, names)


def right(probabilities: Mapping[str, pd.DataFrame], labels: pd.Series) -> pd.DataFrame:
    """Whether each method is right about each customer: bool, shape (n, methods).

    Who has no segment yet, so that no probability is above 0, is not right.
    """
    return pd.DataFrame(
        {
            method: (p.idxmax(axis=1) == labels.loc[p.index]) & (p.max(axis=1) > 0)
            for method, p in probabilities.items()
        }
    )


def accuracy(probabilities: Mapping[str, pd.DataFrame], labels: pd.Series) -> Estimates:
    """Share of customers about whom each method is right.

    Intervals resample customers and keep models, cuts and segments, so they do not hold the chance
    of these, nor that of the season.
    """
    return means_with_ci(right(probabilities, labels))


@dataclass(frozen=True)
class Curve:
    """What the first days tell, by how many there are.

    Attributes
    ----------
    scores : dict
        Days → accuracy of every method, on the same customers throughout.
    probabilities : dict
        Days → method → probabilities.
    """

    scores: dict[int, Estimates]
    probabilities: dict[int, dict[str, pd.DataFrame]]

    def by_days(self, method: str) -> pd.DataFrame:
        """`value`, `low` and `high` of a method, a row for each number of days."""
        scores = {n: vars(self.scores[n][method]) for n in sorted(self.probabilities)}
        return pd.DataFrame(scores).T


def learning_curve(
    people: People,
    tables: Mapping[int, pd.DataFrame],
    present: Mapping[int, pd.Series],
    splits: Splits,
) -> Curve:
    """Accuracy by days of history, of models and baselines.

    Parameters
    ----------
    people : People
    tables : mapping
        Days → features of the first days, shape (n, …).
    present : mapping
        Days → segment that the figures so far make, from `people.present`.
    splits : list of (train, test)
        From `splits.forward`.
    """
    names = sorted(people.labels.unique())
    scores, probabilities = {}, {}
    for days, table in tables.items():
        last_day = table[[LAST]]
        ways = {LINEAR: table, TREES: table, MAJORITY: last_day, RECENCY: last_day}
        forward = predicted(ways, people.labels, splits)
        forward[PRESENT] = sure(present[days].loc[forward[LINEAR].index], names)
        scores[days] = accuracy(forward, people.labels)
        probabilities[days] = forward
    return Curve(scores, probabilities)


def by_period(
    probabilities: Mapping[str, pd.DataFrame], people: People, splits: Splits
) -> pd.DataFrame:
    """Accuracy of every method in each test period, a row per cut.

    Before them `learned from` and `asked about`, numbers of customers.
    """
    hits = right(probabilities, people.labels)
    rows = []
    for train, test in splits:
        sizes = {"learned from": len(train), "asked about": len(test)}
        rows.append(sizes | hits.loc[people.labels.index[test]].mean().to_dict())
    first = [int(people.joined.iloc[test].min()) for _, test in splits]
    dates = pd.to_datetime(first, unit="D").strftime("%Y-%m-%d")
    return pd.DataFrame(rows, index=pd.Index(dates, name="joined from"))
