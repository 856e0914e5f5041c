"""The rule that decides k: on tables made by hand, on a planted shop, on nothing."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentation.base import parallel
from segmentation.clusters import choose_k
from segmentation.clusters.ballot import votes
from segmentation.clusters.choose_k import (
    excess_over,
    null_draws,
    short_verdict,
    table_of_k,
    verdict_at,
    working_sample,
)
from segmentation.clusters.stability import STABLE
from segmentation.clusters.verdict import EXCESS, decide, is_natural


def table(**rows: dict[str, Any]) -> pd.DataFrame:
    """A table of k by hand: k3={...}; what is not given is far from winning."""
    nothing = {"silhouette": 0.3, "excess": 0.0, "jaccard": 0.5, "null jaccard": 0.4}
    made = pd.DataFrame.from_dict(
        {k: nothing | rows.get(f"k{k}", {}) for k in range(2, 11)}, orient="index"
    )
    made["natural"] = (made["excess"] >= EXCESS) & (made["jaccard"] >= STABLE)
    return made


FOUND = {"excess": 0.2, "jaccard": 0.9}
REPEATS = {"excess": 0.02, "jaccard": 0.9, "null jaccard": 0.8}


def chosen(**rows: dict[str, Any]) -> tuple[str, int]:
    """Kind and k of the verdict on a table by hand."""
    verdict = decide(table(**rows))
    return verdict.kind, verdict.k


def test_the_highest_silhouette_among_the_natural_k_wins() -> None:
    found = chosen(
        k3=FOUND | {"silhouette": 0.50},
        k5=FOUND | {"silhouette": 0.60},
        k7=FOUND | {"silhouette": 0.55},
        k4={"silhouette": 0.90, "excess": 0.2, "jaccard": 0.74},  # higher, not stable
        k6={"silhouette": 0.95, "excess": 0.04, "jaccard": 0.99},  # higher, not above the null
    )
    assert found == ("natural", 5)
    assert chosen(k10=FOUND | {"silhouette": 0.1}, k6=REPEATS) == ("natural", 10)


def test_two_clusters_cannot_win() -> None:
    best = {"silhouette": 0.99, "excess": 0.5, "jaccard": 1.0, "null jaccard": 0.1}
    assert chosen(k2=best, k4=FOUND) == ("natural", 4)
    assert chosen(k2=best, k4=REPEATS) == ("reproducible", 4)
    assert chosen(k2=best) == ("constructive", 4)
    assert decide(table(k2=best).loc[[2]]).kind == "constructive"


def test_the_largest_repeatable_k_from_3_to_7() -> None:
    assert chosen(k3=REPEATS, k6=REPEATS | {"silhouette": 0.1}, k5=REPEATS) == ("reproducible", 6)
    assert chosen(k3=REPEATS, k8=REPEATS, k10=REPEATS) == ("reproducible", 3)
    assert chosen(k7=REPEATS, k3=REPEATS) == ("reproducible", 7)


def test_stability_counts_only_above_that_of_the_null() -> None:
    no_better = REPEATS | {"null jaccard": 0.9}
    unstable = REPEATS | {"jaccard": 0.74, "null jaccard": 0.1}
    assert chosen(k4=REPEATS, k5=no_better, k6=unstable) == ("reproducible", 4)
    assert chosen(k5=no_better, k6=unstable, k9=REPEATS) == ("constructive", 4)
    assert chosen(k5=REPEATS | {"jaccard": STABLE, "null jaccard": STABLE - 0.001}) == (
        "reproducible",
        5,
    )


def test_reasons_show_the_figures() -> None:
    natural = decide(table(k5=FOUND | {"silhouette": 0.61, "excess": 0.23})).reason
    assert "0.61" in natural
    assert "0.23 above" in natural
    assert "comes back, Jaccard at least 0.90)" in natural
    assert decide(table(k5=REPEATS)).reason == (
        "no k is natural; 5 is the largest up to 7 whose least stable cluster comes back (Jaccard "
        "0.900), more so than on the null (0.800). It is taken for detail, not because it "
        "separates: its silhouette differs from the null's 95th percentile by +0.020"
    )
    below = decide(table(k5=REPEATS | {"excess": -0.0123})).reason
    assert below.endswith("the null's 95th percentile by -0.012")
    assert "no k is natural" in decide(table()).reason


@pytest.mark.parametrize(
    ("jaccard", "written"), [(0.996, "0.99"), (0.7599, "0.75"), (0.76, "0.76"), (1.0, "1.00")]
)
def test_bounds_in_reasons_are_rounded_down(
    monkeypatch: pytest.MonkeyPatch, jaccard: float, written: str
) -> None:
    natural = table(k5=FOUND | {"jaccard": jaccard})
    assert f"at least {written})" in decide(natural).reason
    monkeypatch.setattr(choose_k, "table_of_k", lambda matrix, ks, votes: natural.loc[ks])
    assert f"at least {written})" in verdict_at(pd.DataFrame(), 5).reason
    broken = natural.assign(jaccard=0.7499)
    monkeypatch.setattr(choose_k, "table_of_k", lambda matrix, ks, votes: broken.loc[ks])
    assert "does not come back (Jaccard 0.74)" in verdict_at(pd.DataFrame(), 5).reason


def test_the_working_sample_is_fixed() -> None:
    small = pd.DataFrame(np.arange(10_000.0).reshape(5_000, 2))
    assert (working_sample(small) == small.to_numpy()).all()
    large = pd.DataFrame(np.arange(20_000.0).reshape(10_000, 2))
    sample = working_sample(large)
    assert sample.shape == (5_000, 2)
    assert (np.diff(sample[:, 0]) > 0).all()  # in the order of the customers, nobody twice
    assert (sample[:, 0] + 1 == sample[:, 1]).all()
    assert (working_sample(large) == sample).all()
    assert sample[:, 0].mean() == pytest.approx(10_000, rel=0.03)


def test_twenty_draws_of_each_null(matrix: pd.DataFrame) -> None:
    sample = matrix.to_numpy()[:800]
    draws, miss = null_draws(sample)
    assert {name: len(some) for name, some in draws.items()} == {"permuted": 20, "copula": 20}
    for some in draws.values():
        assert len({draw.tobytes() for draw in some}) == 20
        assert all((np.sort(draw, axis=0) == np.sort(sample, axis=0)).all() for draw in some)
    assert 0 < miss <= 0.03


def test_the_excess_over_a_null_is_that_of_the_table(matrix: pd.DataFrame) -> None:
    small = matrix.iloc[:200, :4]
    sample = working_sample(small)
    draws, _ = null_draws(sample)
    found = table_of_k(small, [3, 5], votes=False)
    for null in ("copula", "permuted"):
        over = found["silhouette of sample"] - found[f"{null} p95"]
        for k in (3, 5):
            assert excess_over(sample, draws[null], k) == pytest.approx(over[k], abs=1e-12)


def test_there_is_no_excess_over_the_data_itself(matrix: pd.DataFrame) -> None:
    sample = matrix.to_numpy()[:300]
    assert excess_over(sample, [sample, sample], 4) == pytest.approx(0, abs=1e-12)


@pytest.fixture(scope="module")
def planted(matrix: pd.DataFrame) -> pd.DataFrame:
    """The whole table of the small planted shop, for k = 2…7."""
    return table_of_k(matrix, range(2, 8))


def test_five_personas_are_found_where_five_are_planted(planted: pd.DataFrame) -> None:
    verdict = decide(planted)
    assert (verdict.kind, verdict.k) == ("natural", 5)
    assert planted.loc[5, "excess"] > 0.15
    assert planted.loc[5, "jaccard"] > 0.9
    assert planted.attrs["copula miss"] <= 0.03


def test_the_table_is_consistent(planted: pd.DataFrame) -> None:
    assert planted.index.tolist() == [2, 3, 4, 5, 6, 7]
    assert planted["inertia"].is_monotonic_decreasing
    assert (planted["excess"] == planted["silhouette"] - planted["copula p95"]).all()
    expected = (planted["excess"] >= EXCESS) & (planted["jaccard"] >= STABLE)
    assert planted["natural"].tolist() == expected.tolist()
    for null in ("permuted", "copula"):
        assert (planted[f"{null} p05"] < planted[f"{null} p95"]).all()
    # No dependence at all is the easier null.
    assert (planted["permuted p95"] < planted["copula p95"]).all()
    assert planted.notna().all().all()


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
    made["euclidean silhouette"] = [0.1, 0.5, 0.2, 0.2, 0.2, 0.2, 0.2]
    made["calinski-harabasz"] = [1, 2, 3, 4, 5, 9, 6]
    made["davies-bouldin"] = [9, 8, 7, 7, 7, 7, 1]
    made["gap"] = [0.1, 0.3, 0.5, 0.7, 0.9, 0.9, 0.9]
    made["gap error"] = 0.01
    made["prediction strength"] = [0.99, 0.9, 0.8, 0.79, 0.7, 0.6, 0.5]
    made["bic"] = [-1, -2, -3, -4, -3, -2, -1]
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
    made["prediction strength"] = 0.7
    made["inertia"] = [700, 600, 500, 400, 300, 200, 100]
    silent = votes(made)
    assert silent["prediction strength"] is None
    assert silent["elbow (kneedle)"] is None


def test_nothing_natural_is_found_where_nothing_is_planted(no_structure: pd.DataFrame) -> None:
    found = table_of_k(no_structure, [3, 5, 6], votes=False)
    assert not found["natural"].any()
    assert found["excess"].max() < EXCESS
    assert decide(found).kind != "natural"
    assert "gap" not in found


def test_the_verdict_on_a_given_k(matrix: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    assert verdict_at(matrix, 5).kind == "natural"
    monkeypatch.setattr(choose_k, "WORKING_SAMPLE", 1_000)
    assert verdict_at(matrix, 2).kind == "constructive"
    assert verdict_at(matrix.iloc[:600], 10).kind == "constructive"


@pytest.mark.parametrize(
    ("excess", "jaccard", "null", "k", "kind"),
    [
        (0.20, 0.9, 0.5, 5, "natural"),
        (0.20, 0.9, 0.5, 2, "constructive"),
        (0.01, 0.9, 0.5, 6, "reproducible"),
        (0.01, 0.9, 0.5, 8, "constructive"),
        (0.01, 0.9, 0.95, 4, "constructive"),
        (0.20, 0.6, 0.5, 4, "constructive"),
    ],
)
def test_the_verdict_on_a_given_k_by_hand(
    monkeypatch: pytest.MonkeyPatch, excess: float, jaccard: float, null: float, k: int, kind: str
) -> None:
    row = {"excess": excess, "jaccard": jaccard, "null jaccard": null}
    monkeypatch.setattr(
        choose_k, "table_of_k", lambda matrix, ks, votes: table(**{f"k{k}": row}).loc[ks]
    )
    found = verdict_at(pd.DataFrame(), k)
    assert (found.kind, found.k) == (kind, k)
    if jaccard < 0.75:
        assert "does not come back" in found.reason
    elif excess < EXCESS:
        assert "not separated" in found.reason
    else:
        assert "every cluster comes back" in found.reason


def test_the_table_is_the_same_in_every_run_with_any_number_of_threads(
    matrix: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choose_k, "WORKING_SAMPLE", 400)
    found = []
    for threads in (1, 4):
        monkeypatch.setattr(parallel, "cpu_count", lambda threads=threads: threads)
        found.append(table_of_k(matrix.iloc[:1_500], [3, 5]))
    pd.testing.assert_frame_equal(found[1], found[0], rtol=0, atol=0)
    assert found[0].attrs == found[1].attrs


# The verdict without the whole table


def same_row(row: pd.Series, table: pd.DataFrame, k: int) -> None:
    """Assert that a short verdict's row is that of the whole table, figure by figure."""
    shared = [name for name in row.index if name in table]
    assert {"silhouette", "copula p95", "permuted p95", "excess", "jaccard", "null jaccard",
            "silhouette of sample"} <= set(shared)  # fmt: skip
    np.testing.assert_array_equal(row[shared].astype(float), table.loc[k, shared].astype(float))


