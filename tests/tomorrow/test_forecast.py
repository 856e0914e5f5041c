"""Ways of saying who will spend: what they learn, when, and how they are compared."""

import ibis
import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import LinearRegression
from sklearn.metrics import r2_score, roc_auc_score

from segmentation.base.errors import DataError
from segmentation.base.estimates import Estimates
from segmentation.base.parallel import single_thread
from segmentation.features import rules
from segmentation.features.measure import features_table
from segmentation.features.names import NUMERIC, RFM
from segmentation.lifetime import nbd
from segmentation.tomorrow import forecast, outcomes

DAYS = ["2026-06-30", "2026-04-01"]
NINE = forecast.clusters_of(NUMERIC)


@pytest.fixture(scope="module")
def frames(shop_folder) -> list[pd.DataFrame]:
    """Customers of the small shop at two dates with the 90 days after each, the later first."""
    past, later, joined, contacts = (
        ibis.read_parquet(shop_folder / f"{name}.parquet")
        for name in ("orders", "future", "customers", "contacts")
    )
    orders = past.union(later)
    made = [features_table(orders, joined, contacts, as_of=day) for day in DAYS]
    return [
        outcomes.holdout_outcomes(p, orders, day, 90).merge(nbd.histories(orders, day), "left")
        for p, day in zip(made, DAYS, strict=True)
    ]


def test_quantiles_keep_the_borders_of_the_earlier_date():
    before, people = (
        pd.Series(np.arange(100.0)),
        pd.Series([-5.0, 9.0, 9.9, 50.0, 1e9], index=list("abcde")),
    )
    then, now = forecast.by_quantile(before, people, 10)
    assert then.value_counts().tolist() == [10] * 10
    assert now.to_dict() == {"a": 0, "b": 0, "c": 1, "d": 5, "e": 9}
    assert forecast.by_quantile(before, people, 4)[0].nunique() == 4
    tied = forecast.by_quantile(pd.Series([1.0] * 55 + [2.0] * 45), people, 5)[0]
    assert tied.nunique() == 2  # equal values stay together


def test_groupings_of_both_dates(frames):
    people, before = frames
    known = pd.Series("x", index=people["Customer_ID"], name="given")
    ways = forecast.groupings(before, people, NUMERIC, 3, known)
    assert list(ways) == [
        "groups of recency", "groups of spend", "spend deciles", "rule segments", "K-Means, RFM",
        "K-Means, 9 features", "given",
    ]  # fmt: skip
    for then, now in ways.values():
        assert list(then.index) == list(before.index) and list(now.index) == list(people.index)
    assert ways[NINE][1].nunique() == ways["groups of spend"][1].nunique() == 3
    assert (ways["rule segments"][1] == rules.rfm_segments(rules.rfm_scores(people))).all()
    alone = forecast.groupings(before, people.head(50), NUMERIC, 3)
    # Neither borders nor clusters are made from the later customers.
    for way in ("groups of recency", "spend deciles", "K-Means, RFM", NINE):
        assert (alone[way][1] == ways[way][1].head(50)).all()
    assert list(forecast.groupings(before, people, RFM, 3)) == [
        way for way in ways if way not in (NINE, "given")
    ]


def test_predictions_do_not_depend_on_the_tested_window(frames):
    people, before = frames
    other = people.assign(Later_Spend=7 * people["Later_Spend"] + 1, Later_Orders=3.0)
    first, second = (forecast.predictions(before, p, NUMERIC, 3, 90) for p in (people, other))
    for unit in first:
        pd.testing.assert_frame_equal(first[unit], second[unit])
    later = forecast.predictions(before.assign(Later_Spend=1.0), people, NUMERIC, 3, 90)
    learned = later["£"].drop(columns=forecast.YARDSTICK)  # the yardstick learns from dates alone
    assert learned.to_numpy() == pytest.approx(np.ones_like(learned))
    assert (later["£"][forecast.YARDSTICK] == first["£"][forecast.YARDSTICK]).all()


def test_a_group_is_predicted_its_own_mean(frames):
    people, before = frames
    found = forecast.predictions(before, people, NUMERIC, 3, 90)
    then, now = forecast.groupings(before, people, NUMERIC, 3)["rule segments"]
    means = before["Later_Spend"].groupby(then).mean()
    expected = now.map(means).fillna(before["Later_Spend"].mean())
    assert found["£"]["rule segments"].to_numpy() == pytest.approx(expected.to_numpy())
    logs = np.log1p(before["Later_Spend"]).groupby(then).mean()
    assert found["log"]["rule segments"].iloc[0] == pytest.approx(logs[now.iloc[0]])
    ordered = (before["Later_Orders"] > 0).groupby(then).mean()
    assert found["AUC"]["rule segments"].iloc[0] == pytest.approx(ordered[now.iloc[0]])


