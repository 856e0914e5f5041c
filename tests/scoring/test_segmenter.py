"""The segmenter: the same labels as the pipeline, kept in a file that holds only numbers."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentation.base.errors import DataError
from segmentation.clusters.centroids import predict
from segmentation.clusters.kmeans import fit_kmeans
from segmentation.features.names import NUMERIC, RFM
from segmentation.features.scaling import scale
from segmentation.scoring.model import FLAGS
from segmentation.scoring.model_file import SCHEMA
from segmentation.scoring.segmenter import Segmenter
from tests.engines import made

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
    np.testing.assert_array_equal(model.predict(customers)["Cluster"], predict(matrix, centres))
    some = customers.sample(50, random_state=1)  # alone, in any order, with other columns in front
    np.testing.assert_array_equal(
        model.predict(some[some.columns[::-1]])["Cluster"], predict(matrix, centres)[some.index]
    )


def test_own_logs_and_averages(customers: pd.DataFrame) -> None:
    own = {"log": ("Monetary",), "averages": {"Discount_Usage": "Tenure"}}
    names = ["Tenure", "Monetary", "Discount_Usage"]
    model = Segmenter.fit(customers, names, 3, verdict="natural", snapshot="2026-06-30", **own)
    matrix = scale(customers, names, **own)
    np.testing.assert_array_equal(model.scale(customers), matrix)
    assert [(one.log, one.averaged_over) for one in model.scaling] == [
        (False, ""), (True, ""), (False, "Tenure"),
    ]  # fmt: skip


def test_saved_and_loaded_it_is_the_same(
    model: Segmenter, customers: pd.DataFrame, tmp_path: Path
) -> None:
    path = model.save(tmp_path / "deep" / "segmenter.json")
    back = Segmenter.load(path)
    assert back == model
    assert (back.currency, back.time_zone, back.read_with) == ("", "", {})
    pd.testing.assert_frame_equal(back.predict(customers), model.predict(customers))
    assert path.stat().st_size < 5_000
    content = json.loads(path.read_text(encoding="utf-8"))
    assert (content["schema"], content["snapshot"], content["customers"]) == (
        SCHEMA,
        "2026-06-30",
        5_000,
    )
    assert content["package"]
    assert [p.name for p in path.parent.iterdir()] == ["segmenter.json"]


def test_where_a_model_comes_from_is_kept(customers: pd.DataFrame, tmp_path: Path) -> None:
    read_with = {"date": "Wann", "unit": 100, "share": 0.5, "hash_ids": True}
    about = {"currency": "€", "time_zone": "+02:00", "read_with": read_with}
    path = fitted(customers, "rfm", 3, **about).save(tmp_path / "segmenter.json")
    back = Segmenter.load(path)
    assert {name: getattr(back, name) for name in about} == about


def changed(content: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """A model's content with one part replaced, or taken out; a path is such as segments.1.name."""
    *way, last = path.split(".")
    part: Any = content
    for step in way:
        part = part[int(step) if step.isdigit() else step]
    if value is ...:
        del part[last]
    else:
        part[int(last) if isinstance(part, list) else last] = value
    return content


