"""From a table of customers to segments and files, whatever there is to segment."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import ibis
import numpy as np
import pandas as pd
import pytest

from segmentation.base.errors import DataError
from segmentation.clusters import choose_k
from segmentation.clusters.verdict import MARGIN, Verdict, decide
from segmentation.command.look import reads
from segmentation.features import rules
from segmentation.features.names import RFM
from segmentation.orders_file import segments, source, tables
from segmentation.orders_file.parsing import Options
from segmentation.orders_file.segments import By
from segmentation.scoring.segmenter import Segmenter

NAMES = list(RFM)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer draws: what is tested here is what becomes of a verdict, not how it is reached."""
    monkeypatch.setattr(choose_k, "NULL_JACCARDS", 2)


def people(n: int, seed: int = 0, **fixed: object) -> pd.DataFrame:
    """Customers of one kind, with some columns replaced."""
    rng = np.random.default_rng(seed)
    recency = rng.integers(0, 300, n)
    table = pd.DataFrame(
        {
            "Customer_ID": [f"c{i}" for i in range(n)],
            "Recency": recency,
            "Frequency": 1 + rng.poisson(2, n),
            "Monetary": rng.lognormal(4, 1, n).round(2),
            "Tenure": recency + rng.integers(0, 300, n),
        }
    )
    return table.assign(**fixed)


def decided(table: pd.DataFrame, kind: str, k: int) -> segments.Decision:
    """A decision without the work: its table of k is never looked at."""
    return segments.Decision(
        by=By.RULES if kind == "constructive" else By.CLUSTERS,
        features=NAMES,
        constant=[],
        customers=len(table),
        different=len(table),
        by_k=pd.DataFrame(),
        verdict=Verdict(kind, k, "so it was decided"),
        k=k,
    )


# Deciding


def test_enough_customers_get_the_rule(blobs: pd.DataFrame) -> None:
    raw = (blobs - blobs.min()).assign(Customer_ID=[f"c{i}" for i in range(len(blobs))])
    decision = segments.decide(raw, NAMES)
    assert decision.by_k is not None and decision.verdict is not None
    assert list(decision.by_k.index) == list(choose_k.KS)
    assert decision.verdict == decide(decision.by_k)
    assert decision.k == decision.verdict.k
    assert (decision.by, decision.kind) == ("clusters", "natural")


@pytest.mark.parametrize("n", [2, 3, 40, segments.FEWEST - 1])
def test_few_customers_get_rules(n: int) -> None:
    decision = segments.decide(people(n), NAMES)
    assert (decision.by, decision.by_k, decision.k, decision.kind) == (
        "rules",
        None,
        0,
        "constructive",
    )
    assert decision.different == n
    assert segments.fit(people(n), decision, "2024-12-31") is None


def test_many_customers_of_few_kinds_are_few() -> None:
    table = people(500, Recency=[0, 9] * 250, Frequency=1, Monetary=[5.0, 6.0, 7.0, 8.0] * 125)
    decision = segments.decide(table, NAMES)
    assert (decision.by, decision.different, decision.constant) == ("rules", 4, ["Frequency"])


def test_every_customer_once_leaves_frequency_out() -> None:
    decision = segments.decide(people(300, Frequency=1), NAMES, k=3)
    assert (decision.features, decision.constant) == (["Recency", "Monetary"], ["Frequency"])
    assert decision.by == "clusters"
    model = segments.fit(people(300, Frequency=1), decision, "2024-12-31")
    assert model is not None and model.features == ["Recency", "Monetary"]


def test_one_customer_is_a_sentence() -> None:
    with pytest.raises(DataError, match=r"every order is by one customer, c0, so .* set customer"):
        segments.decide(people(1), NAMES)


def test_without_recency_rules_are_a_sentence() -> None:
    with pytest.raises(DataError, match="the last order of every customer is on the same day"):
        segments.decide(people(30, Recency=3), NAMES)


def test_a_k_that_cannot_be_judged_is_refused() -> None:
    with pytest.raises(DataError, match="k = 4 cannot be judged with 40 different customers, 100"):
        segments.decide(people(40), NAMES, k=4)


@pytest.mark.parametrize("k", [1, -1])
def test_a_k_that_cuts_nothing_is_refused(k: int) -> None:
    with pytest.raises(DataError, match=rf"k must be 2 or more, or 0 .* got {k}\."):
        segments.decide(people(150), NAMES, k=k)


