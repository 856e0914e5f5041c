"""The engagement case: the published claims."""

import pandas as pd
import pytest

from segmentation.base.estimates import Estimates
from segmentation.cases.engagement.claims import Claim, claims

EVERYBODY = pd.Series({"Recency": 48.7, "Monetary": 1_938.4, "response": 0.42, "top": 0.4})
METRICS = "engagement metrics correlate strongly with value"
REVENUE = "VIPs bring disproportionate revenue"
CARTS = "cart abandonment varies by segment"


def groups(risk: str = "At-Risk", big: str = "Promising Regulars") -> pd.DataFrame:
    """Four named groups, the third the largest."""
    return pd.DataFrame(
        {
            "share": [0.1, 0.2, 0.576, 0.124],
            "Recency": [7.0, 20.0, 50.4, 135.0],
            "Monetary": [7_602.0, 3_465.0, 755.0, 49.0],
            "share of spend": [0.38, 0.39, 0.22, 0.01],
            "response": [0.8, 0.6, 0.34, 0.1],
        },
        index=["VIP Champions", "High-Value Loyalists", big, risk],
    )


def claimed(table: pd.DataFrame, inside: float = 0.01, reach: float = 0.5) -> dict[str, Claim]:
    carts = pd.Series([5.0, 10.0, 19.4, 35.0], table.index)
    ties = pd.DataFrame({"all": [0.9, 0.92], "tier": [inside, -0.01]}, ["clicks", "sessions"])
    found = claims(table, Estimates(carts, carts - reach, carts + reach), EVERYBODY, ties)
    return {claim.claim: claim for claim in found}


def test_what_the_table_says_of_each_claim() -> None:
    found = claimed(groups())
    assert [(claim.stands, claim.figures) for claim in found.values()][:-1] == [
        (False, "they ordered 50 days ago (all: 49) and spent 755 (all: 1,938); longest silent: "
                "At-Risk, 135 days"),
        (False, "clicks +0.90 over all, +0.01 inside a tier; sessions +0.92 over all, −0.01 inside "
                "a tier"),
        (True, "10.0% of customers bring 38%; as many largest spenders 40%"),
        (False, "VIPs 38% of the spend, Loyalists 39%"),
        (None, "answered the campaign: 34% of Promising Regulars; 10% of At-Risk (all: 42%)"),
        (True, "from 5.0 (4.5 to 5.5) to 35.0 (34.5 to 35.5) per cent"),
    ]  # fmt: skip
    assert found["regulars have growth potential"].stands is None
    assert "57.6% are at risk" in found


def test_other_tables_turn_the_claims() -> None:
    other = groups("Promising Regulars", "At-Risk")
    other.loc["VIP Champions", "share of spend"] = 0.6
    other.loc["At-Risk", "Recency"] = 200
    found = claimed(other, 0.8, reach=16)
    answers = [claim.stands for claim in found.values()]
    assert answers == [True, False, True, True, None, False, None]
    assert found[METRICS].holds == "inside a tier for clicks only"
    win_back = "answered the campaign: 34% of At-Risk (all: 42%)"
    assert found["the 57.6% are an opportunity for win-back"].figures == win_back
    other.loc["VIP Champions", "share of spend"] = 0.05
    assert not claimed(other)[REVENUE].stands


@pytest.mark.parametrize(("inside", "stands"), [(0.8, True), (0.1, False)])
def test_a_tie_that_is_half_as_strong_inside_tiers_holds(inside: float, stands: bool) -> None:
    ties = pd.DataFrame({"all": [0.9], "tier": [inside]}, ["clicks"])
    shares = pd.Series(0.0, groups().index)
    found = claims(groups(), Estimates(shares, shares, shares), EVERYBODY, ties)
    assert found[1].stands == stands


def test_claims_of_groups_without_the_names() -> None:
    found = claimed(groups("A", "B").rename(index={"VIP Champions": "C"}))
    assert len(found) == 5 and REVENUE not in found
