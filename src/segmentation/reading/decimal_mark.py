"""Whether a point or a comma is the decimal mark: one rule, however the figures were looked at."""

from collections.abc import Mapping

from segmentation.base.errors import DataError, QuestionError

POINT, COMMA, EITHER = ".", ",", "either"
MARKS = {"": "", "point": POINT, "comma": COMMA, POINT: POINT, COMMA: COMMA}
# What a cell says that holds no figure.
EMPTY = ("", "-", "–", "nan", "null", "none", "na", "n/a", "#n/a", "<na>", "(null)")


def given_mark(given: str) -> str:
    """The decimal mark that was set, "" if none was; `DataError` for anything else."""
    if given not in MARKS:
        raise DataError(f"decimal must be a point or a comma; got {given!r}.")
    return MARKS[given]


def decide(shown: Mapping[str, str], where: str, others: str, likely: str = "") -> str:
    """The decimal mark of figures; "." where none has a fraction.

    `shown` says of `POINT`, `COMMA` and `EITHER` in words which figures show it, "" if none do;
    `others` what becomes of figures with the other mark. Both marks, or figures that could have
    either and no other, are a `QuestionError`, with the mark that is `likely`.
    """
    point, comma, either = (shown.get(mark, "") for mark in (POINT, COMMA, EITHER))
    if point and comma:
        raise QuestionError(
            f"{where}: {point} a decimal point and {comma} a decimal comma; set decimal to the one "
            f"that is meant, and the others {others}.",
            {"decimal": likely},
        )
    if either and not (point or comma):
        raise QuestionError(
            f"{where}: {either} can be read in two ways; set decimal to the decimal mark, a point "
            "or a comma.",
            {"decimal": ""},
        )
    return COMMA if comma else POINT
