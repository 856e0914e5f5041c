"""Figures of the engagement case."""

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from segmentation.base.estimates import Estimates
from segmentation.base.palette import INK, LIGHT, MUTED, TIER_COLOURS
from segmentation.base.plots import heat
from segmentation.base.style import heading, new, percent
from segmentation.base.words import listed
from segmentation.cases.engagement.kinds import AT_RISK
from segmentation.cases.engagement.published import called
from segmentation.cases.engagement.quality import RULES
from segmentation.cases.engagement.source import TIERS
from segmentation.cases.engagement.tiers import NONE

TINTS = (*TIER_COLOURS, INK)  # Iron to Platinum, in colours that no persona has

UNITS = {
    "Recency": "days since the last order",
    "Frequency": "orders",
    "Monetary": "spend, currency not named",
    "Avg_Order_Value": "spend per order",
    "Session_Count": "sessions",
    "Avg_Session_Duration": "minutes",
    "Pages_Viewed": "pages",
    "Clicks": "clicks",
    "Wishlist_Adds": "items",
    "Cart_Abandon_Rate": "% of carts",
    "Returns": "returns",
}


def contradictions(table: pd.DataFrame, clean: int, customers: int, again: Estimates) -> Figure:
    """How many customers break each rule that anybody breaks, and how many after shuffling.

    `table` is from `quality.quality`, `clean` are the customers who break none, `again` is from
    `tiers.shuffled`.
    """
    shown = table[table["customers"] > 0]
    fig, ax = new(height=0.36 * (len(shown) + 1) + 1.3)
    for row, (rule, n, share, given_up) in enumerate(shown.itertuples()):
        text = f"{n:,}"
        if RULES[rule].costs_row:
            text += " · row set aside"
        elif given_up != "–":
            text += f" · not clustered on: {given_up}"
        ax.barh(row, share, 0.62, color=LIGHT if given_up == "–" else MUTED)
        inside = share > 0.5  # a long bar has room for its label, and none is left beside it
        ax.annotate(text, (share, row), xytext=(-9 if inside else 9, 0), va="center", fontsize=9,
                    textcoords="offset points", ha="right" if inside else "left",
                    color="white" if inside else INK)  # fmt: skip
    ax.barh(len(shown), clean / customers, 0.62, color=LIGHT)
    ax.annotate(f"{clean:,}", (clean / customers, len(shown)), xytext=(9, 0), va="center",
                fontsize=9, textcoords="offset points")  # fmt: skip
    names = [*shown.index, NONE]
    ax.scatter(again.value[names] / customers, range(len(names)), marker="|", s=330, lw=2.5,
               color=INK, zorder=3, label="rows shuffled inside the tiers")  # fmt: skip
    ax.set_yticks(range(len(names)), names)
    ax.invert_yaxis()
    percent(ax.xaxis)
    ax.set(xlabel="share of all customers in the file", xlim=(0, 1))
    ax.legend(loc="lower right")
    heading(
        fig,
        f"{clean:,} of {customers:,} customers break no rule as we read it; of shuffled ones "
        f"{again.value[NONE]:,.0f}",
    )
    return fig


