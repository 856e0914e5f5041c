"""The scoring query: readable, the same in six dialects, and safe from any name."""

from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
import sqlglot
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from segmentation.base.errors import DataError
from segmentation.scoring import parity, sql_text
from segmentation.scoring.sql_names import DIALECTS, NOT_IN_BIGQUERY, OUTPUT
from tests.engines import ENGINES, HOSTILE, check_hostile, on_duckdb, on_sqlite, small, symmetric

pytestmark = pytest.mark.engine

SNAPSHOT = Path(__file__).parents[1] / "fixtures" / "scoring_query.sql"


def test_the_query_in_full() -> None:
    assert small().to_sql("customers") + "\n" == SNAPSHOT.read_text(encoding="utf-8")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_reads_its_query_back(dialect: str) -> None:
    text = small().to_sql(("shop", "customers"), dialect)
    (tree,) = sqlglot.parse(text, dialect=dialect)
    assert isinstance(tree, exp.Select)
    assert sql_text.readable(tree, dialect) == text
    for other in DIALECTS:
        rewritten = sqlglot.transpile(
            text, read=dialect, write=other, unsupported_level=sqlglot.ErrorLevel.RAISE
        )
        assert len(rewritten) == 1
        assert isinstance(sqlglot.parse_one(rewritten[0], dialect=other), exp.Select)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_only_functions_that_all_engines_share(dialect: str) -> None:
    tree = sqlglot.parse_one(small().to_sql("customers", dialect), dialect=dialect)
    found = {type(node).__name__ for node in tree.find_all(exp.Func)}
    shared = {"Case", "If", "Cast", "And", "Ln", "Floor", "Sqrt", "Coalesce"}
    if dialect == "spark":
        shared |= {"TryCast"}  # what sqlglot takes the CAST of Spark for: it gives NULL, no error
    least = {"Min"} if dialect == "sqlite" else {"Least"}
    assert found <= shared | least
    assert {cast.to.this for cast in tree.find_all(exp.Cast)} <= {
        exp.DType.DOUBLE,
        exp.DType.FLOAT,  # what SQLite calls REAL: 8 bytes
    }


@pytest.mark.parametrize("where", ["table", "schema", "key", "tenure", "feature", "segment"])
@pytest.mark.parametrize("dialect", DIALECTS)
def test_hostile_names_stay_names(dialect: str, where: str) -> None:
    """The tree of the query is that of harmless names, with only these names in other words."""
    plain = sqlglot.parse_one(query_with(where, "harmless", dialect), dialect=dialect)
    for name in HOSTILE:
        if where == "key" and name in OUTPUT:
            continue
        if dialect == "bigquery" and where != "segment" and NOT_IN_BIGQUERY & set(name):
            with pytest.raises(DataError, match="BigQuery has no table or column"):
                query_with(where, name, dialect)
            continue
        (tree,) = sqlglot.parse(query_with(where, name, dialect), dialect=dialect)
        assert tree is not None
        assert shape(tree, {}) == shape(plain, {"harmless": name}), name
        assert all(node.args.get("quoted") for node in tree.find_all(exp.Identifier))


def query_with(where: str, name: str, dialect: str) -> str:
    """A query with a name in one place."""
    feature, segment = (name if where == place else place for place in ("feature", "segment"))
    table: tuple[str, ...] = {"table": (name,), "schema": (name, "t")}.get(where, ("t",))
    key, tenure = (name if where == place else place for place in ("key", "tenure"))
    model = symmetric([feature, "y"], ["left", segment, "middle"])
    return model.to_sql(table, dialect, key=key, tenure=tenure)


def shape(tree: exp.Expr, words: dict[str, str]) -> list[tuple[str, object]]:
    """Every node of a query with its name or value, in other words; no comment is left out."""
    nodes = []
    for node in tree.walk(bfs=False):
        assert not node.comments
        value = node.this if isinstance(node, exp.Identifier | exp.Literal) else None
        nodes.append((node.key, words.get(value, value) if value is not None else None))
    return nodes


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("dialect", ENGINES)
def test_hostile_names_are_executed(dialect: str, name: str) -> None:
    check_hostile(ENGINES[dialect], dialect, name)


