"""The engagement case: the published claims."""

import pandas as pd

from segmentation.cases.engagement import claims as engagement_claims


def groups(risk: str = "At-Risk", big: str = "Promising Regulars") -> pd.DataFrame:
    """Four named groups, the third the largest."""
    table = pd.DataFrame(
        {
            "share": [0.1, 0.2, 0.576, 0.124],
            "Recency": [7.0, 20.0, 50.4, 135.0],
            "Monetary": [7_602.0, 3_465.0, 755.0, 49.0],
            "share of spend": [0.38, 0.39, 0.22, 0.01],
            "response": [0.8, 0.6, 0.34, 0.1],
            "abandonment": [5.0, 10.0, 19.4, 35.0],
        },
        index=["VIP Champions", "High-Value Loyalists", big, risk],
    )
    spread = {"abandonment low": table["abandonment"] - 0.5}
    return table.assign(**spread, **{"abandonment high": table["abandonment"] + 0.5})


EVERYBODY = pd.Series({"Recency": 48.7, "Monetary": 1_938.4, "response": 0.42, "top": 0.4})
METRIC = "engagement metrics correlate strongly with value"


def ties(inside: float) -> pd.DataFrame:
    """Two metrics."""
    return pd.DataFrame({"all": [0.9, 0.92], "tier": [inside, -0.01]}, ["clicks", "sessions"])


def claims(table: pd.DataFrame, inside: float = 0.01) -> pd.DataFrame:
    return engagement_claims.claims(table, EVERYBODY, ties(inside)).set_index("claim")


def test_claims_that_fail():
    table = claims(groups())
    assert table["holds"].to_dict() == {
        "57.6% are at risk": "no: by our reading these are Promising Regulars",
        METRIC: "between tiers only",
        "VIPs bring disproportionate revenue": "yes, being cut on spend",
        engagement_claims.OURS: "no: under half",
        "the 57.6% are an opportunity for win-back": "not supported: needs a control group",
        "cart abandonment varies by segment": "yes",
        "regulars have growth potential": "cannot be tested",
    }
    assert table["what the table says"].tolist()[:-1] == [
        "they ordered 50 days ago (all: 49) and spent 755 (all: 1,938); longest silent: At-Risk, "
        "135 days",
        "clicks +0.90 over all, +0.01 inside a tier; sessions +0.92 over all, -0.01 inside a tier",
        "10.0% of customers bring 38%; as many largest spenders 40%",
        "VIPs 38% of the spend, Loyalists 39%",
        "answered the campaign: 34% of Promising Regulars; 10% of At-Risk (all: 42%)",
        "from 5.0% (4.5 to 5.5) to 35.0% (34.5 to 35.5)",
    ]


def test_claims_that_hold():
    other = groups("Promising Regulars", "At-Risk")
    other.loc["VIP Champions", "share of spend"] = 0.6
    other.loc["At-Risk", "Recency"] = 200
    other["abandonment high"] = 40.0
    table = claims(other, 0.8)
    assert table["holds"].tolist()[:4] == [
        "yes",
        "inside a tier for clicks only",
        "yes, being cut on spend",
        "yes",
    ]
    assert table["holds"]["cart abandonment varies by segment"] == "no: the intervals overlap"
    win_back = table["what the table says"]["the 57.6% are an opportunity for win-back"]
    assert win_back == "answered the campaign: 34% of At-Risk (all: 42%)"
    inside = pd.DataFrame({"all": [0.9], "tier": [0.8]}, ["clicks"])
    held = engagement_claims.claims(other, EVERYBODY, inside).set_index("claim")
    assert held["holds"][METRIC] == "yes"
    other.loc["VIP Champions", "share of spend"] = 0.05
    assert claims(other)["holds"]["VIPs bring disproportionate revenue"] == "no"


def test_claims_without_the_names():
    table = claims(groups("A", "B").rename(index={"VIP Champions": "C"}))
    assert len(table) == 5
