"""The engagement case: the published partition, names, tiers and the held-out answer."""

import numpy as np
import pandas as pd
import pytest

from segmentation.base.paths import raw_folder
from segmentation.cases.engagement import kinds, published, segments
from segmentation.cases.engagement import source as engagement
from segmentation.cases.engagement.twin import twin
from segmentation.features.names import RFM
from segmentation.personas import naming


@pytest.fixture(scope="module")
def customers(tmp_path_factory) -> pd.DataFrame:
    """A twin of 2,000 customers."""
    return engagement.read_customers(twin(tmp_path_factory.mktemp("twin"), customers=2_000).parent)


# The published partition


def test_capped_touches_the_largest_hundredth_alone(customers):
    cap = published.capped(customers)
    for column in engagement.MEASURES:
        limit = customers[column].astype("float64").quantile(0.99)
        changed = cap[column] != customers[column]
        assert (customers.loc[changed, column] > limit).all()
        assert cap[column].max() == pytest.approx(limit)
    for column in ("Customer_ID", "Segment_Label", engagement.RESPONSE):
        assert cap[column].equals(customers[column])


def test_partition_is_canonical_and_whole(customers):
    labels, centres = published.partition(customers)
    assert len(labels) == len(customers) and set(labels) == {0, 1, 2, 3}
    assert centres.columns.tolist() == list(RFM)
    assert centres["Monetary"].is_monotonic_decreasing
    shuffled = customers.sample(frac=1, random_state=1)
    again, _ = published.partition(shuffled)
    same = pd.Series(again, shuffled.index).sort_index().to_numpy() == labels
    assert same.mean() > 0.98


def test_what_the_publications_call_groups_of_these_sizes():
    sizes = pd.Series([9, 21, 60, 12], index=list("abcd"))
    names = published.called(sizes)
    assert names["notebook"].tolist() == list(kinds.NAMES)
    assert names["README"].tolist() == [kinds.VIP, kinds.LOYAL, kinds.AT_RISK, kinds.PROMISING]
    assert published.called(sizes.iloc[::-1]).equals(names.iloc[::-1])


# The held-out answer


def test_held_out_is_the_campaign(customers):
    assert segments.held_out(customers).sum() == customers["Campaign_Response"].sum()
    assert "Campaign_Response" not in engagement.MEASURES


def tiered() -> tuple[pd.DataFrame, pd.Series]:
    """400 customers of three tiers; Iron is cut by recency, Gold and Platinum share a segment."""
    rng = np.random.default_rng(0)
    tier = np.repeat(["Iron", "Gold", "Platinum"], [200, 100, 100])
    shop = pd.DataFrame({c: rng.random(400) for c in engagement.MEASURES})
    shop["Monetary"] += np.repeat([0, 10, 20], [200, 100, 100])
    chance = np.repeat([0.1, 0.5, 0.9], [200, 100, 100])
    shop = shop.assign(Segment_Label=tier, Campaign_Response=(rng.random(400) < chance).astype(int))
    low = np.where(shop["Recency"] > 0.5, "old", "new")
    names = np.where(tier == "Iron", low, "top")
    return shop, pd.Series(pd.Categorical(names, ["top", "old", "new"]))


def test_tier_shares():
    shop, segment = tiered()
    tier = shop["Segment_Label"]
    shares = segments.tier_shares(segment, tier)
    assert shares.index.tolist() == ["top", "old", "new"]
    assert shares.columns.tolist() == ["Iron", "Gold", "Platinum"]
    np.testing.assert_allclose(shares.sum(), 1)
    assert shares.loc["top"].tolist() == [0, 1, 1]


def test_a_null_that_knows_the_tiers_explains_tiers_and_no_more():
    rng = np.random.default_rng(1)
    tier = pd.Series(np.repeat(["Iron", "Gold"], 300))
    blobs = pd.DataFrame(rng.normal(size=(600, 2)) + 8 * (tier == "Gold").to_numpy()[:, None])
    assert abs(segments.knowing_tiers(blobs, tier, 2)) < 0.03
    inner = blobs + 12 * np.tile([0, 1], 300)[:, None] * [1, -1]
    assert segments.knowing_tiers(inner, tier, 4) > 0.05


def test_answer_within_sees_a_column_that_tells():
    shop, _ = tiered()
    chance = segments.answer_within(shop, draws=99)
    assert abs(chance.value) < 0.2 and chance.p > 0.05
    tells = segments.answer_within(
        shop.assign(Clicks=shop["Clicks"] + 0.7 * shop["Campaign_Response"]), draws=99
    )
    assert tells.column == "Clicks" and tells.value > 0.3 and tells.p == 0.01


# Names


@pytest.mark.parametrize("kind", kinds.ARCHETYPES, ids=lambda kind: kind.name)
def test_an_archetype_points_to_itself(kind):
    assert kind.name in kinds.NAMES
    assert not set(kind.above) & set(kind.below)  # a feature can have one limit only
    direction = pd.Series(kind.direction)[list(RFM)] if "Recency" in kind.direction else (
        pd.Series(kind.direction).reindex(list(RFM)).fillna(0)
    )  # fmt: skip
    size = 1.6 if kind.name == kinds.VIP else 0.9
    centre = pd.DataFrame([size * direction / direction.abs().max()])
    centre.loc[0, "Recency"] *= 2 if kind.name == kinds.AT_RISK else 1
    named = naming.name_clusters(centre, kinds.ENGAGEMENT)
    assert named["name"].tolist() == [kind.name]


def test_the_published_centroids_get_the_published_names():
    centres = pd.DataFrame(
        [[-1.1, 2.0, 2.4], [-0.8, 0.9, 0.7], [0.0, -0.5, -0.5], [2.3, -1.0, -0.8]],
        columns=list(RFM),
    )
    names = naming.name_clusters(centres, kinds.ENGAGEMENT)["name"].tolist()
    assert names == [kinds.VIP, kinds.LOYAL, kinds.PROMISING, kinds.AT_RISK]
    again = naming.name_clusters(centres.iloc[::-1], kinds.ENGAGEMENT)["name"].tolist()
    assert again == names[::-1]
    described = naming.name_clusters(centres, kinds.ENGAGEMENT, "slices")
    assert not described["archetype"].any()
    assert not set(described["name"]) & set(names)


# The published file


@pytest.fixture(scope="module")
def real() -> pd.DataFrame:
    folder = raw_folder("engagement")
    if not (folder / engagement.FILES[0]).exists() or engagement.is_twin(folder):
        pytest.skip("the published engagement table is not under $SEGMENTATION_DATA")
    return engagement.read_customers(folder)


def test_published_sizes_are_reproduced_exactly(real):
    labels, centres = published.partition(real)
    names = naming.name_clusters(centres, kinds.ENGAGEMENT)["name"]
    assert pd.Series(names.to_numpy()[labels]).value_counts().to_dict() == published.NOTEBOOK
    assert sorted(published.README.values()) == sorted(published.NOTEBOOK.values())


def test_published_response_is_the_tiers_and_no_more(real):
    assert segments.answer_within(real, draws=199).p > 0.05
    by_tier = segments.held_out(real).groupby(real["Segment_Label"]).mean()
    assert by_tier[list(engagement.TIERS)].is_monotonic_increasing
