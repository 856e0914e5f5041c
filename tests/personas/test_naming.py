"""Names from centroids: right on planted shops, never from a number, never without the signs."""

from dataclasses import replace
from itertools import permutations
from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.metrics.pairwise import cosine_similarity

from segmentation.base import palette
from segmentation.clusters.centroids import predict, reason
from segmentation.clusters.kmeans import fit_kmeans
from segmentation.features.names import NUMERIC, RFM
from segmentation.features.scaling import scale
from segmentation.personas.flagship import ACTIONS, ARCHETYPES, FLAGSHIP, TRAITS
from segmentation.personas.kinds import NO_ACTION, Archetype, Kinds
from segmentation.personas.naming import (
    MIN_COSINE,
    cosines,
    descriptive_name,
    keeps_signs,
    name_clusters,
    named_right,
    trait_action,
)
from segmentation.personas.profiles import profile
from segmentation.shop.planted import PERSONAS, Parameters
from segmentation.shop.simulate import simulate_chunk

NAMES = {archetype.name for archetype in ARCHETYPES}
DISCOUNT = next(a for a in ARCHETYPES if a.name == palette.DISCOUNT)
VIP = next(a for a in ARCHETYPES if a.name == palette.VIP)
SIGMAS = st.lists(st.floats(-3, 3), min_size=9, max_size=9)
COARSE = st.lists(st.sampled_from([-2.0, -1.0, 0.0, 1.0]), min_size=9, max_size=9)


def centroid(**sigmas: float) -> pd.Series:
    """A centroid in all nine features; what is not given is average."""
    return pd.Series(0.0, index=list(NUMERIC)) + pd.Series(sigmas).reindex(NUMERIC).fillna(0.0)


def centroids(*rows: dict[str, float]) -> pd.DataFrame:
    """Several centroids, one row each."""
    return pd.DataFrame([centroid(**row) for row in rows]).reset_index(drop=True)


def pointing(archetype: Archetype, length: float = 1.0, **changes: float) -> dict[str, float]:
    """A centroid that points where an archetype does, but for some features."""
    return {name: length * weight for name, weight in archetype.direction.items()} | changes


def only(archetype: Archetype) -> Kinds:
    """The flagship's kinds, but for the archetypes: there is one."""
    return replace(FLAGSHIP, archetypes=(archetype,))


@pytest.fixture(scope="module")
def planted_centres(matrix: pd.DataFrame) -> pd.DataFrame:
    """The five centroids of the small shop."""
    return fit_kmeans(matrix, 5)


# On planted shops


@pytest.mark.parametrize("seed", range(10))
def test_planted_personas_get_their_names(seed: int) -> None:
    tables = simulate_chunk(0, Parameters(n_customers=5_000, seed=seed))
    planted = tables["truth"].to_pandas()["Persona"]
    scaled = scale(tables["features"].to_pandas(), list(NUMERIC))
    centres = fit_kmeans(scaled, 5)
    table = name_clusters(centres, FLAGSHIP)
    assert table["archetype"].all()
    labels = predict(scaled, centres)
    majority = planted.groupby(labels).agg(lambda own: own.mode()[0])
    assert table["name"].tolist() == majority.tolist()
    assert set(table["name"]) == {persona.name for persona in PERSONAS}


def test_a_name_belongs_to_a_centroid_not_to_its_number(planted_centres: pd.DataFrame) -> None:
    table = name_clusters(planted_centres, FLAGSHIP).set_index("name")
    for order in permutations(range(5)):
        shuffled = name_clusters(planted_centres.iloc[list(order)], FLAGSHIP)
        assert shuffled.index.tolist() == list(order)
        assert shuffled["name"].tolist() == table.index[list(order)].tolist()
        pd.testing.assert_frame_equal(shuffled.set_index("name").loc[table.index], table)


