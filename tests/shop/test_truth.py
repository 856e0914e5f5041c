"""What only the simulator knows."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from segmentation.shop.planted import PERSONAS, Parameters
from segmentation.shop.truth import moments, ordered_again, planted, typical_customers

NAMES = [persona.name for persona in PERSONAS]
VIP, CHURN_RISK, DISCOUNT, NEW, DORMANT = NAMES


@pytest.fixture(scope="module")
def by_id(shop_folder: Path) -> pd.Series:
    """The planted persona of each customer, as `planted` reads it."""
    return planted(shop_folder)


def test_planted_is_indexed_by_customer(by_id: pd.Series, tables: dict) -> None:
    assert by_id.index.name == "Customer_ID"
    assert by_id.index.tolist() == tables["truth"]["Customer_ID"].tolist()
    assert by_id.tolist() == tables["truth"]["Persona"].tolist()


# Moments


@pytest.fixture(scope="module")
def measured(
    customers: pd.DataFrame, by_id: pd.Series, parameters: Parameters
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Ratio and z of the small shop."""
    return moments(customers, by_id, PERSONAS, parameters.overlap)


def test_measured_means_are_the_planted_ones(
    measured: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    ratio, z = measured
    assert ratio.columns.tolist() == z.columns.tolist() == NAMES
    assert len(ratio) == 7
    # Only those who stopped have no order rate to compare with.
    assert ratio.isna().sum().sum() == z.isna().sum().sum() == 1
    assert np.isnan(ratio.loc["orders a year", DORMANT])
    assert ((ratio - 1).abs().stack().dropna() < 0.15).all()
    assert (z.abs().stack().dropna() < 4.5).all()


def test_ratios_are_means_over_planted_means(
    customers: pd.DataFrame, truth: pd.Series, measured: tuple[pd.DataFrame, pd.DataFrame]
) -> None:
    ratio, z = measured
    churn = customers[truth == CHURN_RISK]
    # Beta(6, 11) for returns, Gamma with mean 3.6 for calls, 1 + 4 · Beta(4, 6) for satisfaction.
    for name, mean in (
        ("Return_Rate", 6 / 17),
        ("Support_Calls", 3.6),
        ("Satisfaction_Score", 2.6),
    ):
        values = churn[name]
        assert ratio.loc[name, CHURN_RISK] == pytest.approx(values.mean() / mean)
        error = values.std() / np.sqrt(len(values))
        assert z.loc[name, CHURN_RISK] == pytest.approx((values.mean() - mean) / error)


@pytest.mark.parametrize(
    ("feature", "quantity", "wrong"),
    [
        ("Return_Rate", "Return_Rate", 1.3),
        ("Monetary", "basket", 1.1),
        ("Support_Calls", "Support_Calls", 1.3),
        ("Satisfaction_Score", "Satisfaction_Score", 0.95),
        ("Tenure", "orders a year", 0.8),
    ],
)
def test_a_wrong_feature_is_caught(
    customers: pd.DataFrame, by_id: pd.Series, feature: str, quantity: str, wrong: float
) -> None:
    off = customers.assign(**{feature: customers[feature] * wrong})
    _, z = moments(off, by_id, PERSONAS, 1.0)
    assert z.loc[quantity].abs().max() > 6
    others = z.drop(quantity).abs().stack().dropna()
    assert (others < 4.5).all()


def test_the_expected_basket_knows_the_overlap(customers: pd.DataFrame, by_id: pd.Series) -> None:
    _, z = moments(customers, by_id, PERSONAS, overlap=4.0)
    assert z.loc["basket"].max() < -6


# The future


def test_who_orders_in_the_hold_out(tmp_path: Path) -> None:
    pd.DataFrame({"customer_id": [4, 2, 7]}).to_parquet(tmp_path / "customers.parquet")
    pd.DataFrame({"customer_id": [7, 7, 4]}).to_parquet(tmp_path / "future.parquet")
    again = ordered_again(tmp_path)
    assert again.to_dict() == {4: True, 2: False, 7: True}
    assert again.index.name == "Customer_ID"


def test_the_dormant_do_not_come_back(shop_folder: Path, by_id: pd.Series) -> None:
    share = ordered_again(shop_folder).groupby(by_id).mean()
    assert share[DORMANT] == 0
    assert share[VIP] > 0.9


# Typical customers


def test_typical_customers_by_hand() -> None:
    customers = pd.DataFrame(
        {"Customer_ID": [10, 11, 12, 13, 14, 15], "Frequency": [1, 5, 9, 5, 2, 4]}
    )
    truth = pd.Series([VIP, VIP, NEW, VIP, NEW, NEW], index=[10, 11, 12, 13, 14, 15])
    # Medians: 5 of 1, 5, 5 (the first of two), and 4 of 2, 4, 9.
    assert typical_customers(customers, truth).to_dict() == {11: VIP, 15: NEW}


def test_between_two_middle_customers_the_nearest_counts() -> None:
    customers = pd.DataFrame({"Customer_ID": [1, 2], "Frequency": [8, 3]})
    assert typical_customers(customers, pd.Series([VIP, VIP], [1, 2])).to_dict() == {1: VIP}


def test_one_typical_customer_per_persona(customers: pd.DataFrame, by_id: pd.Series) -> None:
    chosen = typical_customers(customers, by_id)
    assert sorted(chosen) == sorted(NAMES)
    frequency = customers.set_index("Customer_ID")["Frequency"]
    for customer, persona in chosen.items():
        assert by_id[customer] == persona
        own = frequency[by_id[frequency.index] == persona]
        assert abs(frequency[customer] - own.median()) <= 0.5
