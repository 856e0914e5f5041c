"""Fill README, marketing_strategy.md, reports/, images/ and the openings of the notebooks."""

from segmentation.base.paths import NOTEBOOKS, ROOT, notebooks_in
from segmentation.command.cli import parser
from segmentation.workshop import report
from segmentation.workshop.report import TEMPLATES


def run(argv: list[str]) -> int:
    """Write everything that is made from the notebooks' results, or check it."""
    arguments = parser(__doc__, "segmentation report", "segmentation report --check")
    arguments.add_argument("--check", action="store_true", help="write nothing, exit 1 if stale")
    only_check = arguments.parse_args(argv).check
    notebooks = notebooks_in(NOTEBOOKS)
    figures = report.figures_of(notebooks)
    openings = report.openings_from(notebooks, figures, TEMPLATES)
    files = report.made_from(notebooks, figures, TEMPLATES)
    if not only_check:
        report.write_openings(openings)
        report.write(files, ROOT)
    problems = report.stale_openings(openings) + report.stale_files(files, ROOT)
    for problem in problems:
        print(problem)
    names = ", ".join(path.as_posix() for path in files)
    if problems:
        print("To write the files again: segmentation report")
    outcome = "stale" if problems else "every figure is the computed one"
    print(f"{len(notebooks)} notebooks, {names}: {outcome}")
    return int(bool(problems))
