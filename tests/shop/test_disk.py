"""The simulated shop: what is planted comes out, every row is accounted for, bytes repeat."""

import dataclasses
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from segmentation.base.errors import DataError
from segmentation.base.outputs import LIST
from segmentation.clusters.centroids import predict
from segmentation.clusters.kmeans import fit_kmeans
from segmentation.features.days import SECONDS_PER_DAY
from segmentation.features.names import CHANNEL, NUMERIC
from segmentation.features.scaling import scale
from segmentation.shop import disk, simulate
from segmentation.shop.planted import (
    CHANNELS,
    NO_PERSONAS,
    ORDER_SPREAD,
    PERSONAS,
    Parameters,
    Persona,
    persona_table,
)

N = 20_000
SIGMAS = 4.5  # how far a mean may lie from what was planted, in standard errors

Tables = dict[str, pd.DataFrame]


def load(folder: Path) -> Tables:
    """All tables of a shop as frames."""
    return {name: pd.read_parquet(folder / f"{name}.parquet") for name in disk.TABLES}


def made(folder: Path, **parameters: object) -> Tables:
    """Simulate a shop and load it."""
    disk.generate(Parameters(**parameters), folder)  # type: ignore[arg-type]
    return load(folder)


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """A shop of 20,000 customers; the features table also tells the persona."""
    tables = made(tmp_path_factory.mktemp("big"), n_customers=N, seed=3)
    tables["features"] = tables["features"].merge(tables["truth"], on="Customer_ID")
    return tables


def persona_of(tables: Tables, name: str) -> pd.Series:
    """The persona of each row of `orders`, `future` or `contacts`."""
    planted = tables["truth"].set_index("Customer_ID")["Persona"]
    return tables[name]["customer_id"].map(planted)


def assert_mean(values: pd.Series | np.ndarray, planted: float, what: str) -> None:
    """The mean of independent values must lie within sampling error of the planted one."""
    values = np.asarray(values, dtype=float)
    error = values.std(ddof=1) / np.sqrt(len(values))
    assert len(values) > 500, what
    assert abs(values.mean() - planted) < SIGMAS * error, (what, values.mean(), planted, error)


def test_shares_of_the_personas(big: Tables) -> None:
    found = big["truth"]["Persona"].value_counts(normalize=True)
    assert set(found.index) == {p.name for p in PERSONAS}
    for p in PERSONAS:
        error = np.sqrt(p.share * (1 - p.share) / N)
        assert abs(found[p.name] - p.share) < SIGMAS * error, p.name
    assert sum(p.share for p in PERSONAS) == pytest.approx(1)


@pytest.mark.parametrize("persona", PERSONAS, ids=lambda p: p.name)
def test_planted_habits_come_out(big: Tables, persona: Persona) -> None:
    own = big["features"][big["features"]["Persona"] == persona.name]
    assert_mean(own["Discount_Usage"], persona.discounts[0] / sum(persona.discounts), "discounts")
    assert_mean(own["Return_Rate"], persona.returns[0] / sum(persona.returns), "returns")
    a, b = persona.satisfaction
    assert_mean(own["Satisfaction_Score"], 1 + 4 * a / (a + b), "satisfaction")
    assert_mean(own["Avg_Time_Site_Min"], persona.minutes[0], "minutes")
    assert_mean(own["Support_Calls"], persona.support_calls[0], "support calls")


@pytest.mark.parametrize("persona", PERSONAS, ids=lambda p: p.name)
def test_planted_baskets_come_out(big: Tables, persona: Persona) -> None:
    orders = big["orders"][persona_of(big, "orders") == persona.name]
    logs = np.log(orders["amount"]).groupby(orders["customer_id"]).agg(["mean", "var", "size"])
    assert_mean(logs["mean"], np.log(persona.basket_median), "basket median")
    regular = logs[logs["size"] >= 5]
    assert_mean(regular["var"], ORDER_SPREAD**2, "variance of one basket")
    between = regular["mean"].var() - (regular["var"] / regular["size"]).mean()
    assert between == pytest.approx(persona.basket_spread**2, rel=0.15)