@pytest.mark.parametrize("data", ["planted", "nothing", "noise", "slices"])
def test_the_short_verdict_is_that_of_the_whole_table(
    matrix: pd.DataFrame,
    no_structure: pd.DataFrame,
    monkeypatch: pytest.MonkeyPatch,
    data: str,
) -> None:
    monkeypatch.setattr(choose_k, "WORKING_SAMPLE", 400)
    for draws in ("NULL_DRAWS", "BOOTSTRAPS"):
        monkeypatch.setattr(choose_k, draws, 5)
    noise = pd.DataFrame(np.random.default_rng(0).standard_normal((300, 6)))
    some = {
        "planted": matrix.iloc[:1_000],
        "nothing": no_structure.iloc[:1_000],
        "noise": noise,
        "slices": no_structure.iloc[:1_000, :2],
    }[data]
    whole = table_of_k(some, votes=False)
    found, like, row = short_verdict(some)
    assert (found.kind, found.k, found.reason) == tuple(vars(decide(whole)).values())
    same_row(row, whole, found.k)
    of_sample = whole.assign(silhouette=whole["silhouette of sample"])
    of_sample["excess"] = of_sample["silhouette"] - of_sample["copula p95"]
    expected = decide(of_sample.assign(natural=is_natural(of_sample)))
    assert (like.kind, like.k) == (expected.kind, expected.k)


