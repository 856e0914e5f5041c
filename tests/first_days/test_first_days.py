"""First days: what may be known of them, and how well they tell a segment."""

import ibis
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, balanced_accuracy_score, confusion_matrix, log_loss

from segmentation.base.errors import DataError
from segmentation.cases import side_by_side
from segmentation.cases.online_retail import source as online_retail
from segmentation.cases.online_retail import twin
from segmentation.features import measure
from segmentation.features.days import epoch_day
from segmentation.first_days import behaviour, calibration, circular, costs, models
from segmentation.first_days import people as first_days_people
from segmentation.first_days.people import (
    DATED,
    LATER,
    NEAREST,
    NEWER,
    SHUFFLED,
    SILENT,
    UNDATED,
    People,
    from_shop,
)
from segmentation.scoring.segmenter import Segmenter

COLUMNS = ["customer_id", "ordered_at", "amount", "discounted", "rating", "minutes_on_site"]
ROWS = [
    (1, "2020-01-01 23:50", 10.0, True, 5, 4.0),
    (1, "2020-01-03 00:10", 30.0, False, 2, 8.0),
    (1, "2020-01-03 18:00", 20.0, False, 2, 6.0),
    (1, "2020-01-30 23:59", 40.0, True, 3, 2.0),  # day 29, the last of 30
    (1, "2020-01-31 00:00", 500.0, True, 1, 99.0),  # day 30
    (2, "2020-03-05 12:00", 7.0, False, 4, 1.0),
    (3, "2020-06-30 12:00", 99.0, False, 4, 1.0),  # 121 days after joining
]
JOINED = {1: "2020-01-01", 2: "2020-03-01", 3: "2020-03-01"}


def orders_of(rows: pd.DataFrame) -> ibis.Table:
    numbered = rows.assign(
        order_id=range(len(rows)), returned_amount=rows["amount"] * (rows.index % 2)
    )
    return ibis.memtable(numbered.assign(ordered_at=pd.to_datetime(rows["ordered_at"])))


@pytest.fixture
def rows() -> pd.DataFrame:
    return pd.DataFrame(ROWS, columns=COLUMNS)


@pytest.fixture
def joined() -> pd.Series:
    return pd.Series({who: epoch_day(day) for who, day in JOINED.items()}).rename_axis(
        "Customer_ID"
    )


def contacts_of(rows: list[tuple[int, str]]) -> ibis.Table:
    frame = pd.DataFrame(rows, columns=["customer_id", "contacted_at"])
    return ibis.memtable(frame.assign(contacted_at=pd.to_datetime(frame["contacted_at"])))


CONTACTS = [(1, "2020-01-02"), (1, "2020-01-31"), (3, "2020-03-02"), (3, "2020-02-28")]


# Features


def test_by_hand(rows, joined):
    table = behaviour.first_days(orders_of(rows), joined, 30, contacts_of(CONTACTS))
    first = table.loc[1]
    assert first[["Orders", "Spend", "Mean_Basket"]].tolist() == [4, 100, 25]
    assert first[["Days_With_Order", "Last_Order_Day", "Contacts"]].tolist() == [3, 29, 1]
    assert first["Coupon_Share"] == 0.5
    assert first["Mean_Rating"] == 3 and first["Mean_Minutes"] == 5
    assert first["Return_Share"] == 0.5  # of the rows numbered 1 and 3
    assert table.loc[2, ["Orders", "Spend", "Last_Order_Day", "Contacts"]].tolist() == [1, 7, 4, 0]
    # Nothing bought so far: counts are 0, averages and the last day unknown. A contact counts,
    # one before joining does not.
    none = table.loc[3]
    assert none[["Orders", "Spend", "Days_With_Order", "Contacts"]].tolist() == [0, 0, 0, 1]
    assert none[["Mean_Basket", "Last_Order_Day", "Coupon_Share"]].isna().all()
    assert table.index.tolist() == [1, 2, 3]


