"""Names for clusters, from their centroids and from nothing else.

An archetype is a direction in feature space, written down before any cluster is seen. It is
given to a cluster only if the cluster points that way (cosine) and the signs that define it
hold; every other cluster gets a descriptive name from the same z-scores.
"""

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from segmentation.clusters.centroids import reason
from segmentation.clusters.verdict import Kind
from segmentation.personas.kinds import NO_ACTION, Action, Archetype, Kinds

MIN_COSINE = 0.75
WORTH_SAYING = 0.3  # σ below which a feature does not enter a descriptive name
NEAR_AVERAGE = 0.5  # σ below which a cluster is near average
VERY = 1.5  # σ from which a trait is "very"


def named_right(truth: pd.Series, names: pd.Series) -> float:
    """Share of customers whose segment has the name of their planted persona."""
    return float((truth.to_numpy() == names.to_numpy()).mean())


def cosines(centres: pd.DataFrame, archetypes: tuple[Archetype, ...]) -> pd.DataFrame:
    """Cosine of each centroid with each archetype's direction, shape (k, archetypes)."""
    wanted = pd.DataFrame({a.name: a.direction for a in archetypes})
    directions = wanted.reindex(centres.columns).fillna(0.0).to_numpy().T
    rows = centres.to_numpy()
    norms = np.outer(np.linalg.norm(rows, axis=1), np.linalg.norm(directions, axis=1))
    product = rows @ directions.T
    cosine = np.divide(product, norms, out=np.zeros_like(product), where=norms > 0)
    return pd.DataFrame(cosine, index=centres.index, columns=[a.name for a in archetypes])


def keeps_signs(centre: pd.Series, archetype: Archetype) -> bool:
    """Whether the limits that define an archetype hold at a centroid; a missing feature fails."""
    values = centre.reindex(list(dict.fromkeys([*archetype.above, *archetype.below])))
    high = all(values[name] > limit for name, limit in archetype.above.items())
    return high and all(values[name] < limit for name, limit in archetype.below.items())


def descriptive_name(centre: pd.Series, kinds: Kinds, traits: int = 2) -> str:
    """A name from the strongest z-scores, such as "High spend, many returns"."""
    strongest = centre.abs().sort_values(ascending=False, kind="stable")
    named = [
        name for name in strongest.index if strongest[name] >= WORTH_SAYING and name in kinds.words
    ]
    words = [
        ("very " if strongest[name] >= VERY and name in kinds.graded else "")
        + kinds.words[name][int(centre[name] > 0)]
        for name in named[:traits]
    ]
    if strongest.iloc[0] < NEAR_AVERAGE:
        words.insert(0, "near average")
    return ", ".join(words).capitalize()


def _alike(names: list[str], name: str) -> int:
    """How many of the names say the same, in whatever order."""
    words = [frozenset(some.lower().split(", ")) for some in names]
    return words.count(frozenset(name.lower().split(", ")))


def _distinct(
    names: list[str], centres: pd.DataFrame, kinds: Kinds, descriptive: list[bool]
) -> list[str]:
    """Give clusters that would share a descriptive name more traits, then a number."""
    out = list(names)
    for traits in range(3, len(centres.columns) + 1):
        for i, is_descriptive in enumerate(descriptive):
            if is_descriptive and _alike(out, out[i]) > 1:
                out[i] = descriptive_name(centres.iloc[i], kinds, traits)
    return [f"{name} ({i})" if _alike(out, name) > 1 else name for i, name in enumerate(out)]


def name_clusters(centres: pd.DataFrame, kinds: Kinds, verdict: str = Kind.NATURAL) -> pd.DataFrame:
    """Name each cluster from its centroid.

    Archetypes are assigned one to one (Hungarian method; Kuhn 1955, Naval Res. Logist. Q. 2) and
    kept where the cosine reaches `MIN_COSINE` and the signs hold. An archetype claims that a kind
    of customer exists, so none is given unless the verdict is natural: slices of a continuum get
    descriptive names.

    Parameters
    ----------
    centres : DataFrame, shape (k, d)
        Centroids in σ.
    kinds : Kinds
    verdict : str
        A `verdict.Kind`.

    Returns
    -------
    DataFrame, index as `centres`
        `name`, `archetype` (bool), `cosine` with it (else the largest), `why`, and the
        `goal`, `action`, `owner` and `budget` that go with the name.
    """
    archetypes = kinds.archetypes
    cosine = cosines(centres, archetypes)
    names = [descriptive_name(centre, kinds) for _, centre in centres.iterrows()]
    kept = [False] * len(centres)
    best = cosine.max(axis=1).tolist()
    if verdict == Kind.NATURAL:
        signs = [[keeps_signs(centre, a) for a in archetypes] for _, centre in centres.iterrows()]
        fits = (cosine.to_numpy() >= MIN_COSINE) & np.array(signs)
        # A pair that cannot be kept must not take an archetype from a cluster that it fits.
        worth = np.where(fits, cosine.to_numpy(), 0.0)
        for row, column in zip(*linear_sum_assignment(-worth), strict=True):
            if fits[row, column]:
                best[row] = cosine.iat[row, column]
                names[row], kept[row] = archetypes[column].name, True
    names = _distinct(names, centres, kinds, [not k for k in kept])
    actions = [
        kinds.actions[name] if is_archetype else trait_action(centres.iloc[i], kinds)
        for i, (name, is_archetype) in enumerate(zip(names, kept, strict=True))
    ]
    return pd.DataFrame(
        {
            "name": names,
            "archetype": kept,
            "cosine": best,
            "why": [reason(centre) for _, centre in centres.iterrows()],
            "goal": [a.goal for a in actions],
            "action": [a.action for a in actions],
            "owner": [a.owner for a in actions],
            "budget": [a.budget for a in actions],
        },
        index=centres.index,
    )


def trait_action(centre: pd.Series, kinds: Kinds) -> Action:
    """The action that a cluster's strongest actionable trait asks for.

    A cluster that is called near average has nothing that asks for one: perks for everybody who
    spends a little more than the average are no perks.
    """
    for name in centre.abs().sort_values(ascending=False, kind="stable").index:
        found = kinds.traits.get((name, int(np.sign(centre[name]))))
        if found and abs(centre[name]) >= NEAR_AVERAGE:
            return found
    return NO_ACTION