def test_the_yardstick_is_orders_times_basket(frames):
    people, before = frames
    found = forecast.yardstick(before, people, 90)
    orders = nbd.expected_orders(nbd.fit(before), people, 90)
    np.testing.assert_allclose(found["AUC"], orders)
    np.testing.assert_allclose(found["£"], orders * people["Basket"])
    days = people["Repeats"] + 1
    assert (days <= people["Frequency"]).all()
    assert (days * people["Basket"]).to_numpy() == pytest.approx(people["Monetary"].to_numpy())
    # The dates of orders tell in the planted shop, so a forecast of the total is near it.
    assert found["£"].sum() == pytest.approx(people["Later_Spend"].sum(), rel=0.25)
    assert r2_score(np.log1p(people["Later_Spend"]), found["log"]) > 0.4


def test_trees_are_not_more_than_help():
    # 2,000 customers of whom one feature tells a little: many large steps would learn noise.
    rng = np.random.default_rng(0)
    x, new = (pd.DataFrame(rng.normal(size=(2_000, 5)), columns=list("abcde")) for _ in range(2))
    y, later = (frame["a"] + 2 * rng.normal(size=2_000) for frame in (x, new))
    with single_thread():
        plain = HistGradientBoostingRegressor(random_state=0).fit(x, y)
    tuned, default = (r2_score(later, m.predict(new)) for m in (forecast.trees(x, y), plain))
    assert tuned > 0.15 > default


def test_the_regression_holds_what_is_linear_in_the_features_or_their_logs():
    rng = np.random.default_rng(0)
    before, people = (
        pd.DataFrame(
            {
                "Recency": rng.integers(0, 300, 800),
                "Frequency": rng.integers(1, 30, 800),
                "Monetary": rng.lognormal(5, 1, 800),
            }
        )
        for _ in range(2)
    )
    raw, logged = (
        (lambda f: 2 * f["Monetary"] - f["Recency"] + 3),
        (lambda f: np.log1p(f["Monetary"]) + 0.5 * np.log1p(f["Frequency"])),
    )
    for rule in (raw, logged):
        found = forecast.regressed(before, rule(before), people, RFM)
        assert found["regression"] == pytest.approx(rule(people).to_numpy())
        assert r2_score(rule(people), found["boosted trees"]) > 0.9
    plain = LinearRegression().fit(before, raw(before)).predict(people)
    assert forecast.regressed(before, raw(before), people, RFM)["regression"] == pytest.approx(
        plain
    )


def test_rolling_scores_every_way_against_the_later_window(frames):
    people, before = frames
    pairs = {DAYS[0]: (before, people)}
    rolled = forecast.rolling(pairs, RFM, 3, 90, "K-Means, RFM", draws=100)
    predicted = forecast.predictions(before, people, RFM, 3, 90)
    spend = people["Later_Spend"]
    pounds, log, area = (rolled.scores[measure][DAYS[0]] for measure in ("£", "log", "AUC"))
    for method, forecasts in predicted["£"].items():
        level = forecasts * spend.sum() / forecasts.sum()
        row = pounds[method]
        assert row.value == pytest.approx(r2_score(spend, level))  # the level is given in £
        assert row.low < row.value < row.high
        # and not in the log
        expected = r2_score(np.log1p(spend), predicted["log"][method])
        assert log.value[method] == pytest.approx(expected)
        expected = roc_auc_score(spend > 0, predicted["AUC"][method])
        assert area.value[method] == pytest.approx(expected)
    assert set(rolled.standing().index) == set(predicted["£"]) - {"K-Means, RFM"}


def estimates(segments: float, other: float, spread: float = 0.0) -> Estimates:
    """Two methods, one of which varies over the draws."""
    draws = pd.DataFrame({"segments": segments, "other": other + spread * np.linspace(-1, 1, 41)})
    return Estimates.from_draws(pd.Series({"segments": segments, "other": other}), draws)


def test_means_over_the_days():
    by_day = {"1": estimates(0.2, 0.1), "2": estimates(0.4, 0.5)}
    table = forecast.Rolling("segments", {"£": by_day, "log": by_day}).means()
    assert table.index.tolist() == ["segments", "other"]
    assert table.columns.tolist() == ["£", "log"]
    assert table["£"].tolist() == pytest.approx([0.3, 0.3])


def test_standing_takes_more_than_half_of_the_days():
    ahead, behind, unclear = estimates(2, 1), estimates(1, 2), estimates(1, 1, spread=1)
    days = {"£": [ahead] * 3 + [unclear], "log": [ahead] * 2 + [unclear] * 2,
            "AUC": [behind] * 3 + [ahead]}  # fmt: skip
    scores = {measure: dict(zip("1234", found, strict=True)) for measure, found in days.items()}
    table = forecast.Rolling("segments", scores).standing()
    assert table.to_dict("index") == {"other": {"£": "win", "log": "level", "AUC": "lose"}}


def test_constant_features_are_refused(frames):
    people, before = frames
    with pytest.raises(DataError, match="Monetary has the same value for every customer"):
        forecast.predictions(before.assign(Monetary=1.0), people, RFM, 3, 90)
