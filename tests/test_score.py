"""The segmenter: the same labels as the pipeline, kept in a file that holds only numbers."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from segmentation.cluster import fit_kmeans, predict
from segmentation.features import NUMERIC, RFM
from segmentation.scaling import scale
from segmentation.schemas import DataError
from segmentation.score import SCHEMA, Segmenter

FEATURES = {
    "rfm": list(RFM),
    "nine": list(NUMERIC),
    "mixed": ["Tenure", "Frequency", "Return_Rate"],
}


def fitted(customers: pd.DataFrame, features: str = "nine", k: int = 5, **more: Any) -> Segmenter:
    return Segmenter.fit(
        customers, FEATURES[features], k, verdict="natural", snapshot="2026-06-30", **more
    )


@pytest.fixture(scope="module")
def model(customers: pd.DataFrame) -> Segmenter:
    return fitted(customers)


@pytest.mark.parametrize("features", FEATURES)
@pytest.mark.parametrize("m", [0.0, 5.0])
def test_predicts_exactly_what_the_pipeline_predicts(
    customers: pd.DataFrame, features: str, m: float
) -> None:
    names = FEATURES[features]
    matrix = scale(customers, names, m)
    centres = fit_kmeans(matrix, 4)
    model = fitted(customers, features, 4, m=m)
    np.testing.assert_array_equal(model.centres, centres)
    np.testing.assert_array_equal(model.scale(customers), matrix)
    np.testing.assert_array_equal(model.predict(customers), predict(matrix, centres))
    some = customers.sample(50, random_state=1)  # alone, in any order, with other columns in front
    np.testing.assert_array_equal(
        model.predict(some[some.columns[::-1]]), predict(matrix, centres)[some.index]
    )


def test_own_logs_and_averages(customers: pd.DataFrame) -> None:
    own = {"log": ("Monetary",), "averages": {"Discount_Usage": "Tenure"}}
    names = ["Tenure", "Monetary", "Discount_Usage"]
    model = Segmenter.fit(customers, names, 3, verdict="natural", snapshot="2026-06-30", **own)
    matrix = scale(customers, names, **own)
    np.testing.assert_array_equal(model.scale(customers), matrix)
    assert (model.log, model.averages) == (["Monetary"], {"Discount_Usage": "Tenure"})


def test_saved_and_loaded_it_is_the_same(
    model: Segmenter, customers: pd.DataFrame, tmp_path: Path
) -> None:
    path = model.save(tmp_path / "deep" / "segmenter.json")
    back = Segmenter.load(path)
    assert back == model
    np.testing.assert_array_equal(back.predict(customers), model.predict(customers))
    assert path.stat().st_size < 5_000
    content = json.loads(path.read_text(encoding="utf-8"))
    assert (content["schema"], content["snapshot"], content["customers"]) == (
        SCHEMA,
        "2026-06-30",
        5_000,
    )
    assert content["package"]
    assert [p.name for p in path.parent.iterdir()] == ["segmenter.json"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"schema": 2}, r"segmenter\.json: schema 1 is needed, and this is 2"),
        ({"schema": None}, "schema 1 is needed, and this is None"),
        ({"features": ...}, r"segmenter\.json: features is missing"),
        ({"means": ..., "names": ...}, "means, names is missing"),
        ({"features": ["Recency"]}, "means must be a list of 1 values"),
        ({"features": []}, "must be a list of 0 values"),
        ({"names": ["one"]}, "names must be a list of 5 values"),
        ({"centroids": [[1.0]] * 5}, "centroid 0 must be a list of 9 values"),
        ({"means": [float("nan")] * 9}, "every figure must be a finite number"),
        ({"scales": [float("inf")] * 9}, "every figure must be a finite number"),
        ({"scales": [0.0] * 9}, "scales must be above 0"),
        ({"means": ["1"] * 9}, "every figure must be a finite number"),
        ({"shrinkage": -1}, "scales must be above 0, and the shrinkage not below"),
        ({"log": ["Visits"]}, "Visits is not among the features"),
        ({"shrink_to": {}}, "an average is not among the features"),
    ],
)
def test_loading_refuses_what_is_no_model(
    model: Segmenter, tmp_path: Path, change: dict[str, Any], message: str
) -> None:
    path = model.save(tmp_path / "segmenter.json")
    content = json.loads(path.read_text(encoding="utf-8"))
    content = {k: v for k, v in (content | change).items() if v is not ...}
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(DataError, match=message):
        Segmenter.load(path)


@pytest.mark.parametrize("text", ["", "[]", "3", "no json", '{"schema": 1'])
def test_loading_refuses_other_files(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"x\.json(?: cannot be read|: schema 1 is needed)"):
        Segmenter.load(path)
    with pytest.raises(DataError, match="cannot be read as a segmenter"):
        Segmenter.load(tmp_path / "absent.json")


def test_predict_refuses_missing_features_and_gaps(
    model: Segmenter, customers: pd.DataFrame
) -> None:
    with pytest.raises(DataError, match="needs the features Recency, Tenure too"):
        model.predict(customers.drop(columns=["Recency", "Tenure"]))
    gaps = customers.assign(Monetary=customers["Monetary"].where(customers.index > 2))
    with pytest.raises(DataError, match=r"Monetary must be a finite number \(3 rows\)"):
        model.predict(gaps)


# Segments


def test_the_next_segment_begins_at_the_distance_that_is_said(blobs: pd.DataFrame) -> None:
    raw = blobs - blobs.min()  # nothing below 0, since log1p would not take it
    model = Segmenter.fit(raw, list(raw), 4, verdict="natural", snapshot="x")
    found = model.segment(raw)
    scaled, centres = model.scale(raw).to_numpy(), np.asarray(model.centroids)
    labels = model.predict(raw)
    for row in range(0, len(raw), 37):
        target = model.names.index(found["Next_Segment"].iloc[row])
        towards = centres[target] - centres[labels[row]]
        towards /= np.linalg.norm(towards)
        distance = found["Distance_To_Next"].iloc[row]
        short, long = (scaled[row] + (distance + step) * towards for step in (-0.001, 0.001))
        assert predict(short[None], centres)[0] == labels[row]
        assert predict(long[None], centres)[0] == target
    assert (found["Distance_To_Next"] >= 0).all()


def test_segments_carry_names_and_actions(model: Segmenter, customers: pd.DataFrame) -> None:
    found = model.segment(customers.iloc[::-1])
    labels = model.predict(customers.iloc[::-1])
    assert found.index.equals(customers.index[::-1])
    assert found["Segment"].tolist() == [model.names[label] for label in labels]
    assert list(found["Segment"].cat.categories) == model.names
    assert found["Action"].tolist() == [model.actions[label] for label in labels]
    assert (found["Next_Segment"] != found["Segment"].astype(object)).all()


def test_one_segment_has_no_next(customers: pd.DataFrame) -> None:
    found = fitted(customers, "rfm", 1).segment(customers.head(3))
    assert found["Next_Segment"].isna().all() and found["Distance_To_Next"].isna().all()
