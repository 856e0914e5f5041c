"""The app without a browser: models, words, colours, charts and results; nothing is fitted."""

import tomllib
from dataclasses import replace
from io import BytesIO
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from segmentation.app import (
    asking,
    cards,
    colours,
    comparing,
    customer,
    figures,
    models,
    results,
    segments,
    words,
)
from segmentation.app.customer_table import Upload
from segmentation.app.models import Model
from segmentation.app.uploads import Limits
from segmentation.base import palette
from segmentation.base.errors import DataError
from segmentation.base.paths import ROOT
from segmentation.personas import value
from segmentation.personas.flagship import WORDS
from segmentation.scoring import portrait
from segmentation.scoring.model import FLAGS

CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
THEMES = {"light": colours.LIGHT, "dark": colours.DARK}


@pytest.fixture(scope="module", params=models.NAMES)
def model(request: pytest.FixtureRequest) -> Model:
    return models.load(request.param)


@pytest.fixture(scope="module")
def flagship() -> Model:
    return models.load("flagship")


def some(model: Model, n: int = 400) -> pd.DataFrame:
    """Customers between the extremes of each feature, some of them incomplete."""
    rng = np.random.default_rng(1)
    table = pd.DataFrame(
        {
            name: rng.uniform(seen["least"], seen["most"], n)
            for name, seen in model.portrait["features"].items()
        }
    )
    table.loc[3, "Recency"] = np.nan
    table.loc[5, "Monetary"] = np.inf
    return table


def means_of(model: Model) -> dict[str, float]:
    """Figures of a typical customer of the first segment."""
    return model.portrait["segments"][model.segmenter.names[0]]["means"]


def medians(model: Model, n: int) -> pd.DataFrame:
    """So many customers in the middle of everything."""
    seen = model.portrait["features"]
    return pd.DataFrame([{f: seen[f]["median"] for f in seen}] * n).assign(
        Customer_ID=list("abcd")[:n]
    )


def upload_of(customers: pd.DataFrame) -> Upload:
    rows = pd.DataFrame([("in", "rows", 1)], columns=["Part", "Reason", "Rows"])
    return Upload(customers=customers, preview=customers, rows=rows, form="CSV", decimal=".")


# Models


def test_score_is_predict(model: Model) -> None:
    told: list[float] = []
    customers = some(model)
    found = models.score(model.segmenter, customers, told.append, chunk=77)
    pd.testing.assert_frame_equal(found, model.segmenter.predict(customers))
    assert told == sorted(told) and told[-1] == 1 and len(told) == 6


def test_score_of_nobody(model: Model) -> None:
    assert models.score(model.segmenter, some(model).head(0)).empty


def test_a_missing_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"flagship\.json is not in .*segmentation train"):
        models.load_from(tmp_path, "flagship")


def test_a_portrait_of_another_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "m.json").write_bytes((models.FOLDER / "flagship.json").read_bytes())
    other = (models.FOLDER / "olist.portrait.json").read_bytes()
    (tmp_path / "m.portrait.json").write_bytes(other)
    with pytest.raises(DataError, match="do not belong together"):
        models.load_from(tmp_path, "m")


def test_only_one_model_needs_no_more_than_orders_give() -> None:
    assert [name for name in models.NAMES if models.only_rfm(name)] == ["olist"]


def test_centres_lie_among_their_points_on_the_map(model: Model) -> None:
    centres = models.on_map(model, model.segmenter.centres)
    for centre, points in zip(centres, model.portrait["map"]["points"].values(), strict=True):
        drawn = np.asarray(points)
        assert (np.abs(drawn.mean(axis=0) - centre) < 3 * drawn.std(axis=0)).all()


def test_sizes_add_up(model: Model) -> None:
    table = models.sizes(model)
    assert table["customers"].sum() == model.portrait["customers"]
    assert table["share of customers"].sum() == pytest.approx(1)
    assert table["share of spend"].sum() == pytest.approx(1)


# Colours


def test_contrast_is_that_of_wcag() -> None:
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#ffffff", "#777777") == pytest.approx(4.48, abs=0.005)
    assert colours.contrast("#0000ff", "#ffffff") == pytest.approx(8.59, abs=0.005)


