"""What is planted: five personas, or one kind of customer, and the parameters of a shop."""

from dataclasses import dataclass

import pandas as pd

from segmentation.base.errors import DataError
from segmentation.features.days import epoch_day

ORDER_SPREAD = 0.45  # log-normal sigma of one basket around the customer's own median
CHANNELS = ("Organic search", "Paid search", "Social", "Email", "Referral")


@dataclass(frozen=True)
class Persona:
    """One planted kind of customer. Pairs are (mean, Gamma shape) or Beta (a, b)."""

    name: str
    share: float
    tenure_days: tuple[float, float]
    orders_a_year: tuple[float, float]
    days_since_drop_out: tuple[float, float] | None
    drop_outs_a_year: float
    basket_median: float
    basket_spread: float
    returns: tuple[float, float]
    discounts: tuple[float, float]
    satisfaction: tuple[float, float]
    minutes: tuple[float, float]
    support_calls: tuple[float, float]
    channels: tuple[float, ...]


PERSONAS = (
    Persona(
        "Zero-Friction VIPs", 0.10, (720, 10), (20, 6), None, 0.05, 120, 0.40, (1, 30),
        (2, 14), (12, 1.2), (14, 5), (0.4, 2), (0.38, 0.12, 0.10, 0.20, 0.20),
    ),
    Persona(
        "High-Value Churn-Risk", 0.12, (680, 10), (17, 6), None, 0.90, 115, 0.40, (6, 11),
        (4, 14), (4, 6), (16, 5), (3.6, 4), (0.28, 0.26, 0.22, 0.16, 0.08),
    ),
    Persona(
        "Discount-Driven Shoppers", 0.24, (560, 6), (21, 6), None, 0.30, 36, 0.40, (3, 25),
        (12, 3), (8, 6), (10, 5), (1.0, 2), (0.14, 0.30, 0.30, 0.22, 0.04),
    ),
    Persona(
        "New/Occasional Buyers", 0.26, (80, 3), (7, 5), None, 0.60, 55, 0.45, (3, 25),
        (4, 14), (9, 5), (8, 5), (0.6, 2), (0.26, 0.28, 0.32, 0.08, 0.06),
    ),
    Persona(
        "Dormant/Lost", 0.28, (800, 15), (7, 5), (430, 7), 0.0, 58, 0.45, (3, 25),
        (4, 14), (7, 6), (6, 4), (0.7, 2), (0.30, 0.28, 0.20, 0.14, 0.08),
    ),
)  # fmt: skip

NO_PERSONAS = (
    Persona(
        "Customer", 1.0, (600, 4), (9, 1.5), None, 0.35, 60, 0.60, (2, 18),
        (3, 7), (8, 5), (9, 4), (1.0, 1.5), (0.27, 0.25, 0.24, 0.16, 0.08),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Parameters:
    """What a shop is made from. Equal parameters give equal bytes.

    Raises
    ------
    DataError
        If a value is impossible; the message names it.
    """

    n_customers: int = 500_000
    seed: int = 42
    overlap: float = 1.0
    structure: str = "personas"
    snapshot: str = "2026-06-30"
    holdout_days: int = 90
    rated_share: float = 1.0

    def __post_init__(self) -> None:
        def refuse(problem: str) -> None:
            raise DataError(f"the shop cannot be simulated: {problem}.")

        if self.n_customers < 1:
            refuse(f"n_customers must be 1 or more, not {self.n_customers}")
        if self.seed < 0:
            refuse(f"seed must be 0 or more, not {self.seed}")
        if not 0 < self.overlap <= 10:
            refuse(f"overlap must be above 0 and at most 10, not {self.overlap}")
        if self.structure not in ("personas", "none"):
            refuse(f"structure must be personas or none, not {self.structure!r}")
        if self.holdout_days < 0:
            refuse(f"holdout_days must be 0 or more, not {self.holdout_days}")
        if not 0 <= self.rated_share <= 1:
            refuse(f"rated_share must lie between 0 and 1, not {self.rated_share}")
        epoch_day(self.snapshot)

    @property
    def personas(self) -> tuple[Persona, ...]:
        """The planted personas, or the one population of a shop without structure."""
        return PERSONAS if self.structure == "personas" else NO_PERSONAS


def persona_table(personas: tuple[Persona, ...] = PERSONAS) -> pd.DataFrame:
    """What is planted, one column per persona, as text in units a reader can check."""
    rows = {
        p.name: {
            "share of customers": f"{p.share:.0%}",
            "tenure, mean days": f"{p.tenure_days[0]:.0f}",
            "orders a year while active, mean": f"{p.orders_a_year[0]:.0f}",
            "days since drop-out, mean": f"{p.days_since_drop_out[0]:.0f}"
            if p.days_since_drop_out
            else "–",
            "drop-outs a year from now on": f"{p.drop_outs_a_year:.2f}"
            if p.drop_outs_a_year
            else "–",
            "basket, median £": f"{p.basket_median:.0f}",
            "orders returned, mean": f"{p.returns[0] / sum(p.returns):.0%}",
            "orders discounted, mean": f"{p.discounts[0] / sum(p.discounts):.0%}",
            "satisfaction, mean of 1–5": f"{1 + 4 * p.satisfaction[0] / sum(p.satisfaction):.1f}",
            "minutes a visit, mean": f"{p.minutes[0]:.0f}",
            "support contacts, mean": f"{p.support_calls[0]:.1f}",
        }
        for p in personas
    }
    return pd.DataFrame(rows)
