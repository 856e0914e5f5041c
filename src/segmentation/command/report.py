"""Fill README, marketing_strategy.md, reports/ and images/ from the notebooks, or check them."""

from segmentation.base.paths import NOTEBOOKS, ROOT, notebooks_in
from segmentation.command.cli import parser
from segmentation.workshop.report import TEMPLATES, check, made_from, stale_files, write


def run(argv: list[str]) -> int:
    """Write or check everything that is made from the notebooks; check the typed figures."""
    arguments = parser(__doc__, "segmentation report", "segmentation report --check")
    arguments.add_argument("--check", action="store_true", help="write nothing, exit 1 if stale")
    only_check = arguments.parse_args(argv).check
    notebooks = notebooks_in(NOTEBOOKS)
    made = made_from(notebooks, TEMPLATES)
    if not only_check:
        write(made, ROOT)
    problems = check(notebooks) + stale_files(made, ROOT)
    for problem in problems:
        print(problem)
    names = ", ".join(path.as_posix() for path in made)
    if problems and only_check:
        print("To write the files again: segmentation report")
    outcome = "stale" if problems else "every figure is the computed one"
    print(f"{len(notebooks)} notebooks, {names}: {outcome}")
    return int(bool(problems))