def test_a_window_of_one_day_and_of_none(rows, joined):
    table = behaviour.first_days(orders_of(rows), joined, 1)
    assert table.loc[1, ["Orders", "Spend", "Last_Order_Day"]].tolist() == [1, 10, 0]
    assert "Contacts" not in table
    with pytest.raises(DataError, match="at least 1 day; got 0"):
        behaviour.first_days(orders_of(rows), joined, 0)


@settings(max_examples=12)
@given(data=st.data())
def test_nothing_after_the_window_enters(data):
    rows = pd.DataFrame(ROWS, columns=COLUMNS)
    joined = pd.Series({w: epoch_day(d) for w, d in JOINED.items()}).rename_axis("Customer_ID")
    day = (pd.to_datetime(rows["ordered_at"]) - pd.Timestamp("1970-01-01")).dt.days
    later = (day - rows["customer_id"].map(joined) >= 30).to_numpy()
    other = rows.copy()
    other.loc[later, "amount"] = data.draw(st.floats(0, 1e6))
    other.loc[later, "rating"] = data.draw(st.integers(1, 5))
    other.loc[later, "discounted"] = data.draw(st.booleans())
    more = data.draw(st.integers(0, 5))
    other = pd.concat([other, *[other[later]] * more], ignore_index=True)
    contacts = [(1, "2020-01-02"), *[(1, "2020-01-31")] * data.draw(st.integers(0, 3))]
    before = behaviour.first_days(orders_of(rows), joined, 30, contacts_of([(1, "2020-01-02")]))
    after = behaviour.first_days(orders_of(other), joined, 30, contacts_of(contacts))
    # Which row is returned hangs on its number, and rows are only added at the end.
    pd.testing.assert_frame_equal(before, after)


@pytest.mark.parametrize("days", [-3_650, 1, 365, 4_000])
def test_the_calendar_does_not_enter(rows, joined, days):
    shift = pd.Timedelta(days=days)
    moved = rows.assign(ordered_at=pd.to_datetime(rows["ordered_at"]) + shift)
    contacts = [(who, str(pd.Timestamp(when) + shift)) for who, when in CONTACTS]
    before = behaviour.first_days(orders_of(rows), joined, 30, contacts_of(CONTACTS))
    after = behaviour.first_days(orders_of(moved), joined + days, 30, contacts_of(contacts))
    pd.testing.assert_frame_equal(before, after)


def test_other_people_do_not_enter(rows, joined):
    alone = behaviour.first_days(orders_of(rows), joined.loc[[1]], 30, contacts_of(CONTACTS))
    among = behaviour.first_days(orders_of(rows), joined, 30, contacts_of(CONTACTS))
    pd.testing.assert_frame_equal(alone, among.loc[[1]])


def test_what_has_no_date_is_left_out(rows, joined):
    table = behaviour.first_days(orders_of(rows), joined, 30)
    assert set(table) - set(behaviour.dated(table)) == {"Return_Share", "Mean_Rating"}
    undated = rows.assign(rating=1)
    same = behaviour.first_days(orders_of(undated), joined, 30)
    pd.testing.assert_frame_equal(behaviour.dated(table), behaviour.dated(same))
    assert not table["Mean_Rating"].equals(same["Mean_Rating"])


def test_joining_days():
    customers = pd.DataFrame({"customer_id": [5, 6], "joined_on": ["1970-01-02", "2020-01-01"]})
    assert behaviour.joining_days(customers).to_dict() == {5: 1, 6: 18_262}


# Who is asked


def test_who_is_asked_and_who_is_left_out():
    snapshot = "2020-12-31"
    ids = pd.RangeIndex(30, name="Customer_ID")
    joined = pd.Series(epoch_day(snapshot) - 180, ids)
    joined.iloc[0] += 1  # 179 days before
    labels = pd.Series(["a"] * 12 + ["b"] * 13 + ["rare"] * 4, ids[:29])
    who, count = behaviour.asked(joined, labels, snapshot)
    assert who.tolist() == list(range(1, 25))
    assert count.tolist() == [30, 1, 1, 4, 24]
    assert count.iloc[0] == count.iloc[1:].sum()
    with pytest.raises(DataError, match="fewer than two segments"):
        behaviour.asked(joined, labels.replace("b", "a"), snapshot)


