"""Figures of a table of customers that are missing, or cannot be: each is named and counted."""

from segmentation.base.errors import DataError
from segmentation.base.tables import SHARES
from segmentation.features.names import NUMERIC, UNITS
from segmentation.reading.customers import Seen
from segmentation.scoring.model import LARGEST

ANY = (0.0, LARGEST)  # what all other features of the shop can be
POSSIBLE = dict.fromkeys(NUMERIC, ANY) | {
    "Frequency": (1.0, LARGEST),
    "Return_Rate": (0.0, 1.0),
    "Discount_Usage": (0.0, 1.0),
    "Satisfaction_Score": (1.0, 5.0),
}
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
    """Features without a figure in some rows, and with one that cannot be, in sentences.

    Parameters
    ----------
    seen : Seen
    names : list of str
        Features to speak of.
    """
    said = []
    for name in names:
        if seen.missing[name]:
            such = f" or no number in {seen.missing[name]:,} of {seen.rows:,} rows (such as "
            such += f"{seen.unread.get(name)})"
            plain = f" in {seen.missing[name]:,} of {seen.rows:,} rows"
            said.append(f"{name} is missing{such if name in seen.unread else plain}.")
    for name in names:
        if seen.impossible[name]:
            least, most = POSSIBLE[name]
            ends = f"{least:g} or more" if most == LARGEST else f"from {least:g} to {most:g}"
            unit = f" ({UNITS[name]})" if name in SHARES else ""
            said.append(
                f"{name} cannot be as it is in {seen.impossible[name]:,} of {seen.rows:,} rows "
                f"(such as {seen.odd[name]}): it is {ends}{unit}. There it counts as missing."
            )
    return said
