"""Figures of notebook 06, and the centroids that 08 shows too."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from segmentation.base.palette import GREY, INK, LIGHT, MUTED, OTHER_COLOURS
from segmentation.base.style import heading, new

TINTS = np.array([OTHER_COLOURS[i] for i in (0, 1, 2)])  # of made-up groups, which are no personas
MARKERS = "o^s"

Round = tuple[np.ndarray, np.ndarray, np.ndarray]  # centroids before, nearest one, centroids after


def _groups(ax: Axes, points: np.ndarray, labels: np.ndarray) -> None:
    """Points of up to three groups, by colour and by shape."""
    for label in np.unique(labels):
        x, y = points[labels == label].T
        ax.scatter(x, y, s=13, color=TINTS[label], marker=MARKERS[label],
                   lw=0, alpha=0.75)  # fmt: skip
    ax.set(xticks=[], yticks=[], xlabel="x", ylabel="y")


def _from_the_left(points: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Groups numbered by their mean x, so that a group keeps its colour whoever found it."""
    means = [points[labels == label, 0].mean() for label in np.unique(labels)]
    return np.argsort(np.argsort(means))[np.unique(labels, return_inverse=True)[1]]


def _crosses(ax: Axes, centroids: np.ndarray) -> None:
    x, y = centroids.T
    ax.scatter(x, y, s=170, c=INK, marker="X", edgecolor="white", linewidth=1.3, zorder=4)


def steps(points: np.ndarray, rounds: list[Round]) -> Figure:
    """K-Means on a toy: the start, the two steps of the first round, and where it ends."""
    fig, axes = new(1, 4, height=3.0, sharex=True, sharey=True)
    (start, nearest, moved), (end, last, _) = rounds[0], rounds[-1]
    axes[0].scatter(points[:, 0], points[:, 1], s=13, color=GREY, lw=0, alpha=0.6)
    axes[0].set(xticks=[], yticks=[], xlabel="x", ylabel="y", title="start: three guesses")
    _crosses(axes[0], start)
    shown = {"E: each to the nearest": start, "M: into the middle": moved}
    for ax, (text, centroids) in zip(axes[1:3], shown.items(), strict=True):
        _groups(ax, points, nearest)
        _crosses(ax, centroids)
        ax.set_title(text)
    for tail, tip in zip(start, moved, strict=True):
        axes[2].annotate("", tip, tail, arrowprops={"arrowstyle": "->", "color": INK, "lw": 1.4})
    _groups(axes[3], points, last)
    _crosses(axes[3], end)
    still = next(i for i, (before, _, after) in enumerate(rounds, 1) if np.allclose(before, after))
    axes[3].set_title(f"round {still}: nothing moves")
    for ax in axes:
        ax.title.set_fontsize(10)
        ax.set_ylabel("y" if ax is axes[0] else "")
    heading(fig, "Two steps, repeated, carry three bad guesses to the three groups")
    return fig


def evidence(share: np.ndarray, known: dict[str, np.ndarray], before: str) -> Figure:
    """What counts say of a customer's own share: its density by what was seen, `before` first."""
    fig, ax = new(height=3.2)
    for (text, density), style in zip(known.items(), (":", "--", "-"), strict=True):
        tint = MUTED if text == before else INK
        ax.plot(share, density, color=tint, ls=style, lw=1.8)
        top = int(density.argmax())
        edge = 0.02 if top < len(share) / 2 else 0.0
        ax.text(share[top] + edge, density[top] + 0.12, text, color=tint, fontsize=10,
                ha="left" if edge else "center")  # fmt: skip
    ax.set(xlabel="share of orders that a customer sends back in the long run", yticks=[],
           ylabel="how likely", xlim=(0, 1))  # fmt: skip
    ax.set_ylim(0, 1.2 * max(density.max() for density in known.values()))
    ax.spines["left"].set_color(LIGHT)
    ax.set_title("One return of one order says little, six of six say much")
    return fig


def where_it_fails(
    points: np.ndarray, true: np.ndarray, found: dict[str, tuple[np.ndarray, float]]
) -> Figure:
    """Long groups: as made, then by the name of a method, as it cuts them and its ARI.

    The first method is the one that fails, the second the remedy.
    """
    fig, axes = new(1, 1 + len(found), height=3.2, sharex=True, sharey=True)
    _groups(axes[0], points, _from_the_left(points, true))
    axes[0].set_title("as made", fontsize=10)
    for ax, (name, (labels, ari)) in zip(axes[1:], found.items(), strict=True):
        _groups(ax, points, _from_the_left(points, labels))
        ax.set_title(f"{name} (ARI {ari:.2f})", fontsize=10)
    (first, (_, low)), (second, (_, high)) = list(found.items())[:2]
    heading(
        fig,
        f"{first} cuts long groups across; a {second} follows them"
        if high > 0.9 > low
        else f"Long groups: {first} reaches {low:.2f}, a {second} {high:.2f}",
    )
    return fig
