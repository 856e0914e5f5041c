"""Label churn: by hand, on groups that are there, and on nothing."""

import numpy as np
import pandas as pd
import pytest

from segmentation.existence.churn import churn_table, label_churn


def test_label_churn_is_none_among_separate_groups(blobs: pd.DataFrame) -> None:
    assert label_churn(blobs, 4, draws=3).tolist() == [0, 0, 0]


def test_label_churn_is_large_where_nothing_separates() -> None:
    noise = pd.DataFrame(np.random.default_rng(0).standard_normal((600, 4)))
    churn = label_churn(noise, 6, draws=4)
    assert churn.tolist() == sorted(churn)
    assert churn[0] > 0.1
    np.testing.assert_array_equal(churn, label_churn(noise, 6, draws=4))


def test_label_churn_by_hand() -> None:
    """Two groups and a row between them, which only one of the two halves holds."""
    line = pd.DataFrame({"x": [0.0, 0.1, 0.2, 5.0, 9.8, 9.9, 10.0]})
    order = np.random.default_rng([0, 0]).permutation(7)
    halves = [order[:4], order[4:]]
    cuts = []
    for half in halves:
        values = np.sort(line["x"].to_numpy()[half])
        # The best cut of sorted points in two, by trying all of them.
        inside = [values[:i].var() * i + values[i:].var() * (len(values) - i)
                  for i in range(1, len(values))]  # fmt: skip
        i = int(np.argmin(inside)) + 1
        cuts.append((values[:i].mean() + values[i:].mean()) / 2)
    between = ((line["x"] > min(cuts)) & (line["x"] < max(cuts))).mean()
    assert label_churn(line, 2, draws=1)[0] == pytest.approx(between)


def test_churn_is_compared_at_equal_sizes(blobs: pd.DataFrame) -> None:
    noise = pd.DataFrame(np.random.default_rng(0).standard_normal((300, 3)))
    table = churn_table({"groups": blobs, "nothing": noise}, 4, draws=3)
    assert table.index.tolist() == [("groups", 600), ("groups", 300), ("nothing", 300)]
    assert table.loc["groups", "mean"].tolist() == [0, 0]
    row = table.loc[("nothing", 300)]
    shares = label_churn(noise, 4, draws=3)
    assert row["mean"] == pytest.approx(shares.mean())
    assert (row["low"], row["high"]) == (shares[0], shares[-1])
    assert row["who"] == pytest.approx(300 * shares.mean())
    assert row["low"] > 0