# The label that cannot hold the first days


def snapshot_features(orders, joined, contacts) -> pd.DataFrame:
    people = pd.DataFrame(
        {
            "customer_id": joined.index,
            "joined_on": pd.Timestamp("1970-01-01") + pd.to_timedelta(joined.to_numpy(), "D"),
        }
    )
    made = measure.customer_features(orders, ibis.memtable(people), contacts, as_of="2020-07-31")
    return made.order_by("Customer_ID").execute()


def test_features_after_the_first_days(rows, joined):
    orders, contacts = orders_of(rows), contacts_of(CONTACTS)
    customers = snapshot_features(orders, joined, contacts)
    first = behaviour.first_days(orders, joined, 30, contacts)
    after = behaviour.after_first_days(orders, joined, customers, first, 30, "2020-07-31")
    assert after["Silent"].tolist() == [False, True, False]
    assert after.loc[1, ["Recency", "Frequency", "Monetary"]].tolist() == [182, 1, 500]
    assert after.loc[1, ["Satisfaction_Score", "Avg_Time_Site_Min"]].tolist() == [1, 99]
    assert after.loc[1, "Support_Calls"] == 1  # that of day 30
    # Silent since: counted from day 29 of the customer, 30 March.
    assert after.loc[2, ["Recency", "Frequency", "Monetary"]].tolist() == [123, 0, 0]
    assert after.loc[3, ["Recency", "Frequency", "Monetary"]].tolist() == [31, 1, 99]
    assert after["Tenure"].tolist() == customers["Tenure"].tolist()


def test_the_first_days_do_not_enter_it(rows, joined):
    orders = orders_of(rows)
    customers = snapshot_features(orders, joined, None)
    first = behaviour.first_days(orders, joined, 30)
    after = behaviour.after_first_days(orders, joined, customers, first, 30, "2020-07-31")
    other = rows.copy()
    other.loc[:3, "amount"], other.loc[:3, "rating"] = 9_999.0, 1
    customers = snapshot_features(orders_of(other), joined, None)
    first = behaviour.first_days(orders_of(other), joined, 30)
    same = behaviour.after_first_days(orders_of(other), joined, customers, first, 30, "2020-07-31")
    pd.testing.assert_frame_equal(after, same)


# Models and scores


@pytest.fixture(scope="module")
def made() -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    """Three segments, told by spend with some error; joining dates that tell nothing."""
    rng = np.random.default_rng(0)
    kind = rng.choice(3, 300, p=[0.5, 0.3, 0.2])
    table = pd.DataFrame(
        {
            "Orders": rng.poisson(2, 300) + 1.0,
            "Spend": np.exp(1.5 * kind + 0.7 * rng.standard_normal(300)),
            "Mean_Rating": np.where(rng.random(300) < 0.2, np.nan, rng.integers(1, 6, 300)),
            "Last_Order_Day": rng.integers(0, 30, 300) + 0.0,
        },
        index=pd.Index(rng.permutation(300), name="Customer_ID"),
    )
    labels = pd.Series(np.array(["b", "a", "c"])[kind], table.index)
    joined = pd.Series(rng.integers(0, 900, 300), table.index)
    return table, labels, joined


@pytest.fixture(scope="module")
def told(made) -> dict[str, pd.DataFrame]:
    table, labels, joined = made
    calendar = joined.to_frame("joined")
    return models.out_of_fold(
        {
            models.LINEAR: table,
            models.TREES: table,
            models.MAJORITY: calendar,
            models.RECENCY: table[["Last_Order_Day"]],
            models.JOINING: calendar,
        },
        labels,
    )


def test_probabilities(made, told):
    _, labels, _ = made
    for probabilities in told.values():
        assert probabilities.index.equals(labels.index)
        assert list(probabilities) == ["a", "b", "c"]
        assert np.allclose(probabilities.sum(axis=1), 1)