def test_a_given_k_is_judged_by_itself() -> None:
    table = people(150)
    decision = segments.decide(table, NAMES, k=2)
    assert decision.verdict is not None
    assert (decision.k, decision.verdict.k, decision.by) == (2, 2, "clusters")


def test_the_kind_is_that_of_the_verdict() -> None:
    for kind in ("natural", "slices", "constructive"):
        assert decided(people(200), kind, 3).kind == kind


def once_or_often() -> pd.DataFrame:
    """Two clouds that differ in nothing but having ordered once."""
    rng = np.random.default_rng(3)
    orders = np.where(np.arange(600) < 300, 1, 30 + rng.poisson(4, 600))
    spend = (orders * rng.lognormal(3, 0.1, 600)).round(2)
    return people(600, Recency=rng.integers(0, 300, 600), Frequency=orders, Monetary=spend)


def test_having_ordered_once_makes_no_natural_clusters() -> None:
    decision = segments.decide(once_or_often(), NAMES, k=2)
    assert decision.by_k is not None and decision.by_k.loc[2, "explained by"] != "plain"
    assert decision.kind == "slices"
    plain = decision.by_k.loc[2, "silhouette"] - decision.by_k.loc[2, "plain null"]
    assert plain > MARGIN > decision.by_k.loc[2, "excess"]


def test_valleys_lie_between_clusters_that_stand_apart() -> None:
    table = once_or_often()
    decision = decided(table, "slices", 2)
    model = segments.fit(table, decision, "2024-12-31")
    found = segments.valleys(table, decision, model)
    assert found is not None and found["valley"].tolist() == [True]
    assert segments.valleys(table, decided(table, "constructive", 2), model) is None
    assert segments.valleys(table, decision, None) is None


def test_what_an_export_was_read_with_reads_the_next_one(tmp_path: Path) -> None:
    lines = [f"c{i},{i},{day}/02/2024,{i}.5,GBP" for i, day in enumerate((13, 14, 28))]
    file = tmp_path / "x.csv"
    file.write_text("Who,Order No,When,Amount,Currency\n" + "\n".join(lines), encoding="utf-8")
    given, options = {"customer": "Who", "date": "When"}, Options(snapshot=dt.date(2024, 3, 1))
    reading = source.read(file, tmp_path / "out", given, options)
    found = segments.read_with(reading, options, "net")
    assert found == {
        "customer": "Who", "order": "Order No", "date": "When", "amount": "Amount",
        "currency_column": "Currency", "currency": "GBP", "decimal": ".", "day_first": "yes",
        "unit": "1", "returns": "net",
    }  # fmt: skip
    hidden = segments.read_with(reading, replace(options, hash_ids=True), "gross")
    assert (hidden["hash_ids"], hidden["returns"]) == (True, "gross")
    values = {name: value for name, value in found.items() if name != "returns"}
    again = source.read(file, tmp_path / "again", *reads(values))
    assert again.columns["column"].tolist() == reading.columns["column"].tolist()


# Segments


def test_clusters_make_the_table() -> None:
    table = people(200)
    decision = decided(table, "slices", 3)
    model = segments.fit(table, decision, "2024-12-31")
    assert model is not None and model.verdict == "slices"
    found = segments.segments(table, decision, model)
    added = ["Segment", "Action", "Why", "Next_Segment", "Margin"]
    assert list(found) == [*table, *added]
    assert found["Segment"].equals(model.predict(table)["Segment"])
    assert found["Margin"].between(0, 1).all()
    profile = tables.profile(found)
    assert profile["customers"].sum() == 200
    assert profile["share of spend"].sum() == pytest.approx(1)
    assert profile["action"].tolist() == [segment.action for segment in model.segments]


def test_rules_make_the_table_and_clusters_stand_beside() -> None:
    table = people(200)
    decision = decided(table, "constructive", 4)
    model = segments.fit(table, decision, "2024-12-31")
    found = segments.segments(table, decision, model)
    wanted = rules.rfm_segments(rules.rfm_scores(table))
    assert found["Segment"].astype(str).tolist() == wanted.tolist()
    assert list(found["Segment"].cat.categories) == [n for n in rules.SEGMENTS if n in set(wanted)]
    assert found["Margin"].isna().all()
    assert found["Why"][0] == "R {R}, F {F}, M {M}".format(**rules.rfm_scores(table).iloc[0])
    assert model is not None and set(found["Cluster"]) == set(model.names)
    assert "Cluster" not in segments.segments(table, decision, None)


