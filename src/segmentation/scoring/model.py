"""What a fitted segmentation is made of: figures and names, and nothing that computes."""

from dataclasses import dataclass, field

TENURE = "Tenure"
FLAGS = ("Out_Of_Range", "Undecided", "Too_New", "Incomplete")
WITHIN = 0.999  # share of a segment's customers within its limit of distance
LARGEST = 1e15  # a larger figure measures no customer, and its square may overflow


@dataclass(frozen=True)
class Model:
    """A fitted segmentation: how to scale features, where the centroids are, what they are called.

    Attributes
    ----------
    features : list of str
        In the order of the coordinates.
    shrinkage : float
        Weight of the prior in `features.scaling.ShrinkAverages`, in orders.
    averages : dict
        Average → the feature that counts what it is an average of.
    shrink_to : dict
        Average → the mean it is pulled towards.
    log : list of str
        Features of which ln(x + 1) is taken.
    means, scales : list of float
        Of each feature after that: z = (x − mean) / scale.
    centroids : list of list of float, shape (k, d)
        In σ, in canonical order.
    names, why, actions : list of str
        Of each cluster.
    furthest : list of float
        Distance from each centroid, in σ, within which `WITHIN` of its customers lay at the fit.
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

    features: list[str]
    shrinkage: float
    averages: dict[str, str]
    shrink_to: dict[str, float]
    log: list[str]
    means: list[float]
    scales: list[float]
    centroids: list[list[float]]
    names: list[str]
    why: list[str]
    actions: list[str]
    furthest: list[float]
    undecided_below: float
    too_new_below: float
    verdict: str
    snapshot: str
    customers: int
    currency: str = ""
    time_zone: str = ""
    read_with: dict[str, str | float | bool] = field(default_factory=dict)

    @property
    def counts(self) -> set[str]:
        """The features that count what an average is an average of."""
        return set(self.averages.values()) if self.shrinkage else set()
