"""The engagement case: the published claims."""

import pandas as pd
import pytest

from segmentation.cases.engagement.claims import CANNOT, claims

EVERYBODY = pd.Series({"Recency": 48.7, "response": 0.42, "top": 0.4})
VALUE = "engagement goes with value"
REVENUE = "VIPs bring disproportionate revenue"


def groups(risk: str = "At-Risk", big: str = "Promising Regulars") -> pd.DataFrame:
    """Four named groups, the third the largest."""
    return pd.DataFrame(
        {
            "share": [0.1, 0.2, 0.576, 0.124],
            "Recency": [7.0, 20.0, 50.4, 135.0],
            "share of spend": [0.38, 0.39, 0.22, 0.01],
            "response": [0.8, 0.6, 0.34, 0.1],
        },
        index=["VIP Champions", "High-Value Loyalists", big, risk],
    )


def claimed(table: pd.DataFrame, inside: float = -0.01) -> pd.DataFrame:
    return claims(table, EVERYBODY, pd.Series({"all": 0.9, "tier": inside}))


def test_what_the_file_says_of_each_claim() -> None:
    found = claimed(groups())
    assert found.to_numpy().tolist() == [
        [
            "ordered 50 days ago, all customers 49",
            "no: by our reading these are Promising Regulars",
        ],
        ["clicks and spend: +0.90 over all, −0.01 inside a tier", "between tiers only"],
        ["34% answered the campaign, of all 42%", f"{CANNOT}: nobody was left alone"],
        ["no dates: nobody is seen twice", CANNOT],
        ["10.0% of customers bring 38%; as many largest spenders 40%", "yes, being cut on spend"],
    ]
    assert found.index[0] == "57.6% are at risk"
    assert found.index[2] == "the 57.6% are an opportunity for win-back"


def test_other_tables_turn_the_claims() -> None:
    other = groups("Promising Regulars", "At-Risk")
    other.loc["VIP Champions", "share of spend"] = 0.05
    holds = claimed(other)["holds"]
    assert holds["57.6% are at risk"] == "yes" and holds[REVENUE] == "no"


@pytest.mark.parametrize(("inside", "holds"), [(0.8, "yes"), (0.1, "between tiers only")])
def test_a_tie_that_is_half_as_strong_inside_tiers_holds(inside: float, holds: str) -> None:
    assert claimed(groups(), inside).loc[VALUE, "holds"] == holds


def test_claims_of_groups_without_the_names() -> None:
    found = claimed(groups("A", "B").rename(index={"VIP Champions": "C"}))
    assert len(found) == 4 and REVENUE not in found.index
