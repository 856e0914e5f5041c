"""The style of figures, and the palette."""

import matplotlib as mpl
import pytest

from segmentation.base import palette as base_palette
from segmentation.base import style
from segmentation.base.palette import (
    OTHER_COLOURS,
    PERSONA_COLOURS,
    colours,
    short,
)

pytestmark = [
    pytest.mark.usefixtures("style"),
    # seaborn's heatmaps use a function that matplotlib will drop.
    pytest.mark.filterwarnings("ignore:The set_bad function:PendingDeprecationWarning"),
]

VIP, CHURN_RISK, DISCOUNT = base_palette.VIP, base_palette.CHURN_RISK, base_palette.DISCOUNT
NEW, DORMANT = base_palette.NEW, base_palette.DORMANT
FIVE = [VIP, CHURN_RISK, DISCOUNT, NEW, DORMANT]
DESCRIBED = "Very many orders, very high spend"


# Style and palette


def test_use_style() -> None:
    mpl.rcParams["font.family"] = ["serif"]
    style.use_style()
    assert mpl.rcParams["font.family"] == ["DejaVu Sans"]
    assert mpl.rcParams["axes.titlelocation"] == "left"
    assert not mpl.rcParams["axes.spines.top"]
    assert mpl.rcParams["figure.constrained_layout.use"]


def test_a_persona_keeps_its_colour_in_any_company() -> None:
    for names in ([VIP], FIVE, FIVE[::-1], [DESCRIBED, NEW, "Recent"]):
        palette = colours(names)
        assert list(palette) == names
        for name in set(names) & set(FIVE):
            assert palette[name] == PERSONA_COLOURS[name]
    assert set(PERSONA_COLOURS) == set(FIVE)


def test_no_two_names_share_a_colour() -> None:
    others = [f"Segment {i}" for i in range(len(OTHER_COLOURS))]
    assert len(set(colours([*FIVE, *others]).values())) == len(FIVE) + len(others)
    assert colours(["a", "b", "a"]) == {"a": OTHER_COLOURS[0], "b": OTHER_COLOURS[1]}


def test_short_names() -> None:
    assert short(VIP) == "VIPs"
    assert short(DESCRIBED) == DESCRIBED
    assert len({short(name) for name in FIVE}) == 5
