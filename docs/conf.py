"""How Sphinx makes the site: README, the committed notebooks as they are, texts, public names."""

from importlib import metadata

from sphinx.application import Sphinx

project = "Customer segmentation"
author = "the segmentation portfolio's authors"
release = version = metadata.version("segmentation")
root_doc = "README"
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
include_patterns = [
    "*.md",
    "docs/*.md",
    "notebooks/*.ipynb",
    "notebooks/cases/*.ipynb",
    "reports/*.md",
]
exclude_patterns = [".venv", "build", "data", "runs", "src", "tests", "templates", "**/.*"]

# Notebooks are shown with the outputs that are committed, whatever the machine.
nb_execution_mode = "off"
myst_enable_extensions = ["html_image"]
myst_heading_anchors = 3
myst_heading_slug_func = "segmentation.base.words.anchor"

autodoc_typehints = "none"  # the docstrings say the types
napoleon_google_docstring = False
napoleon_use_rtype = False

html_theme = "pydata_sphinx_theme"
html_title = project
html_additional_pages = {"index": "to_front_page.html"}
html_copy_source = html_show_sourcelink = False
templates_path = ["_templates"]
html_theme_options = {
    "footer_end": [],
    "footer_start": ["copyright"],
    "navigation_with_keys": False,
    "pygments_light_style": "a11y-high-contrast-light",
    "show_toc_level": 2,
}
html_sidebars = {"README": []}

# README is made for GitHub: it has the badge of the checks there, and no list of all pages.
BADGES = "[![checks]"
SECTIONS = ("main_line", "other_data", "results", "use")
CONTENTS = "\n\n```{{toctree}}\n:hidden:\n\n{}\n```\n".format(
    "\n".join(f"docs/{s}" for s in SECTIONS)
)


def add_contents(app: Sphinx, page: str, source: list[str]) -> None:
    """Let README lead to every page, without its badges."""
    if page == root_doc:
        lines = [line for line in source[0].split("\n") if not line.startswith(BADGES)]
        source[0] = "\n".join(lines) + CONTENTS


def setup(app: Sphinx) -> None:
    """Register what this file adds to Sphinx."""
    app.connect("source-read", add_contents)
