"""The command `segmentation`: which subcommands there are, and the one that is asked for."""

from collections.abc import Callable
from difflib import get_close_matches
from importlib.metadata import version

from segmentation.base.errors import DataError
from segmentation.command.cli import run_command

# Group → subcommand → what it does, and an example of its arguments.
COMMANDS = {
    "Your own data": {
        "mine": ("segment the customers of your orders file", "orders.xlsx"),
        "score": ("score a file of customers with a model",
                  "models/flagship.json customers.csv scores.csv"),
        "train": ("fit a model for the scorer, the SQL and the app", "customers.csv model.json"),
        "app": ("open the app in a browser", ""),
    },
    "The notebooks": {
        "run": ("execute them with parameters", "-p overlap 2 -p n_customers 20000"),
        "sweep": ("execute one over a grid of parameters", "08 --grid k=4,5,6"),
        "report": ("fill README, strategy and pictures from them", "--check"),
        "data": ("write the simulated shop, twins and samples", "shop --customers 20000"),
    },
    "The project": {
        "calibrate": ("measure the rule's false alarms and power", ""),
        "check": ("run lint, types, layers, tests and notebooks", "--fast"),
        "bench": ("measure speed and memory", "speed"),
        "docs": ("build the site of notebooks, texts and public names", ""),
    },
}  # fmt: skip
NAMES = [name for group in COMMANDS.values() for name in group]


def _help() -> str:
    """What `segmentation --help` prints."""
    lines = [
        "usage: segmentation COMMAND [ARGUMENTS]",
        "",
        "Customer segmentation of an online shop, from orders to named and priced personas.",
    ]
    for group, commands in COMMANDS.items():
        lines += ["", f"{group}:"]
        for name, (does, example) in commands.items():
            lines += [f"  {name:<11}{does}", f"{'':<15}segmentation {name} {example}".rstrip()]
    lines += [
        "",
        "segmentation COMMAND --help lists the arguments of a command.",
        "segmentation --version prints the version.",
    ]
    return "\n".join(lines)


def _subcommand(name: str) -> Callable[[list[str]], int]:
    """The subcommand of a name; only its own modules are loaded."""
    match name:
        case "mine":
            from segmentation.command.mine import run
        case "mine --help":
            from segmentation.command.mine_arguments import run
        case "look":
            from segmentation.command.look import run
        case "score":
            from segmentation.command.score import run
        case "train":
            from segmentation.command.train import run
        case "app":
            from segmentation.command.scripts import run_app as run
        case "run":
            from segmentation.command.run import run
        case "sweep":
            from segmentation.command.sweep import run
        case "report":
            from segmentation.command.report import run
        case "data":
            from segmentation.command.data import run
        case "calibrate":
            from segmentation.command.calibrate import run
        case "check":
            from segmentation.command.check import run
        case "bench":
            from segmentation.command.scripts import run_bench as run
        case "docs":
            from segmentation.command.scripts import run_docs as run
        case _:
            near = get_close_matches(name, NAMES, n=1, cutoff=0.5)
            advice = f"the nearest is {near[0]}." if near else f"there are {', '.join(NAMES)}."
            raise DataError(f"segmentation knows no command {name!r}; {advice}")
    return run


def _run(argv: list[str]) -> int:
    match argv:
        case [] | ["-h" | "--help", *_]:
            print(_help())
            return 0
        case ["--version", *_]:
            print(f"segmentation {version('segmentation')}")
            return 0
        case ["mine", *arguments] if {"-h", "--help"} & {*arguments}:
            return _subcommand("mine --help")(arguments)
        case ["mine", *arguments] if {"--look", "--json"} & {*arguments}:
            return _subcommand("look")(arguments)
        case [name, *arguments]:
            return _subcommand(name)(arguments)
    raise AssertionError(argv)


def run(argv: list[str]) -> int:
    """Run the subcommand that the first argument names; returns its exit code."""
    return run_command(_run, argv)
