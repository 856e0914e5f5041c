"""Sentences of notebook 08: both wordings, and the figures they quote."""

import pandas as pd
import pytest

from segmentation.base.palette import CHURN_RISK
from segmentation.clusters.verdict import Verdict
from segmentation.personas import findings
from segmentation.personas.value import COSTS, Assumptions

VIP, NEW, LOST = "Zero-Friction VIPs", "New/Occasional Buyers", "Dormant/Lost"


# 08: personas


def landing(*rows: list[float]) -> pd.DataFrame:
    """Share of each of three personas in each cluster."""
    return pd.DataFrame(rows, index=[VIP, NEW, LOST][: len(rows)])


def test_premise_where_rfm_merges_and_all_features_part() -> None:
    rfm = landing([0.9, 0.1, 0], [0.7, 0.1, 0.2], [0, 0.2, 0.8])
    text = findings.premise(rfm, landing([1, 0, 0], [0, 1, 0], [0, 0, 1]), (0.541, 0.949))
    assert f"RFM alone: **{VIP} and {NEW}** share a cluster." in text
    assert "All features: the largest part of each persona has a cluster of its own." in text
    assert text.endswith("ARI **0.54 against 0.95**.")


def test_premise_the_other_way_round() -> None:
    split = landing([0.7, 0.1, 0.2], [0.1, 0.7, 0.2], [0, 0.2, 0.8])
    shared = landing([0.9, 0.1, 0], [0.7, 0, 0.3], [0.8, 0.2, 0])
    text = findings.premise(split, shared, (0.3, 0.3))
    assert "RFM alone: the largest part of each persona has a cluster of its own." in text
    assert f"All features: **{VIP}, {NEW} and {LOST}** share a cluster." in text
    assert "in several" not in text
    one = pd.DataFrame([[0.5, 0.5]], index=["Customer"])
    assert "Only one kind of customer is planted" in findings.premise(one, one, (0, 0))


def test_premise_with_personas_in_several_clusters() -> None:
    one = landing([0.9, 0.1, 0], [0.8, 0.1, 0.1], [0.1, 0.3, 0.6])
    two = landing([0.6, 0.4, 0], [0, 0.34, 0.66], [0.1, 0.9, 0])
    text = findings.premise(one, two, (0.3, 0.4))
    assert f"RFM alone: **{VIP} and {NEW}** share a cluster, and {LOST} lies in several." in text
    own = "the largest part of each persona has a cluster of its own"
    assert f"All features: {own}, and {VIP} and {NEW} lie in several." in text


def test_premise_calls_two_thirds_one_place() -> None:
    table = landing([2 / 3, 1 / 3, 0], [0, 0.67, 0.33])
    assert "in several" not in findings.premise(table, table, (0.3, 0.4))


def test_generous() -> None:
    behind = findings.generous({3: 0.5, 7: 0.61, 9: 0.6}, 0.55, 0.95, True)
    assert "At its best (k = 7) RFM reaches an ARI of **0.61**; on net spend" in behind
    assert "**0.55**. It does not catch up with all features (0.95)" in behind
    for by_k, net in (({3: 0.5, 7: 0.95}, 0.1), ({3: 0.5, 7: 0.6}, 0.95)):
        assert "It catches up with all features (0.95)" in findings.generous(by_k, net, 0.95, True)
    assert findings.generous({3: 0.01}, 0.02, 0.04, True).startswith("Nothing is planted")
    alone = findings.generous({3: 0.5, 7: 0.61}, 0.55, 0.61, False)
    assert "0.61 at its best k; nothing else is in use" in alone


def apart() -> pd.DataFrame:
    """RFM's best cluster taken apart into two, the one that leaves more first."""
    return pd.DataFrame(
        {"customers": [400, 600], "share": [0.4, 0.6], "left of 100": [37.6, 23.4]},
        index=[VIP, "Churn-Risk"],
    )


def test_taken_apart() -> None:
    text = findings.taken_apart(apart(), 0.4)
    assert f"(1,000 customers shown) is made of 40% {VIP} and 60% Churn-Risk." in text
    assert "£100 ordered carry a margin of £40." in text
    assert f"**{VIP}** leave **£38** of it, **Churn-Risk** **£23**." in text
    alone = findings.taken_apart(apart().iloc[:1], 0.4)
    assert alone == f"RFM's best cluster (400 customers shown) is made of 40% {VIP}. "


