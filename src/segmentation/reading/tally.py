"""How many cells show what: looked at once for each different shape, of which there are few."""

from collections.abc import Callable, Mapping, Sequence

import ibis.expr.types as ir
import pandas as pd


def tally(
    cells: ir.Table,
    shape: Callable[[ir.StringValue], ir.StringValue],
    evidence: Callable[[ir.StringValue], Mapping[str, ir.BooleanValue]],
    by: Sequence[str] = (),
) -> pd.DataFrame:
    """In how many cells (`text`) each kind of evidence is seen, for each value of `by`, in order.

    `shape` makes texts alike that show the same; `evidence` tells for a shape which kinds it shows.
    """
    shapes = cells.group_by(*by, shape=shape(cells.text)).aggregate(n=cells.count())
    kinds = evidence(shapes["shape"].coalesce(""))
    counts = {
        f"n{i}": (kind.cast("int64") * shapes.n).sum().coalesce(0)
        for i, kind in enumerate(kinds.values())
    }
    found = shapes.aggregate(**counts, by=list(by)).execute()
    found = found.set_index(list(by)).sort_index() if by else found
    return found.set_axis(list(kinds), axis=1)
