"""The app in a real browser: typing, files, a phone, a keyboard, both themes, no errors."""

import io
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from uploaded import ORDERS, buyers

from segmentation.app import customer, models, samples, words
from segmentation.base.paths import ROOT

api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER = next((found for name in BROWSERS if (found := shutil.which(name))), None)
CONTRAST = (Path(__file__).parents[1] / "fixtures" / "contrast.js").read_text(encoding="utf-8")
READABLE = 4.5  # WCAG 2.2, 1.4.3
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
PATIENCE = 30_000  # milliseconds
START = 60  # seconds that the server may take
TITLES = {
    "One customer": "Which segment is this customer in?",
    "A file": "Which segments are in this file?",
    "The segments": "The segments",
}
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(BROWSER is None, reason=f"none of {', '.join(BROWSERS)} is installed"),
    pytest.mark.xdist_group("browser"),
]


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


def is_up(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of the app, which runs as `make app` starts it, without opening a browser."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true",
               "--server.port", str(port)]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    address = f"http://localhost:{port}"
    try:
        until = time.monotonic() + START
        while not is_up(address):
            assert process.poll() is None and time.monotonic() < until, "the app did not start"
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def browser() -> Iterator["api.Browser"]:
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with api.sync_playwright() as play:
        opened = play.chromium.launch(
            executable_path=BROWSER, args=["--no-sandbox"] if root else []
        )
        yield opened
        opened.close()


Opens = Callable[..., "api.Page"]


@pytest.fixture
def opens(server: str, browser: "api.Browser") -> Iterator[Opens]:
    """Open the app in a window of a size and theme; in the end, nothing may have gone wrong."""
    wrong: list[str] = []
    contexts = []

    def visit(size: dict[str, int] = DESKTOP, theme: str = "light") -> "api.Page":
        context = browser.new_context(viewport=size, color_scheme=theme, accept_downloads=True)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(server)
        settled(page)
        return page

    api.expect.set_options(timeout=PATIENCE)
    yield visit
    for context in contexts:
        context.close()
    assert wrong == []


def settled(page: "api.Page") -> None:
    """Wait until the app has nothing more to do."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    api.expect(page.get_by_test_id("stException")).to_have_count(0)


def go(page: "api.Page", link: str) -> None:
    page.get_by_role("link", name=link, exact=True).click()
    api.expect(page.get_by_role("heading", level=1)).to_have_text(TITLES[link])
    settled(page)


def segment(page: "api.Page") -> "api.Locator":
    return page.locator(".seg-name")


def give(page: "api.Page", name: str, content: bytes) -> None:
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content}
    )


def unreadable(page: "api.Page") -> list[dict[str, object]]:
    found = page.evaluate(CONTRAST)
    assert len(found) > 10
    return [one for one in found if one["ratio"] < READABLE]


def too_wide(page: "api.Page") -> list[int]:
    """Widths of what can be scrolled sideways, beyond the window."""
    script = (
        "[document.documentElement, document.querySelector('[data-testid=stMain]')]"
        ".map(e => e.scrollWidth - e.clientWidth)"
    )
    return [by for by in page.evaluate(script) if by > 0]


def test_typed_figures_change_the_segment(opens: Opens) -> None:
    page, flagship = opens(), models.load("flagship")
    api.expect(segment(page)).to_have_text(flagship.segmenter.names[0])
    other = flagship.segmenter.names[1]
    labels = {"Orders with a return (%)": "Return_Rate", "Mean rating (1–5)": "Satisfaction_Score",
              "Support contacts": "Support_Calls"}  # fmt: skip
    typed = customer.start(flagship, other)
    for label, feature in labels.items():
        page.get_by_label(label, exact=True).fill(str(typed[feature]))
        page.keyboard.press("Enter")
    api.expect(segment(page)).to_have_text(other)
    page.get_by_label("Spent so far (£)", exact=True).fill("900000000")
    page.keyboard.press("Enter")
    api.expect(page.get_by_text("lies outside what the model has seen")).to_be_visible()


def test_the_screenshot_of_the_readme(opens: Opens, tmp_path: Path) -> None:
    """SCREENSHOT=reports/app.png makes it anew."""
    page, flagship = opens({"width": 1280, "height": 1020}), models.load("flagship")
    typed = {"Orders with a return (%)": "35", "Mean rating (1–5)": "3.4", "Support contacts": "1"}
    for label, value in typed.items():
        page.get_by_label(label, exact=True).fill(value)
        page.keyboard.press("Enter")
    api.expect(segment(page)).to_have_text(flagship.segmenter.names[1])
    page.get_by_role("heading", level=1).click()
    settled(page)
    path = Path(os.environ.get("SCREENSHOT", tmp_path / "app.png"))
    page.screenshot(path=path)
    assert path.stat().st_size > 20_000


def test_an_emptied_field_stays_empty(opens: Opens) -> None:
    page = opens()
    field = page.get_by_label("Orders so far", exact=True)
    field.fill("")
    page.keyboard.press("Enter")
    settled(page)
    api.expect(page.get_by_test_id("stAlert")).to_contain_text("Missing: Orders so far.")
    api.expect(segment(page)).to_have_count(0)
    api.expect(field).to_have_value("")


@pytest.mark.parametrize("model", models.NAMES)
def test_an_uploaded_file_comes_back_as_predict_says(opens: Opens, model: str) -> None:
    page, wanted = opens(), models.load(model)
    go(page, "A file")
    with page.expect_download() as sample:
        page.get_by_role("button", name="Sample of customers").click()
    content = sample.value.path().read_bytes()
    assert content == samples.customers()
    page.get_by_text(wanted.title, exact=True).click()
    # A file that is given while the page still changes its model is lost.
    api.expect(page.get_by_text(f"Data: {words.customers(wanted)}")).to_be_visible()
    settled(page)
    give(page, "customers.csv", content)
    api.expect(page.get_by_text("customers have a segment")).to_be_visible()
    with page.expect_download() as result:
        page.get_by_role("button", name="Download all customers").click()
    raw = result.value.path().read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    back = pd.read_csv(io.BytesIO(raw), dtype={"Customer_ID": str}, encoding="utf-8-sig")
    given = pd.read_csv(io.BytesIO(content), dtype={"Customer_ID": str}, encoding="utf-8-sig")
    assert back["Customer_ID"].tolist() == given["Customer_ID"].tolist()
    said = wanted.segmenter.predict(given)
    for name in ("Segment", "Next_Segment"):
        assert back[name].fillna("").tolist() == said[name].astype(object).fillna("").tolist()
    assert back["Incomplete"].tolist() == said["Incomplete"].tolist()


def test_a_phone_needs_no_sideways_scrolling(opens: Opens) -> None:
    page = opens(PHONE)
    for link in TITLES:
        go(page, link)
        for model in models.NAMES:
            page.get_by_text(models.load(model).title, exact=True).click()
            settled(page)
            assert too_wide(page) == [], (link, model)
    go(page, "A file")
    give(page, "customers.csv", samples.customers())
    api.expect(page.get_by_text("customers have a segment")).to_be_visible()
    assert too_wide(page) == []


def tab_to(page: "api.Page", wanted: "api.Locator", most: int = 60) -> None:
    """Press Tab until something has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if wanted.evaluate("e => e === document.activeElement"):
            return
    raise AssertionError(f"{wanted} cannot be reached with the Tab key")