def test_black_or_white_can_be_read_on_anything() -> None:
    greys = [f"#{grey:02x}{grey:02x}{grey:02x}" for grey in range(256)]
    shades = [colours.shade(z, dark) for z in np.linspace(-4, 4, 33) for dark in (False, True)]
    for behind in greys + shades:  # of the profiles
        assert colours.contrast(colours.text_on(behind), behind) >= colours.READABLE, behind


@pytest.mark.parametrize("theme", THEMES)
def test_segments_can_be_read_and_stand_out_in_both_themes(theme: str, model: Model) -> None:
    paper = THEMES[theme]["backgroundColor"]
    hues = palette.colours(model.segmenter.names)
    assert len(set(hues.values())) == len(model.segmenter.names)
    for hue in hues.values():
        assert colours.contrast(colours.text_on(hue), hue) >= colours.READABLE
        assert colours.contrast(colours.visible(hue, paper), paper) >= colours.VISIBLE
        if colours.contrast(hue, paper) >= colours.VISIBLE:
            assert colours.visible(hue, paper) == hue.lower()


@pytest.mark.parametrize("theme", THEMES)
def test_texts_of_the_themes_can_be_read(theme: str) -> None:
    found = CONFIG["theme"][theme]
    assert {name: found[name] for name in THEMES[theme]} == THEMES[theme]
    for text, behind in product(
        ("textColor", "linkColor", "primaryColor"), ("backgroundColor", "secondaryBackgroundColor")
    ):
        assert colours.contrast(found[text], found[behind]) >= colours.READABLE, (text, behind)
    button = {"light": colours.WHITE, "dark": colours.BLACK}[theme]
    assert colours.contrast(button, found["primaryColor"]) >= colours.READABLE


def test_the_settings_keep_to_themselves() -> None:
    assert CONFIG["browser"]["gatherUsageStats"] is False
    assert CONFIG["client"]["showErrorDetails"] == "none"
    assert CONFIG["server"]["maxUploadSize"] == Limits.size
    assert CONFIG["server"]["address"] == "localhost"


# Words


def scored(model: Model, **features: float) -> tuple[pd.Series, pd.Series]:
    one = pd.Series(means_of(model) | features, dtype="float64")
    return one, model.segmenter.predict(one.to_frame().T).iloc[0]


@pytest.mark.parametrize(
    ("margin", "word"), [(0.0, "undecided"), (0.2, "leaning"), (0.4, "clear"), (1.0, "clear")]
)
def test_sureness(flagship: Model, margin: float, word: str) -> None:
    assert words.sureness(flagship.segmenter, margin) == word
    said = words.sure_sentence(flagship.segmenter, margin, "X")
    assert "X" in said and said.endswith(".")


def test_why_names_the_strongest_coordinates(flagship: Model) -> None:
    name = flagship.segmenter.names[0]
    centre = flagship.segmenter.centres.iloc[0]
    strongest = centre.abs().idxmax()
    first = words.why(flagship.segmenter, name).split(", ")[0]
    assert first == WORDS[strongest][int(centre[strongest] > 0)]
    said = words.of_segment(flagship.segmenter, name)
    assert said.startswith(f"The segment's customers, on average: {first}, ") and "σ" not in said


def test_a_small_share_is_not_nothing() -> None:
    said = {0.0: "0%", 0.0024: "<1%", 0.00499: "<1%", 0.006: "1%", 1.0: "100%"}
    assert {share: words.percent(share) for share in said} == said


@pytest.mark.parametrize(
    ("amount", "text", "millions"),
    [
        (-23_000_000.0, "−£23,000,000", "−£23.0 million"),
        (-0.4, "£0", "£0.0 million"),
        (1_234.5, "£1,234", "£0.0 million"),
    ],
)
def test_the_minus_stands_before_the_currency(
    flagship: Model, amount: float, text: str, millions: str
) -> None:
    assert words.money(flagship, amount) == text
    assert words.millions(flagship, amount) == millions


