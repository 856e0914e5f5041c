"""The same customer gets the same segment in Python, in SQL, from a file and in the browser."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pytest

from segmentation.app.models import score
from segmentation.base.paths import ROOT
from segmentation.features.names import NUMERIC, RFM
from segmentation.personas import rfm
from segmentation.scoring import parity
from segmentation.scoring.plausible import POSSIBLE
from segmentation.scoring.segmenter import Segmenter
from tests.engines import HOSTILE, check_hostile, made, on_postgres, postgres_server, symmetric

pytestmark = pytest.mark.engine

CUSTOMERS = 100_000
NONE: Mapping[str, tuple] = {}
MODELS = ROOT / "models"
KINDS = ("nine features", "RFM, k = 11", "symmetric", "flagship.json", "olist.json")


def olist_like() -> pd.DataFrame:
    """20,000 customers, 97% of whom bought once, with a long tail of money."""
    rng = np.random.default_rng(11)
    n = 20_000
    orders = 1 + rng.negative_binomial(1, 0.97, n)
    spent = np.round(np.exp(rng.normal(4.6, 0.85, n)) * orders, 2)
    return pd.DataFrame(
        {"Recency": rng.integers(0, 700, n), "Frequency": orders, "Monetary": spent}
    ).astype("float64")


@pytest.fixture(scope="module")
def models(customers: pd.DataFrame) -> dict[str, Segmenter]:
    kept = {"verdict": "natural", "snapshot": "2026-06-30"}
    return {
        "nine features": Segmenter.fit(customers, list(NUMERIC), 5, **kept),
        "RFM, k = 11": Segmenter.fit(olist_like(), list(RFM), 11, kinds=rfm.RFM, **kept),
        "symmetric": symmetric(),
        "flagship.json": Segmenter.load(MODELS / "flagship.json"),
        "olist.json": Segmenter.load(MODELS / "olist.json"),
    }


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    with postgres_server() as uri:
        yield uri


def by_command(model: Segmenter, customers: pd.DataFrame) -> pd.DataFrame:
    """Scores by the command line, in a process of its own."""
    with TemporaryDirectory() as folder:
        path, source, target = (Path(folder) / n for n in ("m.json", "in.parquet", "out.csv"))
        model.save(path)
        customers.to_parquet(source)
        command = [sys.executable, "-m", "segmentation", "score", path, source, target]
        subprocess.run(command, check=True, capture_output=True)
        return pd.read_csv(target)


def by_app(model: Segmenter, customers: pd.DataFrame) -> pd.DataFrame:
    """Scores by the function behind the pages of the app."""
    return score(model, customers).assign(Customer_ID=customers["Customer_ID"])


# Every way of scoring without a server; a further one is one line here.
WAYS: dict[str, parity.Way] = {
    **parity.WAYS,
    "app": by_app,
}


@pytest.fixture(scope="module", params=KINDS)
def model(request: pytest.FixtureRequest, models: dict[str, Segmenter]) -> Segmenter:
    return models[request.param]


def check(
    model: Segmenter, ways: dict[str, parity.Way], possible: Mapping[str, tuple] = NONE
) -> None:
    """No way differs from `Segmenter.predict` in any of the hard customers."""
    hard = parity.edge_customers(model, CUSTOMERS, seed=6)
    for name in [name for name in possible if name in model.features]:
        hard[name] = hard[name].where(hard[name].between(*possible[name]))
    table = parity.compare(model, hard, ways)
    print(f"\n{table.to_string()}")  # with pytest -s
    assert list(table.index) == list(ways)
    assert (table["customers"] == CUSTOMERS).all()
    assert (table[["labels", "flags", "distances"]] == 0).all(axis=None), table


def test_every_way_says_the_same_of_every_customer(model: Segmenter) -> None:
    check(model, WAYS)


def test_the_command_says_the_same_of_customers_who_can_be(model: Segmenter) -> None:
    check(model, {"command line": by_command}, POSSIBLE)


def test_postgres_says_the_same_of_every_customer(model: Segmenter, postgres: str) -> None:
    run, query = on_postgres(postgres), model.to_sql("customers", "postgres")
    check(model, {"SQL, PostgreSQL": lambda _, rows: run(rows, "customers", query)})


def test_edge_customers_are_hard_in_every_way_they_say(model: Segmenter) -> None:
    hard = parity.edge_customers(model, 20_000, seed=1)
    pd.testing.assert_frame_equal(hard, parity.edge_customers(model, 20_000, seed=1))
    assert not hard.equals(parity.edge_customers(model, 20_000, seed=2))
    found = model.predict(hard)
    for flag in ("Out_Of_Range", "Undecided", "Too_New", "Incomplete"):
        assert 0.02 < found[flag].mean() < 0.6, flag
    assert set(found["Cluster"].dropna()) == set(range(len(model.names)))
    assert (found["Margin"] == 0).sum() > 500  # exactly between two
    assert (found["Distance"] < 1e-4).sum() > 500  # exactly at one
    if not all(one.log for one in model.scaling):  # logs bring what is huge near
        assert (found["Distance"] > 1e9).sum() > 10
    features = hard[model.features]
    assert np.isinf(features).any(axis=None)
    assert features.isna().any(axis=None)
    assert (features.abs() == 1e300).any(axis=None)
    assert features.duplicated().sum() > 1_000
    assert hard["Customer_ID"].is_unique


@pytest.mark.parametrize("kind", KINDS)
def test_unscale_is_the_inverse_of_scale(models: dict[str, Segmenter], kind: str) -> None:
    model = models[kind]
    places = np.random.default_rng(0).uniform(0, 1, (500, len(model.features)))
    np.testing.assert_allclose(model.scale(parity.unscale(model, places)), places, atol=1e-9)


def scored(**changes: list[object]) -> pd.DataFrame:
    """Three customers: scored, scored, incomplete."""
    whole: dict[str, list[object]] = {
        "Customer_ID": [1, 2, 3],
        "Cluster": [0, 1, None],
        "Segment": ["left", "right", None],
        "Next_Segment": ["right", "left", None],
        "Distance": [0.5, 1e9, None],
        "Next_Distance": [1.5, 2e9, None],
        "Margin": [2 / 3, 0.5, None],
        "Out_Of_Range": [False, True, False],
        "Undecided": [False, False, False],
        "Too_New": [None, None, None],
        "Incomplete": [False, False, True],
    }
    return pd.DataFrame(whole | changes)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, (0, 0, 0)),
        ({"Cluster": [0.0, 1.0, np.nan]}, (0, 0, 0)),  # as a CSV comes back
        ({"Out_Of_Range": [0, 1, 0], "Too_New": [None] * 3}, (0, 0, 0)),  # as SQLite says it
        ({"Distance": [0.5 + 5e-7, 1e9 + 500, None]}, (0, 0, 0)),
        ({"Distance": [0.5 + 2e-6, 1e9 + 2_000, None]}, (0, 0, 2)),
        ({"Margin": [2 / 3, None, None]}, (0, 0, 1)),
        ({"Margin": [2 / 3, 0.5, 0.0]}, (0, 0, 1)),
        ({"Cluster": [1, 1, None]}, (1, 0, 0)),
        ({"Cluster": [0, None, 0]}, (2, 0, 0)),
        ({"Next_Segment": ["left", "left", "left"]}, (2, 0, 0)),
        ({"Undecided": [True, False, None]}, (0, 2, 0)),
        ({"Too_New": [False, False, False]}, (0, 3, 0)),
        ({"Customer_ID": [1, 2, 4]}, (2, 2, 2)),  # 3 is missing, and 4 is too many
        ({"Customer_ID": [1, 2, 2]}, (2, 2, 2)),  # 2 is there twice, and 3 is not
    ],
)
def test_differences_by_hand(
    changes: dict[str, list[object]], expected: tuple[int, int, int]
) -> None:
    mixed = scored(**changes).sample(frac=1, random_state=3)
    found = parity.differences(scored(), mixed)
    assert (found["labels"], found["flags"], found["distances"]) == expected
    assert found["customers"] == (4 if changes.get("Customer_ID") == [1, 2, 4] else 3)


def test_compare_sees_a_wrong_way() -> None:
    model = symmetric()
    hard = parity.edge_customers(model, 1_000, seed=0)
    other = made(["x", "y"], {"left": [-1.0, 0.0], "right": [1.1, 0.0], "middle": [0.0, 0.0]})
    table = parity.compare(model, hard, {"other": lambda _, rows: parity.by_duckdb(other, rows)})
    assert (table[["labels", "flags", "distances"]] > 0).all(axis=None)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_on_postgres(postgres: str, name: str) -> None:
    check_hostile(on_postgres(postgres), "postgres", name)


@pytest.mark.parametrize(
    ("kind", "values", "incomplete"),
    [
        ("numeric", ["1e400", "-1e400", "1e-400", "NaN", "0.5"], [True, True, False, True, False]),
        ("bigint", ["9223372036854775807", "-9223372036854775808", "0"], [True, True, False]),
        ("smallint", ["32767", "-32768", "0"], [False, False, False]),
        ("real", ["Infinity", "-Infinity", "1e-40", "NaN"], [True, True, False, True]),
    ],
)
def test_postgres_types_that_no_double_can_hold(
    postgres: str, kind: str, values: list[str], incomplete: list[bool]
) -> None:
    import psycopg

    query = symmetric().to_sql("odd", "postgres", tenure=None).encode()
    with psycopg.connect(postgres) as connection:
        make = f'CREATE TEMP TABLE odd ("Customer_ID" int, x {kind}, y {kind})'
        connection.execute(make.encode())
        for i, value in enumerate(values):
            connection.execute(f"INSERT INTO odd VALUES ({i}, '{value}', '{value}')".encode())
        found = sorted(connection.execute(query).fetchall())
    assert [row[-1] for row in found] == incomplete
    assert [row[-2] for row in found] == [None] * len(values)  # too new: nobody knows
