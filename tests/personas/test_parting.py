"""Which kinds share a cluster, and which can be told apart by any means."""

import numpy as np
import pandas as pd
import pytest

from segmentation.personas.parting import sharing, told_apart


def test_sharing() -> None:
    table = pd.DataFrame([[0.9, 0.1], [0.6, 0.4], [0.3, 0.7]], index=["a", "b", "c"])
    assert sharing(table) == [["a", "b"]]
    assert sharing(table.iloc[1:]) == []


def test_told_apart_by_hand() -> None:
    rng = np.random.default_rng(0)
    truth = pd.Series(np.repeat(["a", "b", "c"], 40), index=range(500, 620))
    # b differs from a by the second column alone, c from both by the first.
    columns = pd.DataFrame(
        {"first": np.repeat([0.0, 0, 5], 40) + rng.normal(size=120),
         "second": np.repeat([0.0, -5, 0], 40) + rng.normal(size=120)}
    )  # fmt: skip
    table = told_apart({"one": columns[["first"]], "both": columns}, truth)
    assert list(table.columns) == ["one", "both"]
    assert table.index[0] == ("a", "b")  # the worst for the first matrix
    assert table.loc[("a", "b"), "one"] == pytest.approx(0.5, abs=0.15)
    assert (table["both"] > 0.98).all()
    assert table.loc[("b", "c"), "one"] > 0.98


def test_one_kind_makes_no_pair() -> None:
    columns = pd.DataFrame({"x": [1.0, 2, 3]})
    assert told_apart({"all": columns}, pd.Series(["a"] * 3)).empty