def test_names_of_traits_have_their_means() -> None:
    olist = models.load("olist")
    name = "Very many orders, high spend"
    assert words.typically(olist, name) == "Typically 2 orders, R$291, last order 221 days ago."
    assert words.typically(olist, "Low spend").startswith("Typically 1 order, R$55,")
    assert words.typically(models.load("flagship"), "Dormant/Lost") == ""
    assert "Typically 2 orders, R$291, last order 221 days ago." in segments.actions(olist)


def test_missing_figures_are_named(model: Model) -> None:
    one = pd.Series(1.0, index=model.segmenter.features)
    assert words.missing(model, one) == ""
    count = {"flagship": "nine", "olist": "three"}[model.name]
    one["Recency"] = np.nan
    assert words.missing(model, one) == (
        f"Missing: Days since last order. The model needs all {count} figures."
    )


def test_the_data_say_whether_they_are_simulated() -> None:
    said = {name: words.customers(models.load(name)) for name in models.NAMES}
    assert said["flagship"] == "500,000 simulated customers, up to 2026-06-30"
    assert said["olist"] == "93,357 customers, up to 2018-08-29"
    planted = [segments.PLANTED in segments.opening(models.load(name)) for name in models.NAMES]
    assert planted == [True, False]
    portraits = [models.load(name).portrait for name in models.NAMES]
    money = [portrait.money_of(one, value.Assumptions()) for one in portraits]
    assert [one is None for one in money] == [False, True]


@pytest.mark.parametrize("name", asking.LABELS)
def test_messages_name_the_fields_of_the_page(name: str) -> None:
    said = asking.in_words(f"Monetary: unclear; set {name} to a or b, {name} is open.")
    assert said == f"Monetary: unclear; set “{asking.LABELS[name]}” to a or b, {name} is open."


def test_a_far_customer_is_flagged_and_told_why(flagship: Model) -> None:
    one, found = scored(flagship, Support_Calls=900_000.0)
    said = words.flags(flagship.segmenter, found)
    assert len(said) == 1 and said[0].startswith("Out of range") and "99.9%" in said[0]
    assert words.unseen(flagship, one)[0].startswith("Support contacts: 900,000 lies outside")


def test_a_new_customer_is_flagged(flagship: Model) -> None:
    _, found = scored(flagship, Tenure=3.0, Recency=1.0)
    assert any(text.startswith("Too new") for text in words.flags(flagship.segmenter, found))


def test_contradictions(flagship: Model) -> None:
    assert words.contradictions(scored(flagship, Recency=100.0, Tenure=50.0)[0])
    assert words.contradictions(scored(flagship, Recency=50.0, Tenure=50.0)[0]) == []
    assert words.contradictions(pd.Series({"Recency": 9.0})) == []


@pytest.mark.parametrize(
    ("feature", "figure", "text"),
    [
        ("Return_Rate", 0.153, "15%"),
        ("Monetary", 1234.5, "£1,234"),
        ("Recency", 12.0, "12"),
        ("Support_Calls", 0.41, "0.4"),
        ("Satisfaction_Score", 4.61, "4.6"),
        ("Recency", float("nan"), "–"),
    ],
)
def test_shown(flagship: Model, feature: str, figure: float, text: str) -> None:
    assert words.shown(flagship, feature, figure) == text


@pytest.mark.parametrize(
    ("now", "needed", "typed"), [(0.1, 0.234, 0.24), (0.5, 0.234, 0.23), (0.1, 0.3, 0.3)]
)
def test_beyond_can_be_typed(now: float, needed: float, typed: float) -> None:
    assert words.beyond("Return_Rate", now, needed) == pytest.approx(typed)


# One customer


def test_a_typical_customer_is_in_the_segment(model: Model) -> None:
    for name in model.segmenter.names:
        typed = customer.start(model, name)
        one = pd.DataFrame([{f: customer.raw(f, figure) for f, figure in typed.items()}])
        found = model.segmenter.predict(one).iloc[0]
        assert name in (found["Segment"], found["Next_Segment"]), name
        for feature, figure in typed.items():
            least, most = customer.limits(feature)
            assert least <= figure <= most
    assert np.isnan(customer.raw("Recency", None))