@given(st.lists(SIGMAS, min_size=2, max_size=6), st.randoms(use_true_random=False))
def test_shuffled_centroids_keep_their_archetypes(rows: list, random: Random) -> None:
    centres = pd.DataFrame(rows, columns=list(NUMERIC))
    cosine = cosines(centres, ARCHETYPES).to_numpy().ravel()
    # With equal cosines the assignment is free to choose.
    assume(np.diff(np.sort(cosine)).min() > 1e-6)
    table = name_clusters(centres, FLAGSHIP)
    order = list(range(len(centres)))
    random.shuffle(order)
    shuffled = name_clusters(centres.iloc[order], FLAGSHIP).sort_index()
    assert shuffled["archetype"].tolist() == table["archetype"].tolist()
    given_names = table.loc[table["archetype"], "name"]
    assert shuffled.loc[table["archetype"], "name"].tolist() == given_names.tolist()
    assert given_names.is_unique


def test_no_archetype_without_a_natural_verdict(planted_centres: pd.DataFrame) -> None:
    for verdict in ("slices", "constructive"):
        table = name_clusters(planted_centres, FLAGSHIP, verdict)
        assert not table["archetype"].any()
        assert not set(table["name"]) & NAMES
        assert table["name"].is_unique


# Cosine and signs


def test_cosines_are_scikit_learns_and_zero_for_the_average() -> None:
    centres = centroids({}, {"Monetary": 2, "Recency": -1}, pointing(VIP, 0.3))
    found = cosines(centres, ARCHETYPES)
    directions = centroids(*[archetype.direction for archetype in ARCHETYPES])
    np.testing.assert_allclose(found, cosine_similarity(centres, directions), atol=1e-12)
    assert (found.loc[0] == 0).all()
    assert found.loc[2, VIP.name] == pytest.approx(1)


@pytest.mark.parametrize(("tilt", "earned"), [(0.87, True), (0.89, False)])
def test_an_archetype_needs_a_cosine_of_three_quarters(tilt: float, earned: bool) -> None:
    # Beside a direction of length √6, an orthogonal part of √6 · t gives a cosine of 1 / √(1 + t²):
    # 0.75 at t = 0.882.
    centre = pointing(DISCOUNT, Avg_Time_Site_Min=6**0.5 * tilt)
    table = name_clusters(centroids(centre), only(DISCOUNT))
    assert table.loc[0, "cosine"] == pytest.approx((1 + tilt**2) ** -0.5)
    assert table["archetype"].tolist() == [earned]
    assert (table.loc[0, "name"] == DISCOUNT.name) == earned


@pytest.mark.parametrize(
    ("archetype", "feature", "limit", "side"),
    [(a, name, limit, 1) for a in ARCHETYPES for name, limit in a.above.items()]
    + [(a, name, limit, -1) for a in ARCHETYPES for name, limit in a.below.items()],
)
def test_every_limit_of_every_archetype(
    archetype: Archetype, feature: str, limit: float, side: int
) -> None:
    met = centroid(**pointing(archetype, **{feature: limit + 0.01 * side}))
    missed = centroid(**pointing(archetype, **{feature: limit}))
    assert keeps_signs(met, archetype)
    assert not keeps_signs(missed, archetype)
    assert not keeps_signs(met.drop(feature), archetype)


@pytest.mark.parametrize(("satisfaction", "earned"), [(0.6, True), (0.5, False), (-0.1, False)])
def test_an_unhappy_big_spender_is_no_vip(satisfaction: float, earned: bool) -> None:
    centre = pointing(VIP, Satisfaction_Score=satisfaction)
    table = name_clusters(centroids(centre), only(VIP))
    assert table.loc[0, "cosine"] >= MIN_COSINE  # so the sign alone decides
    assert table["archetype"].tolist() == [earned]


@pytest.mark.parametrize(("value", "kept"), [(0.2, False), (0.5, True), (0.9, False)])
def test_a_limit_on_either_side_of_one_feature(value: float, kept: bool) -> None:
    between = Archetype("b", {"Monetary": 1}, above={"Monetary": 0.3}, below={"Monetary": 0.8})
    assert keeps_signs(centroid(Monetary=value), between) == kept


