"""How well a segment is predicted from the first days: nested cross-validation, scores, intervals.

Every probability is made by a model that saw neither the customer nor, when it was tuned, the
fold that the customer is in.
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
from sklearn.model_selection import GridSearchCV, StratifiedKFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from segmentation.base.intervals import MANY, less, resampled_sums
from segmentation.base.parallel import in_parallel, single_thread
from segmentation.first_days.behaviour import LAST

LINEAR, TREES = "logistic regression", "gradient boosting"
MODELS = (LINEAR, TREES)
MAJORITY, RECENCY, JOINING = "majority class", "recency alone", "joining date alone"
BASELINES = (MAJORITY, RECENCY, JOINING)
OUTER, INNER = 5, 3  # folds
PENALTIES = (0.01, 0.1, 1.0)  # C of the logistic regression
LEAVES = (3, 8)  # of a tree
ROUNDS = 60  # of boosting
LOGGED = (
    "Orders",
    "Spend",
    "Mean_Basket",
    "Days_With_Order",
    "Mean_Minutes",
    "Contacts",
    "Cancellations",
)
MEASURES = ("accuracy", "balanced accuracy", "log loss")
LEAST = float(np.finfo("float64").eps)  # probability, so that no loss is infinite


def linear(columns: list[str]) -> Pipeline:
    """Logistic regression on counts and money in logs, all scaled; averages of nothing imputed."""
    logged = [name for name in columns if name in LOGGED]
    log = ColumnTransformer(
        [("log1p", FunctionTransformer(np.log1p), logged)], remainder="passthrough"
    )
    impute = SimpleImputer(keep_empty_features=True)
    return make_pipeline(log, impute, StandardScaler(), LogisticRegression(max_iter=1_000))


def trees(leaves: int = LEAVES[0]) -> HistGradientBoostingClassifier:
    """Gradient boosting of small trees; the number of rounds is fixed, nothing stops early."""
    return HistGradientBoostingClassifier(
        max_iter=ROUNDS, max_leaf_nodes=leaves, early_stopping=False, random_state=0
    )


def _model(way: str, columns: list[str]) -> ClassifierMixin:
    """The model of a way, still to be fitted; those of one column need no tuning."""
    if way == MAJORITY:
        return DummyClassifier(strategy="prior")
    if way in BASELINES:
        return trees()
    inner = StratifiedKFold(INNER, shuffle=True, random_state=0)
    model, grid = (
        (linear(columns), {"logisticregression__C": PENALTIES})
        if way == LINEAR
        else (trees(), {"max_leaf_nodes": LEAVES})
    )
    return GridSearchCV(model, grid, scoring="neg_log_loss", cv=inner)


def _fold(
    way: str, table: pd.DataFrame, labels: pd.Series, train: np.ndarray, test: np.ndarray
) -> pd.DataFrame:
    model = _model(way, list(table.columns))
    with single_thread():
        model.fit(table.iloc[train], labels.iloc[train])
        probabilities = model.predict_proba(table.iloc[test])
    return pd.DataFrame(probabilities, table.index[test], columns=model.classes_)


def out_of_fold(tables: Mapping[str, pd.DataFrame], labels: pd.Series) -> dict[str, pd.DataFrame]:
    """Probabilities of every segment for every customer, by models that did not see the customer.

    Parameters
    ----------
    tables : mapping
        Way (`MODELS` or `BASELINES`) → its features, shape (n, …).
    labels : Series of str, shape (n,)
        Segment of each customer, same index; `FEWEST` customers or more of each.

    Returns
    -------
    dict
        Way → DataFrame, shape (n, segments), index as `labels`, segments by name. The folds are
        the same for every way: `OUTER`, stratified; penalty and leaves are chosen within the
        other four by log loss over `INNER` folds (Varma & Simon 2006, BMC Bioinformatics 7).
    """
    outer = StratifiedKFold(OUTER, shuffle=True, random_state=0)
    folds = list(outer.split(np.zeros(len(labels)), labels))
    # In processes: boosting holds the interpreter, and grid searches in threads of one process
    # trip over each other's warning filters.
    jobs = [
        partial(_fold, way, table, labels, train, test)
        for way, table in tables.items()
        for train, test in folds
    ]
    made = in_parallel(jobs, processes=True)
    parts = {way: made[i * OUTER : (i + 1) * OUTER] for i, way in enumerate(tables)}
    return {way: pd.concat(some).loc[labels.index] for way, some in parts.items()}


def _each(probabilities: pd.DataFrame, truth: np.ndarray) -> np.ndarray:
    """Per customer: right, in the column of the own segment, and last the loss."""
    p = probabilities.to_numpy()
    own = truth[:, None] == np.arange(p.shape[1])
    right = own & (p.argmax(axis=1) == truth)[:, None]
    loss = -np.log(np.clip(p[own], LEAST, 1))
    return np.column_stack([right, loss])


def _measured(sums: np.ndarray, segments: int, ways: list[str]) -> dict[str, pd.DataFrame]:
    """Every measure of every way from sums over customers, a row per sample."""
    sizes, rest = sums[:, :segments], sums[:, segments:].reshape(len(sums), len(ways), -1)
    right, n = rest[:, :, :segments], sizes.sum(axis=1)[:, None]
    shares = np.divide(
        right, sizes[:, None], out=np.full_like(right, np.nan), where=sizes[:, None] > 0
    )
    found = (right.sum(axis=2) / n, np.nanmean(shares, axis=2), rest[:, :, -1] / n)
    return {m: pd.DataFrame(x, columns=ways) for m, x in zip(MEASURES, found, strict=True)}


def scores(
    probabilities: Mapping[str, pd.DataFrame], labels: pd.Series, draws: int = MANY, seed: int = 0
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Accuracy, balanced accuracy and log loss of every way, and by how much the models are better.

    Parameters
    ----------
    probabilities : mapping
        From `out_of_fold`.
    labels : Series of str, shape (n,)
    draws, seed : int
        Bootstrap samples of customers, the same for every way. The probabilities are kept, so the
        intervals hold for these customers' kind and these fitted models; they do not hold the
        chance of the folds, nor that of the segments' own fit.

    Returns
    -------
    table : DataFrame
        `way`, `measure`, `value`, `low` and `high` (95%, percentile bootstrap).
    gaps : DataFrame
        `way` (a model), `against` (a baseline, or for the second model the first), `measure`,
        `difference`, `low` and `high` (of the paired bootstrap). A better log loss is a negative
        difference.
    """
    ways, segments = list(probabilities), sorted(labels.unique())
    truth = np.searchsorted(segments, labels)
    each = np.hstack([
        truth[:, None] == np.arange(len(segments)),
        *(_each(probabilities[way][segments], truth) for way in ways),
    ]).astype("float64")  # fmt: skip
    exact = _measured(each.sum(axis=0)[None], len(segments), ways)
    drawn = _measured(resampled_sums(each, draws, seed), len(segments), ways)
    tables, gaps = [], []
    for measure in MEASURES:
        ends = drawn[measure].quantile([0.025, 0.975])
        table = pd.DataFrame(
            {
                "way": ways,
                "measure": measure,
                "value": exact[measure].iloc[0].to_numpy(),
                "low": ends.iloc[0].to_numpy(),
                "high": ends.iloc[1].to_numpy(),
            }
        )
        tables.append(table)
        for other in [way for way in (*BASELINES, LINEAR) if way in ways]:
            gap = less(drawn[measure], table.set_index("way"), other)
            gap = gap.loc[gap.index.isin(MODELS)].rename_axis("way").reset_index()
            gaps.append(gap.assign(against=other, measure=measure))
    return pd.concat(tables, ignore_index=True), pd.concat(gaps, ignore_index=True)