def test_stability_is_computed_only_where_the_verdict_turns_on_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    true = table(
        k5=FOUND | {"silhouette": 0.6, "jaccard": 0.5},  # would win, does not come back
        k4=FOUND | {"silhouette": 0.5},  # wins
        k7=REPEATS,
    ).drop(2)
    asked: list[tuple[str, int]] = []

    def least(which: np.ndarray, k: int) -> float:
        kind = "jaccard" if which[0] else "null jaccard"
        asked.append((kind, k))
        return float(true.loc[k, kind])

    monkeypatch.setattr(choose_k, "_least_jaccard", least)
    unknown = true.assign(jaccard=np.nan, **{"null jaccard": np.nan}).drop(columns="natural")
    data, null = np.array([1]), [np.array([0]), np.array([0])]
    found, filled = choose_k._settled(unknown, data, null)
    assert (found.kind, found.k) == ("natural", 4)
    assert sorted({k for _, k in asked}) == [4, 5]
    assert filled["jaccard"].notna().sum() == 2
    assert unknown["jaccard"].isna().all()
    assert found.reason == decide(true).reason


RESULTS = ["silhouette", "excess", "jaccard", "null jaccard"]
FIGURES = st.fixed_dictionaries(
    {
        "silhouette": st.floats(0, 1),
        "excess": st.sampled_from([-0.1, 0.0, 0.049, 0.05, 0.3]),
        "jaccard": st.sampled_from([0.3, 0.749, 0.75, 0.9, 1.0]),
        "null jaccard": st.sampled_from([0.0, 0.5, 0.75, 0.9, 1.0]),
    }
)


@given(st.lists(FIGURES, min_size=8, max_size=8))
def test_settling_step_by_step_decides_as_the_whole_table(rows: list[dict[str, float]]) -> None:
    true = pd.DataFrame(rows, index=range(3, 11))
    unknown = true.assign(jaccard=np.nan, **{"null jaccard": np.nan})
    data, null = np.array([1]), [np.array([0])]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            choose_k,
            "_least_jaccard",
            lambda which, k: true.loc[k, "jaccard" if which[0] else "null jaccard"],
        )
        found, filled = choose_k._settled(unknown, data, null)
    assert found == decide(true.assign(natural=is_natural(true)))
    assert filled.loc[found.k, RESULTS].tolist() == true.loc[found.k, RESULTS].tolist()
