"""From one row per customer to segments: clusters where there are enough customers, else rules.

What an orders file gives decides how far one may go: a feature that is the same for everybody is
left out, and clusters need enough different customers.
"""

from dataclasses import asdict, dataclass, replace
from typing import Any

import ibis.expr.types as ir
import numpy as np
import pandas as pd

from segmentation.base.errors import DataError
from segmentation.clusters import agreement, choose_k, verdict
from segmentation.clusters import valleys as clusters_valleys
from segmentation.clusters.centroids import predict
from segmentation.clusters.kmeans import fit_kmeans
from segmentation.clusters.verdict import Verdict
from segmentation.features import rules
from segmentation.features.measure import customer_features
from segmentation.features.scaling import scale
from segmentation.orders_file.column_roles import NAMES
from segmentation.orders_file.look import FEWEST
from segmentation.orders_file.parsing import Options
from segmentation.orders_file.source import Reading
from segmentation.personas import rfm
from segmentation.scoring.segmenter import Segmenter

NO_ACTION, NOTHING_KEPT = "none; look at why it all came back", "nothing kept"
CUSTOMER, SEGMENT = "Customer_ID", "Segment"


@dataclass(frozen=True)
class Decision:
    """How the customers are segmented, and why.

    Attributes
    ----------
    by : {"clusters", "rules"}
    features : list of str
        Clustered, or that would be.
    constant : list of str
        Left out, since they are the same for everybody.
    customers : int
    different : int
        Customers that differ in these features.
    by_k : DataFrame, optional
        From `choose_k.table_of_k`; none if there are too few customers.
    verdict : Verdict, optional
        Of the rule, or of the k that was asked for.
    k : int
        Clusters; 0 without clusters.
    """

    by: str
    features: list[str]
    constant: list[str]
    customers: int
    different: int
    by_k: pd.DataFrame | None = None
    verdict: Verdict | None = None
    k: int = 0

    @property
    def kind(self) -> str:
        """The verdict's, which decides how segments may be named; rules are a construction."""
        return "constructive" if self.verdict is None else self.verdict.kind


def decide(customers: pd.DataFrame, names: list[str], k: int = 0) -> Decision:
    """Let the rule decide, as far as there are customers enough for it.

    Parameters
    ----------
    customers : DataFrame, shape (n, …)
        Raw features.
    names : list of str
        Features.
    k : int
        Number of clusters; 0 leaves it to the rule.

    Raises
    ------
    DataError
        If there is one customer only, if a k is asked for that is below 2 or that too few
        different customers are there to judge, or if rules would have to do without recency.
    """
    if k and k < 2:
        raise DataError(f"k must be 2 or more, or 0 for the rule's choice; got {k}.")
    if len(customers) < 2:
        raise DataError(
            f"every order is by one customer, {customers[CUSTOMER].iloc[0]}, so there is nobody to "
            "compare; if that is wrong, set customer to the right column."
        )
    constant = [name for name in names if customers[name].nunique() < 2]
    usable = [name for name in names if name not in constant]
    different = len(customers[usable].drop_duplicates()) if usable else 1
    few = different < FEWEST or len(usable) < 2
    if few and k:
        raise DataError(
            f"k = {k} cannot be judged with {different:,} different customers, {FEWEST} are "
            "needed; leave k at 0 for the rule-based segments."
        )
    decision = Decision("rules", usable, constant, len(customers), different)
    if not few:
        decision = _by_the_rule(decision, scale(customers, usable), k)
    if decision.by == "rules" and customers["Recency"].nunique() < 2:
        raise DataError(
            "the last order of every customer is on the same day, so nobody is more recent than "
            "another; a file of orders over a longer time is needed."
        )
    return decision


def _by_the_rule(decision: Decision, matrix: pd.DataFrame, k: int) -> Decision:
    # The verdict on a k that was asked for ranks its stability; the table need not do so again.
    slices = 0 if k else verdict.SLICES
    by_k = choose_k.table_of_k(matrix, votes=False, slices=slices)
    judged = choose_k.verdict_at(matrix, k) if k else verdict.decide(by_k)
    by = "rules" if judged.kind == "constructive" and not k else "clusters"
    return replace(decision, by=by, by_k=by_k, verdict=judged, k=judged.k)


def read_with(reading: Reading, options: Options, returns: str) -> dict[str, str | bool]:
    """What a next file of the same export is to be read with, so that nothing is guessed anew.

    Parameters
    ----------
    reading : Reading
    options : Options
        That it was read with.
    returns : {"net", "gross"}

    Returns
    -------
    dict
        Parameter of `segmentation mine` → the column that was taken, or what was set or
        understood; nothing for a parameter that neither the user nor the file decided. The
        snapshot is not among them: every file has its own.
    """
    columns = reading.columns.set_index("role")["column"].to_dict()
    taken = {
        "currency_column" if role == "currency" else role: columns[role]
        for role in NAMES
        if role in columns
    }
    order_of_dates = {True: "yes", False: "no", None: options.day_first}[reading.day_first]
    understood = {"decimal": reading.decimal, "day_first": order_of_dates}
    understood |= {"currency": reading.currency, "snapshot": "", "returns": returns}
    return {name: value for name, value in (asdict(options) | understood | taken).items() if value}