def test_the_majority_class_is_that_of_the_other_folds(made, told):
    _, labels, _ = made
    shares = labels.value_counts(normalize=True)
    assert told[models.MAJORITY].nunique().max() <= models.OUTER
    assert np.allclose(told[models.MAJORITY].mean(), shares.sort_index(), atol=0.01)
    table, _ = models.scores(
        {models.MAJORITY: told[models.MAJORITY], models.LINEAR: told[models.LINEAR]}, labels
    )
    value = table[table["way"] == models.MAJORITY].set_index("measure")["value"]
    assert value["accuracy"] == pytest.approx(shares.max())
    assert value["balanced accuracy"] == pytest.approx(1 / 3)


def test_scores_are_those_of_scikit_learn(made, told):
    _, labels, _ = made
    table, gaps = models.scores(told, labels, draws=50)
    value = table.set_index(["way", "measure"])["value"]
    for way, p in told.items():
        best = p.idxmax(axis=1)
        assert value[way, "accuracy"] == pytest.approx(accuracy_score(labels, best))
        balanced = balanced_accuracy_score(labels, best)
        assert value[way, "balanced accuracy"] == pytest.approx(balanced)
        assert value[way, "log loss"] == pytest.approx(log_loss(labels, p, labels=list(p)))
    for row in gaps.itertuples():
        expected = value[row.way, row.measure] - value[row.against, row.measure]
        assert row.difference == pytest.approx(expected)
        assert row.low <= row.high
    assert set(gaps["against"]) == {*models.BASELINES, models.LINEAR}


def test_intervals_are_those_of_the_bootstrap(made, told):
    _, labels, _ = made
    table, gaps = models.scores({w: told[w] for w in (models.LINEAR, models.MAJORITY)}, labels)
    right = {
        w: (told[w].idxmax(axis=1) == labels).to_numpy() for w in (models.LINEAR, models.MAJORITY)
    }
    rng = np.random.default_rng(1)  # other samples: the ends agree but for chance
    picks = rng.integers(0, len(labels), (2_000, len(labels)))
    ends = np.quantile(right[models.LINEAR][picks].mean(axis=1), [0.025, 0.975])
    own = table[(table["way"] == models.LINEAR) & (table["measure"] == "accuracy")].iloc[0]
    assert own[["low", "high"]].tolist() == pytest.approx(ends, abs=0.01)
    both = right[models.LINEAR][picks].mean(axis=1) - right[models.MAJORITY][picks].mean(axis=1)
    gap = gaps[(gaps["measure"] == "accuracy") & (gaps["against"] == models.MAJORITY)].iloc[0]
    paired = np.quantile(both, [0.025, 0.975])
    assert gap[["low", "high"]].tolist() == pytest.approx(paired, abs=0.012)


def test_signal_is_found_and_noise_is_not(made, told):
    table, labels, _ = made
    right = (told[models.LINEAR].idxmax(axis=1) == labels).mean()
    assert right > labels.value_counts(normalize=True).max() + 0.1
    mixed = pd.Series(np.random.default_rng(5).permutation(labels.to_numpy()), labels.index)
    noise = models.out_of_fold(
        {models.LINEAR: table, models.TREES: table, models.MAJORITY: table}, mixed
    )
    scored, _ = models.scores(noise, mixed)
    value = scored.set_index(["way", "measure"])
    for way in models.MODELS:
        assert value.loc[(way, "balanced accuracy"), "value"] == pytest.approx(1 / 3, abs=0.06)
        floor = value.loc[(models.MAJORITY, "log loss"), "value"]
        assert value.loc[(way, "log loss"), "value"] > floor - 0.01


def test_the_same_twice_and_in_any_order_of_columns_of_other_ways(made, told):
    table, labels, _ = made
    again = models.out_of_fold({models.TREES: table}, labels)
    pd.testing.assert_frame_equal(again[models.TREES], told[models.TREES], check_exact=True)


