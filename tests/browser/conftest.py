"""Each page of the built site, opened in Chromium, with what it did wrong on record."""

import pytest
from harness import PAGES, SITE, chromium, serving
from playwright.sync_api import sync_playwright

# What a policy forbids is told as an event; here it becomes an error of the console.
TELL_VIOLATIONS = """addEventListener("securitypolicyviolation", event => console.error(
    `the policy forbids it: ${event.violatedDirective} ${event.blockedURI}`))"""


def pytest_generate_tests(metafunc):
    """A test that takes `name` runs for each page."""
    if "name" in metafunc.fixturenames:
        if not PAGES:
            raise FileNotFoundError(f"there are no pages in {SITE}: run make")
        metafunc.parametrize("name", PAGES, scope="module")


@pytest.fixture(scope="session")
def address():
    with serving() as url:
        yield url


@pytest.fixture(scope="session")
def browser():
    try:
        program = chromium()
    except FileNotFoundError as missing:
        pytest.exit(str(missing), returncode=2)
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(
            executable_path=program, args=["--disable-gpu", "--disable-background-networking"]
        )


def record_faults(page, address):
    """A list that grows with each foreign or failed request and each error of the console."""
    faults = []

    def note_request(request):
        if not request.url.startswith((address, "data:", "blob:")):
            faults.append(f"asks another host: {request.url}")

    def note_response(response):
        if response.status >= 400 and not response.url.endswith("/404.html"):
            faults.append(f"answered with {response.status}: {response.url}")

    page.on("request", note_request)
    page.on("response", note_response)
    page.on("requestfailed", lambda request: faults.append(f"failed: {request.url}"))
    page.on("pageerror", lambda error: faults.append(f"raised: {error}"))
    page.on("console", lambda said: said.type == "error" and faults.append(f"console: {said.text}"))
    page.add_init_script(TELL_VIOLATIONS)
    return faults


@pytest.fixture(scope="module")
def new_page(browser, address):
    """A function that opens a page in a window of its own; its faults are in `page.faults`."""

    def opened(name, width=1280, **options):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, reduced_motion="reduce", **options
        )
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.faults = record_faults(page, address)
        page.goto(address + name)
        page.locator("html[data-ready]").wait_for(state="attached")  # laid out, measured
        return page

    return opened


@pytest.fixture
def open_page(new_page):
    """The same, closed after the test."""
    pages = []

    def opened(*args, **options):
        pages.append(new_page(*args, **options))
        return pages[-1]

    yield opened
    for page in pages:
        page.context.close()


@pytest.fixture(scope="module")
def unfolded(new_page, name):
    """A page with all that it folds away, for tests that look at it and press nothing."""
    page = new_page(name)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    yield page
    page.context.close()