@pytest.mark.parametrize(
    ("part", "value", "message"),
    [
        ("schema", 3, r"^m\.json: schema 4 is needed, and this is 3; train the model again \(segm"),
        ("schema", None, "schema 4 is needed, and this is None"),
        ("scaling", ..., r"m\.json: scaling is missing"),
        ("scaling.1.mean", ..., r"m\.json: scaling 2, mean is missing"),
        ("scaling", "Recency", "scaling must be a list"),
        ("scaling.0", "Recency", "scaling 1, must be a mapping"),
        ("scaling", [], "at least one feature and two segments are needed"),
        ("scaling.0.feature", "Tenure", "names of features must differ from each other"),
        ("scaling.0.feature", 1, "scaling 1, feature must be a text"),
        ("scaling.0.feature", "", "none may be empty"),
        ("scaling.0.log", "yes", "scaling 1, log must be true or false"),
        ("scaling.0.mean", float("nan"), "mean must be a finite number"),
        ("scaling.0.mean", True, "mean must be a finite number"),
        ("scaling.0.mean", 10**400, "mean must be a finite number"),
        ("scaling.0.mean", 1e61, "mean must be a finite number"),
        ("scaling.0.mean", "1", "mean must be a finite number"),
        ("scaling.0.scale", float("inf"), "scale must be a finite number"),
        ("scaling.0.scale", 0.0, "every scale must be above 0"),
        ("scaling.0.scale", 1e-61, "every scale must be above 0"),
        ("scaling.4.averaged_over", "Visits", "Visits is not among the features"),
        ("scaling.4.averaged_over", "", "averaged_over and shrink_to belong together"),
        ("scaling.4.shrink_to", None, "averaged_over and shrink_to belong together"),
        ("scaling.4.shrink_to", "1", "shrink_to must be a finite number, or null"),
        ("scaling.4", {"feature": "Return_Rate", "log": True, "mean": 0, "scale": 1,
                       "averaged_over": "Frequency", "shrink_to": -1}, "must be above −1"),
        ("segments", [], "at least one feature and two segments are needed"),
        ("segments.0.name", "", "none may be empty"),
        ("segments.0.name", "Dormant/Lost", "names of segments must differ"),
        ("segments.0.name", "\ud800", "segments 1, name must be a text .* none of them half"),
        ("segments.0.action", "\ud800", "segments 1, action must be a text"),
        ("segments.0.centroid", [1.0], "centroid of .* must be a list of 9 numbers"),
        ("segments.0.centroid", 3, "centroid must be a list of finite numbers"),
        ("segments.0.centroid", ["1"] * 9, "centroid must be a list of finite numbers"),
        ("segments.0.radius", -1.0, "no radius may be below 0"),
        ("shrinkage", -1, "shrinkage, undecided_below and too_new_below must be 0 or more"),
        ("shrinkage", 0, "shrinkage must be above 0 where a feature is averaged"),
        ("undecided_below", "x", "undecided_below must be a finite number"),
        ("customers", 1.5, "customers must be a whole number"),
        ("currency", ..., "currency is missing"),
        ("currency", 1, "currency must be a text of at most 10,000 characters"),
        ("time_zone", "Z" * 10_001, "time_zone must be a text of at most 10,000 characters"),
        ("time_zone", "\ud800", "time_zone must be a text"),
        ("verdict", "reproducible", "verdict must be one of natural, slices, constructive"),
        ("read_with", ..., "read_with is missing"),
        ("read_with", [1], "read_with must be a mapping of at most 100 texts"),
        ("read_with", {f"{i}": 1 for i in range(101)}, "read_with must be a mapping of at most"),
        ("read_with", {"date": ["When"]}, "read_with must be .* to texts, finite numbers or bools"),
        ("read_with", {"date": None}, "read_with must be a mapping"),
        ("read_with", {"unit": float("nan")}, "read_with must be a mapping"),
        ("read_with", {"unit": 10**400}, "read_with must be a mapping"),
        ("read_with", {"date": "\ud800"}, "read_with must be a mapping"),
    ],
)  # fmt: skip
def test_loading_refuses_what_is_no_model(
    model: Segmenter, tmp_path: Path, part: str, value: object, message: str
) -> None:
    path = model.save(tmp_path / "m.json")
    content = changed(json.loads(path.read_text(encoding="utf-8")), part, value)
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(DataError, match=message):
        Segmenter.load(path)


@pytest.mark.parametrize("text", ["", "[]", "3", "no json", '{"schema": 4', "[" * 100_000])
def test_loading_refuses_other_files(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"x\.json(?: cannot be read|: schema 4 is needed)"):
        Segmenter.load(path)
    with pytest.raises(DataError, match="cannot be read as a segmenter"):
        Segmenter.load(tmp_path / "absent.json")


def test_a_model_of_unlikely_size_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(" " * 5_000_001, encoding="utf-8")
    with pytest.raises(DataError, match="larger than 5 MB"):
        Segmenter.load(path)


def test_one_segment_is_none(customers: pd.DataFrame) -> None:
    with pytest.raises(DataError, match="at least two segments; got k = 1"):
        fitted(customers, "rfm", 1)


# Scores


def test_missing_columns_are_named(model: Segmenter, customers: pd.DataFrame) -> None:
    with pytest.raises(DataError, match="needs the features Recency, Tenure too"):
        model.predict(customers.drop(columns=["Recency", "Tenure"]))
    with pytest.raises(DataError, match=r"^3 customers have features that are missing"):
        model.scale(customers.assign(Monetary=customers["Monetary"].where(customers.index > 2)))


BAD = {"missing": None, "nan": np.nan, "inf": np.inf, "huge": 1.1e15, "log of 0": -1.0, "text": "x"}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_who_is_incomplete_is_kept_and_not_scored(
    model: Segmenter, customers: pd.DataFrame, bad: object
) -> None:
    some = customers.head(6).set_axis([7, 7, 1, 0, 3, 2]).astype({"Monetary": object})
    some.iloc[[1, 4], some.columns.get_loc("Monetary")] = bad
    found = model.predict(some)
    assert found.index.equals(some.index)
    assert found["Incomplete"].tolist() == [False, True, False, False, True, False]
    gone = found[found["Incomplete"]]
    assert gone.drop(columns=list(FLAGS)).isna().all(axis=None)
    assert not gone[["Out_Of_Range", "Undecided", "Too_New"]].any(axis=None)
    kept = model.predict(customers.head(6)).iloc[[0, 2, 3, 5]].reset_index(drop=True)
    pd.testing.assert_frame_equal(found[~found["Incomplete"]].reset_index(drop=True), kept)


