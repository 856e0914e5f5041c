"""The data sets judged by one rule, and whether their segments come back."""

import numpy as np
import pandas as pd
import pytest

from segmentation.clusters import choose_k, stability, strictest
from segmentation.clusters.centroids import predict
from segmentation.clusters.kmeans import fit_kmeans, lloyd
from segmentation.clusters.verdict import Kind, Verdict
from segmentation.existence import data_sets
from segmentation.existence.data_sets import DataSet, come_back, judged, kind_at


def test_the_table_holds_the_row_of_the_verdict(
    monkeypatch: pytest.MonkeyPatch, matrix: pd.DataFrame
) -> None:
    figures = {"silhouette": 0.5, "plain null": 0.3, "strictest null": 0.4, "excess": 0.1,
               "explained by": "Recency", "jaccard": 0.9, "jaccard rank": 3.0}  # fmt: skip
    at, natural = 4, True

    def table_of_k(_: pd.DataFrame, *, whole: bool) -> pd.DataFrame:
        assert not whole
        return pd.DataFrame(figures | {"natural": natural}, index=[at])

    known = []

    def knowing(given: pd.DataFrame, tiers: np.ndarray, k: int) -> float:
        known.append((given is matrix, tiers.tolist(), k))
        return -0.002

    monkeypatch.setattr(choose_k, "table_of_k", table_of_k)
    monkeypatch.setattr(choose_k, "excess_knowing", knowing)
    tiers = np.array([2] * 3)
    sets = [DataSet("one", "real", matrix), DataSet("two", "real", matrix, tiers)]
    found = judged(sets)
    assert found.index.tolist() == ["one", "two"]
    assert found.loc["one", ["verdict", "k", "at"]].tolist() == ["natural", 4, 4]
    assert found.loc["one", list(figures)].tolist() == list(figures.values())
    assert found.loc["one", ["customers", "features"]].tolist() == list(matrix.shape)
    assert np.isnan(found.loc["one", "knowing"])
    assert found.loc["two", "knowing"] == -0.002
    # Where the rules are the answer, the figures are those of the slices that did not come back.
    at, natural, figures["jaccard"] = 5, False, 0.7
    assert judged(sets).loc["two", ["verdict", "k", "at"]].tolist() == ["constructive", 4, 5]
    assert known == [(True, [2] * 3, 4), (True, [2] * 3, 5)]


def test_the_verdict_on_another_k_is_made_anew(
    monkeypatch: pytest.MonkeyPatch, matrix: pd.DataFrame
) -> None:
    row = pd.Series({"verdict": "natural", "k": 5})
    assert kind_at(matrix, 5, row) == "natural"
    asked = []

    def table_of_k(_: pd.DataFrame, ks: list[int], *, votes: bool) -> None:
        asked.append((ks, votes))

    slices = Verdict(Kind.SLICES, 4, "")
    monkeypatch.setattr(choose_k, "table_of_k", table_of_k)
    monkeypatch.setattr(data_sets.verdict, "decide", lambda table, *, asked: slices)
    assert kind_at(matrix, 4, row) == "slices"
    assert asked == [([4], False)]


def test_come_back_on_the_working_sample_and_on_everybody(
    blobs: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choose_k, "WORKING_SAMPLE", 200)
    centres = fit_kmeans(blobs, 4)
    on_sample = come_back(blobs, centres, list("abcd"))
    segments, null = on_sample.segments, on_sample.null
    assert segments.index.tolist() == list("abcd")
    assert (segments["jaccard"] == 1).all()
    sample = choose_k.working_sample(blobs)
    sizes = np.bincount(predict(sample, centres)) / 200
    np.testing.assert_allclose(segments["share"], sizes)
    draws = strictest.draws(sample, strictest.PLAIN)
    assert len(null) == len(draws) == strictest.DRAWS
    own = stability.bootstrap_jaccard(draws[3], lloyd(draws[3], 4, 0))
    assert null.loc[3].tolist() == pytest.approx([own.min(), own.max()])

    on_all = come_back(blobs, centres, list("abcd"), everybody=True)
    assert (on_all.segments["jaccard"] == 1).all()
    assert len(on_all.null) == data_sets.NULLS_OF_ALL
    sizes = np.bincount(predict(blobs, centres)) / len(blobs)
    np.testing.assert_allclose(on_all.segments["share"], sizes)
