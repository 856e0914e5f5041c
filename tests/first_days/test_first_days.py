"""First days: what may be known of them, and how well they tell a segment."""

import ibis
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, confusion_matrix
from sklearn.model_selection import KFold

from segmentation.base.errors import DataError
from segmentation.cases import side_by_side
from segmentation.cases.online_retail import source as online_retail
from segmentation.cases.online_retail import twin
from segmentation.features.days import epoch_day
from segmentation.first_days import behaviour, calibration, circular, costs, models, splits
from segmentation.first_days import people as first_days_people
from segmentation.first_days.people import People, from_shop
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


# The label


def test_features_at_an_age(rows, joined):
    table = behaviour.features_at_age(orders_of(rows), joined, 29, contacts_of(CONTACTS))
    # Customer 1 on day 29: the last order is of that day, the one of day 30 is not known yet.
    assert table.loc[1, ["Recency", "Frequency", "Monetary", "Support_Calls"]].tolist() == [
        0, 4, 100, 1
    ]  # fmt: skip
    assert table.loc[2, ["Recency", "Frequency", "Monetary"]].tolist() == [25, 1, 7]
    assert table.loc[3].drop("Tenure").isna().all()  # has not ordered by then
    assert table.loc[[1, 2], "Tenure"].tolist() == [29, 29]  # since joining, not the first order
    later = behaviour.features_at_age(orders_of(rows), joined, 30)
    assert later.loc[1, "Monetary"] == 600 and "Support_Calls" not in later


def test_the_label_is_the_same_at_any_date(rows, joined):
    moved = rows.assign(ordered_at=pd.to_datetime(rows["ordered_at"]) + pd.Timedelta(days=400))
    before = behaviour.features_at_age(orders_of(rows), joined, 130)
    after = behaviour.features_at_age(orders_of(moved), joined + 400, 130)
    pd.testing.assert_frame_equal(before, after)


# Who is asked, and who is learned from


def test_joiners_and_those_left_out():
    joined = pd.Series([0, 9, 10, 11, 20, 21], pd.Index([6, 5, 4, 3, 2, 1], name="Customer_ID"))
    chosen, count = first_days_people.joiners(joined, 10, 20)
    assert chosen.to_dict() == {2: 20, 3: 11, 4: 10} and list(chosen.index) == [2, 3, 4]
    assert list(count.values()) == [6, 2, 1]
    few, count = first_days_people.joiners(joined, 10, 20, size=2)
    assert len(few) == 2 and count["not drawn into the sample"] == 1
    with pytest.raises(DataError, match="nobody joined early enough"):
        first_days_people.joiners(joined, 30, 20)


@settings(max_examples=50)
@given(
    days=st.lists(st.integers(0, 400), min_size=200, max_size=300),
    wait=st.integers(0, 180),
    periods=st.integers(1, 5),
)
def test_labels_are_known_at_the_cut_and_customers_are_asked_once(days, wait, periods):
    joined = pd.Series(days)
    try:
        found = splits.forward(joined, 0, 400, wait, periods)
    except DataError:  # a cut with nobody before or behind it
        return
    assert len(found) == periods
    asked = np.concatenate([test for _, test in found])
    assert len(asked) == len(set(asked))
    for train, test in found:
        assert joined.iloc[train].max() + wait < joined.iloc[test].min()
    sizes = [len(train) for train, _ in found]
    assert sizes == sorted(sizes)
    # Everybody from the first cut to the last day.
    assert len(asked) == (joined >= np.floor(wait + (401 - wait) / (periods + 1))).sum()


def test_a_file_that_is_too_short():
    joined = pd.Series(np.arange(100))
    with pytest.raises(
        DataError, match="100 days of joining are too few for a forward test: it takes 98"
    ):
        splits.forward(joined, 0, 99, 98)
    with pytest.raises(DataError, match="nobody who joined before or after"):
        splits.forward(joined[joined > 30], 0, 99, 0)


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


def folds(rows: int) -> models.Splits:
    return list(KFold(5, shuffle=True, random_state=0).split(np.zeros(rows)))


