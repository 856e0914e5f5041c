"""The engagement case: what is left between the columns inside the five tiers."""

import numpy as np
import pandas as pd
import pytest

from segmentation.base.paths import raw_folder
from segmentation.cases.engagement import quality, tiers
from segmentation.cases.engagement import source as engagement
from segmentation.cases.engagement.twin import twin


def two_tiers(n: int = 400, tie: float = 0.0) -> pd.DataFrame:
    """Two tiers; inside them clicks and spend are tied as strongly as asked."""
    rng = np.random.default_rng(1)
    high = np.repeat([0, 1], n)
    base = rng.random(2 * n)
    frame = pd.DataFrame({c: rng.integers(0, 50, 2 * n) + 50 * high for c in engagement.MEASURES})
    frame["Monetary"] = np.floor(1_000 * base).astype(int) + 1_000 * high
    mixed = tie * base + (1 - tie) * rng.random(2 * n)
    frame["Clicks"] = np.floor(500 * mixed).astype(int) + 400 * high
    return frame.assign(Segment_Label=np.array(["Iron", "Gold"])[high])


def test_ranks_within_groups_forget_the_groups():
    frame = two_tiers()
    ranks = tiers.rank_within(frame[["Monetary", "Clicks"]], frame["Segment_Label"])
    means = ranks.groupby(frame["Segment_Label"]).mean()
    np.testing.assert_allclose(means, 0, atol=1e-12)
    np.testing.assert_allclose(ranks.groupby(frame["Segment_Label"]).std(ddof=0), 1)
    assert frame["Monetary"].corr(frame["Clicks"], "spearman") > 0.6
    assert abs(ranks.corr().loc["Monetary", "Clicks"]) < 0.1


def test_tied_within_sees_a_tie_inside_a_tier_and_none_where_there_is_none():
    columns = ["Monetary", "Clicks", "Recency"]
    free = tiers.tied_within(two_tiers(), columns)
    assert free.by_chance and 0 < free.median < free.top < 0.15
    tied = tiers.tied_within(two_tiers(tie=0.5), columns)
    assert tied.largest > 0.5 > tied.top and not tied.by_chance


def test_ranges_and_what_they_tell():
    frame = two_tiers(2_000)
    spans = tiers.ranges(frame)
    assert spans.loc[("Monetary", "Iron"), "high"] < spans.loc[("Monetary", "Gold"), "low"]
    telling = tiers.telling(frame, spans)
    assert telling["Monetary"] == 1 == telling.iloc[0]
    overlap = spans.loc[("Clicks", "Gold"), "low"] <= frame["Clicks"]
    overlap &= frame["Clicks"] <= spans.loc[("Clicks", "Iron"), "high"]
    assert telling["Clicks"] == pytest.approx(1 - overlap.mean())
    assert spans["p"].min() * len(spans) > 0.05
    bent = frame.assign(Monetary=np.random.default_rng(0).normal(5_000, 500, len(frame)).round())
    assert tiers.ranges(bent).loc[("Monetary", "Iron"), "p"] < 1e-6


def test_shuffling_keeps_what_the_tiers_make(tmp_path):
    table = engagement.read_customers(twin(tmp_path, customers=1_500).parent)
    broken = quality.contradictions(table)
    found = tiers.shuffled(table, draws=60)
    assert found.value.index.tolist() == [*broken.columns, tiers.NONE]
    assert (found.low <= found.value).all() and (found.value <= found.high).all()
    counts = [*broken.sum(), (~broken.any(axis=1)).sum()]
    out = (counts < found.low) | (counts > found.high)
    assert out.sum() <= 2  # the twin is drawn independently, so few lie outside
    alone = found["no sessions, yet clicks"]  # one column decides it, so it cannot change
    assert alone.low == alone.value == alone.high == broken["no sessions, yet clicks"].sum()
    first, second = (tiers.shuffled(table, draws=5, seed=1).draws for _ in range(2))
    assert first.equals(second)


def test_shuffling_breaks_rows_that_agree(tmp_path):
    table = engagement.read_customers(twin(tmp_path, customers=1_500).parent)
    rule = "fewer pages viewed than sessions"
    real = table.assign(Pages_Viewed=2 * table["Session_Count"])  # every row agrees with itself
    assert quality.contradictions(real)[rule].sum() == 0
    assert tiers.shuffled(real, draws=5).low[rule] > 50


# The published file


@pytest.fixture(scope="module")
def published() -> pd.DataFrame:
    folder = raw_folder("engagement")
    if not (folder / engagement.FILES[0]).exists() or engagement.is_twin(folder):
        pytest.skip("the published engagement table is not under $SEGMENTATION_DATA")
    return engagement.read_customers(folder)


def test_published_file_is_independent_draws_inside_tiers(published):
    used, _, _ = engagement.account(published)
    spans = tiers.ranges(used)
    assert tiers.telling(used, spans)["Monetary"] == 1
    assert tiers.tied_within(used).by_chance
    assert spans["p"].min() * len(spans) > 0.05
    again = tiers.shuffled(published, draws=100).table.drop(tiers.NONE)
    counts = quality.contradictions(published).sum()
    assert ((again["low"] <= counts) & (counts <= again["high"])).all()