@pytest.mark.parametrize("segment", range(5))
def test_the_change_that_is_shown_leads_where_it_says(flagship: Model, segment: int) -> None:
    name = flagship.segmenter.names[segment]
    typed = customer.start(flagship, name)
    one = pd.Series({f: customer.raw(f, figure) for f, figure in typed.items()})
    found = customer.changes.__wrapped__(flagship.name, one)
    for feature, row in found.iterrows():
        needed = words.beyond(str(feature), row["now"], row["needed"])
        moved = pd.DataFrame([one.to_dict() | {str(feature): needed}])
        before = flagship.segmenter.predict(one.to_frame().T)["Segment"].iloc[0]
        assert flagship.segmenter.predict(moved)["Segment"].iloc[0] != before


# Charts and tables


def test_the_map_shows_every_point_and_the_customer(model: Model) -> None:
    scaled = model.segmenter.centres.iloc[:1]
    chart = figures.place(model, scaled).to_dict()
    rows = {len(data) for data in chart["datasets"].values()}
    assert sum(len(p) for p in model.portrait["map"]["points"].values()) in rows
    at = next(data for data in chart["datasets"].values() if data[0].get("name") == "this customer")
    assert [at[0]["x"], at[0]["y"]] == pytest.approx(models.on_map(model, scaled)[0].tolist())


@pytest.mark.parametrize("sigma", [50.0, -50.0])
def test_a_far_customer_stands_at_the_edge_of_the_map(model: Model, sigma: float) -> None:
    scaled = model.segmenter.centres.iloc[:1]
    assert not figures.is_beyond(model, scaled)
    far = scaled + sigma
    assert figures.is_beyond(model, far)
    (low_x, high_x), (low_y, high_y) = figures.frame(figures.points_of(model))
    x, y = figures.on_edge(model, far)[0]
    assert x in (low_x, high_x) and low_y <= y <= high_y
    drawn = figures.points_of(model)
    assert (low_x, high_x) == pytest.approx(
        (drawn["x"].min() - 0.1 * np.ptp(drawn["x"]), drawn["x"].max() + 0.1 * np.ptp(drawn["x"]))
    )
    chart = figures.place(model, far)
    assert chart.to_dict()["layer"][0]["encoding"]["x"]["scale"]["domain"] == [low_x, high_x]
    assert "this customer, beyond the map" in chart.to_json()
    assert "beyond the map" not in figures.place(model, scaled).to_json()


def test_the_map_names_few_segments_and_lists_many(model: Model) -> None:
    text = figures.place(model, None).to_json()
    many = len(model.segmenter.names) > figures.MOST_NAMES
    assert ('"columns": 1' in text) == many
    assert ('"type": "text"' in text) != many


def test_names_on_the_map_do_not_touch(flagship: Model) -> None:
    points = figures.points_of(flagship)
    centres = pd.DataFrame({"x": [0.0, 0.1, 0.2], "y": [0.0, 0.01, 0.02]})
    heights = np.sort(figures.apart(centres, points))
    assert (np.diff(heights) >= np.ptp(points["y"]) * figures.APART[1] - 1e-9).all()


def test_a_customer_against_the_segment(flagship: Model) -> None:
    name = flagship.segmenter.names[1]
    scaled = flagship.segmenter.centres.iloc[0]
    chart = figures.against(flagship, scaled, name).to_dict()
    table = pd.DataFrame(next(data for data in chart["datasets"].values() if "customer" in data[0]))
    assert table["customer"].tolist() == pytest.approx(scaled.tolist())
    assert table["segment"].tolist() == pytest.approx(flagship.segmenter.segments[1].centroid)


def test_bars_carry_their_figures(flagship: Model) -> None:
    table = models.sizes(flagship)
    text = figures.sizes_and_spend(flagship).to_json()
    for share in table["share of customers"]:
        assert f"{share:.0%} of customers" in text


def test_what_comes_from_outside_is_escaped() -> None:
    evil = "<script>alert(1)</script>"
    for made in (
        cards.segment(evil, "#0072B2", evil, evil),
        cards.meter(0.5, "#0072B2", evil, evil),
        cards.chip(evil, "#0072B2"),
        cards.table([evil], [[evil]]),
        cards.table([evil], [[evil]], chips={evil: "#0072B2"}),
        cards.grid([(evil, "#0072B2", [evil])]),
        cards.heat([evil], [(evil, [(evil, 1.0)])]),
    ):
        assert "<script" not in made and "&lt;script" in made
    assert cards.opened("*a* [b](http://c) $x$") == r"\*a\* \[b\](http\://c) \$x\$"