def test_a_count_below_zero_is_no_count(model: Segmenter, customers: pd.DataFrame) -> None:
    half = customers.head(2).assign(Frequency=-0.5)  # its logarithm exists
    assert model.predict(half)["Incomplete"].all()
    assert not fitted(customers, "rfm").predict(half)["Incomplete"].any()


def test_nobody_and_only_incomplete(model: Segmenter, customers: pd.DataFrame) -> None:
    nobody = model.predict(customers.head(0))
    assert nobody.empty and list(nobody) == list(model.predict(customers.head(1)))
    gone = model.predict(customers.head(2).assign(Recency=np.nan))
    assert gone["Incomplete"].all() and gone.dtypes.equals(nobody.dtypes)


def test_distances_margin_and_flags_by_hand(model: Segmenter, customers: pd.DataFrame) -> None:
    found = model.predict(customers)
    away = np.linalg.norm(
        model.scale(customers).to_numpy()[:, None] - model.centres.to_numpy(), axis=2
    )
    order = np.sort(away, axis=1)
    np.testing.assert_allclose(found["Distance"], order[:, 0], atol=1e-6)
    np.testing.assert_allclose(found["Next_Distance"], order[:, 1], atol=1e-6)
    np.testing.assert_allclose(found["Margin"], 1 - order[:, 0] / order[:, 1], atol=1e-6)
    following = away.argsort(axis=1)[:, 1]
    assert found["Next_Segment"].tolist() == [model.names[i] for i in following]
    assert found["Undecided"].tolist() == (found["Margin"] < model.undecided_below).tolist()
    assert found["Too_New"].tolist() == (customers["Tenure"] < model.too_new_below).tolist()
    assert found["Too_New"].any() and found["Undecided"].any()
    assert list(found["Segment"].cat.categories) == model.names


def test_one_in_a_thousand_of_a_segment_is_out_of_range(
    model: Segmenter, customers: pd.DataFrame
) -> None:
    found = model.predict(customers)
    sizes = found.groupby("Segment", observed=True)["Out_Of_Range"].agg(["size", "sum"])
    # The limit is a customer's own distance, so that those beyond it are at most 1 in 1,000.
    assert (sizes["sum"] <= sizes["size"] * 0.001).all()
    far = customers.head(3).assign(Recency=50_000)
    assert model.predict(far)["Out_Of_Range"].all()
    everyone = model.predict(customers)["Distance"].groupby(found["Segment"], observed=True).max()
    assert (everyone >= [segment.radius for segment in model.segments]).all()


def test_too_new_is_unknown_without_tenure(customers: pd.DataFrame) -> None:
    rfm = fitted(customers, "rfm")
    assert rfm.predict(customers[list(RFM)])["Too_New"].isna().all()
    assert rfm.predict(customers)["Too_New"].sum() == (customers["Tenure"] < 30).sum()


CENTRES = {"a": [0.0, 0.0], "b": [3.0, 0.0], "c": [3.0, 4.0]}


def at(*points: tuple[float, float]) -> pd.DataFrame:
    """Scores in a plane whose units are σ."""
    return made(["x", "y"], CENTRES).predict(pd.DataFrame(points, columns=["x", "y"]))


def test_ties_take_the_lowest_label() -> None:
    found = at((1.5, 0.0), (1.5, 2.0), (3.0, 2.0), (0.0, 0.0))
    assert found["Segment"].tolist() == ["a", "a", "b", "a"]
    assert found["Next_Segment"].tolist() == ["b", "b", "c", "b"]
    assert found["Margin"].tolist() == [0, 0, 0, 1]


coordinate = st.floats(-50, 50).map(lambda x: round(x, 3))


@given(coordinate, coordinate)
def test_margins_lie_between_0_and_1(x: float, y: float) -> None:
    row = at((x, y)).iloc[0]
    assert 0 <= row["Margin"] <= 1
    assert row["Distance"] <= row["Next_Distance"]
    assert row["Segment"] != row["Next_Segment"]


@given(st.sampled_from(["ab", "ba", "bc", "cb"]), st.floats(0, 0.49), st.floats(0, 0.49))
def test_margins_fall_on_the_way_to_the_next_centroid(
    pair: str, first: float, second: float
) -> None:
    own, following = (np.asarray(CENTRES[name]) for name in pair)
    near, far = (own + step * (following - own) for step in sorted((first, second)))
    found = at((near[0], near[1]), (far[0], far[1]))
    assert found["Segment"].tolist() == [pair[0]] * 2
    assert found["Margin"][0] >= found["Margin"][1] - 1e-9


@given(st.floats(0.01, 0.49))
def test_a_margin_is_one_less_the_ratio_of_distances(step: float) -> None:
    assert at((3 * step, 0.0))["Margin"][0] == pytest.approx(1 - step / (1 - step), abs=1e-6)