@pytest.mark.parametrize(
    ("table", "dialect", "more", "message"),
    [
        ("t", "mysql", {}, "duckdb, sqlite, postgres, bigquery, snowflake, spark"),
        ("t", "DuckDB", {}, "must be one of"),
        ("t", "", {}, "must be one of"),
        ("", "duckdb", {}, "needs a name"),
        (("shop", ""), "duckdb", {}, "needs a name"),
        ((), "duckdb", {}, "1 to 3 parts"),
        (("a", "b", "c", "d"), "duckdb", {}, "1 to 3 parts"),
        ("a\0b", "duckdb", {}, "no database can hold"),
        ("a\ud800b", "spark", {}, "no database can hold"),
        (("a", 7), "duckdb", {}, "must be text"),
        ("__t", "duckdb", {}, "begins as the query's own names do"),
        ("t", "duckdb", {"key": "__id"}, "begins as the query's own names do"),
        ("t", "duckdb", {"key": ""}, "needs a name"),
        ("t", "duckdb", {"tenure": ""}, "needs a name"),
        ("t", "duckdb", {"key": "segment"}, "key cannot be called"),
        ("t", "duckdb", {"key": "X"}, "takes the columns X and x for one"),
        ("é" * 32, "postgres", {}, "longer than 63 bytes"),
        ("a" * 301, "bigquery", {}, "longer than 300 bytes"),
        ("a.b", "bigquery", {}, "BigQuery has no table or column"),
        ("a\\", "bigquery", {}, "BigQuery has no table or column"),
    ],
)
def test_what_is_refused(table: Any, dialect: str, more: dict[str, str], message: str) -> None:
    with pytest.raises(DataError, match=message) as refused:
        symmetric().to_sql(table, dialect, **more)
    assert "\n" not in str(refused.value)


def test_segment_names_that_no_engine_holds_are_refused() -> None:
    with pytest.raises(DataError, match="no database can hold"):
        symmetric(names=["a", "b\0", "c"]).to_sql("t")


def test_names_that_differ_in_case_only_where_the_engine_can_tell() -> None:
    model = symmetric(features=["a", "A"])
    for dialect in ("postgres", "snowflake"):
        assert '"a"' in model.to_sql("t", dialect) and '"A"' in model.to_sql("t", dialect)
    with pytest.raises(DataError, match="rename one"):
        model.to_sql("t", "bigquery")


@given(st.floats(min_value=-1e300, max_value=1e300, allow_subnormal=False))
def test_figures_keep_all_their_digits(value: float) -> None:
    written = sql_text.number(value)
    for dialect in DIALECTS:
        text = sqlglot.parse_one(written, dialect="duckdb").sql(dialect)
        assert float(text) == value
        assert "e" in text or value == int(value)
    assert duckdb.sql(f"SELECT CAST({written} AS DOUBLE)").fetchone() == (value,)


def test_figures_keep_all_their_digits_in_sqlite() -> None:
    values = np.random.default_rng(0).standard_normal(500) * 10.0 ** np.arange(-5, 5).repeat(50)
    columns = ", ".join(f"{sql_text.number(x)} AS c{i}" for i, x in enumerate(values))
    found = on_sqlite(pd.DataFrame({"x": [1]}), "t", f"SELECT {columns}")
    np.testing.assert_array_max_ulp(found.to_numpy("float64")[0], values, maxulp=1)


def test_by_hand() -> None:
    """Two features that are their own z-scores, so every figure can be seen."""
    rows = pd.DataFrame(
        {
            "Customer_ID": ["a", "b", "b", None, "e"],
            "x": [0.9, 0.5, -4.0, np.inf, 0.0],
            "y": [0.0, 0.0, 0.0, 0.0, 3.0],
            "Tenure": [29.0, 30.0, np.nan, 1.0, 1.0],
        }
    )
    expected = [
        # nearest, next, distances; flags: out of range, undecided, too new, incomplete
        ("right", "middle", 0.1, 0.9, 1 - 1 / 9, False, False, True, False),
        ("right", "middle", 0.5, 0.5, 0.0, False, True, False, False),  # the lowest label
        ("left", "middle", 3.0, 4.0, 0.25, True, False, False, False),
        ("", "", np.nan, np.nan, np.nan, False, False, False, True),
        ("middle", "left", 3.0, 10**0.5, 1 - 3 / 10**0.5, True, True, True, False),
    ]
    for dialect, run in ENGINES.items():
        found = run(rows, "customers", symmetric().to_sql("customers", dialect))
        assert len(found) == len(rows)
        assert found["Customer_ID"].fillna("none").tolist() == ["a", "b", "b", "none", "e"]
        for row, wanted in zip(found.iloc[:, 2:].itertuples(index=False), expected, strict=True):
            texts = ["" if pd.isna(text) else text for text in row[:2]]
            assert (*texts,) == wanted[:2]
            np.testing.assert_allclose(np.array(row[2:5], float), wanted[2:5], atol=1e-9)
            assert tuple(map(bool, row[5:])) == wanted[5:]


@pytest.mark.parametrize("dialect", ENGINES)
def test_without_tenure_nobody_is_known_to_be_new(dialect: str) -> None:
    rows = pd.DataFrame({"Customer_ID": [1, 2], "x": [0.0, np.nan], "y": [0.0, 0.0]})
    found = ENGINES[dialect](rows, "t", symmetric().to_sql("t", dialect, tenure=None))
    assert found["Too_New"].isna().all()
    assert found["Incomplete"].astype(bool).tolist() == [False, True]