def test_nobody_is_told_by_a_model_that_saw_them(made):
    table, labels, _ = made
    # A column that names every customer lets a model that saw them be right, and no other.
    rng = np.random.default_rng(3)
    blind = pd.DataFrame({"Spend": rng.permutation(len(table)) + 1.0}, table.index)
    told = models.out_of_fold({models.TREES: blind}, labels)[models.TREES]
    seen = models.trees(31).fit(blind, labels).score(blind, labels)
    right = (told.idxmax(axis=1) == labels).mean()
    assert right < labels.value_counts(normalize=True).max() + 0.05 < seen


def test_learning_curve_and_definitions(made):
    table, labels, joined = (part.iloc[:100] for part in made)
    scored, gaps, told = models.learning_curve({7: table, 30: table}, joined, labels)
    assert set(scored["days"]) == {7, 30} == set(told)
    assert len(scored) == 2 * 5 * 3
    seven, thirty = (scored[scored["days"] == d].drop(columns="days") for d in (7, 30))
    # The same table twice: the same folds, the same samples, the same figures.
    pd.testing.assert_frame_equal(seven.reset_index(drop=True), thirty.reset_index(drop=True))
    compared, against = models.compare({"one": (table, labels)}, joined)
    assert compared["value"].tolist() == pytest.approx(
        scored[scored["days"] == 7].set_index(["measure", "way"])
        .loc[[*zip(compared["measure"], compared["way"], strict=True)], "value"].tolist()
    )  # fmt: skip
    assert set(compared["customers"]) == {100} and set(against["definition"]) == {"one"}
    assert len(gaps) == 2 * len(against)
    later = models.later_curve({7: (table, labels), 30: (table.iloc[:90], labels.iloc[:90])})
    assert set(later["days"]) == {7, 30} and set(later["way"]) == {models.LINEAR, models.MAJORITY}
    # For one label the stricter curve is the curve; other customers are other figures.
    mine = scored[(scored["days"] == 7) & scored["way"].isin([models.LINEAR, models.MAJORITY])]
    columns = ["way", "measure", "value", "low", "high"]
    both = [x[columns].sort_values(["measure", "way"]).reset_index(drop=True)
            for x in (mine, later[later["days"] == 7])]  # fmt: skip
    pd.testing.assert_frame_equal(*both)


# Calibration


def test_reliability_is_that_of_scikit_learn(made, told):
    _, labels, _ = made
    p = told[models.LINEAR]
    table = calibration.reliability(p, labels)
    right = p.idxmax(axis=1) == labels
    true, said = calibration_curve(right, p.max(axis=1), n_bins=10, strategy="quantile")
    assert table["said"].tolist() == pytest.approx(said.tolist(), abs=0.01)
    assert table["right"].tolist() == pytest.approx(true.tolist(), abs=0.05)
    assert table["customers"].sum() == len(labels)
    assert ((table["low"] <= table["right"]) & (table["right"] <= table["high"])).all()


def test_calibration_by_hand():
    said = np.array([0.6, 0.6, 0.8, 0.8])
    p = pd.DataFrame({"a": said, "b": 1 - said})
    labels = pd.Series(["a", "b", "a", "a"])
    two = calibration._off(said, (labels == "a").to_numpy(), 2)
    assert two == pytest.approx((abs(1.2 - 1) + abs(1.6 - 2)) / 4)
    found = calibration.calibration(p, labels)
    assert found["Brier"] == pytest.approx(2 * (0.16 + 0.36 + 0.04 + 0.04) / 4)


def test_a_model_that_is_right_is_within_chance_and_a_bragging_one_is_not():
    rng = np.random.default_rng(0)
    said = rng.uniform(0.5, 0.9, 4_000)
    labels = pd.Series(np.where(rng.random(4_000) < said, "a", "b"))
    true = calibration.calibration(pd.DataFrame({"a": said, "b": 1 - said}), labels)
    assert true["error"] <= true["at most"] and true["by chance"] < true["at most"]
    loud = said + 0.1
    brags = calibration.calibration(pd.DataFrame({"a": loud, "b": 1 - loud}), labels)
    assert brags["error"] > brags["at most"] and brags["error"] == pytest.approx(0.1, abs=0.02)


