"""Figures of a table of customers that are missing, or cannot be: each is named and counted."""

from segmentation.base.errors import DataError
from segmentation.features.names import FEATURES
from segmentation.reading.customers import Seen
from segmentation.scoring.model import LARGEST

POSSIBLE = {name: (one.least, one.most if one.bounded else LARGEST)
            for name, one in FEATURES.items()}  # fmt: skip
SHARES = tuple(name for name, one in FEATURES.items() if one.is_share)
HUNDRED = 100.0
MOSTLY = 0.5  # share of the figures other than 0 that are above 1 where shares are per cents


def check_shares(seen: Seen, file: str) -> None:
    """Raise `DataError` if shares are written as per cents, which no figure between could tell."""
    for name, above in seen.above.items():
        if above > MOSTLY * seen.positive[name] and seen.most[name] <= HUNDRED:
            first = seen.first[name]
            raise DataError(
                f"{file}: {name} looks like per cents: {above:,} of {seen.positive[name]:,} "
                f"figures other than 0 are above 1 (such as {first:g}) and none is above 100; "
                f"divide them by 100, or write them with their sign ({first:g}%)."
            )


def notes(seen: Seen, names: list[str]) -> list[str]:
    """Which of some features lack a figure in some rows, or have one that cannot be."""
    said = []
    for name in names:
        if seen.missing[name]:
            where = f"in {seen.missing[name]:,} of {seen.rows:,} rows"
            if name in seen.unread:
                where = f"or no number {where} (such as {seen.unread[name]})"
            said.append(f"{name} is missing {where}.")
    for name in names:
        if seen.impossible[name]:
            least, most = POSSIBLE[name]
            ends = f"{least:g} or more" if most == LARGEST else f"from {least:g} to {most:g}"
            unit = f" ({FEATURES[name].unit})" if FEATURES[name].is_share else ""
            said.append(
                f"{name} cannot be as it is in {seen.impossible[name]:,} of {seen.rows:,} rows "
                f"(such as {seen.odd[name]}): it is {ends}{unit}. There it counts as missing."
            )
    return said