@pytest.mark.parametrize(("margin", "width"), [(-0.2, "0%"), (0.42, "42%"), (1.3, "100%")])
def test_the_bar_stays_in_its_frame(margin: float, width: str) -> None:
    assert f"width:{width};" in cards.meter(margin, "#0072B2", "a", "b")


def test_profiles_show_the_means(model: Model) -> None:
    made = segments.profiles(model)
    for one in model.portrait["segments"].values():
        for feature, mean in one["means"].items():
            assert f">{words.shown(model, feature, mean)}<" in made


def test_what_is_left_of_100() -> None:
    sums = pd.DataFrame(
        {
            "spend": [1_000.0, 0.0], "returned": [200.0, 0.0], "discounted_kept": [300.0, 0.0],
            "orders": [10.0, 0.0], "returns": [2.0, 0.0], "contacts": [5.0, 0.0],
        },
        index=["a", "b"],
    )  # fmt: skip
    parts = value.contribution(sums, value.Assumptions(0.5, 10.0, 4.0, 0.1))
    left = segments.left_of_100(parts)
    # 500 margin − 100 refunded − 30 coupons − 20 handling − 20 support
    assert left.loc["a", "contribution"] == pytest.approx(330)
    assert left.loc["a", "left of 100"] == pytest.approx(33)
    assert left.loc["b"].tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("verdict", "words_in_it"),
    [("natural", "stand apart"), ("slices", "come back"), ("constructive", "one way")],
)
def test_the_opening_says_what_the_segments_are(
    flagship: Model, verdict: str, words_in_it: str
) -> None:
    other = replace(flagship, segmenter=replace(flagship.segmenter, verdict=verdict))
    assert words_in_it in segments.opening(other)


# A file against the model's own customers


def mix(counts: dict[str, tuple[int, float]]) -> pd.DataFrame:
    table = pd.DataFrame(counts, index=["customers", "share at training"]).T
    return table.assign(**{"share of customers": table["customers"] / table["customers"].sum()})


def test_shift_by_hand() -> None:
    # |0.7 − 0.2| + |0.3 − 0.3| + |0 − 0.5| = 1, half of it 0.5
    table = mix({"a": (70, 0.2), "b": (30, 0.3), "c": (0, 0.5)})
    assert comparing.shift(table) == pytest.approx(0.5)
    assert comparing.shift(mix({"a": (30, 0.3), "b": (70, 0.7)})) == pytest.approx(0)
    assert comparing.is_shifted(mix({"a": (71, 0.2), "b": (29, 0.3), "c": (0, 0.5)}))
    assert not comparing.is_shifted(mix({"a": (19, 0.01), "b": (0, 0.99)}))  # too few to tell
    assert comparing.is_shifted(mix({"a": (20, 0.01), "b": (0, 0.99)}))


def test_a_shift_is_told() -> None:
    said = comparing.shift_sentence(mix({"a": (100, 0.002), "b": (0, 0.998)}))
    assert "100% of" in said and "held 0.2%" in said and "hardly tells them apart" in said
    spread = {"a": (40, 0.1), "b": (40, 0.1), "c": (20, 0.8)}
    said = comparing.shift_sentence(mix(spread))
    assert "60% of these customers would have to be in another one" in said
    assert "“a” holds 40% of them and held 10.0% of its own" in said


def test_what_was_never_seen_is_counted(model: Model) -> None:
    seen = model.portrait["features"]
    customers = medians(model, 4)
    customers.loc[0, "Monetary"] = seen["Monetary"]["most"] * 100
    customers.loc[1, "Recency"] = seen["Recency"]["most"] * (1 + words.SLACK / 2)  # rounding
    customers.loc[2, "Recency"] = np.nan
    customers.loc[2, "Monetary"] = 1e12
    found = models.score(model.segmenter, customers)
    outside = comparing.beyond(model, customers, found)
    assert outside.any(axis=1).tolist() == [True, False, False, False]
    labelled = results.labelled(model, upload_of(customers), found)
    assert labelled[results.BEYOND].tolist() == [True, False, False, False]


