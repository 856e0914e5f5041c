"""Sentences of the engagement case."""

from collections.abc import Mapping, Sequence

import pandas as pd

from segmentation.choose_k import EXCESS
from segmentation.findings.explore import listed

CERTAIN = 0.05  # p below which a test speaks


def accounted(funnel: pd.DataFrame) -> str:
    """How many rows are used, and why the others are not."""
    total = funnel.groupby("Part")["Customers"].sum()
    reasons = funnel[(funnel["Part"] == "set aside") & (funnel["Customers"] > 0)]
    why = listed([f"{n:,} ({step})" for step, n in reasons[["Step", "Customers"]].to_numpy()])
    return f"**{total['used']:,} of {total['in']:,} customers are used.** " + (
        f"Set aside: {why}." if why else "None is set aside."
    )


def quality(table: pd.DataFrame, clean: int, used: Sequence[str], unused: Sequence[str]) -> str:
    """What the contradictions cost.

    Parameters
    ----------
    table : DataFrame, index rule, the most frequent first
        `customers` and `share of customers`.
    clean : int
        Customers without any contradiction.
    used, unused : sequence of str
        Columns that are used from here on, and those that are not.
    """
    if not table["customers"].any():
        return "No customer contradicts itself here, so every column is used."
    worst = table.index[0]
    rest = (
        f"Not used from here on: {listed(list(unused))}. What is left: {listed(list(used))}."
        if unused
        else "No rule is broken often enough to give a column up."
    )
    return (
        f"**{clean:,} customers break none of these rules.** Broken most often: *{worst}* "
        f"({table['share of customers'].iloc[0]:.0%}). {rest}"
    )


def tiers(telling: pd.Series, largest: float, chance: float, flat: float, tests: int) -> str:
    """Whether the columns are draws from one range per tier and nothing else.

    Parameters
    ----------
    telling : Series, index column, falling
        Share of customers whose tier follows from the column alone.
    largest, chance : float
        Largest rank correlation of two columns inside tiers, and the 95th percentile of the
        largest if every column is shuffled inside its tier.
    flat : float
        Smallest p of the tests that the ranges are filled evenly.
    tests : int
        How many of them there are.
    """
    whole = list(telling.index[telling == 1])
    fixed = (
        f"`Segment_Label` is a fixed box, not a finding: it follows from {listed(whole)} alone for "
        "every customer, by thresholds, so **it is no independent truth** and is not used as one. "
        if whole
        else f"No column alone gives `Segment_Label`; {telling.index[0]} comes nearest "
        f"({telling.iloc[0]:.0%} of the customers). "
    )
    tied = (
        f"Inside a tier no two columns are tied: the largest of all rank correlations is "
        f"{largest:.3f}, and shuffled columns reach {chance:.3f}"
        if largest <= chance
        else f"Inside a tier some columns are tied: the largest rank correlation is {largest:.3f}, "
        f"where shuffled columns reach {chance:.3f}"
    )
    even = flat * tests >= CERTAIN
    filled = (
        f"the {tests} ranges are filled evenly as far as a test can tell (smallest p {flat:.3f} of "
        f"{tests})"
        if even
        else f"not every range is filled evenly (smallest p {flat:.2g} of {tests})"
    )
    verdict = (
        " **That is how a random generator writes a table, not how customers behave**: what "
        "follows describes five tiers, not a shop."
        if whole and even and largest <= chance
        else ""
    )
    return f"{fixed}{tied}; {filled}.{verdict}"


def score(measured: Mapping[str, float]) -> str:
    """Whether the published engagement score is more than clicks.

    Parameters
    ----------
    measured : mapping
        From `engagement_published.score`.
    """
    same = measured["rank"] >= 0.99 and measured["terciles"] >= 0.95
    return (
        f"Clicks are **{measured['variance']:.0%}** of the variance of the score; its rank "
        f"correlation with clicks is {measured['rank']:.4f}, and {measured['terciles']:.1%} of the "
        "customers fall into the same third by clicks alone. "
        + (
            "**The score is clicks under another name**, because clicks are counted in hundreds "
            "and the other two in tens. "
            if same
            else "The score is more than clicks. "
        )
        + f"With spend it is tied at {measured['value']:.3f}, clicks alone at "
        f"{measured['clicks value']:.3f}."
    )