def test_where_it_went() -> None:
    of_100 = pd.DataFrame(
        [[40, -1, -2, -1, -1, 35.0], [40, -4, -3, -3, -2, 28.0], [40, -9, -3, -4, -2, 22.0]],
        columns=["margin", *COSTS, "left"],
        index=[VIP, NEW, LOST],
    )
    costs = pd.DataFrame({"costs × 0.5": [37.0, 33, 30], "costs × 2": [30.0, 29, 9]}, of_100.index)
    text = findings.where_it_went(of_100, costs)
    assert text.startswith(
        f"The largest part of the gap of £13 between {VIP} and {LOST} is *margin refunded* (£8). "
    )
    assert "With the costs of coupons, returns and contacts halved or doubled the order of" in text
    assert text.endswith("the order of the segments stays the same.")
    dearer = of_100.assign(support=[-1, -2, -31])
    assert f"{VIP} and {LOST} is *support* (£30)" in findings.where_it_went(dearer, costs)
    costs.loc[LOST, "costs × 2"] = 29.5
    below = findings.where_it_went(of_100, costs)
    assert f"{VIP} still leave most, but the order below them changes, so it is no" in below
    costs.loc[LOST, "costs × 2"] = 31.0
    assert "**even who leaves most changes**" in findings.where_it_went(of_100, costs)
    # The order at the costs assumed is one of those compared.
    costs[:] = [[37.0, 37], [30, 30], [33, 33]]
    assert "the order below them changes" in findings.where_it_went(of_100, costs)
    costs[:] = [[33.0, 33], [37, 37], [30, 30]]
    assert "**even who leaves most changes**" in findings.where_it_went(of_100, costs)
    assert "only one kind" in findings.where_it_went(of_100.iloc[:1], costs.iloc[:1])


def test_champions() -> None:
    mixed = findings.champions(pd.Series({NEW: 0.04, "Churn-Risk": 0.24, VIP: 0.72}))
    assert mixed.endswith(f"are a mixture too: 72% {VIP} and 24% Churn-Risk.")
    alone = findings.champions(pd.Series({NEW: 0.04, VIP: 0.96}))
    assert alone.endswith(f"are one kind: 96% {VIP}.")


def test_answer() -> None:
    table = pd.DataFrame(
        {
            "name": [VIP, "Churn-Risk"],
            "owner": ["marketing", "customer service"],
            "archetype": [True, False],
        }
    )
    money = pd.DataFrame({"share of contribution": [0.4, 0.6]}, index=["Churn-Risk", VIP])
    text = findings.answer(apart(), table, money, True)
    assert "mixes 2 kinds of customer, which leave £23 to £38 of every £100 ordered." in text
    assert f"**{VIP}** bring 60% of all that is left" in text
    assert text.endswith("Customer service calls Churn-Risk first.")
    both = findings.answer(apart(), table.assign(owner="customer service"), money, True)
    assert both.endswith(f"Customer service calls {VIP} and Churn-Risk first.")
    described = findings.answer(apart(), table.iloc[:1].assign(archetype=False), money, True)
    assert "mixes 2 parts" in described and "calls" not in described
    assert "does not hold here" in findings.answer(apart().iloc[:1], table, money, True)
    assert "nothing to compare" in findings.answer(apart(), table, money, False)


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
    text = findings.money(table, Assumptions(0.35, 12, 7.5, 0.2))
    assert f"**{VIP}** bring 67% of the contribution with 10% of the customers." in text
    assert f"**{LOST}** leave least of £100 ordered: £10." in text
    assert "Assumed: margin 35% of kept spend, £12 a return, £7.5 a contact, coupons of 20%" in text


@pytest.mark.parametrize(
    ("strength", "words"),
    [(0.10, "a weak"), (0.20, "a moderate"), (0.40, "a strong")],
)
def test_channel(strength: float, words: str) -> None:
    mix = pd.DataFrame({"Email": [40, 10], "Social": [60, 90]}, index=[VIP, LOST])
    text = findings.channel(mix, strength, 0.523)
    assert f"Cramér's V is **{strength:.2f}**, {words} association; the planted" in text
    assert "the planted personas themselves reach 0.52." in text
    assert text.endswith(f"Email differs most: 40% of the {VIP}, 10% of the {LOST}.")
    hardly = findings.channel(mix, 0.04, 0.523)
    assert hardly == "Cramér's V is 0.04: the channel hardly differs by segment."


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