def test_an_archetype_goes_where_it_fits_not_where_cosines_add_up() -> None:
    # The two cosines of either assignment add up to about the same; only one of them can be kept.
    spender, regular = (Archetype(n, {n: 1}) for n in ("Monetary", "Frequency"))
    kinds = replace(FLAGSHIP, archetypes=(spender, regular), actions=dict.fromkeys(
        ("Monetary", "Frequency"), NO_ACTION))  # fmt: skip
    centres = centroids({"Monetary": 1.0, "Frequency": 0.8}, {"Frequency": 0.1, "Recency": 1.0})
    table = name_clusters(centres, kinds)
    assert table["name"].tolist()[0] == "Monetary"
    assert table["archetype"].tolist() == [True, False]


def test_names_that_say_the_same_in_another_order_are_told_apart() -> None:
    alike = centroids(
        {"Frequency": -1.2, "Monetary": -0.9, "Recency": 0.4},
        {"Monetary": -1.2, "Frequency": -0.9, "Recency": -0.4},
    )
    assert name_clusters(alike, FLAGSHIP, "slices")["name"].tolist() == [
        "Few orders, low spend, long silent",
        "Low spend, few orders",
    ]


@given(st.lists(SIGMAS, min_size=1, max_size=6))
def test_archetypes_always_keep_their_signs(rows: list) -> None:
    near = [list(1.5 * centroid(**VIP.direction) + 0.5 * np.array(row)) for row in rows]
    centres = pd.DataFrame(near, columns=list(NUMERIC))
    table = name_clusters(centres, FLAGSHIP)
    for i, row in table[table["archetype"]].iterrows():
        archetype = next(a for a in ARCHETYPES if a.name == row["name"])
        assert keeps_signs(centres.loc[i], archetype)
        assert row["cosine"] >= MIN_COSINE
    for i in table.index[table["name"] == VIP.name]:
        assert centres.loc[i, "Satisfaction_Score"] > 0.5
        assert centres.loc[i, "Return_Rate"] < 0


def test_one_archetype_goes_to_one_cluster_the_nearer_one() -> None:
    table = name_clusters(centroids(pointing(VIP, Tenure=-0.5), pointing(VIP)), only(VIP))
    assert table["archetype"].tolist() == [False, True]
    assert table.loc[1, "name"] == VIP.name != table.loc[0, "name"]


def test_rfm_alone_earns_no_archetype(customers: pd.DataFrame) -> None:
    centres = fit_kmeans(scale(customers, list(RFM)), 5)
    table = name_clusters(centres, FLAGSHIP)
    assert not table["archetype"].any()
    assert table["name"].is_unique
    assert table["why"].str.count("σ").eq(3).all()


# Descriptive names, reasons, actions


@pytest.mark.parametrize(
    ("sigmas", "name"),
    [
        ({"Monetary": 1.4, "Return_Rate": 0.9, "Tenure": 0.5}, "High spend, many returns"),
        ({"Monetary": 1.5, "Frequency": -1.6}, "Very few orders, very high spend"),
        ({"Return_Rate": 2.5, "Recency": -0.3}, "Many returns, recent"),  # returns take no "very"
        ({"Recency": 0.6, "Tenure": 0.29}, "Long silent"),
        ({"Satisfaction_Score": -0.4}, "Near average, unhappy"),
        ({"Tenure": -0.2}, "Near average"),
        ({}, "Near average"),
    ],
)
def test_descriptive_names(sigmas: dict[str, float], name: str) -> None:
    assert descriptive_name(centroid(**sigmas), FLAGSHIP) == name


def test_reasons_are_the_strongest_z_scores() -> None:
    centre = centroid(Monetary=1.42, Return_Rate=-0.91, Tenure=0.3, Recency=-0.2)
    assert reason(centre) == "Monetary +1.4 σ, Return_Rate −0.9 σ, Tenure +0.3 σ"
    assert reason(centre, 1) == "Monetary +1.4 σ"


@given(st.lists(COARSE, min_size=2, max_size=7), st.integers(2, 9))
def test_descriptive_names_are_distinct(rows: list, features: int) -> None:
    centres = pd.DataFrame(rows, columns=list(NUMERIC)).iloc[:, :features]
    table = name_clusters(centres, FLAGSHIP, "constructive")
    assert table["name"].is_unique
    assert (table["name"].str.len() > 0).all()


