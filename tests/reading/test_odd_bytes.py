"""Files with bytes changed, cut or doubled: a result or a sentence, and nothing else."""

import io
from pathlib import Path

import ibis
import pandas as pd
import pytest
from mutations import hurt
from staged_files import used

from segmentation.base.errors import DataError
from segmentation.reading import staging

TABLE = pd.DataFrame(
    [("a ü", 1, "2024-01-05 10:00", 10.5), ('b, "x"', 2, "2024-01-31", 20.0)] * 5,
    columns=["customer", "order", "date", "amount"],
)


def content(form: str) -> bytes:
    if form == "csv":
        return TABLE.to_csv(index=False).encode()
    out = io.BytesIO()
    TABLE.to_excel(out, index=False) if form == "xlsx" else TABLE.to_parquet(out)
    return out.getvalue()


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_changed_bytes_give_a_result_or_a_sentence(form: str, tmp_path: Path) -> None:
    data = content(form)
    connection = ibis.duckdb.connect()
    whole = refused = 0
    for number in range(100):
        work = tmp_path / str(number)
        work.mkdir()
        path = work / f"x.{form}"
        path.write_bytes(hurt(data, number)[1] if number else data)
        try:
            staged, _ = staging.to_text_parquet(connection, path, work, used)
            assert all(one.rows >= 0 and one.columns for one in staged)
            whole += 1
        except DataError as error:
            assert path.name in str(error) and "\n" not in str(error)
            refused += 1
    assert whole >= 1 and refused >= 1 and whole + refused == 100
