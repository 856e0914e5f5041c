"""From one row per customer to segments: clusters where there are enough customers, else rules.

What an orders file gives decides how far one may go: a feature that is the same for everybody is
left out, and clusters need enough different customers.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import ibis.expr.types as ir
import numpy as np
import pandas as pd

from segmentation.base.errors import DataError
from segmentation.clusters import agreement, choose_k, verdict
from segmentation.clusters import valleys as clusters_valleys
from segmentation.clusters.clustering import cluster
from segmentation.clusters.verdict import Verdict
from segmentation.features import rules
from segmentation.features.measure import features_table
from segmentation.features.scaling import scale
from segmentation.orders_file.column_roles import PARAMETERS
from segmentation.orders_file.look import FEWEST
from segmentation.orders_file.parsing import Options
from segmentation.orders_file.source import ReadResult
from segmentation.personas import rfm
from segmentation.scoring.segmenter import Segmenter

NO_ACTION, NOTHING_KEPT = "none; look at why it all came back", "nothing kept"
CUSTOMER, SEGMENT = "Customer_ID", "Segment"


class By(StrEnum):
    """What segments the customers."""

    CLUSTERS = "clusters"
    RULES = "rules"


@dataclass(frozen=True, kw_only=True)
class Decision:
    """How the customers are segmented, and why."""

    by: By
    features: list[str]  # clustered, or that would be
    constant: list[str]  # left out, since they are the same for everybody
    customers: int
    different: int  # customers that differ in these features
    by_k: pd.DataFrame | None = None  # from `choose_k.table_of_k`; None with too few customers
    verdict: Verdict | None = None  # of the rule, or of the k that was asked for
    k: int = 0  # clusters; 0 without any

    @property
    def kind(self) -> str:
        """The verdict's, which decides how segments may be named; rules are a construction."""
        return "constructive" if self.verdict is None else self.verdict.kind


def decide(customers: pd.DataFrame, names: list[str], k: int = 0) -> Decision:
    """Let the rule decide on raw features, those of `names`, as far as there are customers enough.

    A `k` of 0 leaves the number of clusters to the rule.

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
    decision = Decision(
        by=By.RULES,
        features=usable,
        constant=constant,
        customers=len(customers),
        different=different,
    )
    if not few:
        decision = _by_the_rule(decision, scale(customers, usable), k)
    if decision.by is By.RULES and customers["Recency"].nunique() < 2:
        raise DataError(
            "the last order of every customer is on the same day, so nobody is more recent than "
            "another; a file of orders over a longer time is needed."
        )
    return decision


def _by_the_rule(decision: Decision, matrix: pd.DataFrame, k: int) -> Decision:
    # The verdict on a k that was asked for ranks its stability; the table need not do so again.
    slices = 0 if k else verdict.SLICES
    by_k = choose_k.table_of_k(matrix, votes=False, slices=slices)
    at_k = choose_k.table_of_k(matrix, [k], votes=False) if k else by_k
    judged = verdict.decide(at_k, asked=k or None)
    by = By.RULES if judged.kind == "constructive" and not k else By.CLUSTERS
    return replace(decision, by=by, by_k=by_k, verdict=judged, k=judged.k)


def read_with(reading: ReadResult, options: Options, returns: str) -> dict[str, str | bool]:
    """What a next file of the same export is to be read with, so that nothing is guessed anew.

    Parameter of `segmentation mine` → the column that was taken, or what was set or understood;
    nothing for a parameter that neither the user nor the file decided, nor for the snapshot, of
    which every file has its own.
    """
    understood = replace(
        options,
        decimal=reading.decimal,
        day_first=options.day_first if reading.day_first is None else reading.day_first,
        currency=reading.currency,
        snapshot=None,
    )
    columns = reading.columns.set_index("role")["column"].to_dict()
    taken = {name: columns[role] for role, name in PARAMETERS.items() if role in columns}
    return understood.as_texts() | {"returns": returns} | taken


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
    if decision.by is By.RULES or model is None:
        return None
    labels = model.predict(customers)["Cluster"].to_numpy(dtype=int)
    return clusters_valleys.valleys(model.scale(customers).to_numpy(), labels)


def segments(customers: pd.DataFrame, decision: Decision, model: Segmenter | None) -> pd.DataFrame:
    """One row per customer: features, segment, action, why, and how sure that is.

    With rules, `Next_Segment` and `Margin` are missing, and `Cluster` says where K-Means puts the
    customer, if it could be fitted.
    """
    if decision.by is By.CLUSTERS and model is not None:
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
    actions = {segment.name: segment.action for segment in model.segments}
    why = {segment.name: segment.why for segment in model.segments}
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
    """Share of customers in another segment if returns are taken off, or not; None without any.

    Each policy is segmented by itself: clusters at the same k, or by the same rules.
    """
    if "returned_amount" not in orders.columns:
        return None
    gross, net = (
        _labels(features_table(orders, as_of=snapshot, returns=policy, decimals=decimals), decision)
        for policy in ("gross", "net")
    )
    if decision.by is By.RULES:
        return float((gross != net).mean())
    return agreement.moved(gross, net)


def _labels(customers: pd.DataFrame, decision: Decision) -> np.ndarray:
    """The segments of customers by rules, or by as many clusters as were decided on."""
    if decision.by is By.RULES:
        return rules.rfm_segments(rules.rfm_scores(customers)).to_numpy()
    names = [name for name in decision.features if customers[name].nunique() > 1]
    return cluster(scale(customers, names), decision.k).labels
