"""The features, each with its unit, definition and preparation: the one place that knows them."""

from dataclasses import dataclass

from segmentation.base.errors import DataError


@dataclass(frozen=True)
class Feature:
    """A numeric feature of a customer.

    Attributes
    ----------
    name : str
        Its column.
    unit, definition : str
    label : str
        What a form or a card calls it.
    logged : bool
        Skewed, so log1p before it is scaled.
    averaged_over : str
        The column that counts what it is an average of; "" for what is no average.
    is_share : bool
        A share of 1, which people write in per cent.
    least, most : float
        What it can be; where it is not `bounded`, `most` is only where a form stops.
    bounded : bool
        Nothing above `most` can be.
    decimals : int
        Of its figures, where they are no whole numbers.
    step : float
        By which a form moves it.
    """

    name: str
    unit: str
    definition: str
    label: str
    logged: bool = False
    averaged_over: str = ""
    is_share: bool = False
    least: float = 0.0
    most: float = 36_500.0
    bounded: bool = False
    decimals: int = 0
    step: float = 1.0


_ALL = (
    Feature("Recency", "days", "days from the last order to the snapshot", "Days since last order"),
    Feature("Frequency", "orders", "orders so far", "Orders so far",
            logged=True, least=1, most=1e6),
    Feature("Monetary", "£", "sum of all orders so far, before coupons and returns", "Spent so far",
            logged=True, most=1e9, step=10.0),
    Feature("Tenure", "days", "days from joining to the snapshot", "Days since joining"),
    Feature("Return_Rate", "share of orders", "share of orders from which something came back",
            "Orders with a return", averaged_over="Frequency", is_share=True, most=1, bounded=True),
    Feature("Discount_Usage", "share of orders", "share of orders placed with a discount code",
            "Orders with a code", averaged_over="Frequency", is_share=True, most=1, bounded=True),
    Feature("Satisfaction_Score", "mean rating, 1–5", "mean rating of the customer's orders",
            "Mean rating", averaged_over="Frequency", least=1, most=5, bounded=True,
            decimals=1, step=0.1),
    Feature("Avg_Time_Site_Min", "minutes a visit", "mean length of a visit that ended in an order",
            "Minutes per visit", averaged_over="Frequency", most=1_440, decimals=1, step=0.5),
    Feature("Support_Calls", "contacts", "support contacts so far", "Support contacts",
            logged=True, most=1e6),
)  # fmt: skip
FEATURES = {feature.name: feature for feature in _ALL}
NUMERIC = tuple(FEATURES)
RFM = ("Recency", "Frequency", "Monetary")
CHANNEL = "Acquisition_Channel"
LOGGED = tuple(name for name, feature in FEATURES.items() if feature.logged)
AVERAGED_OVER = {n: f.averaged_over for n, f in FEATURES.items() if f.averaged_over}
SHRINKAGE = 5.0


def feature_list(features: str) -> list[str]:
    """Columns of the notebooks' parameter `features`: "nine", "rfm", or names with commas.

    Raises
    ------
    DataError
        If a name is unknown or given twice, or fewer than two are given.
    """
    if features in ("nine", "rfm"):
        return list(NUMERIC if features == "nine" else RFM)
    names = [name.strip() for name in features.split(",")]
    unknown = [name for name in names if name not in NUMERIC]
    if unknown or len(names) < 2 or len(set(names)) < len(names):
        raise DataError(
            f"features must be nine, rfm or at least two different names of {', '.join(NUMERIC)}; "
            f"got {features!r}."
        )
    return names
