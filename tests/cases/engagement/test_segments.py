"""The engagement case: the published partition, its claims, the held-out answer, carts, actions."""

from contextlib import nullcontext

import numpy as np
import pandas as pd
import pytest

from segmentation.base.errors import DataError
from segmentation.base.paths import raw_folder
from segmentation.cases.engagement import kinds, published, segments
from segmentation.cases.engagement import source as engagement
from segmentation.cases.engagement.twin import twin
from segmentation.features.names import RFM
from segmentation.personas import naming
from segmentation.personas.kinds import NO_ACTION


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


@pytest.mark.parametrize(
    ("found", "differ"),
    [([4, 3, 2, 1], 0), ([10, 20, 30, 40], 0), ([2, 2, 2, 4], 1), ([7, 1, 1, 1], 3)],
)
def test_misplaced_counts_by_size(found, differ):
    assert published.misplaced(found, [1, 2, 3, 4]) == differ


def test_recipes_are_sorted_and_add_up(customers):
    table = published.recipes(customers)
    assert table["differ at least"].is_monotonic_increasing
    sizes = table.drop(columns="differ at least")
    assert (sizes.sum(axis=1) == len(customers)).all()
    assert (sizes.diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)


def test_policies_and_fences(customers):
    table = published.policies(customers)
    cap = published.capped(customers)[list(RFM)]
    touched = table["touched"]
    assert touched.iloc[0] == (cap < customers[list(RFM)]).any(axis=1).sum()
    beyond = published.beyond_fences(customers)
    assert touched.iloc[1] == beyond.sum() > 0
    assert touched.iloc[2] == (customers["Frequency"] == 0).sum() > 0
    assert table["share moved"].between(0, 1).all()
    assert table["share moved"].iloc[0] < 0.02  # a hundredth, capped, moves hardly anybody
    spend = pd.DataFrame({name: [*range(20), 1_000] for name in RFM})
    assert np.flatnonzero(published.beyond_fences(spend)).tolist() == [20]


