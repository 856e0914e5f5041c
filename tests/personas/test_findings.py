"""Sentences of notebook 08: both wordings, and the figures they quote."""

import pandas as pd
import pytest

from segmentation.base.palette import CHURN_RISK
from segmentation.clusters.verdict import Verdict
from segmentation.personas.findings import rfm as on_rfm
from segmentation.personas.findings import segments as findings
from segmentation.personas.value import COSTS, Assumptions

VIP, NEW, LOST = "Zero-Friction VIPs", "New/Occasional Buyers", "Dormant/Lost"


# 08: personas


def landing(*rows: list[float]) -> pd.DataFrame:
    """Share of each of three personas in each cluster."""
    return pd.DataFrame(rows, index=[VIP, NEW, LOST][: len(rows)])


def test_premise_where_rfm_merges_and_all_features_part() -> None:
    rfm = landing([0.9, 0.1, 0], [0.7, 0.1, 0.2], [0, 0.2, 0.8])
    tables = {"RFM": rfm, "all": landing([1, 0, 0], [0, 1, 0], [0, 0, 1])}
    assert on_rfm.premise(tables, {"RFM": 0.541, "all": 0.949}) == (
        f"- RFM: **{VIP} and {NEW}** share a cluster. ARI **0.54**.\n"
        "- all: the largest part of each persona has a cluster of its own. ARI **0.95**."
    )
    one = pd.DataFrame([[0.5, 0.5]], index=["Customer"])
    assert "Only one kind of customer is planted" in on_rfm.premise({"RFM": one}, {"RFM": 0})


def test_premise_with_personas_in_several_clusters() -> None:
    one = landing([0.9, 0.1, 0], [0.8, 0.1, 0.1], [0.1, 0.3, 0.6])
    two = landing([0.6, 0.4, 0], [0, 0.34, 0.66], [0.1, 0.9, 0])
    text = on_rfm.premise({"one": one, "two": two}, {"one": 0.3, "two": 0.4})
    assert f"share a cluster, and no cluster holds two thirds of {LOST}." in text
    assert f"of its own, and no cluster holds two thirds of {VIP} and {NEW}." in text


def test_premise_calls_two_thirds_one_place() -> None:
    table = landing([2 / 3, 1 / 3, 0], [0, 0.67, 0.33])
    assert "two thirds" not in on_rfm.premise({"RFM": table}, {"RFM": 0.3})


def test_at_best() -> None:
    by_k = pd.DataFrame({"RFM": [0.5, 0.61], "basket": [0.75, 0.4]}, index=[3, 7])
    behind = on_rfm.at_best(by_k, 0.95, True)
    assert behind == (
        "At its best k: RFM **0.61** (k = 7) and basket **0.75** (k = 3). All features have "
        "**0.95**, which none of them reaches."
    )
    assert on_rfm.at_best(by_k, 0.75, True).endswith("**0.75**, and RFM catches up.")
    assert on_rfm.at_best(by_k / 100, 0.04, True).startswith("Nothing is planted")
    assert on_rfm.at_best(by_k, 0.61, False).endswith("Nothing else is in use here.")


def test_told_apart() -> None:
    pairs = pd.MultiIndex.from_tuples([(VIP, LOST), (VIP, NEW)])
    columns = ["Frequency", "Basket", "Net", "RFM", "all"]
    table = pd.DataFrame([[0.6, 0.53, 0.73, 0.61, 1], [0.9, 0.8, 0.99, 0.98, 1]], pairs, columns)
    text = on_rfm.told_apart(table, "RFM", "all", "Net")
    assert text == (
        f"**{VIP} and {LOST}** are the pair that RFM's columns tell apart worst: 0.60 for the best "
        "of them alone, 0.61 for all together, 1.00 for all features. Net of refunds, which betray "
        f"a costly customer, the basket has 0.73. The next worst pair, {VIP} and {NEW}, has 0.98."
    )
    alone = on_rfm.told_apart(table.assign(Net=0.5).iloc[:1], "RFM", "all", "Net")
    assert "Net of refunds" not in alone and "next worst" not in alone
    assert "no pair" in on_rfm.told_apart(table.iloc[:0], "RFM", "all", "Net")


def apart() -> pd.DataFrame:
    """RFM's best cluster taken apart into three, the largest first."""
    return pd.DataFrame(
        {
            "customers": [600, 400, 100],
            "share": [0.55, 0.36, 0.09],
            "left of 100": [23.4, 37.6, 20.0],
        },
        index=["Churn-Risk", VIP, NEW],
    )