# Orders


def orders() -> ibis.Table:
    table = pd.DataFrame(
        {
            "customer_id": ["a", "a", "b", "c", "c"],
            "order_id": list("12345"),
            "ordered_at": pd.to_datetime(
                ["2024-01-01", "2024-03-01", "2024-02-01", "2024-01-09", "2024-09-01"]
            ),
            "amount": [10.0, 20.0, 30.0, 40.0, 50.0],
            "country": ["France", "Spain", None, "France", "Italy"],
        }
    )
    return ibis.memtable(table)


def test_details_are_those_of_the_latest_order_up_to_the_snapshot() -> None:
    found = tables.details(orders(), "2024-03-31")
    assert found["Country"].to_dict() == {"a": "Spain", "b": None, "c": "France"} or found[
        "Country"
    ].fillna("").to_dict() == {"a": "Spain", "b": "", "c": "France"}
    assert list(tables.details(orders().drop("country"), "2024-03-31")) == []


def test_moved_by_policy() -> None:
    n = 120
    rng = np.random.default_rng(0)
    table = pd.DataFrame(
        {
            "customer_id": [f"c{i}" for i in rng.integers(0, 40, n)],
            "order_id": [str(i) for i in range(n)],
            "ordered_at": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 99, n), "D"),
            "amount": rng.lognormal(3, 1, n).round(2),
        }
    )
    nothing = table.assign(returned_amount=0.0)
    much = table.assign(returned_amount=np.where(np.arange(n) < 60, table["amount"], 0))
    all_of_it = ibis.memtable(table.assign(returned_amount=table["amount"]))  # all spend 0
    for kind in ("constructive", "slices"):
        decision = decided(table, kind, 3)
        assert segments.moved_by_policy(ibis.memtable(table), "2024-12-31", decision) is None
        assert segments.moved_by_policy(ibis.memtable(nothing), "2024-12-31", decision) == 0
        moved = segments.moved_by_policy(ibis.memtable(much), "2024-12-31", decision)
        assert moved is not None and 0.1 < moved < 1
        assert segments.moved_by_policy(all_of_it, "2024-12-31", decision)


def test_the_longest_silence_has_the_chance_it_says() -> None:
    rng = np.random.default_rng(0)
    for orders in (4, 11, 60):
        gaps = rng.exponential(10, (40_000, orders))
        mean, silence = pd.Series(gaps[:, 1:].mean(axis=1)), gaps[:, 0]
        limit = tables.longest_silence(mean, pd.Series(orders, mean.index))
        assert (silence > limit).mean() == pytest.approx(tables.CHANCE, abs=0.004)
    assert tables.longest_silence(pd.Series([1.0]), pd.Series([4]))[0] == pytest.approx(5.143, 1e-3)


def test_overdue_is_measured_by_ones_own_gaps() -> None:
    table = pd.DataFrame(
        {
            "Customer_ID": ["slow", "late", "later", "new", "often", "day"],
            "Recency": [154, 155, 200, 300, 1, 100],
            "Frequency": [4, 4, 11, 3, 50, 9],
            "Tenure": [244, 245, 300, 301, 365, 100],
            "Monetary": [9.0, 5.0, 7.0, 8.0, 6.0, 5.0],
            "Segment": "x",
            "Action": "call",
        }
    )
    table = tables.with_gaps(table)
    assert table["Customer_ID"].tolist() == ["slow", "new", "later", "often", "day", "late"]
    assert table["Usual_Gap"].isna().tolist() == [False, True, False, False, True, False]
    found = tables.overdue(table)
    assert found.first["Customer_ID"].tolist() == ["later", "late"]
    assert found.first["Usual_Gap"].tolist() == [10, 30]
    assert (found.count, found.told_of, found.by_chance) == (2, 4, 4 * tables.CHANCE)
    assert len(tables.overdue(table, 1).first) == 1