def test_what_was_never_seen_is_told(flagship: Model) -> None:
    customers = medians(flagship, 2).assign(Monetary=[590_000.0, 50_000.0])
    customers.loc[1, "Tenure"] = 0.0  # below the least
    upload = upload_of(customers)
    outside = comparing.beyond(flagship, customers, models.score(flagship.segmenter, customers))
    first = comparing.beyond_sentence(flagship, upload, outside.head(1).reindex([0, 1]).eq(True))
    both = comparing.beyond_sentence(flagship, replace(upload, currency="EUR"), outside)
    for said, figures_in_it in {
        first: ["1 customer has", "Spent up to £590,000, seen up to £59,992", "92% of all spend"],
        both: ["2 customers have", "up to 590,000 EUR, seen up to £59,992", "100% of all spend",
               "Days since joining down to 0, seen down to 1"],
    }.items():  # fmt: skip
        assert [part for part in figures_in_it if part not in said] == [], said


def test_few_features_beyond_are_named(flagship: Model) -> None:
    seen = flagship.portrait["features"]
    customers = pd.DataFrame([{f: seen[f]["most"] * 2 for f in seen}]).assign(Customer_ID="a")
    found = models.score(flagship.segmenter, customers)
    outside = comparing.beyond(flagship, customers, found)
    said = comparing.beyond_sentence(flagship, upload_of(customers), outside)
    assert said.count("seen up to") == comparing.NAMED and "; and 6 more features)" in said


# Results of a file


def test_counts_add_up_and_segments_are_as_pandas_says(model: Model) -> None:
    customers = some(model).assign(Customer_ID="x")
    found = models.score(model.segmenter, customers)
    counted = results.counts(upload_of(customers), found)
    assert counted["scored"] + counted["Incomplete"] == counted["customers"] == len(customers)
    assert counted["Incomplete"] == 2
    table = results.by_segment(model, upload_of(customers), found)
    assert table["customers"].sum() == counted["scored"]
    assert table["share at training"].sum() == pytest.approx(1)
    for name, row in table.iterrows():
        own = customers[(found["Segment"] == name).to_numpy()]
        assert (row["customers"], row["spend"]) == (len(own), pytest.approx(own["Monetary"].sum()))


@pytest.mark.parametrize(("decimal", "mark"), [(".", b","), (",", b";")])
def test_the_download_is_harmless_and_whole(flagship: Model, decimal: str, mark: bytes) -> None:
    customers = some(flagship, 6)
    ids = ["0017", "=1+1", "@x", "+a", "-b", "Müller"]
    customers.insert(0, "Customer_ID", ids)
    found = models.score(flagship.segmenter, customers)
    labelled = results.labelled(flagship, upload_of(customers), found)
    raw = results.as_csv(labelled, decimal)
    assert raw.startswith(b"\xef\xbb\xbfCustomer_ID" + mark)
    back = pd.read_csv(
        BytesIO(raw), dtype={"Customer_ID": str}, sep=mark.decode(), decimal=decimal,
        encoding="utf-8-sig",
    )  # fmt: skip
    assert back["Customer_ID"].tolist() == ["0017", "'=1+1", "'@x", "'+a", "'-b", "Müller"]
    said = back["Segment"].fillna("").tolist()
    assert said == found["Segment"].astype(object).fillna("").tolist()
    assert [c for c in FLAGS if c in back] == list(FLAGS)


def test_whole_numbers_stay_whole(flagship: Model) -> None:
    customers = pd.DataFrame([means_of(flagship)]).round().assign(Customer_ID="a")
    found = models.score(flagship.segmenter, customers)
    text = results.as_csv(results.labelled(flagship, upload_of(customers), found), ".").decode()
    assert ",23," in text or text.split("\n")[1].startswith("23,")


def test_for_eyes_has_words_only() -> None:
    shown = results.for_eyes(
        pd.DataFrame({"a": [0.5, np.nan], "b": pd.array([True, None], dtype="boolean")})
    )
    assert shown.to_numpy().tolist() == [["0.50", "yes"], ["–", "–"]]