@pytest.mark.parametrize("persona", PERSONAS[:4], ids=lambda p: p.name)
def test_planted_order_rates_come_out(big: Tables, persona: Persona) -> None:
    own = big["features"][big["features"]["Persona"] == persona.name]
    # The first order falls on the day of joining, at any hour; the rest are Poisson from then on.
    rate = 365 * (own["Frequency"] - 1) / (own["Tenure"] + 0.5)
    assert_mean(rate, persona.orders_a_year[0], "orders a year")


def test_planted_tenure_comes_out(big: Tables) -> None:
    new = big["features"]["Persona"] == "New/Occasional Buyers"
    assert_mean(big["features"]["Tenure"][new] + 0.5, 80, "tenure of the new")
    assert big["features"]["Tenure"].between(1, simulate.HISTORY_DAYS).all()


def test_the_dormant_have_stopped_and_others_leave_at_their_rate(big: Tables) -> None:
    ids = big["truth"].set_index("Persona")["Customer_ID"]
    future = big["future"].groupby("customer_id").size()
    for p in PERSONAS:
        own = future.reindex(ids[p.name]).fillna(0)
        if p.days_since_drop_out:
            assert own.sum() == 0
            recency = big["features"].set_index("Persona").loc[p.name, "Recency"]
            assert recency.mean() > 430
        else:
            left = p.drop_outs_a_year / 365
            active = (1 - np.exp(-left * 90)) / left
            assert_mean(own, p.orders_a_year[0] / 365 * active, p.name)


@pytest.mark.parametrize("persona", PERSONAS, ids=lambda p: p.name)
def test_planted_channels_come_out(big: Tables, persona: Persona) -> None:
    own = big["features"][big["features"]["Persona"] == persona.name]
    found = own[CHANNEL].value_counts(normalize=True)
    for channel, share in zip(CHANNELS, persona.channels, strict=True):
        error = np.sqrt(share * (1 - share) / len(own))
        assert abs(found[channel] - share) < SIGMAS * error, channel


def test_returns_are_whole_or_in_part(big: Tables) -> None:
    orders = big["orders"]
    assert orders["returned_amount"].between(0, orders["amount"]).all()
    back = orders[orders["returned_amount"] > 0]
    whole = back["returned_amount"] == back["amount"]
    error = np.sqrt(simulate.FULL_RETURN * (1 - simulate.FULL_RETURN) / len(back))
    # A part may by chance round to the whole, hence the wider side above.
    assert -SIGMAS * error < whole.mean() - simulate.FULL_RETURN < SIGMAS * error + 0.005
    assert set(orders["rating"].unique()) == {1, 2, 3, 4, 5}


def test_every_row_is_accounted_for(big: Tables) -> None:
    end = pd.Timestamp("2026-07-01")
    orders, future, customers = big["orders"], big["future"], big["customers"]
    assert (orders["ordered_at"] < end).all()
    assert (future["ordered_at"] >= end).all()
    assert (future["ordered_at"] < end + pd.Timedelta(days=90)).all()
    assert future["ordered_at"].max() > end + pd.Timedelta(days=89)
    ids = pd.concat([orders["order_id"], future["order_id"]])
    assert sorted(ids) == list(range(1, len(ids) + 1))
    assert customers["customer_id"].tolist() == list(range(1, N + 1))
    assert big["truth"]["Customer_ID"].tolist() == list(range(1, N + 1))
    assert big["features"]["Customer_ID"].tolist() == sorted(orders["customer_id"].unique())
    assert big["features"]["Frequency"].sum() == len(orders)
    assert big["features"]["Support_Calls"].sum() == len(big["contacts"])
    assert big["features"]["Monetary"].sum() == pytest.approx(orders["amount"].sum(), rel=1e-12)


def test_the_first_order_falls_on_the_day_of_joining(big: Tables) -> None:
    first = big["orders"].groupby("customer_id")["ordered_at"].min().dt.normalize()
    joined = pd.to_datetime(big["customers"].set_index("customer_id")["joined_on"])
    assert len(first) == N
    assert (first == joined.loc[first.index]).all()


