"""An executed notebook as one HTML page for whoever asked."""

import html
import re
from importlib.metadata import version
from pathlib import Path

import nbformat
from nbconvert import HTMLExporter
from nbconvert.preprocessors import TagRemovePreprocessor

from segmentation.base.exports import write_text
from segmentation.workshop.report import OPENING

HIDDEN = ("parameters", "results", "nbval-ignore-output")  # cells a report can do without
# Paragraphs that are about the notebook as it was committed, or that only its code needs.
SKIPPED = (OPENING, "**Contents**", "Back to", "| parameter")
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((?!https?://|#)[^)]*\)")
STYLE = (
    "body{max-width:60rem;margin:2rem auto;padding:0 1rem;font:16px/1.55 system-ui,sans-serif;"
    "color:#222}h1,h2{line-height:1.25}h2{margin-top:2.2rem;border-bottom:1px solid #ddd}"
    "table{border-collapse:collapse;font-size:.9rem;margin:1rem 0}"
    "td,th{border:1px solid #d9d9d9;padding:.3rem .6rem;text-align:right;vertical-align:top}"
    "thead th{background:#f5f5f5}tbody th,td.text{text-align:left}img{max-width:100%}"
    ".anchor-link{display:none}pre{white-space:pre-wrap}"
)


def without(text: str, starts: tuple[str, ...]) -> str:
    """A text without the paragraphs that begin in one of these ways."""
    return "\n\n".join(p for p in text.split("\n\n") if not p.startswith(starts))


def write_report(notebook: Path, path: Path) -> Path:
    """Write an executed notebook as one HTML page without its code; returns the name it got.

    The page holds its pictures and style and loads nothing. Cells that only tests and programs
    need are left out; links to other notebooks become plain text.
    """
    content = nbformat.read(notebook, as_version=4)
    for cell in content.cells:
        if cell.cell_type == "markdown":
            cell.source = LINK.sub(r"\1", without(cell.source, SKIPPED))
    exporter = HTMLExporter(
        template_name="basic",
        exclude_input=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )
    exporter.register_preprocessor(
        TagRemovePreprocessor(remove_cell_tags=set(HIDDEN), enabled=True), enabled=True
    )
    body, _ = exporter.from_notebook_node(content)
    title = re.search(r"^# (.+)$", content.cells[0].source, re.MULTILINE)
    page = (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{html.escape(title[1]) if title else notebook.stem}</title>"
        f"<style>{STYLE}</style></head>\n<body>\n{body}\n"
        f"<footer><p>segmentation {version('segmentation')}</p></footer></body></html>\n"
    )
    return write_text(page, path)
