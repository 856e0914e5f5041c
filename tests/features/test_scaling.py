"""Preprocessing: shrinkage by hand, log and z-score against scikit-learn, refusals."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.preprocessing import StandardScaler

from segmentation.base.errors import DataError
from segmentation.features.names import AVERAGED_OVER, LOGGED, NUMERIC, SHRINKAGE
from segmentation.features.scaling import ShrinkAverages, check_features, scale, scaler

SOME = ["Recency", "Monetary", "Return_Rate", "Frequency"]


def frame(rows: int = 30, seed: int = 0) -> pd.DataFrame:
    """Plausible customers, all nine features."""
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "Recency": rng.integers(0, 900, rows),
            "Frequency": rng.integers(1, 60, rows),
            "Monetary": rng.lognormal(5, 1, rows).round(2),
            "Tenure": rng.integers(1, 1_000, rows),
            "Return_Rate": rng.random(rows),
            "Discount_Usage": rng.random(rows),
            "Satisfaction_Score": 1 + 4 * rng.random(rows),
            "Avg_Time_Site_Min": rng.gamma(4, 2, rows),
            "Support_Calls": rng.poisson(1.5, rows),
        }
    )


def test_shrinkage_by_hand() -> None:
    customers = pd.DataFrame(
        {"Frequency": [1, 5, 95], "Return_Rate": [1.0, 0.5, 0.0], "Recency": [3, 4, 5]}
    )
    shrunk = ShrinkAverages(5).fit_transform(customers)
    # (sum + 5 · mean) / (orders + 5), the mean over customers being 0.5
    assert shrunk["Return_Rate"].tolist() == [3.5 / 6, 0.5, 2.5 / 100]
    assert shrunk[["Frequency", "Recency"]].equals(customers[["Frequency", "Recency"]] * 1.0)
    assert customers["Return_Rate"].tolist() == [1.0, 0.5, 0.0]


def test_only_averages_over_orders_are_shrunk() -> None:
    customers = frame()
    shrunk = ShrinkAverages().fit_transform(customers)
    for name in NUMERIC:
        moved = not np.allclose(shrunk[name], customers[name])
        assert moved == (name in AVERAGED_OVER), name


@given(
    st.lists(st.tuples(st.integers(1, 500), st.floats(0, 1)), min_size=2, max_size=30),
    st.floats(0.01, 100),
)
def test_shrunk_averages_lie_between_their_own_and_the_mean(
    rows: list[tuple[int, float]], m: float
) -> None:
    customers = pd.DataFrame(rows, columns=["Frequency", "Return_Rate"])
    shrunk = ShrinkAverages(m).fit_transform(customers)["Return_Rate"]
    mean = customers["Return_Rate"].mean()
    weight = customers["Frequency"] / (customers["Frequency"] + m)
    np.testing.assert_allclose(shrunk - mean, weight * (customers["Return_Rate"] - mean), atol=1e-9)


@given(st.integers(0, 10_000))
def test_no_prior_leaves_the_averages(seed: int) -> None:
    customers = frame(10, seed)
    shrunk = ShrinkAverages(0).fit_transform(customers)
    pd.testing.assert_frame_equal(shrunk, customers.astype("float64"), rtol=0, atol=0)


def test_whoever_has_nothing_to_average_gets_the_mean() -> None:
    visits = pd.DataFrame({"Views": [0, 10, 10], "Cart_Rate": [0.0, 0.2, 0.4]})
    shrunk = ShrinkAverages(5, {"Cart_Rate": "Views"}).fit_transform(visits)
    assert shrunk["Cart_Rate"].tolist() == pytest.approx([0.3, 3.5 / 15, 5.5 / 15])


def test_an_average_needs_its_count() -> None:
    with pytest.raises(DataError, match="Cart_Rate may be an average of few: add Views"):
        ShrinkAverages(5, {"Cart_Rate": "Views"}).fit(pd.DataFrame({"Cart_Rate": [0.1, 0.2]}))


def test_new_customers_are_shrunk_to_the_mean_that_was_learnt() -> None:
    old = pd.DataFrame({"Frequency": [10, 10], "Return_Rate": [0.2, 0.4]})
    new = pd.DataFrame({"Frequency": [5, 15], "Return_Rate": [1.0, 1.0]})
    shrink = ShrinkAverages(5).fit(old)
    assert shrink.means_ == {"Return_Rate": pytest.approx(0.3)}
    assert shrink.transform(new)["Return_Rate"].tolist() == pytest.approx([0.65, 0.825])


def test_log_and_z_are_what_numpy_and_scikit_learn_give() -> None:
    customers = frame()
    logged = customers.astype("float64")
    logged[list(LOGGED)] = np.log1p(logged[list(LOGGED)])
    expected = StandardScaler().fit_transform(logged[list(NUMERIC)])
    found = scale(customers, list(NUMERIC), m=0)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12)
    unlogged = scale(customers, list(NUMERIC), m=0, log=())
    raw = StandardScaler().fit_transform(customers[list(NUMERIC)].astype("float64"))
    np.testing.assert_allclose(unlogged, raw, rtol=0, atol=1e-12)


def test_z_scores_have_mean_0_and_deviation_1(matrix: pd.DataFrame) -> None:
    assert matrix.shape == (5_000, 9)
    np.testing.assert_allclose(matrix.mean(), 0, atol=1e-12)
    np.testing.assert_allclose(matrix.std(ddof=0), 1, atol=1e-12)


@given(st.integers(0, 10_000), st.sampled_from([0.0, 1.0, SHRINKAGE]))
def test_the_way_back(seed: int, m: float) -> None:
    customers = frame(12, seed)
    names = list(NUMERIC)
    pipeline = scaler(names, m)
    scores = pipeline.fit_transform(customers[names])
    back = pd.DataFrame(pipeline["z"].inverse_transform(scores), columns=names)
    back[list(LOGGED)] = np.expm1(back[list(LOGGED)])
    for name, mean in pipeline["shrink"].means_.items():
        weight = customers["Frequency"] / (customers["Frequency"] + m)
        back[name] = mean + (back[name] - mean) / weight
    np.testing.assert_allclose(back, customers[names], rtol=1e-9, atol=1e-9)


@given(st.permutations(list(NUMERIC)), st.integers(4, 9))
def test_columns_come_out_in_the_order_asked_for(names: list[str], number: int) -> None:
    names = names[:number]
    if "Frequency" not in names:
        names[0] = "Frequency"
    pipeline = scaler(names)
    customers = frame(20)
    scores = pipeline.fit_transform(customers[names])
    assert list(scores) == names
    assert pipeline.get_feature_names_out().tolist() == names
    alone = scale(customers, list(NUMERIC))
    np.testing.assert_allclose(scores, alone[names], atol=1e-12)


def test_a_pipeline_can_be_cloned() -> None:
    pipeline = scaler(SOME, m=2.0)
    again = clone(pipeline)
    assert again["shrink"].get_params() == {"m": 2.0, "averages": AVERAGED_OVER}
    customers = frame()[SOME]
    first = pipeline.fit_transform(customers)
    pd.testing.assert_frame_equal(again.fit_transform(customers), first, rtol=0, atol=0)
    assert not hasattr(clone(again)["shrink"], "means_")


def test_a_fitted_pipeline_scores_new_customers_as_it_learnt() -> None:
    pipeline = scaler(SOME).fit(frame()[SOME])
    new = frame(5, seed=1)[SOME]
    one_by_one = pd.concat([pipeline.transform(new.iloc[[i]]) for i in range(5)])
    pd.testing.assert_frame_equal(one_by_one, pipeline.transform(new), rtol=0, atol=0)
    assert abs(pipeline.transform(new).mean()).max() > 0.01


def test_missing_features_are_named() -> None:
    with pytest.raises(DataError, match="feature Tenure, Monetary is missing"):
        scale(frame()[["Recency", "Frequency"]], ["Recency", "Tenure", "Monetary"])


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_missing_and_infinite_values_are_counted_and_shown(bad: float) -> None:
    customers = frame().set_index(pd.RangeIndex(100, 130))
    customers["Monetary"] = customers["Monetary"].where(
        ~customers.index.isin([103, 105, 107, 109]), bad
    )
    message = r"Monetary must be a finite number \(4 rows break this; the first: 103, 105, 107\)"
    with pytest.raises(DataError, match=message):
        scale(customers, SOME)


def test_constant_columns_are_named() -> None:
    customers = frame().assign(Recency=7, Return_Rate=0.0)
    with pytest.raises(DataError, match="Recency, Return_Rate has the same value for every"):
        check_features(customers, SOME)
    check_features(customers, ["Monetary", "Frequency"])


def test_no_customers_at_all() -> None:
    with pytest.raises(DataError, match="the table of customers is empty"):
        scale(frame().iloc[:0], SOME)


def test_averages_need_to_know_their_orders() -> None:
    names = ["Recency", "Satisfaction_Score"]
    with pytest.raises(DataError, match="Satisfaction_Score may be an average of few"):
        scale(frame(), names)
    assert list(scale(frame(), names, m=0)) == names
    with pytest.raises(DataError, match="m must be 0 or more orders; got -1"):
        scale(frame(), SOME, m=-1)