def test_a_keyboard_is_enough(opens: Opens) -> None:
    page = opens()
    page.on("filechooser", lambda _: None)  # else the browser opens one of its own at first
    olist = models.load("olist")
    tab_to(page, page.get_by_role("radio").first)
    page.keyboard.press("ArrowRight")
    api.expect(segment(page)).to_have_text(olist.segmenter.names[0])
    settled(page)
    spend = page.get_by_label("Spent so far (R$)", exact=True)
    tab_to(page, spend)
    page.keyboard.press("Control+a")
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    api.expect(segment(page)).not_to_have_text(olist.segmenter.names[0])
    settled(page)
    link = page.get_by_role("link", name="A file", exact=True)
    page.evaluate("document.activeElement.blur()")
    tab_to(page, link)
    page.keyboard.press("Enter")
    api.expect(page.get_by_role("heading", level=1)).to_have_text(TITLES["A file"])
    settled(page)
    zone = page.get_by_test_id("stFileUploaderDropzone")
    tab_to(page, zone.get_by_test_id("stBaseButton-secondary"))
    with page.expect_file_chooser() as asked:
        page.keyboard.press("Enter")
    asked.value.set_files({"name": "o.csv", "mimeType": "text/csv", "buffer": ORDERS.encode()})
    api.expect(page.get_by_text("2 of 2 customers have a segment")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_can_be_read(opens: Opens, theme: str) -> None:
    page = opens(theme=theme)
    assert unreadable(page) == []
    page.get_by_label("Spent so far (£)", exact=True).fill("900000000")
    page.keyboard.press("Enter")
    api.expect(page.get_by_text("lies outside what the model has seen")).to_be_visible()
    settled(page)
    assert unreadable(page) == []
    go(page, "The segments")
    assert unreadable(page) == []
    page.get_by_text(models.load("olist").title, exact=True).click()
    settled(page)
    assert unreadable(page) == []
    go(page, "A file")
    assert unreadable(page) == []
    said = {
        "No column": b"a,b\n1,2\n",
        "2 of 2 customers have": ORDERS.encode(),
        "the model hardly tells them apart": buyers(40, 9),
    }
    for text, content in said.items():
        give(page, "a.csv", content)
        api.expect(page.get_by_text(text).first).to_be_visible()
        settled(page)
        assert unreadable(page) == []


def test_the_answer_is_repeated_on_a_phone_only(opens: Opens) -> None:
    for size, seen in ((PHONE, True), (DESKTOP, False)):
        page = opens(size)
        api.expect(page.locator(".seg-again")).to_be_visible(visible=seen)


def test_the_focus_is_seen(opens: Opens) -> None:
    page = opens()
    link = page.get_by_role("link", name="A file", exact=True)
    tab_to(page, link)
    api.expect(link).to_have_css("outline-style", "solid")
    api.expect(link).to_have_css("outline-width", "2px")


def test_charts_follow_a_change_of_theme(opens: Opens) -> None:
    page = opens()
    page.get_by_test_id("stMainMenu").click()
    page.get_by_test_id("stMainMenuItem-theme-Dark").click()
    page.keyboard.press("Escape")
    title = page.locator("svg text", has_text="of differences").first
    api.expect(title).to_have_css("fill", "rgb(240, 243, 246)")
    assert unreadable(page) == []