def test_what_is_no_number_for_duckdb() -> None:
    """Said in SQL: on its way from pandas, NaN may have become NULL."""
    values = ["NULL", "'NaN'::DOUBLE", "'inf'::DOUBLE", "'-inf'::DOUBLE", "1e300", "0.5"]
    rows = ", ".join(f"({i}, {x}, {x}, {x})" for i, x in enumerate(values))
    with duckdb.connect() as connection:
        connection.execute('CREATE TABLE t ("Customer_ID" INT, x DOUBLE, y DOUBLE, z DOUBLE)')
        connection.execute(f"INSERT INTO t VALUES {rows}")
        found = connection.execute(symmetric().to_sql("t", tenure="z")).df()
    assert found["Incomplete"].tolist() == [True] * 5 + [False]
    assert found["Too_New"].tolist() == [False] * 5 + [True]
    assert found["Segment"].notna().tolist() == [False] * 5 + [True]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_steps_are_materialised_where_they_would_be_copied(dialect: str) -> None:
    text = small().to_sql("t", dialect)
    assert text.count("AS MATERIALIZED (") == (9 if dialect in ("sqlite", "postgres") else 0)


def test_without_rows() -> None:
    rows = pd.DataFrame({"Customer_ID": [1], "x": [0.0], "y": [0.0], "Tenure": [1.0]})[:0]
    found = on_duckdb(rows, "t", symmetric().to_sql("t"))
    assert list(found) == ["Customer_ID", *OUTPUT]
    assert found.empty


@pytest.mark.parametrize("dialect", ENGINES)
@pytest.mark.parametrize("kind", ["int64", "int16", "float32", "bool"])
def test_whole_numbers_are_divided_as_doubles(dialect: str, kind: str) -> None:
    rows = pd.DataFrame({"Customer_ID": range(40), "Frequency": np.arange(40) % 7})
    rows["Monetary"], rows["Return_Rate"] = rows["Frequency"] * 31, rows.index % 2
    typed = rows.astype(dict.fromkeys(small().features, kind))
    query = small().to_sql("t", dialect, tenure=None)
    found = parity.differences(
        small().predict(typed.astype("float64")).assign(Customer_ID=rows["Customer_ID"]),
        ENGINES[dialect](typed, "t", query),
    )
    assert (found["labels"], found["flags"], found["distances"]) == (0, 0, 0)


def test_sqlite_takes_no_text_for_a_number() -> None:
    texts = ["0.9", "", "n/a", "nan", "1e400", " ", "0x10", None]
    rows = pd.DataFrame({"Customer_ID": range(len(texts)), "x": texts, "y": "0", "Tenure": "9"})
    found = on_sqlite(rows, "t", symmetric().to_sql("t", "sqlite"))
    assert found["Incomplete"].tolist() == [0, 1, 1, 1, 1, 1, 1, 1]
    assert found["Segment"][0] == "right"


@pytest.mark.parametrize("dialect", ENGINES)
def test_a_column_that_is_not_there_is_an_error(dialect: str) -> None:
    rows = pd.DataFrame({"Customer_ID": [1], "x": [0.0], "Tenure": [1.0]})
    with pytest.raises((duckdb.Error, pd.errors.DatabaseError), match="y"):  # not the text 'y'
        ENGINES[dialect](rows, "t", symmetric().to_sql("t", dialect))


def test_tables_in_a_schema() -> None:
    rows = pd.DataFrame({"Customer_ID": [1], "x": [0.0], "y": [0.0], "Tenure": [1.0]})
    query = symmetric().to_sql(("memory", "my.shop", "my.table"))
    with duckdb.connect() as connection:
        connection.register("given", rows)
        connection.execute('CREATE SCHEMA "my.shop"')
        connection.execute('CREATE TABLE "my.shop"."my.table" AS FROM given')
        assert connection.execute(query).df()["Segment"].tolist() == ["middle"]
    assert len(on_sqlite(rows, "t", symmetric().to_sql(("main", "t"), "sqlite"))) == 1


def test_distances_too_large_to_round_are_left_alone() -> None:
    x = np.array([2_999.0, 3_000.0, 3_001.0, 1e9 + 0.1, 1e15])
    rows = pd.DataFrame({"Customer_ID": range(len(x)), "x": x, "y": 0.0, "Tenure": 1.0})
    for dialect, run in ENGINES.items():
        found = run(rows, "t", symmetric().to_sql("t", dialect))
        np.testing.assert_allclose(found["Distance"], x - 1, rtol=1e-12)
        np.testing.assert_array_equal(found["Distance"], symmetric().predict(rows)["Distance"])