def test_contacts_fall_between_joining_and_the_snapshot(big: Tables) -> None:
    contacts = big["contacts"].merge(big["customers"], on="customer_id")
    assert len(contacts) == len(big["contacts"]) > 10_000
    assert (contacts["contacted_at"] >= pd.to_datetime(contacts["joined_on"])).all()
    assert (contacts["contacted_at"] < pd.Timestamp("2026-07-01")).all()
    assert contacts["customer_id"].is_monotonic_increasing
    # Over a customer's time they are uniform: on average in the middle.
    active = persona_of(big, "contacts") != "Dormant/Lost"
    own = contacts[active.to_numpy()]
    span = (pd.Timestamp("2026-06-30") - pd.to_datetime(own["joined_on"])).dt.days
    since = (own["contacted_at"] - pd.to_datetime(own["joined_on"])).dt.total_seconds()
    assert_mean(since / SECONDS_PER_DAY / span, 0.5, "when customers call")


def spread(tables: Tables, persona: str) -> pd.Series:
    """Variances of the habits of one persona's customers, of those with enough orders."""
    planted = tables["truth"].set_index("Customer_ID")["Persona"]
    own = tables["features"].set_index("Customer_ID")
    own = own[(planted.loc[own.index] == persona) & (own["Frequency"] >= 20)]
    own = own.assign(Basket=np.log(own["Monetary"] / own["Frequency"]))
    return own[["Basket", "Discount_Usage", "Satisfaction_Score", "Avg_Time_Site_Min"]].var()


def test_overlap_widens_every_habit(tmp_path: Path) -> None:
    found = {
        overlap: spread(
            made(tmp_path / str(overlap), n_customers=8_000, overlap=overlap),
            "Discount-Driven Shoppers",
        )
        for overlap in (0.5, 1.0, 4.0)
    }
    assert (found[1.0] > 1.3 * found[0.5]).all()
    assert (found[4.0] > 2.0 * found[1.0]).all()


def test_plain_kmeans_recovers_the_default_well_but_not_perfectly(
    matrix: pd.DataFrame, truth: pd.Series, tmp_path: Path
) -> None:
    default = adjusted_rand_score(truth, predict(matrix, fit_kmeans(matrix, 5)))
    assert 0.92 < default < 0.98
    blurred = made(tmp_path, n_customers=5_000, overlap=4.0)
    values = scale(blurred["features"], list(NUMERIC))
    planted = blurred["truth"].set_index("Customer_ID")["Persona"]
    planted = planted.loc[blurred["features"]["Customer_ID"]]
    assert adjusted_rand_score(planted, predict(values, fit_kmeans(values, 5))) < default - 0.2


def test_without_structure_there_is_one_persona(tmp_path: Path) -> None:
    tables = made(tmp_path, n_customers=1_000, structure="none")
    assert tables["truth"]["Persona"].unique().tolist() == ["Customer"]
    assert tables["features"][list(NUMERIC)].nunique().min() > 5


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"n_customers": 0}, "n_customers must be 1 or more, not 0"),
        ({"seed": -1}, "seed must be 0 or more, not -1"),
        ({"overlap": 0.0}, "overlap must be above 0 and at most 10"),
        ({"overlap": 10.1}, "overlap must be above 0 and at most 10"),
        ({"overlap": float("nan")}, "overlap must be above 0 and at most 10"),
        ({"structure": "some"}, "structure must be personas or none, not 'some'"),
        ({"holdout_days": -1}, "holdout_days must be 0 or more"),
        ({"rated_share": 1.01}, "rated_share must lie between 0 and 1"),
        ({"rated_share": -0.1}, "rated_share must lie between 0 and 1"),
        ({"snapshot": "30.06.2026"}, "a date must look like 2026-06-30"),
    ],
)
def test_impossible_parameters_are_refused(wrong: dict[str, object], named: str) -> None:
    with pytest.raises(DataError, match=named):
        Parameters(**wrong)  # type: ignore[arg-type]


