"""How well a segment is predicted from the first days, forward in time and in random folds.

Every probability is made by a model that did not see the customer. The settings of both models
were fixed beforehand, so none are chosen with the customers they are judged by.
"""

from collections.abc import Mapping
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

from segmentation.base.intervals import MANY, less, resampled_sums
from segmentation.base.parallel import in_parallel, single_thread
from segmentation.first_days.behaviour import LAST
from segmentation.first_days.people import People
from segmentation.first_days.splits import random_folds

LINEAR, TREES = "logistic regression", "gradient boosting"
MODELS = (LINEAR, TREES)
MAJORITY, RECENCY, PRESENT = "majority class", "recency alone", "figures so far"
JOINING = "joining date alone"
BASELINES = (MAJORITY, RECENCY, PRESENT)
FORWARD, RANDOM = "forward", "random folds"
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


def _model(way: str, columns: list[str]) -> ClassifierMixin:
    """The model of a way, still to be fitted; trees for what is one column."""
    if way == MAJORITY:
        return DummyClassifier(strategy="prior")
    return linear(columns) if way == LINEAR else trees()


def _fitted(
    way: str, table: pd.DataFrame, labels: pd.Series, train: np.ndarray, test: np.ndarray
) -> pd.DataFrame:
    model = _model(way, list(table.columns))
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
        Way → its features, shape (n, …).
    labels : Series of str, shape (n,)
        Segment of each customer, same index.
    splits : list of (train, test)
        Row numbers; nobody is tested twice.

    Returns
    -------
    dict
        Way → DataFrame, one row per test customer, in the order of the splits; segments by name,
        0 for one that nobody in the training was in.
    """
    # In processes: boosting holds the interpreter.
    jobs = [
        partial(_fitted, way, table, labels, train, test)
        for way, table in tables.items()
        for train, test in splits
    ]
    made, n = in_parallel(jobs, processes=True), len(splits)
    parts = {way: made[i * n : (i + 1) * n] for i, way in enumerate(tables)}
    names = sorted(labels.unique())
    return {
        way: pd.concat([part.reindex(columns=names, fill_value=0.0) for part in some])
        for way, some in parts.items()
    }


def sure(segments: pd.Series, names: list[str]) -> pd.DataFrame:
    """Segments as probabilities of 0 and 1, shape (n, segments): a guess that needs no model."""
    hot = segments.to_numpy()[:, None] == np.asarray(names)
    return pd.DataFrame(hot.astype("float64"), segments.index, names)


def right(probabilities: Mapping[str, pd.DataFrame], labels: pd.Series) -> pd.DataFrame:
    """Whether each way is right about each customer: bool, shape (n, ways).

    Who has no segment yet, so that no probability is above 0, is not right.
    """
    return pd.DataFrame(
        {
            way: (p.idxmax(axis=1) == labels.loc[p.index]) & (p.max(axis=1) > 0)
            for way, p in probabilities.items()
        }
    )


def scores(
    hits: pd.DataFrame, draws: int = MANY, seed: int = 0
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Accuracy of every way, and by how much the models are better than the others.

    Parameters
    ----------
    hits : DataFrame of bool, shape (n, ways)
        From `right`.
    draws, seed : int
        Bootstrap samples of customers, the same for every way. Models, cuts and segments are
        kept, so the intervals do not hold their chance, nor that of the season.

    Returns
    -------
    table : DataFrame
        `way`, `value`, `low` and `high` (95%, percentile bootstrap).
    gaps : DataFrame
        `way` (a model), `against`, `difference`, `low` and `high` (paired bootstrap).
    """
    samples = pd.DataFrame(
        resampled_sums(hits.to_numpy(dtype="float64"), draws, seed) / len(hits),
        columns=hits.columns,
    )
    ends = samples.quantile([0.025, 0.975])
    table = pd.DataFrame(
        {"value": hits.mean(), "low": ends.loc[0.025], "high": ends.loc[0.975]}
    ).rename_axis("way")
    gaps = []
    for other in hits:
        gap = less(samples, table, other)
        gap = gap.loc[gap.index.isin(MODELS)].rename_axis("way").reset_index()
        gaps.append(gap.assign(against=other))
    return table.reset_index(), pd.concat(gaps, ignore_index=True)


