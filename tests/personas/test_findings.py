"""Sentences of notebook 08: which branch the inputs take, and the figures they quote."""

import numpy as np
import pandas as pd
import pytest

from segmentation.base.palette import CHURN_RISK
from segmentation.clusters.verdict import Kind, Verdict
from segmentation.personas.findings import rfm as on_rfm
from segmentation.personas.findings import segments as findings
from segmentation.personas.value import CONTRIBUTION_MARGIN, COSTS

VIP, NEW, LOST = "Zero-Friction VIPs", "New/Occasional Buyers", "Dormant/Lost"


@pytest.mark.parametrize(
    ("everything", "more", "said"),
    [
        (0.95, True, ["ARI of **0.75**", "still behind"]),
        (0.75, True, ["ARI of **0.75**", "it catches up"]),
        (0.61, False, ["**0.75**", "nothing else is in use"]),
    ],
)
def test_at_best(everything: float, more: bool, said: list[str]) -> None:
    by_k = pd.DataFrame({"RFM": [0.5, 0.61], "basket": [0.75, 0.4]}, index=[3, 7])
    for part in said:
        assert part in on_rfm.at_best(by_k, everything, more)
    assert on_rfm.at_best(by_k / 100, 0.04, more).startswith("Nothing is planted")


def test_told_apart() -> None:
    pairs = pd.MultiIndex.from_tuples([(VIP, CHURN_RISK), (VIP, NEW)])
    auc = pd.DataFrame({"RFM": [0.618, 0.9], "all": [1.0, 1.0]}, pairs)
    text = on_rfm.told_apart(auc)
    assert "a pair of VIPs and Churn-Risk" in text
    assert "**62%**" in text and "in 100% from all" in text
    assert text.startswith("It is not the method")
    assert on_rfm.told_apart(auc.assign(RFM=0.8)).startswith("There is more in RFM's columns")
    assert "only one kind" in on_rfm.told_apart(auc.iloc[:0])


def test_where_it_went() -> None:
    names = [CHURN_RISK, VIP, NEW]
    apart = pd.DataFrame({CONTRIBUTION_MARGIN: [23.4, 37.6, 20.0]}, names)
    of_100 = pd.DataFrame(
        [[40, -9, -3, -4, -2, 22.0], [40, -1, -2, -1, -1, 35.0], [40, -4, -3, -3, -2, 28.0]],
        columns=["margin", *COSTS, "left"],
        index=names,
    )
    costs = pd.DataFrame(
        {"× 0.5": [30.0, 37, 33], "× 1": [22.0, 35, 28], "× 2": [9.0, 30, 29]}, names
    )
    # The two largest parts are compared, whatever the third leaves.
    text = on_rfm.where_it_went(apart, of_100, costs)
    assert "VIPs and Churn-Risk sit in one cluster, £13 of every £100 apart" in text
    assert "is *margin refunded*" in text and text.endswith("the order stays.")
    dearer = of_100.assign(support=[-31, -1, -2])
    assert "is *support*" in on_rfm.where_it_went(apart, dearer, costs)
    costs.loc[CHURN_RISK, "× 2"] = 29.5  # below the third, which is another matter
    assert on_rfm.where_it_went(apart, of_100, costs) == text
    costs.loc[CHURN_RISK, "× 2"] = 31.0
    assert on_rfm.where_it_went(apart, of_100, costs).endswith("**their order changes**.")
    assert "only one kind" in on_rfm.where_it_went(apart.iloc[:1], of_100, costs)


@pytest.mark.parametrize("kind", Kind)
def test_naming(kind: Kind) -> None:
    table = pd.DataFrame({"archetype": [True, True, False], "cosine": [0.98, 0.93, 0.6]})
    judged = Verdict(kind, 3, "for a reason")
    text = findings.naming(table, judged, 0.75)
    none = findings.naming(table.assign(archetype=False), judged, 0.75)
    is_it = "**natural**" if kind == Kind.NATURAL else f"**not natural** but {kind}"
    assert f"k = 3 is {is_it}" in text and f"k = 3 is {is_it}" in none
    assert "names only describe" in none and "75" not in none
    if kind == Kind.NATURAL:
        assert "2 of 3 clusters fit one" in text and "at least 0.93" in text and "**75%**" in text
    else:
        assert "no kind is named" in text and "75" not in text


def test_money() -> None:
    table = pd.DataFrame({"spend": [2_500.0, 500.0], "contribution": [900.0, 50.0]}, [VIP, LOST])
    none: dict[str, list[tuple[str, str]]] = {CONTRIBUTION_MARGIN: [], "contribution": []}
    costs = pd.DataFrame({"× 0.5": [40.0, 15], "× 1": [36.0, 10], "× 2": [5.0, 6]}, [VIP, LOST])
    text = findings.money(table, none, costs)
    assert "least is left from **Dormant/Lost**, £10, even if costs are halved or doubled" in text
    assert "nobody changes places" in text
    other = findings.money(table, {by: [(VIP, LOST)] for by in none}, costs)
    assert "**" not in other  # an order that depends on assumptions is not printed in bold
    assert "left from Dormant/Lost" in other
    assert "if they are doubled, less is left from VIPs" in other
    assert "By contribution per customer, VIPs and Dormant/Lost change places" in other


def test_to_do() -> None:
    table = pd.DataFrame({"name": ["A", "B", "C"], "action": "b", "owner": "c"})
    room = pd.DataFrame(
        {"£ per 1,000 and per cent": [2616.7, np.nan, np.nan],
         "£ per 1,000 and point": [np.nan, 315.6, -3.0]}, index=["A", "B", "C"]
    )  # fmt: skip
    head, *rows = findings.to_do(table, room).splitlines()
    assert head.endswith("| for 1,000 customers it may cost in 90 days |")
    assert rows == [
        "| --- | --- | --- | --- |",
        "| A | b | c | £2,617 for each per cent more contribution |",
        "| B | b | c | £316 for each point more who order |",
        "| C | b | c | nothing: their orders contribute nothing |",
    ]


def test_named_for() -> None:
    again = pd.Series({VIP: 0.962, CHURN_RISK: 0.908})
    text = findings.named_for(pd.DataFrame({"name": list(again.index)}), again)
    assert "not lost yet: 91% ordered again" in text
    few = findings.named_for(pd.DataFrame({"name": list(again.index)}), again / 3)
    assert "did not come back: 30% ordered again" in few
    assert "No segment" in findings.named_for(pd.DataFrame({"name": [VIP]}), again[[VIP]])


def test_gift() -> None:
    text = findings.gift(VIP, 0.1, 12_707_822.4, 50_000_000, 1 / 3)
    assert "10% off gives **£12.7 million a year**" in text
    assert f"to {VIP} alone, 25% of" in text
    assert "33% more of what they now buy at full price" in text
    assert "**£44,132 a year**" in findings.gift(VIP, 0.1, 44_132.3, 200_000, 1 / 3)
    assert "never pays" in findings.gift(VIP, 0.1, 12_707_822.4, 50_000_000, float("inf"))