def test_confusion_is_that_of_scikit_learn(made, told):
    _, labels, _ = made
    p = told[models.TREES]
    names = ["c", "a", "nobody", "b"]
    table = calibration.confusion(p, labels, names)
    expected = confusion_matrix(labels, p.idxmax(axis=1), labels=["c", "a", "b"], normalize="true")
    assert np.allclose(table, expected)
    assert list(table) == list(table.index) == ["c", "a", "b"]


# Costs

WORTH = pd.Series({"rich": 40.0, "poor": 2.0})


def test_costs_by_hand():
    lost = costs.costs(WORTH, 5.0)
    assert lost.loc["rich"].tolist() == [0, 40, 35]
    assert lost.loc["poor"].tolist() == [5, 3, 0]  # the own action costs more than it brings
    assert list(lost) == ["rich", "poor", costs.NOTHING]
    with pytest.raises(DataError, match="0 or more; got -1"):
        costs.costs(WORTH, -1)


def test_decisions_and_what_they_lose():
    lost = costs.costs(WORTH, 5.0)
    p = pd.DataFrame({"poor": [0.7, 0.95, 0.2], "rich": [0.3, 0.05, 0.8]}, index=[7, 8, 9])
    assert costs.by_probability(p, lost).tolist() == ["no action", "no action", "rich"]
    # 0.3 · 40 > 5, so the action of the less probable segment pays; 0.05 · 40 < 5.
    assert costs.by_cost(p, lost).tolist() == ["rich", "no action", "rich"]
    labels = pd.Series(["rich", "poor", "rich"], index=[7, 8, 9])
    chosen = costs.ways(p, lost, labels)
    table, samples = costs.paid(chosen, lost, labels)
    assert table["value"].tolist() == pytest.approx([35 / 3, 0, 70 / 3, 5 / 3])
    assert table.index[-1] == "for everybody, with hindsight: rich"
    assert samples["lowest expected cost"].eq(0).all()
    assert (table["low"] <= table["value"]).all() and (table["value"] <= table["high"]).all()


def test_other_prices_by_hand():
    p = pd.DataFrame({"poor": [0.7, 0.95, 0.2], "rich": [0.3, 0.05, 0.8]}, index=[7, 8, 9])
    labels = pd.Series(["rich", "poor", "rich"], index=[7, 8, 9])
    table = costs.other_prices(p, WORTH, 5.0, labels)
    assert table.index.tolist() == [2.5, 5.0, 10.0]
    # At £10 each, 0.3 · 40 > 10 still: only the most probable segment of the first is wrong,
    # £40 − the price. At £2.50, so for the first two: 0.7 · 2 < 2.5 and 0.05 · 40 < 2.5.
    assert table[costs.LIKELY].tolist() == pytest.approx([37.5 / 3, 35 / 3, 30 / 3])
    assert table[costs.CHEAPEST].eq(0).all()
    assert table["difference"].tolist() == pytest.approx([-12.5, -35 / 3, -10])
    # Half the price stands for twice the worth: the same actions, twice the loss.
    twice = costs.other_prices(p, 2 * WORTH, 5.0, labels, [1.0])
    assert twice.loc[5.0].tolist() == pytest.approx((2 * table.loc[2.5]).tolist())
    lost = costs.costs(WORTH, 5.0)
    once, samples = costs.paid(costs.ways(p, lost, labels), lost, labels)
    assert table.loc[5.0, ["low", "high"]].tolist() == pytest.approx(
        costs.saving(samples, once)[["low", "high"]].tolist()
    )


# The two data sets


@pytest.fixture(scope="module")
def people(shop_folder, tables) -> People:
    customers = tables["features"]
    names = ["Recency", "Frequency", "Monetary", "Tenure", "Discount_Usage", "Support_Calls"]
    model = Segmenter.fit(customers, names, 3, verdict="natural", snapshot="2026-06-30")
    return from_shop(shop_folder, customers, model, "2026-06-30", 500)