def learning_curve(
    people: People,
    tables: Mapping[int, pd.DataFrame],
    present: Mapping[int, pd.Series],
    splits: Splits,
) -> tuple[pd.DataFrame, pd.DataFrame, dict[int, dict[str, pd.DataFrame]]]:
    """Scores by days of history, of the same test customers in every window and both designs.

    Parameters
    ----------
    people : People
    tables : mapping
        Days → features of the first days, shape (n, …).
    present : mapping
        Days → segment that the figures so far make, from `people.present`.
    splits : list of (train, test)
        From `splits.forward`.

    Returns
    -------
    table, gaps : DataFrame
        From `scores`, with `days` and `split`: `FORWARD`, or `RANDOM` for the models in folds among
        everybody, scored on the forward test's customers.
    probabilities : dict
        Days → way → forward probabilities.
    """
    folds = random_folds(len(people.labels))
    names = sorted(people.labels.unique())
    made, rows, gaps = {}, [], []
    for days, table in tables.items():
        ways = {LINEAR: table, TREES: table}
        more = {MAJORITY: table[[LAST]], RECENCY: table[[LAST]]}
        made[days] = predicted(ways | more, people.labels, splits)
        who = made[days][LINEAR].index
        made[days][PRESENT] = sure(present[days].loc[who], names)
        mixed = predicted(ways, people.labels, folds)
        mixed = {way: p.loc[who] for way, p in mixed.items()}
        for split, some in ((FORWARD, made[days]), (RANDOM, mixed)):
            scored, gap = scores(right(some, people.labels))
            rows.append(scored.assign(days=days, split=split))
            gaps.append(gap.assign(days=days, split=split))
    return pd.concat(rows, ignore_index=True), pd.concat(gaps, ignore_index=True), made


def by_design(people: People, table: pd.DataFrame, splits: Splits) -> pd.DataFrame:
    """Accuracy by what is asked and how it is tested, on the same test customers.

    Parameters
    ----------
    people : People
    table : DataFrame
        Features of the first days.
    splits : list of (train, test)
        From `splits.forward`.

    Returns
    -------
    DataFrame
        Table of `scores` for the logistic regression, the majority class and the joining date
        alone, with `design`: the segment at the snapshot in random folds, that at `people.age`
        days in random folds, and the latter forward in time.
    """
    calendar = people.joined.to_frame("joined")
    ways = {LINEAR: table, MAJORITY: calendar, JOINING: calendar}
    who = np.concatenate([test for _, test in splits])
    folds = random_folds(len(table))
    designs = {
        f"at the snapshot, {RANDOM}": (people.at_snapshot, folds),
        f"at {people.age} days, {RANDOM}": (people.labels, folds),
        f"at {people.age} days, {FORWARD}": (people.labels, splits),
    }
    rows = []
    for design, (labels, how) in designs.items():
        made = predicted(ways, labels, how)
        some = {way: p.loc[labels.index[who]] for way, p in made.items()}
        rows.append(scores(right(some, labels))[0].assign(design=design))
    return pd.concat(rows, ignore_index=True)


def by_period(probabilities: Mapping[str, pd.DataFrame], people: People,
              splits: Splits) -> pd.DataFrame:  # fmt: skip
    """Accuracy of every way in each test period.

    Returns
    -------
    DataFrame, a row per cut
        `learned from` and `asked about`, numbers of customers, and the accuracy of every way.
    """
    hits = right(probabilities, people.labels)
    rows = []
    for train, test in splits:
        sizes = {"learned from": len(train), "asked about": len(test)}
        rows.append(sizes | hits.loc[people.labels.index[test]].mean().to_dict())
    first = [int(people.joined.iloc[test].min()) for _, test in splits]
    dates = pd.to_datetime(first, unit="D").strftime("%Y-%m-%d")
    return pd.DataFrame(rows, index=pd.Index(dates, name="joined from"))
