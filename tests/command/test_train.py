"""Training: the only command that fits, its sources, and the portrait beside the model."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.decomposition import PCA

from segmentation.__main__ import main
from segmentation.base.errors import DataError
from segmentation.base.paths import ROOT
from segmentation.clusters import choose_k
from segmentation.command import learn_from, train
from segmentation.features.names import NUMERIC, RFM
from segmentation.personas import value
from segmentation.personas.value import Assumptions
from segmentation.scoring import portrait
from segmentation.scoring.segmenter import Segmenter
from segmentation.shop import disk

MODELS = ROOT / "models"
COMMITTED = {"flagship": 5, "olist": 11}


@pytest.fixture(scope="module")
def trained(shop_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return train.train(str(shop_folder), tmp_path_factory.mktemp("models") / "m.json", k=5)


def flagship(customers: pd.DataFrame) -> Segmenter:
    """A model as a shop gives it."""
    return Segmenter.fit(
        customers, list(NUMERIC), 5, verdict="natural", snapshot="2026-06-30", currency="£"
    )


# The command


def test_a_shop_gives_a_model_and_its_portrait(trained: Path, customers: pd.DataFrame) -> None:
    model = Segmenter.load(trained)
    wanted = flagship(customers)
    assert model == wanted
    assert sorted(p.name for p in trained.parent.iterdir()) == ["m.json", "m.portrait.json"]


def test_the_command_takes_features_and_k(
    shop_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, path = str(shop_folder), str(tmp_path / "m.json")
    assert (
        main(["train", folder, path, "--features", "Tenure,Frequency,Return_Rate", "--k", "3"]) == 0
    )
    said = capsys.readouterr().out
    assert "k = 3; 5,000 customers" in said and said.rstrip().endswith("m.json")
    model = Segmenter.load(Path(path))
    assert model.features == ["Tenure", "Frequency", "Return_Rate"] and len(model.names) == 3


def test_without_k_the_rule_decides(shop_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    by_k = pd.DataFrame(
        {"silhouette": [0.5, 0.4], "excess": [0.1, 0.2], "explained by": "plain",
         "natural": True, "jaccard": 0.9}, index=[4, 6],
    )  # fmt: skip
    monkeypatch.setattr(choose_k, "table_of_k", lambda matrix, ks, votes: by_k)
    model = train.fit(learn_from.read(str(shop_folder)), list(RFM))
    assert (len(model.names), model.verdict) == (4, "natural")


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_table_of_customers(customers: pd.DataFrame, tmp_path: Path, kind: str) -> None:
    table = customers[["Customer_ID", *RFM]].head(400)
    file = tmp_path / f"t.{kind}"
    table.to_csv(file, index=False) if kind == "csv" else table.to_parquet(file)
    path = train.train(str(file), tmp_path / "m.json", k=3, snapshot="2026-06-30")
    model = Segmenter.load(path)
    assert (model.features, model.snapshot, model.customers) == (list(RFM), "2026-06-30", 400)
    assert (model.currency, model.time_zone, model.read_with) == ("", "", {})
    assert portrait.load(portrait.path_of(path))["title"] == "t: recency, orders, spend"


WRONG = {
    "no source": (["nowhere", "m.json"], "nowhere is neither a folder .* olist, online_retail"),
    "not JSON": (["SHOP", "m.pkl"], r"m\.pkl must end in \.json"),
    "k": (["SHOP", "m.json", "--k", "1"], "k must be 2 or more, or 0"),
    "date": (["SHOP", "m.json", "--snapshot", "June"], "a date must look like"),
    "features": (["SHOP", "m.json", "--features", "Age,Recency"], "features must be nine, rfm"),
    "no shop": (["EMPTY", "m.json"], "is no folder that generate_data.py wrote"),
    "no table": (["FILE", "m.json"], "cannot be read as a table of customers|is missing"),
}


@pytest.mark.parametrize(("arguments", "message"), WRONG.values(), ids=WRONG.keys())
def test_what_cannot_be_learned_from(
    shop_folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "x.parquet").write_bytes(b"no")
    places = {"SHOP": shop_folder, "EMPTY": tmp_path / "empty", "FILE": tmp_path / "x.parquet"}
    source, model, *rest = arguments
    found = main(["train", str(places.get(source, source)), str(tmp_path / model), *rest])
    said = capsys.readouterr().err.strip().splitlines()[-1]
    assert found == 2
    with pytest.raises(DataError, match=message):
        raise DataError(said)
    assert not list(tmp_path.glob("m*"))


# The portrait


def test_a_portrait_tells_sizes_profiles_and_ranges(trained: Path, customers: pd.DataFrame) -> None:
    model, seen = Segmenter.load(trained), portrait.load(portrait.path_of(trained))
    named = model.predict(customers)["Segment"]
    assert {n: s["customers"] for n, s in seen["segments"].items()} == dict(named.value_counts())
    one = seen["segments"][model.names[0]]
    own = customers[named == model.names[0]]
    assert one["means"]["Monetary"] == pytest.approx(own["Monetary"].mean(), rel=1e-5)
    assert one["high"]["Recency"] == pytest.approx(own["Recency"].quantile(0.75), rel=1e-5)
    assert sum(s["spend"] for s in seen["segments"].values()) == pytest.approx(
        customers["Monetary"].sum(), rel=1e-5
    )
    recency, rate = seen["features"]["Recency"], seen["features"]["Return_Rate"]
    assert (recency["whole"], rate["whole"]) == (True, False)
    assert recency["least"] <= recency["low"] <= recency["median"] <= recency["high"]
    assert (recency["unit"], seen["features"]["Monetary"]["unit"]) == ("days", "£")


def test_a_map_puts_customers_where_pca_does(trained: Path, customers: pd.DataFrame) -> None:
    model, seen = Segmenter.load(trained), portrait.load(portrait.path_of(trained))["map"]
    matrix = model.scale(customers).to_numpy()
    wanted = PCA(2).fit(matrix)
    assert seen["share"] == pytest.approx(wanted.explained_variance_ratio_, rel=1e-4)
    cosine = (pd.DataFrame(seen["axes"]).to_numpy() * wanted.components_).sum(axis=1)
    assert abs(cosine) == pytest.approx([1, 1], abs=1e-4)
    assert set(seen["points"]) == set(model.names)
    assert all(0 < len(p) <= portrait.POINTS for p in seen["points"].values())


def test_money_of_a_portrait_is_that_of_its_customers(
    trained: Path, shop_folder: Path, customers: pd.DataFrame
) -> None:
    seen, assumed = portrait.load(portrait.path_of(trained)), Assumptions(margin=0.3, coupon=0.2)
    found = portrait.money_of(seen, assumed)
    measured = value.money(shop_folder, "2026-06-30").loc[customers["Customer_ID"]]
    named = Segmenter.load(trained).predict(customers)["Segment"]
    parts = value.contribution(measured, assumed)
    wanted = parts.groupby(named.array, observed=True).sum()
    assert found is not None
    assert list(found) == list(wanted) and list(found.index) == list(wanted.index)
    np.testing.assert_allclose(found, wanted, atol=1)


def test_without_money_there_is_none(customers: pd.DataFrame) -> None:
    model = Segmenter.fit(customers, list(RFM), 3, verdict="natural", snapshot="2026-06-30")
    seen = portrait.describe(model, customers, title="t", source="s", currency="R$")
    assert portrait.money_of(seen, Assumptions()) is None


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": 1}', "[" * 100_000])
def test_other_files_are_no_portraits(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.json").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"x\.json (cannot be read as|is no) .*portrait"):
        portrait.load(tmp_path / "x.json")


# The committed models


@pytest.mark.parametrize(("name", "k"), COMMITTED.items())
def test_committed_models_load_and_fit_their_portraits(name: str, k: int) -> None:
    model = Segmenter.load(MODELS / f"{name}.json")
    seen = portrait.load(MODELS / f"{name}.portrait.json")
    assert len(model.names) == k and list(seen["segments"]) == model.names
    assert list(seen["features"]) == model.features and seen["customers"] == model.customers
    assert seen["snapshot"] == model.snapshot
    means = pd.DataFrame({n: s["means"] for n, s in seen["segments"].items()}).T
    assert means["Monetary"].gt(0).all()
    assert sum(s["customers"] for s in seen["segments"].values()) == model.customers
    size = sum((MODELS / f"{name}{end}").stat().st_size for end in (".json", ".portrait.json"))
    assert size < 100_000
    assert json.loads((MODELS / f"{name}.json").read_text(encoding="utf-8"))["package"]


def test_the_flagship_is_what_the_committed_shop_gives() -> None:
    folder = disk.load_shop()
    customers = pd.read_parquet(folder / "features.parquet")
    wanted = flagship(customers)
    model = Segmenter.load(MODELS / "flagship.json")
    for part in ("scaling", "segments"):  # the last digit may differ between machines
        found, expected = (pd.DataFrame(asdict(m)[part]) for m in (model, wanted))
        pd.testing.assert_frame_equal(found, expected)
    assert replace(model, scaling=wanted.scaling, segments=wanted.segments) == wanted