def test_people_of_the_shop(people, tables):
    assert len(people.joined) == len(people.labels) == 500
    assert people.count["in the file"] == 5_000 and people.count.iloc[-1] == 500
    since = epoch_day("2026-06-30") - people.joined
    tenure = tables["features"].set_index("Customer_ID")["Tenure"]
    assert (since == tenure.loc[people.joined.index]).all() and since.min() >= 180
    assert set(people.orders.execute()["customer_id"]) == set(people.joined.index)


def test_segments_before_and_after(people):
    windows = first_days_people.windows(people, (7, 30))
    assert (windows[7]["Orders"] <= windows[30]["Orders"]).all()
    later, silent = first_days_people.later_segments(people, windows[30], 30)
    everything = people.customers.set_index("Customer_ID").loc[later.index]
    assert (silent == (windows[30]["Orders"] == everything["Frequency"])).all()
    found = first_days_people.definitions(people, windows[30], later, silent, 30)
    table, labels = found[LATER]
    assert table.index.equals(labels.index) and "Mean_Rating" not in table
    named = labels != SILENT
    assert (labels[named] == later[labels.index[named]]).all()
    assert "Mean_Rating" in found[UNDATED][0]
    assert NEWER not in found  # the shop's lives are known from their first day
    mixed = found[SHUFFLED][1]
    assert mixed.value_counts().to_dict() == people.labels.value_counts().to_dict()
    assert not mixed.equals(people.labels)
    assert list(found) == [DATED, LATER, UNDATED,
                           NEAREST, SHUFFLED]  # fmt: skip


def test_people_of_online_retail(tmp_path, monkeypatch):
    folder = tmp_path / "online_retail"
    folder.mkdir()
    twin.twin(folder, customers=800)
    monkeypatch.setenv("SEGMENTATION_DATA", str(tmp_path))
    people = first_days_people.from_tables(
        *online_retail.orders_and_cancellations(), side_by_side.ONLINE_RETAIL_SNAPSHOT, k=3,
        verdict="slices", renamed={"Contacts": "Cancellations"},
    )  # fmt: skip
    count = people.count
    assert count["in the file"] == count.iloc[1:].sum() and count["asked about"] > 100
    since = people.customers.set_index("Customer_ID")["Tenure"].loc[people.joined.index]
    assert (epoch_day(people.snapshot) - people.joined == since).all() and since.min() >= 180
    first = first_days_people.windows(people, (30,))[30]
    assert first["Orders"].min() == 1 and (first["Last_Order_Day"] >= 0).all()
    # Cancellations are dated by themselves: counted by hand, from the lines.
    lines, _ = online_retail.clean(online_retail.read_lines())
    _, cancelled = online_retail.split(lines)
    invoices = cancelled.drop_duplicates("InvoiceNo")
    day = (invoices["InvoiceDate"] - pd.Timestamp("1970-01-01")).dt.days
    own = day - invoices["CustomerID"].astype("int64").map(people.joined)
    assert first["Cancellations"].sum() == own.between(0, 29).sum() > 0
    later, silent = first_days_people.later_segments(people, first, 30)
    found = first_days_people.definitions(people, first, later, silent, 30)
    assert list(found)[-2:] == [NEWER, SHUFFLED]
    _, new = found[NEWER]
    assert (people.joined.loc[new.index] >= people.begins + 30).all()


def test_circular_figures_stand_beside_honest_ones(people):
    ring = circular.circular(people, {models.LINEAR: LogisticRegression(max_iter=1_000)})
    assert set(ring[models.LINEAR]) == set(circular.CIRCULAR)
    assert min(ring[models.LINEAR].values()) > 0.9  # on noise too
    honest = pd.DataFrame(
        {"way": [models.LINEAR] * 2, "measure": ["accuracy", "log loss"], "value": [0.5, 1.2],
         "low": [0.4, 1.1], "high": [0.6, 1.3], "days": 30}
    )  # fmt: skip
    rows = circular.in_one_table(ring, honest, honest.assign(definition="other"))
    assert rows["definition"].tolist() == [
        *circular.CIRCULAR.values(), DATED, "other"
    ]  # fmt: skip
    assert rows["low"].isna().tolist() == [True] * 3 + [False] * 2
