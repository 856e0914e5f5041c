"""The pages of the app as Streamlit runs them, without a browser: no input ends in a traceback."""

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from streamlit.testing.v1 import AppTest
from uploaded import HOSTILE, ORDERS, ROW, buyers, nine

from segmentation.app import customer, models, samples, words
from segmentation.base.paths import ROOT
from segmentation.clusters import kmeans, projection
from segmentation.features.scaling import ShrinkAverages
from segmentation.scoring.segmenter import Segmenter

PAGES = ("one_customer", "a_file", "the_segments")
PATIENCE = 60  # seconds; the first run imports everything


def fails(*_: object, **__: object) -> None:
    raise AssertionError("the app fitted something")


@pytest.fixture(autouse=True)
def nothing_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever these tests do with the app, nothing may be fitted."""
    for estimator in (KMeans, PCA, StandardScaler, ShrinkAverages, Pipeline):
        monkeypatch.setattr(estimator, "fit", fails)
        monkeypatch.setattr(estimator, "fit_transform", fails, raising=False)
    monkeypatch.setattr(Segmenter, "fit", fails)
    monkeypatch.setattr(kmeans, "fit_kmeans", fails)
    monkeypatch.setattr(projection, "fit_pca", fails)


def opened(page: str, model: str = "flagship") -> AppTest:
    script = f"from segmentation.app import main\nmain.{page}()"
    app = well(AppTest.from_string(script, default_timeout=PATIENCE).run())
    return well(app.radio(key="model").set_value(model).run()) if app.radio else app


def well(app: AppTest) -> AppTest:
    assert not app.exception, [one.value for one in app.exception]
    return app


def html(app: AppTest) -> str:
    return "".join(one.proto.body for one in app.get("html"))


def field(app: AppTest, feature: str, model: str = "flagship") -> Any:
    return app.number_input(key=f"{model}.{feature}")


def test_the_app_opens_with_its_pages() -> None:
    app = well(AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE).run())
    assert app.title[0].value == "Which segment is this customer in?"
    labels = [link.proto.label for link in app.get("page_link")]
    assert labels == ["One customer", "A file", "The segments"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("model", "said"),
    [("flagship", "500,000 simulated customers, up to 2026-06-30"), ("olist", "CC BY-NC-SA 4.0")],
)
def test_every_page_shows_every_model_and_whose_data_it_is_of(
    page: str, model: str, said: str
) -> None:
    app = opened(page, model)
    assert not app.error and said in html(app)
    if page != "a_file":
        assert models.load(model).segmenter.names[0].split(",")[0] in html(app)


def test_the_segment_changes_with_the_figures() -> None:
    app = opened("one_customer")
    flagship = models.load("flagship")
    for name in flagship.segmenter.names:
        for feature, figure in customer.start(flagship, name).items():
            field(app, feature).set_value(figure)
        well(app.run())
        assert f'data-testid="segment">{name}<' in html(app)
        assert f'class="seg-again">Answer: {name} (' in html(app)


@pytest.mark.parametrize("model", models.NAMES)
@pytest.mark.parametrize("end", [0, 1])
def test_extremes_are_answered(model: str, end: int) -> None:
    app = opened("one_customer", model)
    for feature in models.load(model).segmenter.features:
        one = field(app, feature, model)
        one.set_value(type(one.value)(customer.limits(feature)[end]))
    well(app.run())
    assert 'data-testid="segment">' in html(app)
    assert end == 0 or any("Out of range" in one.value for one in app.warning)


@pytest.mark.parametrize("seed", range(4))
def test_any_customer_is_answered_as_predict_does(seed: int) -> None:
    rng = np.random.default_rng(seed)
    app, flagship = opened("one_customer"), models.load("flagship")
    typed = {}
    for feature, seen in flagship.portrait["features"].items():
        figure = customer.typed(flagship, feature, rng.uniform(seen["least"], seen["most"]))
        field(app, feature).set_value(figure)
        typed[feature] = customer.raw(feature, figure)
    well(app.run())
    found = flagship.segmenter.predict(pd.DataFrame([typed])).iloc[0]
    assert f'data-testid="segment">{found["Segment"]}<' in html(app)
    shown = " ".join(one.value for one in app.markdown)
    assert f"How sure: {words.sureness(flagship.segmenter, found['Margin'])}" in shown


@pytest.mark.parametrize("model", models.NAMES)
def test_an_emptied_field_is_missing(model: str) -> None:
    app = opened("one_customer", model)
    field(app, "Monetary", model).set_value(None)
    well(app.run())
    count = {"flagship": "nine", "olist": "three"}[model]
    assert [one.value.replace("\\", "") for one in app.warning] == [
        f"Missing: Spent so far. The model needs all {count} figures."
    ]
    assert 'data-testid="segment"' not in html(app) and 'class="seg-again">Missing' in html(app)
    assert [one.value for one in app.subheader] == ["The customer", "Place among the customers"]
    field(app, "Monetary", model).set_value(50.0)
    well(app.run())
    assert 'data-testid="segment"' in html(app) and not app.warning


def test_the_figures_of_a_typical_customer_are_filled_in_and_can_be_put_back() -> None:
    app, flagship = opened("one_customer"), models.load("flagship")
    features, name = flagship.segmenter.features, flagship.segmenter.names[2]
    well(app.selectbox(key="flagship.start").set_value(name).run())
    assert {f: field(app, f).value for f in features} == customer.start(flagship, name)
    field(app, "Monetary").set_value(9_999.0)
    field(app, "Recency").set_value(None)
    well(app.run())
    button = next(one for one in app.button if one.label == "Put these figures back")
    well(button.click().run())
    assert {f: field(app, f).value for f in features} == customer.start(flagship, name)


def test_all_warnings_are_one_list() -> None:
    app = opened("one_customer")
    field(app, "Recency").set_value(5_000)
    field(app, "Support_Calls").set_value(900_000)
    well(app.run())
    assert len(app.warning) == 1
    assert app.warning[0].value.count("\n- ") >= 3 and app.warning[0].value.startswith("- ")
    assert "cannot be longer ago" in app.warning[0].value


# A file


def uploaded(content: bytes, model: str = "olist", name: str = "upload.csv") -> AppTest:
    app = opened("a_file", model)
    return well(app.file_uploader[0].upload(name, content, "text/csv").run())


@pytest.mark.parametrize(
    "name", ["empty", "web page", "zip bomb", "a column twice", "no order fits"]
)
def test_hostile_files_get_a_sentence(name: str) -> None:
    app = uploaded(HOSTILE[name])  # all of them in test_uploads
    assert len(app.error) == 1 and app.error[0].value.rstrip().endswith(".")
    assert "Traceback" not in app.error[0].value and not app.get("download_button")


@pytest.mark.parametrize("model", models.NAMES)
def test_the_sample_of_customers_is_segmented(model: str) -> None:
    app = uploaded(samples.customers(), model)
    assert not app.error and f"of {samples.CUSTOMERS:,} customers" in app.subheader[0].value
    assert app.get("download_button") and len(app.dataframe) == 2
    assert app.dataframe[1].value["Customer_ID"].iloc[0] == "00001"


def test_orders_are_refused_and_the_other_model_is_offered() -> None:
    app = uploaded(ORDERS.encode(), "flagship")
    assert "this model also needs" in app.error[0].value
    well(app.button[0].click().run())
    assert app.radio(key="model").value == "olist" and not app.error
    assert "2 of 2 customers have a segment" in app.subheader[0].value


def test_the_snapshot_is_the_last_day_and_can_be_changed() -> None:
    app = uploaded(ORDERS.encode())
    assert str(app.date_input[0].value) == "2024-01-11"
    well(app.date_input[0].set_value(dt.date(2024, 1, 31)).run())
    assert "2024-01-31" in html(app) and not app.error


def test_columns_that_are_not_found_are_asked_for() -> None:
    app = uploaded(ORDERS.replace("customer", "who").encode())
    assert "customer" in app.error[0].value.lower()
    asked = [one for one in app.selectbox if one.label.startswith("Column of the customer")]
    well(asked[0].set_value("who").run())
    assert not app.error and "2 of 2" in app.subheader[0].value


def test_an_open_decimal_mark_is_asked_for() -> None:
    app = uploaded(HOSTILE["two ways to read"])
    assert "“Decimal mark”" in app.error[0].value
    mark = next(one for one in app.selectbox if one.label == "Decimal mark")
    well(mark.set_value(",").run())
    assert not app.error


def test_a_file_of_incomplete_customers_has_no_segments() -> None:
    app = uploaded(ROW.replace("1,2,3.5", "x,2,3.5").encode())
    assert len(app.error) == 1 and not app.get("download_button")
    said = app.error[0].value
    assert "Nobody in this file could be scored" in said and "no number in 1 of 1 rows" in said
    assert not app.info and not app.warning and "incomplete" in html(app)


def test_a_mix_unlike_the_models_own_is_a_warning() -> None:
    app = uploaded(buyers(40, 9))
    said = " ".join(one.value for one in app.warning)
    assert "100% of these customers fall into a segment that held 0.2%" in said
    assert "`segmentation mine FILE`" in said and not app.info
    assert "comparable" in said and "out of range" not in said
    assert app.subheader[0].value == "40 of 40 customers have a segment"


def test_of_a_few_the_mix_is_not_judged() -> None:
    app = uploaded(buyers(3, 9))
    said = app.info[0].value
    assert "Of fewer than 20 customers" in said
    assert "comparable" in said and "out of range" in said
    assert "100% are “" in app.subheader[0].value


def test_figures_never_seen_are_counted() -> None:
    rows = "".join(f"{i},{20 * i},1,100\n" for i in range(30)) + "x,5,1,1000000\n"
    app = uploaded((ROW.split("\n")[0] + "\n" + rows).encode())
    said = " ".join(one.value for one in app.warning)
    assert (
        "1 customer has figures the model has never seen (Spent up to R$1,000,000"
        in said.replace("\\", "")
    )
    assert "beyond seen: a figure that the model has never seen</td><td>1<" in html(app)


def test_per_cents_get_no_headline() -> None:
    app = uploaded(nine("40", "20", "0"), "flagship")
    assert len(app.error) == 1 and "looks like per cents" in app.error[0].value.replace("\\", "")
    assert not app.get("download_button") and not app.info


# The segments


def test_the_what_if_moves_with_its_assumptions() -> None:
    app = opened("the_segments")
    before = [one.value for one in app.markdown]
    assert any("Assumed, not measured" in text for text in before)
    for slider in app.slider:
        slider.set_value(slider.max)
    well(app.run())
    assert [one.value for one in app.markdown] != before
    for slider in app.slider:
        slider.set_value(slider.min)
    well(app.run())


def test_a_loss_has_its_minus_in_front() -> None:
    app = opened("the_segments")
    for slider in app.slider:
        slider.set_value(slider.min if slider.label.startswith("Margin") else slider.max)
    well(app.run())
    said = next(one.value for one in app.markdown if "Under these" in one.value)
    assert "−£" in said and "£-" not in said and "with the usual assumptions" in said


def test_no_money_is_made_up() -> None:
    app = opened("the_segments", "olist")
    assert not app.slider and "only spend is known" in app.info[0].value


@pytest.mark.parametrize("page", PAGES)
def test_without_a_model_a_sentence_says_what_to_run(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "FOLDER", tmp_path)
    app = opened(page)
    assert len(app.error) == 1 and "segmentation train" in app.error[0].value