def test_equal_names_get_more_traits_and_equal_clusters_a_number() -> None:
    alike = {"Monetary": 1.0, "Frequency": 0.9}
    table = name_clusters(centroids(alike | {"Tenure": 0.5}, alike), FLAGSHIP)
    assert table["name"].tolist() == [
        "High spend, many orders, long-standing",
        "High spend, many orders",
    ]
    twins = name_clusters(centroids(alike, alike), FLAGSHIP, "slices")
    assert twins["name"].tolist() == ["High spend, many orders (0)", "High spend, many orders (1)"]


@pytest.mark.parametrize(("trait", "action"), TRAITS.items())
def test_a_single_trait_decides_the_action(trait: tuple[str, int], action: object) -> None:
    feature, sign = trait
    assert trait_action(centroid(**{feature: 0.5 * sign}), FLAGSHIP) == action
    assert trait_action(centroid(**{feature: 0.49 * sign}), FLAGSHIP) == NO_ACTION


def test_traits_without_an_action_are_passed_over() -> None:
    centre = centroid(Monetary=-2.0, Avg_Time_Site_Min=1.5, Discount_Usage=0.8, Recency=0.5)
    assert trait_action(centre, FLAGSHIP) == ACTIONS[palette.DISCOUNT]
    assert trait_action(centroid(Monetary=-2.0), FLAGSHIP) == NO_ACTION


def test_names_bring_their_actions() -> None:
    angry = {"Support_Calls": 2.0, "Discount_Usage": 1.0}
    table = name_clusters(centroids(pointing(DISCOUNT), angry), FLAGSHIP)
    for row, action in ((0, ACTIONS[palette.DISCOUNT]), (1, ACTIONS[palette.CHURN_RISK])):
        assert table.loc[row, ["goal", "action", "owner", "budget"]].tolist() == [
            action.goal, action.action, action.owner, action.budget
        ]  # fmt: skip
    assert set(ACTIONS) == NAMES


def test_every_segment_has_a_rule_for_its_budget_of_its_own() -> None:
    actions = [*ACTIONS.values(), NO_ACTION]
    for part in ("goal", "action", "budget"):
        assert len({getattr(action, part) for action in actions}) == len(actions)
    plain = name_clusters(centroids({"Monetary": -2.0}), FLAGSHIP)
    assert plain["budget"].tolist() == [NO_ACTION.budget]


# Profiles


def test_profile_by_hand() -> None:
    frame = pd.DataFrame({"Recency": [1, 2, 6], "Monetary": [10.0, 20.0, 90.0]}, index=[7, 8, 9])
    names = pd.Series(pd.Categorical(["b", "b", "a"], ["b", "none", "a"]))  # another index: by row
    table = profile(frame, ["Recency", "Monetary"], names)
    assert table.index.tolist() == ["b", "a"]
    assert table.loc["b"].tolist() == [2, 2 / 3, 1.5, 15.0]
    assert table.loc["a"].tolist() == [1, 1 / 3, 6.0, 90.0]


def test_profile_adds_up(customers: pd.DataFrame, truth: pd.Series) -> None:
    names = pd.Series(pd.Categorical(truth))
    table = profile(customers, list(NUMERIC), names)
    assert table["customers"].sum() == len(customers)
    assert table["share"].sum() == pytest.approx(1)
    weighted = table[list(NUMERIC)].mul(table["share"], axis=0).sum()
    np.testing.assert_allclose(weighted, customers[list(NUMERIC)].mean(), rtol=1e-12)


# Customers named as they were planted


def test_named_right_counts_customers_row_by_row() -> None:
    truth = pd.Series(["VIP", "VIP", "New", "New"], index=[1, 2, 3, 4])
    names = pd.Series(pd.Categorical(["VIP", "New", "New", "Few orders"]), index=[4, 3, 2, 1])
    assert named_right(truth, names) == 0.5
    assert named_right(truth, truth) == 1