def fit(
    customers: pd.DataFrame, decision: Decision, snapshot: str, **about: Any
) -> Segmenter | None:
    """The model of the clusters, which stand beside the rules if these segment; None without.

    `about` is the `currency`, `time_zone` and `read_with` of `Segmenter.fit`.
    """
    if not decision.k:
        return None
    names = decision.features
    return Segmenter.fit(
        customers, names, decision.k, verdict=decision.kind, snapshot=snapshot, **about
    )


def valleys(
    customers: pd.DataFrame, decision: Decision, model: Segmenter | None
) -> pd.DataFrame | None:
    """`valleys.valleys` between the clusters; None where rules segment."""
    if decision.by == "rules" or model is None:
        return None
    labels = model.predict(customers)["Cluster"].to_numpy(dtype=int)
    return clusters_valleys.valleys(model.scale(customers).to_numpy(), labels)


def segments(customers: pd.DataFrame, decision: Decision, model: Segmenter | None) -> pd.DataFrame:
    """One row per customer: features, segment, action, why, and how sure that is.

    Parameters
    ----------
    customers : DataFrame, shape (n, …)
        `Customer_ID`, raw features, and what describes a customer.
    decision : Decision
    model : Segmenter, optional
        From `fit`.

    Returns
    -------
    DataFrame, shape (n, …)
        With rules, `Next_Segment` and `Margin` are missing, and `Cluster` says where
        K-Means puts the customer, if it could be fitted.
    """
    if decision.by == "clusters" and model is not None:
        return _nothing_kept(_clusters(customers, model))
    scores = rules.rfm_scores(customers)
    segment = rules.rfm_segments(scores)
    present = [name for name in rules.SEGMENTS if (segment == name).any()]
    actions = {name: rfm.ACTIONS[rfm.PREFIX + name].action for name in present}
    table = customers.assign(
        Segment=pd.Categorical(segment, present),
        Action=segment.map(actions),
        Why=[f"R {r}, F {f}, M {m}" for r, f, m in scores[["R", "F", "M"]].to_numpy()],
        Next_Segment=None,
        Margin=np.nan,
    )
    if model is not None:
        table = table.assign(Cluster=model.predict(customers)["Segment"])
    return _nothing_kept(table)


def _clusters(customers: pd.DataFrame, model: Segmenter) -> pd.DataFrame:
    """Customers with their cluster's name, action and reason, and the next cluster."""
    found = model.predict(customers)
    actions, why = (dict(zip(model.names, t, strict=True)) for t in (model.actions, model.why))
    return customers.assign(
        Segment=found["Segment"],
        Action=found["Segment"].astype(object).map(actions),
        Why=found["Segment"].astype(object).map(why),
        Next_Segment=found["Next_Segment"].astype(object),
        Margin=found["Margin"],
    )


def _nothing_kept(table: pd.DataFrame) -> pd.DataFrame:
    """Who gave back all they bought keeps the segment, but not the segment's action."""
    nothing = table["Monetary"] <= 0
    return table.assign(
        Action=table["Action"].astype(object).mask(nothing, NO_ACTION),
        Why=table["Why"].astype(object).mask(nothing, NOTHING_KEPT),
    )


def moved_by_policy(
    orders: ir.Table, snapshot: str, decision: Decision, decimals: int = 2
) -> float | None:
    """Share of customers in another segment if returns are taken off, or not.

    Each policy is segmented by itself: clusters at the same k, or by the same rules.

    Parameters
    ----------
    orders : ibis table
    snapshot : str
    decision : Decision
    decimals : int
        Of the amounts.

    Returns
    -------
    float or None
        None if nothing was returned.
    """
    if "returned_amount" not in orders.columns:
        return None
    labels = []
    for policy in ("gross", "net"):
        table = customer_features(orders, as_of=snapshot, returns=policy, decimals=decimals)
        table = table.order_by(CUSTOMER).execute()
        if decision.by == "rules":
            labels.append(rules.rfm_segments(rules.rfm_scores(table)).to_numpy())
        else:
            names = [name for name in decision.features if table[name].nunique() > 1]
            matrix = scale(table, names)
            labels.append(predict(matrix, fit_kmeans(matrix, decision.k)))
    if decision.by == "rules":
        return float((labels[0] != labels[1]).mean())
    return agreement.moved(*labels)