def engaged(table: pd.DataFrame) -> str:
    """Whether engagement goes with value, and what is left of that inside a tier.

    Parameters
    ----------
    table : DataFrame, index metric
        `impossible`, `all`, `tier`, `tier low` and `tier high` (with Monetary).
    """
    held = table[table["impossible"] == 0]
    best = held["all"].abs().idxmax()
    beyond = [
        name
        for name, low, high in zip(held.index, held["tier low"], held["tier high"], strict=True)
        if low > 0 or high < 0
    ]
    left = (
        f"Inside a tier the interval of {listed(beyond)} does not cover 0; of {len(held)} such "
        "intervals one in twenty does not, by chance alone"
        if beyond
        else "**Inside a tier none of them is tied to it**: every interval covers 0, so who clicks "
        "more than others of the tier does not spend more"
    )
    return (
        f"{len(held)} of {len(table)} metrics are possible for every customer. Of these {best} is "
        f"tied most closely to spend ({held.loc[best, 'all']:+.2f}). {left}."
    )


def reproduced(recipes: pd.DataFrame) -> str:
    """Whether one of the recipes gives the published sizes.

    Parameters
    ----------
    recipes : DataFrame, index recipe, the nearest first
        From `engagement_published.recipes`.
    """
    name, differ = recipes.index[0], int(recipes["differ at least"].iloc[0])
    follow = recipes.index[1]
    if differ == 0:
        return (
            f"**The published sizes are met to the customer** by *{name}*. *{follow}* misses them "
            f"by {recipes['differ at least'].iloc[1]:,} customers."
        )
    return (
        f"**No recipe gives the published sizes.** *{name}* comes nearest: at least {differ:,} "
        "customers sit elsewhere, which is what another table, or another set of starts, would do."
    )


def swapped(named: pd.DataFrame, readme: Mapping[str, int], notebook: Mapping[str, int]) -> str:
    """Which of the two publications names the groups as their centroids say.

    Parameters
    ----------
    named : DataFrame, index cluster
        `name` and `customers`.
    readme, notebook : mapping of str to int
        Name → size, as published.
    """
    sizes = dict(zip(named["name"], named["customers"], strict=True))
    order = {name: rank for rank, name in enumerate(sorted(sizes, key=lambda n: sizes[n]))}
    right = [
        called
        for called, published in (("README", readme), ("notebook", notebook))
        if order == {n: r for r, n in enumerate(sorted(published, key=lambda n: published[n]))}
    ]
    if right == ["notebook"]:
        return (
            "**The centroids side with the published notebook; the published README has the last "
            "two names the wrong way round.** The largest group is *Promising Regulars*, at the "
            "average recency; at risk is a small one."
        )
    if right == ["README"]:
        return "The centroids side with the published README; its notebook swaps the last two."
    return "Neither publication names the groups as their centroids do here."


def outliers(table: pd.DataFrame, dropped: pd.Series) -> str:
    """What each outlier policy does to the partition.

    Parameters
    ----------
    table : DataFrame, index policy
        `touched` and `share moved`.
    dropped : Series, index tier
        Share of those beyond Tukey's fences who are of each tier.
    """
    parts = [
        f"*{name}* touches {int(row['touched']):,} and moves {row['share moved']:.1%}"
        for name, row in table.iterrows()
    ]
    fences = table.loc["beyond Tukey's fences dropped"]
    policy = (
        f" Dropping by fences drops customers, not errors: of them "
        f"{listed([f'{share:.0%} are {tier}' for tier, share in dropped[dropped > 0].items()])}. "
        "**So nobody is dropped or capped as an outlier from here on**; the log takes care "
        "of the skew."
        if fences["touched"]
        else " **Nobody is dropped or capped as an outlier from here on.**"
    )
    return f"Against all customers as they are: {'; '.join(parts)}.{policy}"


