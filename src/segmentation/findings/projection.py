"""Sentences of notebook 07."""

import pandas as pd

from segmentation.findings.explore import listed

HEAVY = 0.3  # weight from which a feature gives a component its meaning


def axes(weights: pd.DataFrame, shares: pd.Series) -> str:
    """What the first two components are made of, and how near the third comes to the second."""
    lines = []
    for component in weights.columns[:2]:
        heavy = weights[component][weights[component].abs() >= HEAVY]
        heavy = heavy.sort_values(key=abs, ascending=False)
        up = [name for name, weight in heavy.items() if weight > 0]
        down = [name for name, weight in heavy.items() if weight < 0]
        text = f"**{component}** grows with {listed(up)}" if up else f"**{component}**"
        text += f"{' and' if up else ''} falls with {listed(down)}" if down else ""
        lines.append(f"- {text}.")
    text = "\n".join(lines)
    if len(shares) > 2 and shares.iloc[2] > 0.9 * shares.iloc[1]:
        text += (
            f"\n\nPC3 carries nearly as much as PC2 ({shares.iloc[2]:.1%} against "
            f"{shares.iloc[1]:.1%}), so a map of PC1 and PC3 would be as legitimate."
        )
    return text


def hidden(lost: pd.Series, names: pd.Series, closest: pd.Series) -> str:
    """How much of the separation the map hides, and where.

    Parameters
    ----------
    lost : Series
        From `projection.hidden_by_map`.
    names : Series
        Name of each cluster.
    closest : Series
        From `projection.closest_on_map`.
    """
    wrong = lost["share misplaced on the map"]
    full, flat = lost["silhouette in all features"], lost["silhouette on the map"]
    change = "falls" if flat < full else "rises"
    return (
        f"Read off the map, **{wrong:.1%}** of the customers would be put into the wrong segment; "
        f"the silhouette {change} from {full:.2f} to {flat:.2f}. Closest together on the map, "
        f"compared with how far apart they really are: **{names[closest['first']]} and "
        f"{names[closest['second']]}** ({closest['on the map']:.1f} apart as drawn, "
        f"{closest['in all features']:.1f} in all features; the unit is one feature's σ)."
    )


def clustering_the_map(full: float, flat: float) -> str:
    """What clustering two components costs against clustering all features."""
    if full < 0.05:
        return "Nothing is planted in this shop, so neither recovers anything (ARI about 0)."
    verb = "costs" if flat < full else "happens not to cost"
    return (
        f"Clustering the map {verb} agreement with the planted personas: ARI {flat:.2f} instead of "
        f"{full:.2f}."
    )