@pytest.mark.parametrize("kind", ["constructive", "slices"])
def test_who_kept_nothing_is_not_welcomed(kind: str) -> None:
    raw = people(200)
    raw.loc[:4, "Monetary"] = 0.0
    decision = decided(raw, kind, 3)
    table = segments.segments(raw, decision, segments.fit(raw, decision, "2024-12-31"))
    nothing = table["Monetary"] == 0
    assert set(table["Why"][nothing]) == {"nothing kept"}
    assert table["Action"][nothing].str.startswith("none").all()
    assert not table["Action"][~nothing].str.startswith("none").any()
    assert not tables.profile(table)["action"].str.startswith("none").any()


# Files


def written(folder: Path, model: Segmenter | None, table: pd.DataFrame) -> pd.DataFrame:
    return tables.write(
        table, model, folder, decimal=",", snapshot="2024-12-31", returns="net", currency="EUR"
    )


def test_files_of_clusters(tmp_path: Path) -> None:
    customers = people(200).assign(Country="France")
    customers.loc[0, "Customer_ID"] = "=cmd|' /C calc'!A0"
    decision = decided(customers, "slices", 3)
    about = {"currency": "EUR", "time_zone": "Z", "read_with": {"date": "When"}}
    model = segments.fit(customers, decision, "2024-12-31", **about)
    table = tables.with_gaps(segments.segments(customers, decision, model))
    files = written(tmp_path, model, table)
    names = ["segments.csv", "segments.parquet", "data_dictionary.csv", "segmenter.json"]
    assert files["file"].tolist() == names
    assert set(files["file"]) == {p.name for p in tmp_path.iterdir()}
    back = pd.read_csv(tmp_path / "segments.csv", sep=";", decimal=",", encoding="utf-8-sig")
    assert list(back) == list(table)
    assert "'=cmd|' /C calc'!A0" in set(back["Customer_ID"])
    np.testing.assert_array_equal(back["Monetary"], table["Monetary"])
    assert back["Monetary"].is_monotonic_decreasing and back["Overdue"].dtype == bool
    gaps = back["Usual_Gap"].dropna()
    assert len(gaps) and (gaps == gaps.round(1)).all()
    raw = pd.read_parquet(tmp_path / "segments.parquet")
    assert "=cmd|' /C calc'!A0" in set(raw["Customer_ID"])
    words = pd.read_csv(tmp_path / "data_dictionary.csv", sep=";", encoding="utf-8-sig")
    words = words.set_index("column")["meaning"]
    assert list(words.index) == list(table)
    assert words["Monetary"].endswith("after returns, in EUR") and "2024-12-31" in words["Recency"]
    assert not words.str.contains("{", regex=False).any()
    loaded = Segmenter.load(tmp_path / "segmenter.json")
    assert (loaded.currency, loaded.time_zone, loaded.read_with) == ("EUR", "Z", {"date": "When"})
    assert loaded.predict(raw)["Segment"].tolist() == raw["Segment"].tolist()


def test_rules_leave_no_model_not_even_an_old_one(tmp_path: Path) -> None:
    few = people(20)
    Segmenter.fit(few, list(RFM), 2, verdict="natural", snapshot="2024-12-31").save(
        tmp_path / "segmenter.json"
    )
    table = segments.segments(few, segments.decide(few, NAMES), None)
    assert "segmenter.json" not in written(tmp_path, None, table)["file"].tolist()
    assert not (tmp_path / "segmenter.json").exists()


def test_a_file_that_is_no_model_is_not_removed(tmp_path: Path) -> None:
    (tmp_path / "segmenter.json").write_text(json.dumps({"mine": 1}), encoding="utf-8")
    table = segments.segments(people(20), segments.decide(people(20), NAMES), None)
    written(tmp_path, None, table)
    assert json.loads((tmp_path / "segmenter.json").read_text(encoding="utf-8")) == {"mine": 1}


def test_a_file_held_open_is_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if target.name == "segments.csv":
            raise PermissionError(13, "in use")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    table = segments.segments(people(20), segments.decide(people(20), NAMES), None)
    files = written(tmp_path, None, table)
    assert files["file"][0] == "segments-2.csv"
    assert files["note"][0] == (
        "segments.csv is held open by another program, so segments-2.csv was written instead."
    )
    assert (files["note"][1:] == "").all()
