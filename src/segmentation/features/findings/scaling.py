"""Sentences of notebook 04."""

import pandas as pd

from segmentation.base.words import listed

STEPS = ("z-scores", "the logarithm", "shrinkage")
LITTLE = 0.01  # a change of the ARI too small to argue from


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
    """What each step of the preparation is worth, measured by the planted personas.

    Parameters
    ----------
    ari : dict
        Recipe → adjusted Rand index, each recipe with one more of `STEPS` than the one before.
    """
    figures = " → ".join(f"{value:.3f}" for value in ari.values())
    if max(ari.values()) < 0.05:
        return f"ARI: {figures}. There is nothing planted that any recipe could find."
    values = list(ari.values())
    gains = {step: b - a for step, a, b in zip(STEPS, values, values[1:], strict=False)}
    worth = listed([f"{step} {gain:+.3f}".replace(" -", " −") for step, gain in gains.items()])
    small = [step for step, gain in gains.items() if abs(gain) < LITTLE]
    work = [step for step, gain in gains.items() if gain >= LITTLE]
    did = f" **The work is done by {listed(work)}.**"
    little = (
        f" On this scale {listed(small)} {'change' if len(small) > 1 else 'changes'} next to "
        "nothing."
    )
    return f"ARI: {figures}; {worth}.{did if work else ''}{little if small else ''}"


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
        f"{int(profile.loc[odd, 'customers']):,} of the {int(profile['customers'].sum()):,} "
        f"customers, with {profile.loc[odd, 'Frequency']:.1f} orders each and a return rate of "
        f"{profile.loc[odd, 'Return_Rate']:.0%} on average. They were planted as {who}."
    )
