"""How many decimals the amounts of a column have."""

import ibis
import pytest

from segmentation.reading.numbers import decimals


@pytest.mark.parametrize(
    ("texts", "mark", "expected"),
    [
        (["12", "7", None], ".", 2),
        (["12.5", "7.25"], ".", 2),
        (["12.500", "7.250000"], ".", 2),
        (["0.0169", "0.02"], ".", 4),
        (["0,0169", "1.234,5"], ",", 4),
        (["1,234.5", "1,234"], ".", 2),
        (["1.234,5", "1.234"], ",", 2),
        (["1.234.567,125"], ",", 3),
        (["€ 12.345", "12.5 EUR"], ".", 3),
        (["(0.125)", "0.5-"], ".", 3),
        (["0.123456789"], ".", 6),
        (["10.299999999999999", "3.3000000000000003"], ".", 2),
        (["12.345000000000001"], ".", 3),
        (["1.25e-3"], ".", 5),
        (["free", "1.2345 or so", ""], ".", 2),
        (["1e300", "99999999999999.123456"], ".", 2),
        ([], ".", 2),
    ],
)
def test_the_decimals_of_a_column_are_seen_in_its_figures(
    texts: list[str | None], mark: str, expected: int
) -> None:
    table = ibis.memtable({"text": texts}, schema={"text": "string"})
    assert decimals(table.text, mark) == expected