@pytest.mark.filterwarnings("ignore:An input array is constant")
def test_score_is_clicks_where_clicks_are_large(customers):
    found = published.score(customers)
    assert found.variance > 0.9 and found.rank > 0.99
    small = published.score(customers.assign(Clicks=customers["Clicks"] // 500))
    assert small.variance < 0.2 and small.terciles < found.terciles
    alone = published.score(customers.assign(Wishlist_Adds=5, Session_Count=7))
    assert alone.variance == pytest.approx(1) and alone.terciles == 1
    cap, spend = published.capped(customers), customers["Monetary"]
    cap["score"] = cap["Clicks"] + cap["Wishlist_Adds"] + cap["Session_Count"]
    for name, column in (("clicks", "Clicks"), ("sessions", "Session_Count"), ("score", "score")):
        assert found.median[name] == cap[column].median()
        assert found.spend[name] == pytest.approx(cap[column].corr(spend, "spearman"))
    assert found.figures["clicks value"] == found.spend["clicks"]
    assert found.figures["value"] == found.spend["score"]


# The held-out answer


def test_held_out_is_the_campaign(customers):
    assert segments.held_out(customers).sum() == customers["Campaign_Response"].sum()
    assert "Campaign_Response" not in engagement.MEASURES


def answers(within: bool) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Answer, group and stratum; the answer hangs on the stratum, and on the group if `within`."""
    rng = np.random.default_rng(3)
    stratum = pd.Series(rng.integers(0, 2, 2_000))
    group = pd.Series(np.where(rng.random(2_000) < 0.2 + 0.6 * stratum, "a", "b"))
    chance = 0.2 + 0.5 * stratum + 0.2 * within * (group == "a")
    return pd.Series(rng.random(2_000) < chance), group, stratum


def test_a_stratified_test_looks_inside_strata():
    yes, group, stratum = answers(within=False)
    everywhere = pd.Series(0, index=yes.index)
    over_all = segments.stratified_permutation_test(yes, group, everywhere, draws=199)
    chi = pd.crosstab(yes, group).to_numpy()
    phi = (chi[0, 0] * chi[1, 1] - chi[0, 1] * chi[1, 0]) / np.sqrt(
        chi.sum(axis=0).prod() * chi.sum(axis=1).prod()
    )
    assert over_all.value == pytest.approx(abs(phi)) and over_all.p == 1 / 200
    inside = segments.stratified_permutation_test(yes, group, stratum, draws=199)
    assert inside.value < over_all.value / 3 and inside.p > 0.05
    tied = segments.stratified_permutation_test(*answers(within=True), draws=199)
    assert tied.value > 0.1 and tied.p == 1 / 200
    one = segments.stratified_permutation_test(yes, everywhere, stratum, draws=19)
    assert (one.value, one.p) == (0, 1)


def test_mean_by_keeps_the_order_and_covers_the_mean():
    values = pd.Series(np.random.default_rng(0).normal(10, 2, 300), index=range(5, 305))
    names = pd.Categorical(np.repeat(["z", "a", "m"], 100), ["z", "a", "m", "none"])
    found = segments.mean_by(values, pd.Series(names))
    assert found.value.index.tolist() == ["z", "a", "m"]
    assert found["z"].value == pytest.approx(values.iloc[:100].mean())
    np.testing.assert_allclose((found.high - found.low) / 2, 1.96 * 2 / 10, rtol=0.25)
    assert ((found.low < found.value) & (found.value < found.high)).all()


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


def test_tier_shares_cuts_and_majorities():
    shop, segment = tiered()
    tier = shop["Segment_Label"]
    shares = segments.tier_shares(segment, tier)
    assert shares.index.tolist() == ["top", "old", "new"]
    assert shares.columns.tolist() == ["Iron", "Gold", "Platinum"]
    np.testing.assert_allclose(shares.sum(), 1)
    assert shares.loc["top"].tolist() == [0, 1, 1]
    spans = pd.DataFrame({"p": 0.4}, pd.MultiIndex.from_product([engagement.MEASURES, ["Iron"]]))
    parts = shares["Iron"].nlargest(2).index.tolist()
    assert segments.cuts(shop, segment, shares, spans) == [
        segments.Cut("Iron", parts, "Recency", 0.4)
    ]
    together = segments.majority_segment(shares, tier)
    assert (together[tier != "Iron"] == "top").all()
    assert together[tier == "Iron"].nunique() == 1  # a tier goes to one segment, cut or not


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


def test_ranked_in_halves():
    shop, segment = tiered()
    groups = {"segments": segment, "tiers": shop["Segment_Label"]}
    auc = segments.ranked_in_halves(shop, groups, halves=8)
    assert auc.draws.shape == (8, 4) and auc.draws.to_numpy().min() > 0.3
    assert auc.value.index.tolist() == ["Monetary", "Recency", "segments", "tiers"]
    np.testing.assert_allclose(auc.value, auc.draws.mean())
    assert auc.value["tiers"] > auc.value["segments"] > auc.value["Recency"]
    below = segments.halves_below_monetary(auc)
    assert below["Monetary"] == 0 and below["Recency"] == 1
    assert below["tiers"] == (auc.draws["tiers"] < auc.draws["Monetary"]).mean()


@pytest.mark.parametrize(("answers", "enough"), [(1, False), (2, True)])
def test_a_half_needs_customers_who_answered(answers: int, enough: bool):
    shop, segment = tiered()
    shop[engagement.RESPONSE] = 0
    # The two stand apart, so that each half of the first draw has one of them.
    learn = np.random.default_rng(0).permutation(len(shop)) % 2 == 0
    who = [np.flatnonzero(learn)[0], np.flatnonzero(~learn)[0]]
    shop.iloc[who[:answers], shop.columns.get_loc(engagement.RESPONSE)] = 1
    with nullcontext() if enough else pytest.raises(DataError, match="too few customers answered"):
        assert len(segments.ranked_in_halves(shop, {"segments": segment}, halves=1).draws) == 1


# Carts


def test_cart_recovery_by_hand():
    shop = pd.DataFrame(
        {
            "Frequency": [9, 10, 4],
            "Cart_Abandon_Rate": [10.0, 50.0, 20.0],
            "Monetary": [900, 200, 100],
            "Avg_Order_Value": [50, 100, 25],
        }
    )
    segment = pd.Series(pd.Categorical(["a", "b", "a"], ["b", "a"]))
    table = segments.cart_recovery(shop, segment, recovered=0.1, margin=0.5)
    assert table.index.tolist() == ["b", "a"]
    # 9 orders at 10% abandoned are 1 cart of 10; 4 at 20% are 1 of 5; 10 at 50% are 10 of 20.
    assert table["abandoned carts"].tolist() == pytest.approx([10, 2])
    assert table["per customer"].tolist() == pytest.approx([10, 1])
    assert table.loc["b", ["order value, low", "order value, high"]].tolist() == [20, 100]
    assert table.loc["a", ["order value, low", "order value, high"]].tolist() == [37.5, 62.5]
    ends = ["gross margin, low", "gross margin, high"]
    assert table.loc["b", ends].tolist() == pytest.approx([10, 50])
    assert table.loc["a", "gross margin, low"] == pytest.approx(0.05 * 75)
    assert table["low by"].to_dict() == {"b": segments.SPENT, "a": segments.STATED}
    assert table["reminder may cost"].tolist() == pytest.approx([1.0, 1.875])
    twice = segments.cart_recovery(shop, segment, recovered=0.2, margin=0.5)
    np.testing.assert_allclose(twice["gross margin, low"], 2 * table["gross margin, low"])


# Names and actions


@pytest.mark.parametrize("kind", kinds.ARCHETYPES, ids=lambda kind: kind.name)
def test_an_archetype_points_to_itself_and_has_an_action(kind):
    assert kind.name in kinds.ACTIONS
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


def test_every_action_has_a_step():
    actions = {*kinds.ACTIONS.values(), *kinds.TRAITS.values(), NO_ACTION}
    assert {action.goal for action in actions} == set(kinds.STEPS)
    assert {name for name, _ in kinds.TRAITS} <= set(kinds.WORDS)


def test_low_spend_asks_for_what_long_silence_asks_for():
    halves = pd.DataFrame([[2.7, -1.6, -1.8], [1.1, -1.6, -1.9]], columns=list(RFM))
    named = naming.name_clusters(halves, kinds.ENGAGEMENT, "slices")
    assert named["goal"].tolist() == [kinds.WIN_BACK.goal] * 2


def test_automation_has_two_rows_a_segment():
    named = pd.DataFrame(
        {"name": ["VIP Champions", "Near average"], "goal": [kinds.KEEP.goal, NO_ACTION.goal]}
    )
    worth = pd.DataFrame(
        {"gross margin, low": [10.0, 30.0], "reminder may cost": [1.194, 0.5]}, named["name"]
    )
    table = kinds.automation(named, worth)
    assert table.columns[:4].tolist() == ["segment", "trigger", "channel", "next_step"]
    assert table["segment"].tolist() == ["VIP Champions"] * 2 + ["Near average"] * 2
    assert table["trigger"].tolist() == ["segment entered", "cart abandoned",
                                         "first day of the month", "cart abandoned"]  # fmt: skip
    text = table.drop(columns=["may_cost", "priority"])
    assert text.notna().all(axis=None) and (text != "").all(axis=None)
    assert not table.duplicated(["segment", "trigger"]).any()
    carts = table[table["trigger"] == "cart abandoned"]
    assert carts["may_cost"].tolist() == [1.19, 0.5] and carts["priority"].tolist() == [2, 1]
    assert table.loc[~table.index.isin(carts.index), ["may_cost", "priority"]].isna().all(axis=None)


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
    recipes = published.recipes(real)
    assert recipes.index[0] == "capped R, F, M" and recipes["differ at least"].iloc[0] == 0
    assert (recipes["differ at least"].iloc[1:] > 0).all()


def test_published_response_is_the_tiers_and_no_more(real):
    labels, _ = published.partition(real)
    yes, group = segments.held_out(real), pd.Series(labels)
    test = segments.stratified_permutation_test
    assert test(yes, group, real["Segment_Label"], draws=199).p > 0.05
    assert test(yes, group, pd.Series(0, index=yes.index), draws=199).p == 1 / 200