def challenged(judged: pd.DataFrame) -> str:
    """Whether the clusters are more than the tiers.

    Parameters
    ----------
    judged : DataFrame
        `cut`, `verdict`, `k`, `excess at k` and `knowing the tiers`, the run's own cut first.
    """
    first = judged.iloc[0]
    ks = listed([str(k) for k in dict.fromkeys(judged["k"])])
    steady = (
        "The choice of columns and scales does not change k."
        if judged["k"].nunique() == 1
        else f"k is {ks}, by columns and scales."
    )
    known = judged["knowing the tiers"].max()
    if first["verdict"] != "natural":
        return f"The verdict is *{first['verdict']}*, so no claim of clusters is made. {steady}"
    return (
        f"The rule calls **k = {first['k']} natural**, by {first['excess at k']:.3f}. Against a "
        f"null that knows the tier of each customer and draws everything else, the excess is "
        f"**{first['knowing the tiers']:+.3f}** (at most {known:+.3f} in all rows). "
        + (
            "**The clusters are there, and they are the tiers somebody wrote into the table.** "
            if known < EXCESS
            else "There is more to them than the tiers. "
        )
        + steady
    )


def responded(table: pd.DataFrame, differences: pd.DataFrame, within: tuple[float, float]) -> str:
    """What the held-out answer says of the segments.

    Parameters
    ----------
    table : DataFrame, index segment
        `share`, `low`, `high`.
    differences : DataFrame, index score
        `low` and `high` of its AUC less that of Monetary.
    within : tuple of float
        Cramér's V of segment and answer inside tiers, and its permutation p.
    """
    top, bottom = table["share"].idxmax(), table["share"].idxmin()
    apart = table.loc[top, "low"] > table.loc[bottom, "high"]
    worse = [name for name, row in differences.iterrows() if row["high"] < 0]
    better = [name for name, row in differences.iterrows() if row["low"] > 0]
    ranked = (
        f"Monetary alone ranks the answer better than {listed(worse)}, intervals of the "
        "difference considered"
        if worse
        else "No ranking is worse than that by Monetary alone"
    ) + (f"; {listed(better)} rank better. " if better else ", and nothing ranks better. ")
    v, p = within
    return (
        f"**{table.loc[top, 'share']:.0%}** of *{top}* answered and "
        f"**{table.loc[bottom, 'share']:.0%}** of *{bottom}*"
        + (", a real difference. " if apart else "; the intervals overlap. ")
        + ranked
        + (
            f"Inside a tier the segment tells nothing more (Cramér's V {v:.3f}, p {p:.2f})."
            if p >= CERTAIN
            else f"Inside a tier the segment still tells something (Cramér's V {v:.3f}, p {p:.3f})."
        )
    )


def recovery(worth: pd.DataFrame, recovered: float, margin: float) -> str:
    """Where reminders of abandoned carts pay most, and how sure that is.

    Parameters
    ----------
    worth : DataFrame, index segment
        From `engagement_segments.cart_recovery`.
    recovered, margin : float
        Assumed.
    """
    dear, cheap = worth["reminder may cost"].idxmax(), worth["reminder may cost"].idxmin()
    most = worth["left, low"].idxmax()
    ratio = worth["left, high"].sum() / worth["left, low"].sum()
    return (
        f"**Assumed**: {recovered:.0%} of the abandoned carts come back because of a reminder, at "
        f"{margin:.0%} margin. Then most is left in *{most}*: {worth.loc[most, 'left, low']:,.0f} "
        f"to {worth.loc[most, 'left, high']:,.0f}, in the table's unnamed currency. A reminder may "
        f"cost at most {worth.loc[dear, 'reminder may cost']:,.2f} in *{dear}* and "
        f"{worth.loc[cheap, 'reminder may cost']:,.2f} in *{cheap}*. The two ends come from the "
        f"two order values of the table, which differ by a factor of {ratio:.1f} over all "
        "segments; both shares scale everything."
    )


def written(files: Sequence[str], folder: str, rows: Mapping[str, int]) -> str:
    """What was written, by relative name.

    Parameters
    ----------
    files : sequence of str
        In the order they were written.
    folder : str
    rows : mapping of str to int
        Table → its rows.
    """
    counts = listed([f"{n:,} rows of {name}" for name, n in rows.items()])
    return f"Written to `{folder}`: {listed([f'`{name}`' for name in files])} ({counts})."
