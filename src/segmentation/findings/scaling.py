"""Sentences of notebook 04."""

import pandas as pd

from segmentation.findings.explore import listed


def dominant(variance: pd.Series) -> str:
    """Which raw column decides a distance."""
    name = variance.idxmax()
    rest = 1 - variance.max()
    return (
        f"**{name} holds {variance.max():.1%} of the total variance.** The other "
        f"{len(variance) - 1} features share {rest:.1%}: unscaled, they hardly exist."
    )


def not_logged(before: pd.Series, after: pd.Series) -> str:
    """What log1p would do to the features that are not logged."""
    if before.empty:
        return "All features in use are logged."
    changes = [f"{name} {_signed(before[name])} → {_signed(after[name])}" for name in before.index]
    return "What a logarithm would do to the skewness of the others: " + ", ".join(changes) + "."


def _signed(value: float) -> str:
    """One decimal with a true minus and no negative zero."""
    return f"{round(value, 1) + 0.0:.1f}".replace("-", "−")


def recipes(ari: dict[str, float]) -> str:
    """Which preparation recovers the planted personas best."""
    best = max(ari, key=lambda name: ari[name])
    figures = listed([f"{name} {value:.2f}" for name, value in ari.items()])
    if max(ari.values()) < 0.05:
        return f"ARI: {figures}. There is nothing planted that any recipe could find."
    return f"ARI: {figures}. **Best: {best}.**"


def false_cluster(
    curves: pd.DataFrame, profile: pd.DataFrame, kinds: pd.Series, planted: int
) -> str:
    """What leaving out the shrinkage does to the choice of k.

    Parameters
    ----------
    curves : DataFrame
        Silhouettes by k, without and with shrinkage.
    profile : DataFrame
        Means per cluster of the best k without shrinkage.
    kinds : Series, index (cluster, persona)
        Share of each planted persona in each of these clusters.
    planted : int
    """
    without, with_ = (int(curves[column].idxmax()) for column in curves.columns)
    opening = (
        f"Without shrinkage the best silhouette is at k = {without}, with it at k = {with_}; "
        f"{planted} {'kinds were' if planted > 1 else 'kind was'} planted."
    )
    if not with_ == planted < without or "Return_Rate" not in profile:
        return opening
    odd = profile["Return_Rate"].idxmax()
    inside = kinds[odd].sort_values(ascending=False).head(2)
    who = listed([f"{share:.0%} {name}" for name, share in inside.items()])
    return (
        f"{opening} **The extra kind is an artefact**: cluster {odd} holds "
        f"{int(profile.loc[odd, 'customers']):,} customers with "
        f"{profile.loc[odd, 'Frequency']:.1f} orders on average, of which "
        f"{profile.loc[odd, 'Return_Rate']:.0%} came back. They were planted as {who}."
    )
