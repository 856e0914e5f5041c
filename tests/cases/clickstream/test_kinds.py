"""The kinds of clickstream visitors: every one has an action, and is found where it points."""

import pandas as pd
import pytest

from segmentation.cases.clickstream import kinds
from segmentation.cases.clickstream.kinds import CLICKSTREAM
from segmentation.cases.clickstream.users import CLUSTERED, COUNTS
from segmentation.personas import naming


def test_every_archetype_has_an_action_and_known_features() -> None:
    assert {a.name for a in CLICKSTREAM.archetypes} == set(CLICKSTREAM.actions)
    for archetype in CLICKSTREAM.archetypes:
        used = {*archetype.direction, *archetype.above, *archetype.below}
        assert used <= set(COUNTS)
    assert set(CLUSTERED) <= set(CLICKSTREAM.words)
    assert {name for name, _ in CLICKSTREAM.traits} <= set(CLICKSTREAM.words)


def test_each_archetype_is_found_where_its_direction_points() -> None:
    centres = pd.DataFrame(
        {a.name: a.direction for a in CLICKSTREAM.archetypes}, index=list(COUNTS)
    ).T.fillna(0.0)
    named = naming.name_clusters(centres, CLICKSTREAM, "natural")
    assert named["name"].tolist() == [a.name for a in CLICKSTREAM.archetypes]
    turned = naming.name_clusters(centres.iloc[::-1], CLICKSTREAM, "natural")
    assert turned["name"].tolist() == named["name"].tolist()[::-1]


@pytest.mark.parametrize(
    ("centre", "name", "action"),
    [
        ([-0.7, 3.7, 3.2, 2.1, 2.0, 3.4], kinds.LOYAL, kinds.LOYAL),
        ([0.0, 2.2, 2.5, 0.1, 0.3, 1.3], kinds.OCCASIONAL, kinds.OCCASIONAL),
        ([-0.7, -0.3, -0.3, 2.1, 1.8, -0.1], kinds.BROWSERS, kinds.BROWSERS),
        ([1.1, -0.3, -0.3, -0.6, -0.6, -0.4], kinds.INACTIVE, kinds.INACTIVE),
        ([-0.7, -0.3, -0.3, -0.6, -0.7, -0.4], kinds.PASSING, kinds.PASSING),
        ([-0.2, -0.3, -0.3, 0.3, 0.5, 1.5], kinds.LEFT_CART, kinds.LEFT_CART),
    ],
)
def test_slices_are_described_and_point_to_a_kind(
    centre: list[float], name: str, action: str
) -> None:
    centres = pd.DataFrame([centre], columns=list(COUNTS))
    assert naming.name_clusters(centres, CLICKSTREAM, "natural")["name"].tolist() == [name]
    described = naming.name_clusters(centres, CLICKSTREAM, "slices").iloc[0]
    assert described["name"] != name
    assert described["action"] == CLICKSTREAM.actions[action].action
