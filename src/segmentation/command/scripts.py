"""Programs that stand outside the package: the app's script, the benchmarks, the site."""

import subprocess
import sys

from segmentation.base.paths import ROOT
from segmentation.command.cli import parser, require_tools

BENCHMARKS = ("speed", "scoring")


def _python(*arguments: str) -> int:
    """Run Python on something under the root of the project; its exit code."""
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, check=False).returncode


def run_app(argv: list[str]) -> int:
    """Open the app in a browser; it runs until Ctrl-C."""
    arguments = parser(
        "Open the app in a browser: one customer, a file, the segments.\n"
        "Other options than --help are handed to Streamlit.",
        "segmentation app",
        "segmentation app --server.port 8502",
    )
    _, options = arguments.parse_known_args(argv)
    return _python("-m", "streamlit", "run", "app.py", *options)


def run_bench(argv: list[str]) -> int:
    """Measure what is named, or everything; stops at the first that fails."""
    arguments = parser(
        "Measure speed and memory against named baselines.\n"
        "Other options than --help are handed to the benchmark.",
        "segmentation bench",
        "segmentation bench speed --customers 50000",
    )
    arguments.add_argument(
        "benchmark",
        metavar="BENCHMARK",
        nargs="?",
        default="both",
        choices=[*BENCHMARKS, "both"],
        help="speed, scoring, both",
    )
    # A value of an option that is handed on must not be taken for the benchmark.
    first = [text for text in argv[:1] if text in ("-h", "--help") or text[:1] != "-"]
    chosen = arguments.parse_args(first).benchmark
    for name in BENCHMARKS if chosen == "both" else [chosen]:
        if code := _python(f"benchmarks/{name}.py", *argv[len(first) :]):
            return code
    return 0


def run_docs(argv: list[str]) -> int:
    """Build the site from README, notebooks, texts and docstrings; a warning is an error."""
    arguments = parser(
        "Build the site: README, the notebooks as committed, the texts, the public names.\n"
        "Nothing is executed and nothing is downloaded; a warning is an error.",
        "segmentation docs", "segmentation docs --out build",
    )  # fmt: skip
    arguments.add_argument("--out", default="build", help="the folder of `site` (default: build)")
    out = arguments.parse_args(argv).out
    require_tools(["sphinx", "myst_nb", "pydata_sphinx_theme"])
    strict = ("-W", "--keep-going", "-q", "-c", "docs", "-d", f"{out}/doctrees")
    code = _python("-m", "sphinx", *strict, ".", f"{out}/site")
    if not code:
        print(f"open {out}/site/index.html")
    return code