@pytest.fixture(scope="module")
def told(made) -> dict[str, pd.DataFrame]:
    table, labels, _ = made
    ways = dict.fromkeys((models.LINEAR, models.TREES), table)
    ways |= {models.MAJORITY: table, models.RECENCY: table[["Last_Order_Day"]]}
    return models.predicted(ways, labels, folds(len(labels)))


def test_probabilities(made, told):
    _, labels, _ = made
    for probabilities in told.values():
        assert sorted(probabilities.index) == sorted(labels.index)
        assert list(probabilities) == ["a", "b", "c"]
        assert np.allclose(probabilities.sum(axis=1), 1)


def test_a_segment_that_nobody_was_learned_from(made):
    table, labels, _ = made
    order = np.argsort(labels.to_numpy(), kind="stable")  # a, b, then c
    c = int((labels == "c").sum())
    told = models.predicted({models.LINEAR: table}, labels, [(order[:-c], order[-c:])])
    told = told[models.LINEAR]
    assert told["c"].eq(0).all() and np.allclose(told.sum(axis=1), 1)
    assert not models.right({models.LINEAR: told}, labels).any(axis=None)


def test_the_majority_is_that_of_the_training():
    labels = pd.Series(["a"] * 6 + ["b"] * 4)
    table = pd.DataFrame({"Orders": 1.0}, labels.index)
    told = models.predicted({models.MAJORITY: table}, labels, [(np.arange(3, 10), np.arange(3))])
    assert told[models.MAJORITY].idxmax(axis=1).tolist() == ["b"] * 3


def test_who_has_no_segment_yet_is_not_right():
    guess = models.sure(pd.Series(["a", "", "b"]), ["a", "b"])
    assert guess.to_numpy().tolist() == [[1, 0], [0, 0], [0, 1]]
    hits = models.right({models.PRESENT: guess}, pd.Series(["a", "a", "a"]))
    assert hits[models.PRESENT].tolist() == [True, False, False]


def test_accuracies_are_those_of_scikit_learn_and_of_the_bootstrap(made, told):
    _, labels, _ = made
    scores = models.accuracy(told, labels)
    for method, p in told.items():
        expected = accuracy_score(labels.loc[p.index], p.idxmax(axis=1))
        assert scores.value[method] == pytest.approx(expected)
    hits = models.right(told, labels)
    rng = np.random.default_rng(1)  # other samples: the ends agree but for chance
    picks = rng.integers(0, len(labels), (2_000, len(labels)))
    drawn = {method: hits[method].to_numpy()[picks].mean(axis=1) for method in hits}
    ends = np.quantile(drawn[models.LINEAR], [0.025, 0.975])
    assert [scores.low[models.LINEAR], scores.high[models.LINEAR]] == pytest.approx(ends, abs=0.01)
    gap = scores.minus(models.MAJORITY)[models.LINEAR]
    paired = np.quantile(drawn[models.LINEAR] - drawn[models.MAJORITY], [0.025, 0.975])
    assert [gap.low, gap.high] == pytest.approx(paired, abs=0.012)


def test_signal_is_found_and_noise_is_not(made, told):
    table, labels, _ = made
    floor = labels.value_counts(normalize=True).max()
    hits = models.right(told, labels).mean()
    assert hits[models.LINEAR] > floor + 0.1
    mixed = pd.Series(np.random.default_rng(5).permutation(labels.to_numpy()), labels.index)
    noise = models.predicted(dict.fromkeys(models.MODELS, table), mixed, folds(len(mixed)))
    assert (models.right(noise, mixed).mean() < floor + 0.05).all()


def test_nobody_is_told_by_a_model_that_saw_them(made):
    table, labels, _ = made
    # A column that names every customer lets a model that saw them be right, and no other.
    rng = np.random.default_rng(3)
    blind = pd.DataFrame({"Spend": rng.permutation(len(table)) + 1.0}, table.index)
    told = models.predicted({models.TREES: blind}, labels, folds(len(labels)))
    seen = models.trees().fit(blind, labels).score(blind, labels)
    right = models.right(told, labels)[models.TREES].mean()
    assert right < labels.value_counts(normalize=True).max() + 0.03 < seen


# Calibration