def test_taken_apart() -> None:
    text = on_rfm.taken_apart(apart(), 0.4)
    assert f"(1,100 customers shown) is made of 55% Churn-Risk, 36% {VIP} and 9% {NEW}." in text
    assert "£100 ordered carry a margin of £40." in text
    # The two largest parts are compared, whatever the third leaves.
    assert f"{VIP} leave £38 of it, Churn-Risk £23." in text
    alone = on_rfm.taken_apart(apart().iloc[:1], 0.4)
    assert alone == "RFM's best cluster (600 customers shown) is made of 55% Churn-Risk. "


def test_where_it_went() -> None:
    parts = apart()
    of_100 = pd.DataFrame(
        [[40, -9, -3, -4, -2, 22.0], [40, -1, -2, -1, -1, 35.0], [40, -4, -3, -3, -2, 28.0]],
        columns=["margin", *COSTS, "left"],
        index=parts.index,
    )
    costs = pd.DataFrame({"× 0.5": [30.0, 37, 33], "× 1": [22.0, 35, 28], "× 2": [9.0, 30, 29]})
    costs.index = parts.index
    assert on_rfm.where_it_went(parts, of_100, costs) == (
        f"The largest part of the gap of £13 between {VIP} and Churn-Risk is *margin refunded* "
        "(£8). With the costs of coupons, returns and contacts halved or doubled "
        f"{VIP} still leave more than Churn-Risk."
    )
    dearer = of_100.assign(support=[-31, -1, -2])
    assert "Churn-Risk is *support* (£30)" in on_rfm.where_it_went(parts, dearer, costs)
    costs.loc["Churn-Risk", "× 2"] = 29.5
    below = on_rfm.where_it_went(parts, of_100, costs)
    assert below.endswith(
        f"than Churn-Risk; Churn-Risk and {NEW} change places: their order is no finding."
    )
    costs.loc["Churn-Risk", "× 2"] = 31.0
    assert f"**even the order of {VIP} and Churn-Risk changes**" in (
        on_rfm.where_it_went(parts, of_100, costs)
    )
    assert "only one kind" in on_rfm.where_it_went(parts.iloc[:1], of_100, costs)


def test_champions() -> None:
    mixed = on_rfm.champions(pd.Series({NEW: 0.04, "Churn-Risk": 0.24, VIP: 0.72}))
    assert mixed.endswith(f"are a mixture too: 72% {VIP} and 24% Churn-Risk.")
    alone = on_rfm.champions(pd.Series({NEW: 0.04, VIP: 0.96}))
    assert alone.endswith(f"are one kind: 96% {VIP}.")


def test_answer() -> None:
    table = pd.DataFrame({"name": [VIP, "Churn-Risk"], "owner": ["marketing", "customer service"]})
    money = pd.DataFrame({"share of contribution": [0.4, 0.6]}, index=["Churn-Risk", VIP])
    text = on_rfm.answer(apart(), table, money, True)
    assert f"holds {VIP} and Churn-Risk alike, who leave £38 and £23 of every £100" in text
    assert f"{VIP} bring 60% of all that is left" in text
    assert text.endswith("Customer service calls Churn-Risk first.")
    both = on_rfm.answer(apart(), table.assign(owner="customer service"), money, True)
    assert both.endswith(f"Customer service calls {VIP} and Churn-Risk first.")
    assert "calls" not in on_rfm.answer(apart(), table.iloc[:1], money, True)
    assert "does not hold here" in on_rfm.answer(apart().iloc[:1], table, money, True)
    assert "nothing to compare" in on_rfm.answer(apart(), table, money, False)


def test_naming() -> None:
    truth, names = pd.Series([VIP, VIP, NEW, NEW]), pd.Series([VIP, VIP, NEW, "Recent"])
    table = pd.DataFrame({"archetype": [True, True, False]})
    text = findings.naming(table, truth, names)
    assert text.startswith("**2 of 3** clusters earned an archetype.")
    assert "**75.0%** of the customers carry the name of their planted persona." in text
    assert text.endswith("the naming earns its keep where it refuses.")
    none = findings.naming(table.assign(archetype=False), truth, names)
    assert none.startswith("**No archetype is given**: at k = 3")
    assert "75" not in none


