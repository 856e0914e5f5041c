"""Which single feature would put a customer into another segment, and by how much."""

import numpy as np
import pandas as pd

from segmentation.scoring.segmenter import Segmenter

GRID = 400  # values of a feature that are tried between its least and its most
COLUMNS = ["feature", "now", "needed", "change", "segment", "change in σ"]
NARROWINGS = 4  # of the step in which the segment changes, to GRID times finer each


def _with(customer: pd.Series, name: str, values: np.ndarray) -> pd.DataFrame:
    """Copies of a customer that differ in one feature."""
    return pd.DataFrame([customer.to_dict()] * len(values)).assign(**{name: values})


def _crossing(
    model: Segmenter, customer: pd.Series, name: str, end: float, own: int, whole: bool
) -> float | None:
    """The value nearest to the present one, on the way to `end`, that changes the segment."""

    def is_other(values: np.ndarray) -> np.ndarray:
        labels = model.predict(_with(customer, name, values))["Cluster"]
        return (labels != own).to_numpy(dtype=bool, na_value=False)

    now, steps = float(customer[name]), np.linspace(0, 1, GRID + 1)[1:]
    inside, outside = now, end
    for narrowing in range(NARROWINGS + 1):
        grid = inside + (outside - inside) * steps
        other = is_other(grid)
        if narrowing == 0 and not other.any():
            return None
        at = int(other.argmax())
        inside, outside = (inside if at == 0 else grid[at - 1]), grid[at]
    if not whole:
        return outside
    value = float(np.ceil(outside) if end > now else np.floor(outside))
    reached = is_other(np.array([value]))[0]
    return value if reached and min(now, end) <= value <= max(now, end) else None


def single_changes(model: Segmenter, customer: pd.Series, ranges: pd.DataFrame) -> pd.DataFrame:
    """For each feature, the least change of it alone that changes the segment.

    Everything else stays as it is; with a change of `Frequency` the averages count for more or
    less, as they would. It is arithmetic on the model, not a forecast that the customer would
    behave like the others there.

    Parameters
    ----------
    model : Segmenter
    customer : Series
        Raw features, complete.
    ranges : DataFrame, index feature
        `least` and `most`, between which a value is looked for, and whether it is `whole`.

    Returns
    -------
    DataFrame, index feature
        The columns of `COLUMNS`, the least change in σ first, without features that cannot do it.
    """
    own = int(model.predict(customer.to_frame().T)["Cluster"].iloc[0])
    rows = []
    for name in model.features:
        now, whole = float(customer[name]), bool(ranges.loc[name, "whole"])
        for end in ("least", "most"):
            needed = _crossing(model, customer, name, float(ranges.loc[name, end]), own, whole)
            if needed is None:
                continue
            both = _with(customer, name, np.array([now, needed]))
            scaled = model.scale(both)[name].to_numpy()
            rows.append(
                {
                    "feature": name,
                    "now": now,
                    "needed": needed,
                    "change": needed - now,
                    "segment": str(model.predict(both)["Segment"].iloc[1]),
                    "change in σ": abs(scaled[1] - scaled[0]),
                }
            )
    table = pd.DataFrame(rows, columns=COLUMNS).sort_values("change in σ", kind="stable")
    return table.drop_duplicates("feature").set_index("feature")