def test_reliability_is_that_of_scikit_learn(made, told):
    _, labels, _ = made
    p = told[models.LINEAR]
    labels = labels.loc[p.index]
    table = calibration.reliability(p, labels)
    right = p.idxmax(axis=1) == labels
    true, said = calibration_curve(right, p.max(axis=1), n_bins=10, strategy="quantile")
    assert table["said"].tolist() == pytest.approx(said.tolist(), abs=0.01)
    assert table["value"].tolist() == pytest.approx(true.tolist(), abs=0.05)
    assert table["customers"].sum() == len(labels)
    assert ((table["low"] <= table["value"]) & (table["value"] <= table["high"])).all()


def test_calibration_by_hand():
    said = np.array([0.6, 0.6, 0.8, 0.8])
    p = pd.DataFrame({"a": said, "b": 1 - said})
    labels = pd.Series(["a", "b", "a", "a"])
    two = calibration.expected_calibration_error(
        said, (labels == "a").to_numpy(), np.array([0, 0, 1, 1])
    )
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
    labels = labels.loc[p.index]
    names = ["c", "a", "nobody", "b"]
    table = calibration.confusion(p, labels, names)
    expected = confusion_matrix(labels, p.idxmax(axis=1), labels=["c", "a", "b"], normalize="true")
    assert np.allclose(table, expected)
    assert list(table) == list(table.index) == ["c", "a", "b"]


def test_a_segment_of_hardly_anybody_is_not_told_worst():
    table = pd.DataFrame([[0.8, 0.2], [0.7, 0.3]], list("ab"), list("ab"))
    assert calibration.told_worst(table, pd.Series({"a": 20, "b": 20})) == "b"
    assert calibration.told_worst(table, pd.Series({"a": 20, "b": 9})) == "a"
    assert calibration.told_worst(table, pd.Series({"a": 9})) == "b"  # few everywhere


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
    paid = costs.paid(costs.actions(p, lost, labels), lost, labels)
    assert paid.value.tolist() == pytest.approx([35 / 3, 0, 70 / 3, 5 / 3])
    assert paid.value.index[-1] == "for everybody, with hindsight: rich"
    assert paid.draws["lowest expected cost"].eq(0).all()
    assert (paid.low <= paid.value).all() and (paid.value <= paid.high).all()


def test_other_prices_by_hand():
    p = pd.DataFrame({"poor": [0.7, 0.95, 0.2], "rich": [0.3, 0.05, 0.8]}, index=[7, 8, 9])
    labels = pd.Series(["rich", "poor", "rich"], index=[7, 8, 9])
    by_price = costs.other_prices(p, WORTH, 5.0, labels)
    # At £10 each, 0.3 · 40 > 10 still: only the most probable segment of the first is wrong,
    # £40 − the price. At £2.50, so for the first two: 0.7 · 2 < 2.5 and 0.05 · 40 < 2.5.
    likely = {price: lost.value[costs.LIKELY] for price, lost in by_price.items()}
    assert likely == pytest.approx({2.5: 37.5 / 3, 5.0: 35 / 3, 10.0: 30 / 3})
    assert all(lost.value[costs.CHEAPEST] == 0 for lost in by_price.values())
    # Half the price stands for twice the worth: the same actions, twice the loss.
    twice = costs.other_prices(p, 2 * WORTH, 5.0, labels, [1.0])[5.0]
    assert twice.value.tolist() == pytest.approx((2 * by_price[2.5].value).tolist())


# The two data sets


@pytest.fixture(scope="module")
def people(shop_folder, tables) -> People:
    customers = tables["features"]
    names = ["Recency", "Frequency", "Monetary", "Tenure", "Discount_Usage", "Support_Calls"]
    model = Segmenter.fit(customers, names, 3, verdict="natural", snapshot="2026-06-30")
    return from_shop(shop_folder, customers, model, "2026-06-30", 180, 500)