def test_the_least_and_the_most_are_allowed(tmp_path: Path) -> None:
    for i, edge in enumerate([{"n_customers": 1}, {"overlap": 10.0}, {"snapshot": "2001-02-03"}]):
        tables = made(tmp_path / str(i), **{"n_customers": 50, "seed": 0} | edge)
        assert len(tables["features"]) == len(tables["customers"]) == edge.get("n_customers", 50)
    assert tables["orders"]["ordered_at"].max() < pd.Timestamp("2001-02-04")
    assert tables["future"]["ordered_at"].min() >= pd.Timestamp("2001-02-04")


def test_only_a_share_of_the_orders_is_rated(tmp_path: Path) -> None:
    some = made(tmp_path / "some", n_customers=2_000, rated_share=0.6)
    rated = pd.concat([some["orders"]["rating"], some["future"]["rating"]]).notna()
    assert abs(rated.mean() - 0.6) < SIGMAS * np.sqrt(0.24 / len(rated))
    none = made(tmp_path / "none", n_customers=200, rated_share=0.0)
    assert none["orders"]["rating"].isna().all()
    assert none["features"]["Satisfaction_Score"].isna().all()


def test_no_holdout_means_no_future(tmp_path: Path) -> None:
    tables = made(tmp_path, n_customers=500, holdout_days=0)
    assert len(tables["future"]) == 0
    assert tables["orders"]["ordered_at"].max() > pd.Timestamp("2026-06-30")


def digests(folder: Path) -> dict[str, str]:
    """A hash of every file of a folder, without the list of them."""
    files = (f for f in folder.iterdir() if f.name != LIST)
    return {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in files}


def test_same_parameters_same_bytes_with_any_number_of_threads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulate, "CHUNK", 700)
    parameters = Parameters(n_customers=2_000)
    found = []
    for threads in (1, 2, 5):
        monkeypatch.setattr(disk.os, "cpu_count", lambda threads=threads: threads)
        disk.generate(parameters, tmp_path / str(threads), csv=True)
        found.append(digests(tmp_path / str(threads)))
    assert found[0] == found[1] == found[2]
    assert set(found[0]) == {*(f"{n}.parquet" for n in disk.TABLES), "features.csv", "shop.json"}
    disk.generate(dataclasses.replace(parameters, seed=43), tmp_path / "other", csv=True)
    other = digests(tmp_path / "other")
    assert all(other[name] != digest for name, digest in found[0].items())


def test_a_larger_shop_begins_like_a_smaller_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulate, "CHUNK", 2_000)
    small = made(tmp_path / "small", n_customers=2_000)
    large = made(tmp_path / "large", n_customers=5_000)
    assert large["customers"]["customer_id"].tolist() == list(range(1, 5_001))
    assert large["orders"]["order_id"].is_unique
    for name in disk.TABLES:
        key = "Customer_ID" if "Customer_ID" in large[name] else "customer_id"
        first = large[name][large[name][key] <= 2_000].reset_index(drop=True)
        pd.testing.assert_frame_equal(first, small[name])
    second = large["features"].iloc[2_000:4_000].reset_index(drop=True)
    assert not second["Monetary"].equals(small["features"]["Monetary"])


def test_features_as_csv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulate, "CHUNK", 300)
    disk.generate(Parameters(n_customers=1_000), tmp_path, csv=True)
    found = pd.read_csv(tmp_path / "features.csv")
    pd.testing.assert_frame_equal(
        found, pd.read_parquet(tmp_path / "features.parquet"), check_dtype=False, rtol=0, atol=0
    )


def test_the_summary_tells_parameters_and_rows(tmp_path: Path) -> None:
    parameters = Parameters(n_customers=300, seed=9)
    rows = disk.generate(parameters, tmp_path)
    summary = json.loads((tmp_path / "shop.json").read_text(encoding="utf-8"))
    assert summary == dataclasses.asdict(parameters) | {"rows": rows}
    assert rows == {name: len(table) for name, table in load(tmp_path).items()}


