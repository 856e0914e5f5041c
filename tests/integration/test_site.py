"""The site: every page is made without a warning, so every internal link leads somewhere."""

import re
from pathlib import Path

import pytest

from segmentation.base.paths import NOTEBOOKS, ROOT
from segmentation.command.main import run

pytest.importorskip("myst_nb", reason="needs myst-nb: pip install -e .[dev]")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built: `segmentation docs` ends with 0 only if there was no warning."""
    out = tmp_path_factory.mktemp("site")
    assert run(["docs", "--out", str(out)]) == 0
    return out / "site"


def test_every_notebook_has_its_page_with_pictures(site: Path) -> None:
    for notebook in NOTEBOOKS.rglob("*.ipynb"):
        page = site / notebook.relative_to(ROOT).with_suffix(".html")
        assert "<img" in page.read_text(encoding="utf-8"), notebook.name


def test_every_public_name_is_told(site: Path) -> None:
    import segmentation

    page = (site / "docs" / "reference.html").read_text(encoding="utf-8")
    told = set(re.findall(r'id="segmentation\.(\w+)"', page))
    assert told == set(segmentation.__all__)


def test_the_front_page_is_readme_and_leads_to_every_section(site: Path) -> None:
    page = (site / "README.html").read_text(encoding="utf-8")
    for section in ("main_line", "other_data", "results", "use"):
        assert f"docs/{section}.html" in page
    assert "README.html" in (site / "index.html").read_text(encoding="utf-8")


def test_every_picture_of_a_page_is_there(site: Path) -> None:
    for page in site.rglob("*.html"):
        for source in re.findall(r'<img[^>]* src="([^"]+)"', page.read_text(encoding="utf-8")):
            assert source.startswith(("data:", "http")) or (page.parent / source).is_file(), source
