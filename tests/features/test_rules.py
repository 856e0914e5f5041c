"""RFM by rule: scores by hand and by a naive count, every cell in one segment, a telling pair."""

from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentation.features.rules import (
    SEGMENTS,
    every_combination,
    quantile_score,
    rfm_scores,
    rfm_segments,
    same_cell_other_cost,
    segment_summary,
)

VALUES = st.lists(st.integers(0, 12), min_size=1, max_size=40)


def naive_scores(values: list[int]) -> list[int]:
    """The definition, word by word, in whole numbers: 1 + ⌊5 · customers strictly below / n⌋."""
    return [1 + 5 * sum(other < value for other in values) // len(values) for value in values]


def pairs(*rows: tuple[int, float, float, int], rfm: list[int]) -> tuple[pd.DataFrame, ...]:
    """Customers (id, Monetary, Return_Rate, Support_Calls) and the cell of each."""
    columns = ["Customer_ID", "Monetary", "Return_Rate", "Support_Calls"]
    customers = pd.DataFrame(rows, columns=columns).assign(Satisfaction_Score=3.0)
    return customers, pd.DataFrame({"RFM": rfm})


# Scores


def test_ten_different_values_make_five_pairs() -> None:
    score = quantile_score(pd.Series([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]))
    assert score.tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert score.dtype == "int8"


def test_a_crowd_of_ones_stays_together_at_the_lowest_score() -> None:
    # Six of ten ordered once: nobody lies below them; 6, 8 and 9 of 10 lie below 2, 3 and 7.
    score = quantile_score(pd.Series([1, 1, 3, 1, 2, 1, 2, 1, 1, 7]))
    assert score.tolist() == [1, 1, 5, 1, 4, 1, 4, 1, 1, 5]


def test_all_equal_and_a_single_customer_score_one() -> None:
    assert quantile_score(pd.Series([4.5] * 7)).tolist() == [1] * 7
    assert quantile_score(pd.Series([3])).tolist() == [1]


def test_recency_is_reversed() -> None:
    days = pd.Series([0, 10, 10, 200, 400])
    # From the longest ago: 0 lie below 400, 1 below 200, 2 below each 10, 4 below 0.
    assert quantile_score(days, high_is_good=False).tolist() == [5, 3, 3, 2, 1]
    assert quantile_score(days).tolist() == [1, 2, 2, 4, 5]


@given(VALUES)
def test_scores_are_the_share_strictly_below(values: list[int]) -> None:
    assert quantile_score(pd.Series(values)).tolist() == naive_scores(values)
    reversed_scores = quantile_score(pd.Series(values), high_is_good=False)
    assert reversed_scores.tolist() == naive_scores([-value for value in values])


@given(VALUES)
def test_equal_values_have_equal_scores_and_more_is_never_worse(values: list[int]) -> None:
    scores = pd.DataFrame({"value": values, "score": quantile_score(pd.Series(values))})
    assert (scores.groupby("value")["score"].nunique() == 1).all()
    assert scores.sort_values("value")["score"].is_monotonic_increasing


@given(VALUES, st.randoms(use_true_random=False))
def test_scores_do_not_depend_on_the_order_of_rows(values: list[int], random: Random) -> None:
    order = list(range(len(values)))
    random.shuffle(order)
    scores = quantile_score(pd.Series(values))
    shuffled = quantile_score(pd.Series(values).iloc[order])
    assert shuffled.sort_index().equals(scores)


def test_rfm_scores_keep_the_index_and_join_three_digits() -> None:
    customers = pd.DataFrame(
        {"Recency": [1, 50, 100, 300, 700], "Frequency": [9, 1, 1, 1, 4],
         "Monetary": [50.0, 40.0, 30.0, 20.0, 10.0]},
        index=[11, 12, 13, 14, 15],
    )  # fmt: skip
    scores = rfm_scores(customers)
    assert scores.index.tolist() == [11, 12, 13, 14, 15]
    assert scores["R"].tolist() == [5, 4, 3, 2, 1]
    assert scores["F"].tolist() == [5, 1, 1, 1, 4]
    assert scores["M"].tolist() == [5, 4, 3, 2, 1]
    assert scores["RFM"].tolist() == [555, 414, 313, 212, 141]


# Segments


def test_every_combination_falls_into_one_of_eleven_segments() -> None:
    every = every_combination()
    assert len(every) == 125
    assert not every.duplicated(["R", "F", "M"]).any()
    assert every[["R", "F", "M"]].isin(range(1, 6)).all().all()
    assert len(SEGMENTS) == len(set(SEGMENTS)) == 11
    assert set(every["Segment"]) == set(SEGMENTS)


@pytest.mark.parametrize(
    ("r", "f", "m", "name"),
    [
        (5, 5, 5, "Champions"),
        (5, 3, 4, "Champions"),  # the mean 3.5 is rounded up
        (4, 5, 5, "Loyal"),
        (3, 4, 4, "Loyal"),
        (5, 1, 1, "New"),
        (5, 1, 2, "Potential Loyalist"),
        (4, 1, 1, "Promising"),
        (3, 3, 3, "Need Attention"),
        (3, 2, 2, "About to Sleep"),
        (2, 3, 3, "At Risk"),
        (1, 5, 5, "Can't Lose Them"),
        (1, 4, 4, "At Risk"),
        (2, 1, 2, "Hibernating"),
        (1, 1, 1, "Lost"),
    ],
)
def test_cells_chosen_by_hand(r: int, f: int, m: int, name: str) -> None:
    assert rfm_segments(pd.DataFrame({"R": [r], "F": [f], "M": [m]})).tolist() == [name]


def test_frequency_and_monetary_count_alike() -> None:
    every = every_combination()
    swapped = rfm_segments(every.rename(columns={"F": "M", "M": "F"}))
    assert swapped.tolist() == every["Segment"].tolist()


def test_segment_keeps_the_index_of_small_integer_scores() -> None:
    scores = pd.DataFrame({"R": [5, 1], "F": [5, 1], "M": [5, 1]}, dtype="int8", index=[7, 3])
    found = rfm_segments(scores)
    assert found.to_dict() == {7: "Champions", 3: "Lost"}
    assert found.name == "Segment"


def test_summary_by_hand() -> None:
    customers = pd.DataFrame({"Monetary": [50.0, 30.0, 15.0, 5.0]}, index=[4, 5, 6, 7])
    segments = pd.Series(["Loyal", "Lost", "Loyal", "Lost"], index=[4, 5, 6, 7])
    summary = segment_summary(customers, segments)
    assert tuple(summary.index) == SEGMENTS
    assert summary.loc["Loyal"].tolist() == [2, 0.5, 65.0, 0.65]
    assert summary.loc["Lost"].tolist() == [2, 0.5, 35.0, 0.35]
    assert (summary.drop(["Loyal", "Lost"]) == 0).all().all()


def test_summary_adds_up(customers: pd.DataFrame) -> None:
    summary = segment_summary(customers, rfm_segments(rfm_scores(customers)))
    assert summary["customers"].sum() == len(customers)
    assert summary["revenue"].sum() == pytest.approx(customers["Monetary"].sum())
    np.testing.assert_allclose(
        summary[["share of customers", "share of revenue"]].sum(), 1, rtol=0, atol=1e-12
    )


# Two customers of one cell


def test_the_pair_nearest_to_the_spend_asked_for() -> None:
    customers, scores = pairs(
        (1, 990.0, 0.60, 4),  # costly, nearest to 1,000 with a partner
        (2, 1_200.0, 0.90, 9),  # costly, farther off
        (3, 1_000.0, 0.60, 3),  # called too seldom
        (4, 1_000.0, 0.59, 4),  # returned too little
        (5, 1_000.0, 0.00, 1),  # called once: not easy
        (6, 1_001.0, 0.00, 0),  # easy, in another cell
        (7, 1_100.0, 0.00, 0),  # easy, same cell
        (8, 950.0, 0.00, 0),  # easy, same cell, nearer to the costly one
        rfm=[555, 555, 555, 555, 555, 444, 555, 555],
    )
    pair = same_cell_other_cost(customers, scores)
    assert pair["Customer_ID"].to_dict() == {"costly": 1, "easy": 8}
    assert pair["RFM"].tolist() == [555, 555]
    far = same_cell_other_cost(customers, scores, spend=1_190.0)
    assert far["Customer_ID"].to_dict() == {"costly": 2, "easy": 7}


def test_a_costly_customer_without_a_partner_is_passed_over() -> None:
    customers, scores = pairs(
        (1, 1_000.0, 0.8, 5), (2, 1_500.0, 0.8, 5), (3, 1_400.0, 0.0, 0), rfm=[555, 444, 444]
    )
    assert same_cell_other_cost(customers, scores)["Customer_ID"].tolist() == [2, 3]


def test_no_pair_gives_no_rows() -> None:
    customers, scores = pairs((1, 1_000.0, 0.8, 5), (2, 1_000.0, 0.0, 0), rfm=[555, 444])
    none = same_cell_other_cost(customers, scores)
    assert none.empty
    assert {"Customer_ID", "RFM", "Monetary"} <= set(none.columns)


def test_a_pair_of_the_small_shop_keeps_its_promise(customers: pd.DataFrame) -> None:
    pair = same_cell_other_cost(customers, rfm_scores(customers))
    assert pair["RFM"].nunique() == 1
    assert pair.loc["costly", "Return_Rate"] >= 0.6
    assert pair.loc["costly", "Support_Calls"] >= 4
    assert (pair.loc["easy", ["Return_Rate", "Support_Calls"]] == 0).all()