def test_files_appear_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulate, "CHUNK", 100)
    disk.generate(Parameters(n_customers=200), tmp_path)
    before = digests(tmp_path)
    simulate_chunk = simulate.simulate_chunk

    def full_disk(chunk: int, parameters: Parameters) -> object:
        if chunk == 2:
            raise OSError("no space left")
        return simulate_chunk(chunk, parameters)

    monkeypatch.setattr(simulate, "simulate_chunk", full_disk)
    with pytest.raises(OSError, match="no space left"):
        disk.generate(Parameters(n_customers=500), tmp_path)
    assert digests(tmp_path) == before


def test_a_shop_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "DATA", tmp_path / "data")
    generate, calls = disk.generate, []

    def counted(parameters: Parameters, out: Path, **options: bool) -> dict[str, int]:
        calls.append(parameters)
        return generate(parameters, out, **options)

    monkeypatch.setattr(disk, "generate", counted)
    folder = disk.load_shop(n_customers=200)
    before = digests(folder)
    assert folder.parent == tmp_path / "data"
    assert disk.load_shop(n_customers=200) == folder
    assert len(calls) == 1
    assert digests(folder) == before
    others = [
        disk.load_shop(n_customers=201),
        disk.load_shop(n_customers=200, seed=1),
        disk.load_shop(n_customers=200, overlap=2.0),
        disk.load_shop(n_customers=200, structure="none"),
        disk.load_shop(n_customers=200, snapshot="2026-06-29"),
    ]
    assert len({folder, *others}) == 6
    assert len(calls) == 6
    (folder / "shop.json").unlink()  # as after a break-off
    assert disk.load_shop(n_customers=200) == folder
    assert digests(folder) == before


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-100])


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 255
    file.write_bytes(content)


def other_seed(file: Path) -> None:
    file.write_text(file.read_text(encoding="utf-8").replace("42", "7"), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "damaged", "with_list"),
    [
        ("shop.json", lambda file: file.unlink(), True),
        ("shop.json", lambda file: file.write_text(""), True),
        ("shop.json", lambda file: file.write_text('{"n_customers": 200'), True),
        ("shop.json", lambda file: file.write_text("[1]"), True),
        ("shop.json", other_seed, True),
        ("orders.parquet", lambda file: file.unlink(), True),
        ("orders.parquet", lambda file: file.write_bytes(b""), True),
        ("contacts.parquet", cut, True),
        ("features.parquet", flip, True),
        # A shop of an earlier version has no list of hashes to compare with.
        ("shop.json", other_seed, False),
        ("truth.parquet", cut, False),
    ],
)
def test_a_damaged_shop_is_made_again_and_said(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    damaged: Callable[[Path], object],
    with_list: bool,
) -> None:
    monkeypatch.setattr(disk, "DATA", tmp_path / "data")
    folder = disk.load_shop(n_customers=200)
    before = digests(folder)
    if not with_list:
        (folder / LIST).unlink()
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    assert capsys.readouterr().out == ""
    damaged(folder / name)
    assert disk.load_shop(n_customers=200) == folder
    said = capsys.readouterr().out
    assert said.count("\n") == 1 and "is damaged and made again: " in said and name in said
    assert digests(folder) == before | {"notes.txt": hashlib.sha256(b"mine").hexdigest()}
    assert disk.damage(folder) == ""


def test_more_customers_than_any_disk_holds_are_refused(tmp_path: Path) -> None:
    for n in (disk.MOST + 1, 99999999999999999999):
        with pytest.raises(DataError, match=r"n_customers must be at most 1,000,000,000, not"):
            disk.generate(Parameters(n_customers=n), tmp_path / "new")
    assert list(tmp_path.iterdir()) == []


def test_the_table_of_personas_shows_what_is_planted() -> None:
    table = persona_table()
    assert table.columns.tolist() == [p.name for p in PERSONAS]
    assert table.loc["share of customers"].tolist() == ["10%", "12%", "24%", "26%", "28%"]
    assert table.loc["satisfaction, mean of 1–5", "High-Value Churn-Risk"] == "2.6"  # 1 + 4 · 0.4
    assert table.loc["days since drop-out, mean"].tolist() == ["–", "–", "–", "–", "430"]
    assert persona_table(NO_PERSONAS).columns.tolist() == ["Customer"]