def test_people_of_the_shop(people, tables):
    assert len(people.joined) == len(people.labels)
    assert people.count["in the file"] == 5_000 == people.count.iloc[1:].sum()
    assert people.count["asked about"] + people.count["no order within 180 days"] == 500
    assert people.joined.max() <= people.last == epoch_day("2026-06-30") - 180
    assert set(people.joined.index) <= set(people.orders.execute()["customer_id"])
    # The label is that of the features on day 180, made here from the orders themselves.
    who = people.labels.index[0]
    orders = people.orders.execute().query("customer_id == @who")
    day = (pd.to_datetime(orders["ordered_at"]) - pd.Timestamp("1970-01-01")).dt.days
    own = orders[day - people.joined[who] <= 180]
    at_age = behaviour.features_at_age(people.orders, people.joined, 180, people.contacts)
    assert at_age.loc[who, "Frequency"] == len(own) and at_age.loc[who, "Tenure"] == 180
    assert at_age.loc[who, "Monetary"] == pytest.approx(own["amount"].sum())
    assert people.labels[who] == people.model.predict(at_age.loc[[who]])["Segment"].iloc[0]


def test_windows_and_the_figures_so_far(people):
    windows = first_days_people.windows(people, (7, 30))
    assert (windows[7]["Orders"] <= windows[30]["Orders"]).all()
    assert "Mean_Rating" not in windows[30]
    now = first_days_people.present(people, (30, 181))
    # At the age of the label the segment on that day is the label.
    assert now[181].equals(people.labels) and not now[30].equals(people.labels)


def test_learning_curve_and_periods(people):
    windows = first_days_people.windows(people, (30,))
    now = first_days_people.present(people, (30,))
    cuts = splits.forward(people.joined, people.begins, people.last, people.age, 2)
    curve = models.learning_curve(people, windows, now, cuts)
    asked = np.concatenate([test for _, test in cuts])
    told = curve.probabilities[30]
    assert told[models.LINEAR].index.equals(people.labels.index[asked])
    assert set(curve.scores) == {30}
    forward = curve.scores[30].value
    same = (now[30] == people.labels).iloc[asked].mean()
    assert forward[models.PRESENT] == pytest.approx(same)
    assert set(forward.index) == {*models.MODELS, *models.BASELINES}
    periods = models.by_period(told, people, cuts)
    assert periods["asked about"].tolist() == [len(test) for _, test in cuts]
    mean = np.average(periods[models.LINEAR], weights=periods["asked about"])
    assert mean == pytest.approx(forward[models.LINEAR])


def test_people_of_online_retail(tmp_path, monkeypatch):
    folder = tmp_path / "online_retail"
    folder.mkdir()
    twin.twin(folder, customers=800)
    monkeypatch.setenv("SEGMENTATION_DATA", str(tmp_path))
    orders, cancellations = online_retail.orders_and_cancellations()
    people = first_days_people.from_tables(
        orders, cancellations, side_by_side.ONLINE_RETAIL_SNAPSHOT, k=3, verdict="slices", age=90,
        lead_in=60, renamed={"Contacts": "Cancellations"},
    )  # fmt: skip
    count = people.count
    assert count["in the file"] == count.iloc[1:].sum() and count["asked about"] > 100
    day = (orders["ordered_at"] - pd.Timestamp("1970-01-01")).dt.days
    first = day.groupby(orders["customer_id"]).min()
    assert (people.joined == first.loc[people.joined.index]).all()
    assert people.joined.min() >= first.min() + 60
    assert people.joined.max() + 90 <= epoch_day(side_by_side.ONLINE_RETAIL_SNAPSHOT)
    window = first_days_people.windows(people, (30,))[30]
    assert window["Orders"].min() == 1 and (window["Last_Order_Day"] >= 0).all()
    # Cancellations are dated by themselves: counted by hand, from the lines.
    lines, _ = online_retail.clean(online_retail.read_lines())
    _, cancelled = online_retail.split(lines)
    invoices = cancelled.drop_duplicates("InvoiceNo")
    day = (invoices["InvoiceDate"] - pd.Timestamp("1970-01-01")).dt.days
    own = day - invoices["CustomerID"].astype("int64").map(people.joined)
    assert window["Cancellations"].sum() == own.between(0, 29).sum() > 0


def test_circular_figures_are_as_high_on_noise(people):
    ring = circular.circular(people, {models.LINEAR: LogisticRegression(max_iter=1_000)})
    assert set(ring[models.LINEAR]) == {"our customers", "pure noise"}
    assert min(ring[models.LINEAR].values()) > 0.9
