"""Sentences of notebook 08: which branch the inputs take, and the figures they quote."""

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
        (0.95, True, ["**0.95**", "which no form of RFM reaches"]),
        (0.75, True, ["**0.75**", "RFM catches up"]),
        (0.61, False, ["**0.75**", "nothing else is in use"]),
    ],
)
def test_at_best(everything: float, more: bool, said: list[str]) -> None:
    by_k = pd.DataFrame({"RFM": [0.5, 0.61], "basket": [0.75, 0.4]}, index=[3, 7])
    for part in said:
        assert part in on_rfm.at_best(by_k, everything, more)
    assert on_rfm.at_best(by_k / 100, 0.04, more).startswith("Nothing is planted")


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
    assert f"£13 between {VIP} and {CHURN_RISK} is *margin refunded* (£8)" in text
    assert text.endswith(f"{VIP} still leave more than {CHURN_RISK}.")
    dearer = of_100.assign(support=[-31, -1, -2])
    assert "is *support* (£30)" in on_rfm.where_it_went(apart, dearer, costs)
    costs.loc[CHURN_RISK, "× 2"] = 29.5
    below = on_rfm.where_it_went(apart, of_100, costs)
    assert below.endswith(f"{CHURN_RISK} and {NEW} change places: their order is no finding.")
    costs.loc[CHURN_RISK, "× 2"] = 31.0
    assert f"**even the order of {VIP} and {CHURN_RISK} changes**" in (
        on_rfm.where_it_went(apart, of_100, costs)
    )
    assert "only one kind" in on_rfm.where_it_went(apart.iloc[:1], of_100, costs)


def test_champions() -> None:
    mixed = on_rfm.champions(pd.Series({NEW: 0.04, CHURN_RISK: 0.24, VIP: 0.72}))
    assert mixed.endswith(f"a mixture too: 72% {VIP} and 24% {CHURN_RISK}.")
    assert on_rfm.champions(pd.Series({NEW: 0.04, VIP: 0.96})).endswith(f"one kind: 96% {VIP}.")


def test_naming() -> None:
    table = pd.DataFrame({"archetype": [True, True, False]})
    assert "**75.0%** of the customers" in findings.naming(table, 0.75)
    none = findings.naming(table.assign(archetype=False), 0.75)
    assert "**No archetype is given**: at k = 3" in none and "75" not in none


def test_money() -> None:
    table = pd.DataFrame({"spend": [2_500.0, 500.0], "contribution": [900.0, 50.0]}, [VIP, LOST])
    none: dict[str, list[tuple[str, str]]] = {CONTRIBUTION_MARGIN: [], "contribution": []}
    text = findings.money(table, none)
    assert f"**{LOST}** leave least of £100 ordered: £10." in text
    assert "stays the same" in text
    other = findings.money(table, {by: [(VIP, LOST)] for by in none})
    assert "**" not in other  # an order that depends on assumptions is not printed in bold
    assert f"{LOST} leave £10, and change places with {VIP}" in other
    assert f"per customer {VIP} and {LOST} change places" in other


def test_to_do() -> None:
    table = pd.DataFrame({"name": ["A"], "action": ["b"], "owner": ["c"], "budget": ["d"]})
    assert findings.to_do(table) == (
        "| segment | action to test | owner | budget |\n| --- | --- | --- | --- |\n"
        "| A | b | c | d |"
    )


def test_named_for() -> None:
    again = pd.Series({VIP: 0.962, CHURN_RISK: 0.908})
    assert "91% order again" in findings.named_for(pd.DataFrame({"name": list(again.index)}), again)
    assert "No segment" in findings.named_for(pd.DataFrame({"name": [VIP]}), again[[VIP]])


def test_gift() -> None:
    text = findings.gift(VIP, 0.1, 12_707_822.4, 50_000_000, 1 / 3)
    assert "flat 10%" in text
    assert f"**£12.71 million a year to {VIP} alone**, 25% of" in text
    assert "33% more" in text
    assert "never pays" in findings.gift(VIP, 0.1, 12_707_822.4, 50_000_000, float("inf"))


@pytest.mark.parametrize("kind", Kind)
def test_may_be_named(kind: Kind) -> None:
    text = findings.may_be_named(Verdict(kind, 5, "for a reason"))
    natural = kind == Kind.NATURAL
    assert f"k = 5 is **{'natural' if natural else 'not natural'}**: for a reason." in text
    assert ("may be given" in text, "only describe" in text) == (natural, not natural)


@pytest.mark.parametrize(
    ("wrong", "kind", "warned"),
    [
        (0.23, "natural", True),
        (0.10, "natural", False),  # too few to warn of
        (1.0, "natural", False),  # no archetype at all
        (0.23, "slices", False),  # the rule does protect
    ],
)
def test_blurred(wrong: float, kind: str, warned: bool) -> None:
    # The widest overlap decides, wherever it stands.
    text = findings.blurred({4: wrong, 1.5: 0.0871}, {4: kind, 1.5: "natural"}, 5)
    assert "8.7% of the customers at overlap 1.5 (verdict natural)" in text
    assert ("at overlap 4 no archetype is given" in text) == (wrong == 1)
    assert ("does not protect" in text) == warned
    assert "no name could be right" in findings.blurred({4: wrong}, {4: kind}, 1)