def tier_ranges(spans: pd.DataFrame, telling: pd.Series) -> Figure:
    """The range of each column in each tier, from `tiers.ranges` and `tiers.telling`."""
    columns = list(telling.index)
    deep = -(-len(columns) // 3)
    fig, axes = new(deep, 3, height=1.65 * deep + 0.6)
    for ax, column in zip(axes.ravel(), columns, strict=False):
        spread = spans.loc[column]
        tiers, width = list(spread.index), spread["high"] - spread["low"]
        ax.barh(tiers, width, 0.7, left=spread["low"], color=TINTS[: len(tiers)])
        if not ax.get_subplotspec().is_first_col():
            ax.set_yticks(range(len(tiers)), [""] * len(tiers))
        ax.tick_params(labelsize=9.5)
        ax.xaxis.set_major_locator(MaxNLocator(4))
        ax.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
        ax.set_xlabel(UNITS[column], fontsize=9.5)
        ax.set_title(f"{column} tells {telling[column]:.0%}", fontsize=10)
    for ax in axes.ravel()[len(columns) :]:
        ax.set_visible(False)
    whole = listed([column for column in columns if telling[column] == 1])
    heading(
        fig,
        f"{whole} alone tells every customer's tier; the ranges of other columns overlap"
        if whole
        else f"No column alone tells every customer's tier; {columns[0]} comes nearest",
    )
    return fig


def engagement_and_value(everybody: pd.DataFrame, inside: pd.DataFrame) -> Figure:
    """Rank correlations of metrics with measures of value, over all and inside the tiers."""
    fig, axes = new(1, 2, height=0.36 * len(everybody) + 1.3, sharey=True)
    titles = ("all customers", "among customers of one tier")
    for ax, table, title in zip(axes, (everybody, inside), titles, strict=True):
        no_minus_zero = table.round(2) + 0.0
        heat(ax, no_minus_zero, "+.2f", limits=(-1, 1), diverging=True, size=9)
        ax.set_title(title, fontsize=10)
        ax.set(xlabel="Spearman correlation")
        ax.tick_params(labelrotation=0)
    strongest, left = (table.abs().to_numpy().max() for table in (everybody, inside))
    heading(
        fig,
        f"Engagement goes with value up to {strongest:.2f}; inside a tier these reach at most "
        f"{left:.3f}",
    )
    return fig


def published_four(groups: pd.DataFrame, everyone: float) -> Figure:
    """Mean `Recency` of each published group, and what README and notebook call it.

    `groups` has `customers` as well; `everyone` is the mean of all.
    """
    fig, ax = new(height=0.62 * len(groups) + 1.3)
    names = called(groups["customers"])
    risky = names["README"] == AT_RISK
    ax.barh(range(len(groups)), groups["Recency"], 0.6, color=[INK if r else MUTED for r in risky])
    for row, days in enumerate(groups["Recency"]):
        readme, notebook = names.iloc[row]
        one = f"both: {readme}"
        ax.annotate(one if readme == notebook else f"README: {readme}\nnotebook: {notebook}",
                    (max(days, everyone), row), xytext=(7, 0), va="center", fontsize=9.5,
                    textcoords="offset points")  # fmt: skip
    ax.axvline(everyone, color=INK, ls="--", lw=1)
    ax.text(everyone, -0.55, f" all customers: {everyone:.0f}", fontsize=9.5, va="center")
    ax.set_yticks(range(len(groups)), [f"{n:,} customers" for n in groups["customers"]])
    ax.set(xlabel="days since the last order, mean", xlim=(0, 1.45 * groups["Recency"].max()),
           ylim=(len(groups) - 0.5, -0.85))  # fmt: skip
    n, days = groups.loc[risky, ["customers", "Recency"]].iloc[0]
    heading(
        fig,
        f"The README calls {n:,.0f} customers At-Risk: they ordered {days:.0f} days ago, "
        f"everybody {everyone:.0f}",
    )
    return fig


def swapped_clicks(customers: pd.DataFrame, theirs: pd.Series) -> Figure:
    """Clicks and spend, with a customer's own clicks and with those of another of the tier."""
    fig, axes = new(1, 2, height=3.7, sharex=True, sharey=True)
    tiers = customers["Segment_Label"]
    sides = {"their own clicks": customers["Clicks"], "somebody else's clicks": theirs}
    rho = [clicks.corr(customers["Monetary"], "spearman") for clicks in sides.values()]
    for ax, (title, clicks), r in zip(axes, sides.items(), rho, strict=True):
        for tier, tint in zip(TIERS, TINTS, strict=True):
            own = tiers == tier
            ax.scatter(clicks[own], customers.loc[own, "Monetary"], s=3, color=tint, alpha=0.8,
                       lw=0, label=tier)  # fmt: skip
        ax.set_title(f"{title}: correlation {r:.3f}", fontsize=10)
        ax.set_xlabel("clicks")
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    axes[0].set_ylabel(UNITS["Monetary"])
    shown = axes[0].legend(loc="upper left", markerscale=4, reverse=True)
    for handle in shown.legend_handles:
        handle.set_alpha(1)
    apart = abs(rho[0] - rho[1]) >= 0.05
    heading(
        fig,
        "Clicks of somebody else say less of spend than one's own"
        if apart
        else "Clicks of somebody else of the tier say as much of spend as one's own",
    )
    return fig