def test_money() -> None:
    table = pd.DataFrame(
        {
            "customers": [10, 90],
            "spend": [2_500.0, 500.0],
            "contribution": [900.0, 50.0],
            "share of contribution": [0.667, 0.333],
        },
        index=[VIP, LOST],
    )
    none: dict[str, list[tuple[str, str]]] = {
        name: [] for name in ("left of 100", "contribution", "share of contribution")
    }
    assumed = Assumptions(0.35, 12, 7.5, 0.2)
    text = findings.money(table, none, assumed)
    assert f"**{VIP}** bring 67% of the contribution with 10% of the customers." in text
    assert f"**{LOST}** leave least of £100 ordered: £10." in text
    assert "The order by contribution per customer stays the same then." in text
    assert "Assumed: margin 35% of kept spend, £12 a return, £7.5 a contact, coupons of 20%" in text
    pair = [(VIP, LOST)]
    other = findings.money(table, dict.fromkeys(none, pair), assumed)
    assert "**" not in other  # an order that depends on assumptions is not printed in bold
    assert (
        f"{LOST} leave £10, and change places with {VIP} if costs are halved or doubled." in other
    )
    assert f"By contribution per customer {VIP} and {LOST} change places then." in other


def test_judged_by() -> None:
    ceiling = [500.0, float("nan")]
    table = pd.DataFrame(
        {"share that orders again": [0.96, 0.4], "£ per 1,000 and per cent": ceiling}, [VIP, NEW]
    )
    assert findings.judged_by(table).startswith(
        f"96% of the {VIP} order again within 90 days without any action: who orders cannot"
    )
    assert findings.judged_by(table.iloc[1:]).startswith("In every segment enough stay away")


def test_to_do() -> None:
    table = pd.DataFrame({"name": ["A"], "action": ["b"], "owner": ["c"], "budget": ["d"]})
    assert findings.to_do(table) == (
        "| segment | action to test | owner | budget |\n| --- | --- | --- | --- |\n"
        "| A | b | c | d |"
    )


def test_calls() -> None:
    table = pd.DataFrame({"contribution": [900.0, 600.4], "Satisfaction_Score": [2.0, 2.6]})
    text = findings.calls(table)
    assert text.startswith("The first 2 brought £1,500 in a year")
    assert "2.3 of 5 on average" in text
    assert text.endswith("not by what a call would save: that takes an experiment.")
    assert "nobody is on the list" in findings.calls(table.iloc[:0])


def test_named_for() -> None:
    again = pd.Series({VIP: 0.962, CHURN_RISK: 0.908, LOST: 0.002})
    text = findings.named_for(pd.DataFrame({"name": list(again.index)}), again)
    assert text.startswith(f"**{CHURN_RISK}** is a reading of returns, contacts and ratings")
    assert text.endswith(
        f"91% order again within the hold-out, 96% in the best segment, 0% among {LOST}."
    )
    without = findings.named_for(pd.DataFrame({"name": [VIP, LOST]}), again[[VIP, LOST]])
    assert without == "No segment is called churn-risk here."


def test_gift() -> None:
    text = findings.gift(VIP, 0.1, 12_707_822.4, 50_000_000, 1 / 3)
    assert "A flat 10% for everyone" in text
    assert f"**£12.71 million a year to {VIP} alone**, 25% of what they contribute." in text
    assert text.endswith("It pays only if they buy 33% more because of it.")
    never = findings.gift(VIP, 0.1, 12_707_822.4, 50_000_000, float("inf"))
    assert never == text.replace(
        "It pays only if they buy 33% more because of it.",
        "It takes the whole margin, so it never pays.",
    )


def test_may_be_named() -> None:
    natural = findings.may_be_named(Verdict("natural", 5, "for a reason"))
    assert natural == (
        "By the rule, k = 5 is **natural**: for a reason. So archetype names may be given."
    )
    for kind in ("slices", "constructive"):
        text = findings.may_be_named(Verdict(kind, 4, "for a reason"))
        assert "k = 4 is **not natural**: for a reason. So" in text
        assert "only describe" in text


def test_blurred() -> None:
    kinds = {1: "natural", 1.5: "natural", 4: "slices"}
    text = findings.blurred({1: 0.022, 1.5: 0.0871, 4: 1.0}, kinds, 5)
    assert text == (
        "Another name than the planted persona's: 2.2% of the customers at overlap 1 (verdict "
        "natural), 8.7% of the customers at overlap 1.5 (verdict natural) and at overlap 4 no "
        "archetype is given (verdict slices)."
    )
    assert "no name could be right" in findings.blurred({1: 0.022}, kinds, 1)


@pytest.mark.parametrize(
    ("wrong", "kind", "warned"),
    [
        (0.23, "natural", True),
        (0.10, "natural", False),  # too few to warn of
        (1.0, "natural", False),  # no archetype at all
        (0.23, "slices", False),  # the rule does protect
    ],
)
def test_blurred_says_if_the_rule_does_not_protect(wrong: float, kind: str, warned: bool) -> None:
    # The widest overlap decides, wherever it stands.
    text = findings.blurred({4: wrong, 1: 0.5}, {4: kind, 1: "natural"}, 5)
    protection = "The rule does not protect from that: clusters can be there and still overlap."
    assert text.endswith(protection) == warned
