"""What a fitted segmentation is made of: figures and names, and nothing that computes."""

from dataclasses import dataclass, field

import pandas as pd

TENURE = "Tenure"
FLAGS = ("Out_Of_Range", "Undecided", "Too_New", "Incomplete")
WITHIN = 0.999  # share of a segment's customers within its radius
LARGEST = 1e15  # a larger figure measures no customer, and its square may overflow


@dataclass(frozen=True, kw_only=True)
class Scaling:
    """How a feature x becomes a coordinate z in σ.

    An average of n orders is pulled towards the shop's mean, (x · n + m · mean) / (n + m); then
    comes ln(x + 1), where it is logged; then z = (x − mean) / scale.

    Attributes
    ----------
    feature : str
    log : bool
    mean, scale : float
    averaged_over : str
        The feature that counts what it is an average of; "" for what is not pulled.
    shrink_to : float or None
        The mean it is pulled towards.
    """

    feature: str
    log: bool
    mean: float
    scale: float
    averaged_over: str = ""
    shrink_to: float | None = None


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A cluster with its name.

    Attributes
    ----------
    name, why, action : str
        What it is called, its strongest z-scores, and what to do about it.
    radius : float
        Distance from the centroid, in σ, within which `WITHIN` of its customers lay at the fit.
    centroid : list of float, length d
        In σ, in the order of the features.
    """

    name: str
    why: str
    action: str
    radius: float
    centroid: list[float]


@dataclass(frozen=True, kw_only=True)
class Model:
    """A fitted segmentation.

    Attributes
    ----------
    shrinkage : float
        Weight m of the mean that averages are pulled towards, in orders.
    scaling : list of Scaling
        Of each feature, in the order of the coordinates.
    segments : list of Segment
        In canonical order: the position is the label.
    undecided_below : float
        Margin below which a customer counts as undecided.
    too_new_below : float
        Days of tenure below which a customer counts as too new.
    verdict : str
        What the rule says of these clusters: natural, slices or constructive.
    snapshot : str
        Date of the features it was fitted on.
    customers : int
        How many there were.
    currency, time_zone : str
        Of the amounts and of the dates; empty where unknown.
    read_with : dict
        Parameter of `segmentation mine` → value that the orders were read with, so that a later
        export can be read alike; empty for a table of customers.
    """

    shrinkage: float
    scaling: list[Scaling]
    segments: list[Segment]
    undecided_below: float
    too_new_below: float
    verdict: str
    snapshot: str
    customers: int
    currency: str = ""
    time_zone: str = ""
    read_with: dict[str, str | float | bool] = field(default_factory=dict)

    @property
    def features(self) -> list[str]:
        """Names of the features."""
        return [one.feature for one in self.scaling]

    @property
    def names(self) -> list[str]:
        """Names of the segments."""
        return [segment.name for segment in self.segments]

    @property
    def centres(self) -> pd.DataFrame:
        """The centroids in σ, shape (k, d)."""
        return pd.DataFrame([one.centroid for one in self.segments], columns=self.features)

    @property
    def counts(self) -> set[str]:
        """The features that count what an average is an average of."""
        return {one.averaged_over for one in self.scaling if one.averaged_over}
