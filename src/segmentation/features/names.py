"""The features: their names, units, definitions, and how they are prepared."""

from segmentation.base.errors import DataError

RFM = ("Recency", "Frequency", "Monetary")
NUMERIC = (
    *RFM,
    "Tenure",
    "Return_Rate",
    "Discount_Usage",
    "Satisfaction_Score",
    "Avg_Time_Site_Min",
    "Support_Calls",
)
CHANNEL = "Acquisition_Channel"
UNITS = {
    "Recency": "days",
    "Frequency": "orders",
    "Monetary": "£",
    "Tenure": "days",
    "Return_Rate": "share of orders",
    "Discount_Usage": "share of orders",
    "Satisfaction_Score": "mean rating, 1–5",
    "Avg_Time_Site_Min": "minutes a visit",
    "Support_Calls": "contacts",
}

DEFINITIONS = {
    "Recency": "days from the last order to the snapshot",
    "Frequency": "orders so far",
    "Monetary": "sum of all orders so far, before coupons and returns",
    "Tenure": "days from joining to the snapshot",
    "Return_Rate": "share of orders from which something came back",
    "Discount_Usage": "share of orders placed with a discount code",
    "Satisfaction_Score": "mean rating of the customer's orders",
    "Avg_Time_Site_Min": "mean length of a visit that ended in an order",
    "Support_Calls": "support contacts so far",
}


def feature_list(features: str) -> list[str]:
    """Turn the notebooks' parameter `features` into column names.

    Parameters
    ----------
    features : str
        "nine", "rfm", or feature names separated by commas.

    Raises
    ------
    DataError
        If a name is unknown or given twice, or fewer than two names are given.
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


PER_ORDER = ("Return_Rate", "Discount_Usage", "Satisfaction_Score", "Avg_Time_Site_Min")
AVERAGED_OVER = dict.fromkeys(PER_ORDER, "Frequency")  # average → the count it is an average of
LOGGED = ("Frequency", "Monetary", "Support_Calls")
SHRINKAGE = 5.0