def learning_curve(
    tables: Mapping[int, pd.DataFrame], joined: pd.Series, labels: pd.Series
) -> tuple[pd.DataFrame, pd.DataFrame, dict[int, dict[str, pd.DataFrame]]]:
    """Scores by days of history, of the same customers in every window.

    Parameters
    ----------
    tables : mapping
        Days → features of the first days, shape (n, …).
    joined : Series, shape (n,)
        Day of joining, for the baseline that may look at the calendar.
    labels : Series of str, shape (n,)

    Returns
    -------
    table, gaps : DataFrame
        From `scores`, with `days`.
    probabilities : dict
        Days → result of `out_of_fold`. The majority class and the joining date know no days and
        stand beside every window.
    """
    calendar = joined.to_frame("joined")
    fixed = out_of_fold({MAJORITY: calendar, JOINING: calendar}, labels)
    made, rows, gaps = {}, [], []
    for days, table in tables.items():
        own = out_of_fold({LINEAR: table, TREES: table, RECENCY: table[[LAST]]}, labels)
        made[days] = own | fixed
        scored, gap = scores(made[days], labels)
        rows.append(scored.assign(days=days))
        gaps.append(gap.assign(days=days))
    return pd.concat(rows, ignore_index=True), pd.concat(gaps, ignore_index=True), made


def later_curve(asked: Mapping[int, tuple[pd.DataFrame, pd.Series]]) -> pd.DataFrame:
    """Scores of the logistic regression by days of history, for labels of what came later.

    Parameters
    ----------
    asked : mapping
        Days → features of the first days, and labels that these days are no part of.

    Returns
    -------
    DataFrame
        From `scores`, with `days`; of the majority class too, since every label has its own.
    """
    rows = []
    for days, (table, labels) in asked.items():
        scored, _ = scores(out_of_fold({LINEAR: table, MAJORITY: table}, labels), labels)
        rows.append(scored.assign(days=days))
    return pd.concat(rows, ignore_index=True)


def compare(
    definitions: Mapping[str, tuple[pd.DataFrame, pd.Series]], joined: pd.Series
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Scores of the models and of all baselines under several definitions of the question.

    Parameters
    ----------
    definitions : mapping
        Definition → features, with `Last_Order_Day`, and labels of the customers it asks about.
    joined : Series, index Customer_ID
        Day of joining.

    Returns
    -------
    table, gaps : DataFrame
        From `scores`, with `definition`; the table also with `customers`, their number.
    """
    rows, gaps = [], []
    for definition, (table, labels) in definitions.items():
        calendar = joined.loc[labels.index].to_frame("joined")
        ways = dict.fromkeys(MODELS, table) | {
            MAJORITY: calendar, RECENCY: table[[LAST]], JOINING: calendar,
        }  # fmt: skip
        scored, gap = scores(out_of_fold(ways, labels), labels)
        rows.append(scored.assign(definition=definition, customers=len(labels)))
        gaps.append(gap.assign(definition=definition))
    return pd.concat(rows, ignore_index=True), pd.concat(gaps, ignore_index=True)
