"""What a set of archetypes is made of."""

from dataclasses import dataclass, field

SERVICE = "customer service"  # the owner of an action that is a call


@dataclass(frozen=True)
class Archetype:
    """A kind of customer: a direction (2 strong, 1 mild) and limits in σ that must hold."""

    name: str
    direction: dict[str, float]
    above: dict[str, float] = field(default_factory=dict)
    below: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Action:
    """What to do about a segment, who does it, and the rule for its budget."""

    goal: str
    action: str
    owner: str
    budget: str


NO_ACTION = Action(
    "keep them informed", "regular newsletter, nothing more", "marketing", "none of its own"
)


@dataclass(frozen=True)
class Kinds:
    """A set of archetypes, written down before any cluster is seen, and what goes with it.

    Attributes
    ----------
    archetypes : tuple of Archetype
    words : dict
        Feature → how a low and a high value are called in a descriptive name.
    actions : dict
        Name of an archetype → its action.
    traits : dict
        (feature, sign) → the action that a cluster without archetype gets for this trait, if it
        is its strongest.
    graded : tuple of str
        Features whose words can take a "very".
    """

    archetypes: tuple[Archetype, ...]
    words: dict[str, tuple[str, str]]
    actions: dict[str, Action]
    traits: dict[tuple[str, int], Action]
    graded: tuple[str, ...] = ()
