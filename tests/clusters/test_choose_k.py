"""The rule that decides k: on tables made by hand, on a planted shop, on nothing."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from segmentation.base import parallel
from segmentation.clusters import strictest
from segmentation.clusters.ballot import votes
from segmentation.clusters.choose_k import (
    excess_knowing,
    excess_over,
    rank_beside_null,
    table_of_k,
    working_sample,
)
from segmentation.clusters.stability import STABLE
from segmentation.clusters.verdict import (
    MARGIN,
    decide,
    deciding_row,
    is_natural,
    near_misses,
)


def table(**rows: dict[str, Any]) -> pd.DataFrame:
    """A table of k by hand: k3={...}; what is not given is far from winning."""
    nothing = {"silhouette": 0.3, "excess": 0.0, "jaccard": 0.5, "explained by": "Recency",
               "jaccard rank": 7}  # fmt: skip
    made = pd.DataFrame.from_dict(
        {k: nothing | rows.get(f"k{k}", {}) for k in range(2, 11)}, orient="index"
    )
    made["natural"] = is_natural(made)
    return made


FOUND = {"excess": 0.2, "jaccard": 0.9}
REPEATS = {"excess": 0.02, "jaccard": 0.9}


def chosen(asked: int | None = None, **rows: dict[str, Any]) -> tuple[str, int]:
    """Kind and k of the verdict on a table by hand."""
    verdict = decide(table(**rows), asked=asked)
    return verdict.kind, verdict.k


def test_the_highest_silhouette_among_the_natural_k_wins() -> None:
    found = chosen(
        k3=FOUND | {"silhouette": 0.50},
        k5=FOUND | {"silhouette": 0.60},
        k7=FOUND | {"silhouette": 0.55},
        k4={"silhouette": 0.90, "excess": 0.2, "jaccard": 0.74},  # higher, not stable
        k6={"silhouette": 0.95, "excess": MARGIN - 0.001, "jaccard": 0.99},  # not above the null
    )
    assert found == ("natural", 5)
    assert chosen(k10=FOUND | {"silhouette": 0.1}, k6=REPEATS) == ("natural", 10)
    assert chosen(k10=FOUND | {"excess": MARGIN, "jaccard": STABLE}) == ("natural", 10)


def test_two_clusters_win_only_with_the_largest_excess_too() -> None:
    best = {"silhouette": 0.99, "excess": 0.5, "jaccard": 1.0}
    assert chosen(k2=best, k4=FOUND) == ("natural", 2)
    assert chosen(k2=best) == ("natural", 2)
    assert chosen(k2=best | {"excess": 0.19}, k4=FOUND) == ("natural", 4)
    assert chosen(k2=best | {"silhouette": 0.1}, k4=FOUND) == ("natural", 4)


def test_slices_are_cut_at_a_number_fixed_beforehand() -> None:
    assert chosen(k5=REPEATS, k6=REPEATS, k7=REPEATS) == ("slices", 5)
    assert chosen(k4=REPEATS, k6=REPEATS, k7=REPEATS) == ("constructive", 4)
    assert chosen(k5=REPEATS | {"jaccard": STABLE}) == ("slices", 5)
    assert chosen(k5=REPEATS | {"jaccard": STABLE - 0.001}) == ("constructive", 4)


def test_a_k_that_was_asked_for_is_judged_by_itself() -> None:
    assert chosen(7, k5=FOUND, k7=FOUND | {"silhouette": 0.1}) == ("natural", 7)
    assert chosen(2, k2=FOUND, k5=FOUND | {"excess": 0.9}) == ("natural", 2)
    assert chosen(7, k5=FOUND, k7=REPEATS) == ("slices", 7)
    assert chosen(7, k5=FOUND) == ("constructive", 7)
    assert chosen(5) == ("constructive", 5)  # also where it is the number of slices


def test_the_row_that_a_verdict_rests_on() -> None:
    for rows, k in (({"k7": FOUND}, 7), ({"k5": REPEATS}, 5), ({"k4": REPEATS}, 5)):
        made = table(**rows)
        assert deciding_row(made, decide(made)).name == k


@pytest.mark.parametrize(
    ("asked", "row", "figures"),
    [
        (None, FOUND | {"silhouette": 0.61, "excess": 0.23},
         ["(0.61; 0.23 above", "each tenth of Recency", "at least 0.90)"]),
        (None, FOUND | {"jaccard": 0.996}, ["at least 0.99)"]),  # bounds are rounded down
        (None, FOUND | {"jaccard": 0.7599}, ["at least 0.75)"]),
        (None, FOUND | {"jaccard": 0.76}, ["at least 0.76)"]),
        (None, FOUND | {"jaccard": 1.0}, ["at least 1.00)"]),
        (None, REPEATS | {"explained by": "plain"},
         ["no k is natural: at k = 5", "0.020 above", "the same margins", f"({MARGIN:.3f} above",
          "fixed beforehand", "(Jaccard 0.90, rank 7 of 20"]),
        (None, REPEATS | {"excess": -0.0123}, ["lies 0.012 below"]),
        (None, {}, ["5 slices do not come back (Jaccard 0.50)"]),
        (5, REPEATS, ["at k = 5 the silhouette lies 0.020 above", "as many as were asked"]),
        (5, FOUND, ["its silhouette (0.30; 0.20 above"]),
    ],
)  # fmt: skip
def test_reasons_hold_the_figures(
    asked: int | None, row: dict[str, Any], figures: list[str]
) -> None:
    reason = decide(table(k5=row), asked=asked).reason
    for figure in figures:
        assert figure in reason
    if asked:
        assert reason.startswith(figures[0])


def test_a_near_miss_is_explained() -> None:
    made = table(k5=REPEATS, k6={"excess": 0.08, "jaccard": 0.7499})
    assert near_misses(made) == [6]
    assert "; k = 6 separates (+0.080)" in decide(made).reason
    assert "(Jaccard 0.74, 0.75 is needed)" in decide(made).reason
    assert "separates" not in decide(table(k5=REPEATS)).reason
    assert "separates" not in decide(made, asked=5).reason


def test_the_working_sample_is_fixed() -> None:
    small = pd.DataFrame(np.arange(10_000.0).reshape(5_000, 2), columns=["a", "b"])
    pd.testing.assert_frame_equal(working_sample(small), small)
    large = pd.DataFrame(np.arange(20_000.0).reshape(10_000, 2), columns=["a", "b"])
    sample = working_sample(large)
    assert sample.shape == (5_000, 2)
    assert (np.diff(sample["a"]) > 0).all()  # in the order of the customers, nobody twice
    assert (sample["a"] + 1 == sample["b"]).all()
    pd.testing.assert_frame_equal(working_sample(large), sample)
    assert sample["a"].mean() == pytest.approx(10_000, rel=0.03)


def test_the_excess_is_over_the_largest_draw_of_every_family(matrix: pd.DataFrame) -> None:
    small = matrix.iloc[:200, :4]
    found = table_of_k(small, [3, 5], votes=False)
    sample = working_sample(small)
    for k in (3, 5):
        over = {
            family: excess_over(sample, strictest.draws(sample, family), k)
            for family in strictest.families(sample)
        }
        assert len(over) == 5
        assert found.loc[k, "excess"] == pytest.approx(min(over.values()), abs=1e-12)
        assert found.loc[k, "explained by"] == min(over, key=lambda name: over[name])
        own = found.loc[k, "silhouette"]
        assert own - found.loc[k, "plain null"] == pytest.approx(over["plain"], abs=1e-12)


def test_there_is_no_excess_over_the_data_itself(matrix: pd.DataFrame) -> None:
    sample = matrix.iloc[:300]
    draws = [sample.to_numpy(), sample.to_numpy()]
    assert excess_over(sample, draws, 4) == pytest.approx(0, abs=1e-12)


def test_nothing_is_left_of_groups_that_the_null_knows() -> None:
    rng = np.random.default_rng(0)
    groups = rng.integers(0, 3, 600)
    apart = pd.DataFrame(rng.standard_normal((600, 3)) + 8 * np.eye(3)[groups])
    assert excess_knowing(apart, groups, 3) < 0.02
    assert excess_knowing(apart, np.zeros(600, int), 3) > 0.3


def test_a_rank_beside_the_null_counts_those_that_are_as_stable() -> None:
    noise = pd.DataFrame(np.random.default_rng(0).standard_normal((150, 2)))
    assert rank_beside_null(noise, 3, 1.01) == 1
    assert rank_beside_null(noise, 3, 0.0) == 20


@pytest.fixture(scope="module")
def planted(matrix: pd.DataFrame) -> pd.DataFrame:
    """The whole table of the small planted shop, for k = 2…7."""
    return table_of_k(matrix, range(2, 8))


def test_five_personas_are_found_where_five_are_planted(planted: pd.DataFrame) -> None:
    verdict = decide(planted)
    assert (verdict.kind, verdict.k) == ("natural", 5)
    assert planted.loc[5, "excess"] > 0.1
    assert planted.loc[5, "jaccard"] > 0.9


def test_the_table_is_consistent(planted: pd.DataFrame) -> None:
    assert planted.index.tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert planted["inertia"].is_monotonic_decreasing
    several = planted.drop(1)
    assert (several["excess"] == several["silhouette"] - several["strictest null"]).all()
    assert several["natural"].tolist() == is_natural(several).tolist()
    assert (several["plain null"] <= several["strictest null"]).all()
    assert several.drop(columns="jaccard rank").notna().all().all()
    known = {"inertia", "gap", "gap error", "bic", "prediction strength", "natural"}
    assert set(planted.columns[planted.loc[1].notna()]) == known


def test_votes_on_the_planted_shop(planted: pd.DataFrame) -> None:
    cast = votes(planted)
    for criterion in ("our rule", "silhouette (squared)", "silhouette (Euclidean)",
                      "Calinski–Harabasz", "Davies–Bouldin"):  # fmt: skip
        assert cast[criterion] == 5, criterion
    assert cast["elbow (kneedle)"] in (4, 5)
    assert set(cast.dropna()) <= set(planted.index)


def test_votes_by_hand() -> None:
    made = table(k5=FOUND | {"silhouette": 0.6}).loc[2:8]
    made["inertia"] = [1_000, 600, 200, 180, 165, 155, 150]
    made["silhouette of all"] = made["silhouette"]
    made["euclidean silhouette"] = [0.1, 0.5, 0.2, 0.2, 0.2, 0.2, 0.2]
    made["calinski-harabasz"] = [1, 2, 3, 4, 5, 9, 6]
    made["davies-bouldin"] = [9, 8, 7, 7, 7, 7, 1]
    made["gap"] = [0.1, 0.3, 0.5, 0.7, 0.9, 0.9, 0.9]
    made["gap error"] = 0.01
    made["prediction strength"] = [0.99, 0.9, 0.8, 0.79, 0.7, 0.6, 0.5]
    made["bic"] = [-1, -2, -3, -4, -3, -2, -1]
    made.loc[1] = {"gap": 0.0, "gap error": 0.01, "prediction strength": 1.0, "bic": 0.0,
                   "natural": False, "inertia": 2_000}  # fmt: skip
    made = made.sort_index()
    cast = votes(made)
    assert cast.to_dict() == {
        "our rule": 5,
        "elbow (kneedle)": 4,
        "silhouette (squared)": 5,
        "silhouette (Euclidean)": 3,
        "gap (1-SE)": 6,
        "prediction strength": 4,
        "Calinski–Harabasz": 7,
        "Davies–Bouldin": 8,
        "BIC (Gaussian mixture)": 5,
    }
    one = made.assign(natural=False)
    one.loc[2:, "prediction strength"] = 0.7
    one.loc[1, ["gap", "bic"]] = 1.0, -9.0
    one["inertia"] = [800, 700, 600, 500, 400, 300, 200, 100]
    cast = votes(one)
    assert cast["elbow (kneedle)"] is None
    for criterion in ("our rule", "gap (1-SE)", "prediction strength", "BIC (Gaussian mixture)"):
        assert cast[criterion] == 1, criterion


def test_nothing_natural_is_found_where_nothing_is_planted(no_structure: pd.DataFrame) -> None:
    found = table_of_k(no_structure, [3, 5, 6], votes=False)
    assert not found["natural"].any()
    assert found["excess"].max() < MARGIN
    assert 1 <= found.loc[5, "jaccard rank"] <= 20
    assert decide(found).kind != "natural"
    assert "gap" not in found


def test_the_only_k_of_a_table_is_ranked(matrix: pd.DataFrame) -> None:
    found = table_of_k(matrix.iloc[:600], [10], votes=False)
    assert 1 <= found.loc[10, "jaccard rank"] <= 20
    assert np.isnan(
        table_of_k(matrix.iloc[:600], [10], votes=False, slices=0).iloc[0]["jaccard rank"]
    )


def test_the_table_is_the_same_in_every_run_with_any_number_of_threads(
    matrix: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for threads in (1, 4):
        monkeypatch.setattr(parallel, "cpu_count", lambda threads=threads: threads)
        found.append(table_of_k(matrix.iloc[:400], [3, 5]))
    pd.testing.assert_frame_equal(found[1], found[0], rtol=0, atol=0)


@pytest.mark.parametrize("data", ["planted", "noise", "slices"])
def test_the_verdict_turns_on_nothing_that_is_left_out(
    matrix: pd.DataFrame, no_structure: pd.DataFrame, data: str
) -> None:
    noise = pd.DataFrame(np.random.default_rng(0).standard_normal((300, 6)))
    some = {"planted": matrix.iloc[:400], "noise": noise, "slices": no_structure.iloc[:400, :2]}[
        data
    ]
    whole, short = table_of_k(some, votes=False), table_of_k(some, whole=False)
    verdict = decide(whole)
    assert decide(short) == verdict
    row = deciding_row(short, verdict)
    pd.testing.assert_series_equal(row, deciding_row(whole, verdict)[row.index])
    explained = whole.index[whole["excess"] < MARGIN].difference([5])
    assert not set(explained) & set(short.index)
