"""Questions as links, in a real browser: reopened, gone back to, remembered for the visit."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.support.paths import DIGEST
from tests.support.web import ask, choose

QUESTION = "How much money goes to cyber diplomacy, and over which years?"


def test_an_answer_has_a_link_that_reopens_it_and_the_visit_is_remembered(
    page: Page, context: BrowserContext
) -> None:
    ask(page, QUESTION)
    first = page.url
    page.get_by_label("Passages", exact=True).fill("2")
    page.get_by_label("Passages", exact=True).press("Tab")
    choose(page, "Limit to documents", "digest")
    ask(page, "hanwha ocean")
    expect(page.locator(".asked")).to_contain_text(f"hanwha ocean” in {DIGEST.name}")
    second = page.url
    assert parse_qs(urlsplit(second).query) == {
        "q": ["hanwha ocean"],
        "k": ["2"],
        "document": [DIGEST.name],
    }
    answered = page.locator(".hit").all_inner_texts()
    with context.new_page() as other:
        other.goto(second)
        expect(other.locator(".hit")).to_have_count(2)
        assert other.locator(".hit").all_inner_texts() == answered
        expect(other.get_by_label("Question")).to_have_value("hanwha ocean")
    page.go_back()
    expect(page.locator(".asked")).to_contain_text(QUESTION)
    assert page.url == first
    expect(page.locator(".hit")).to_have_count(5)
    page.go_back()
    expect(page.locator(".hit")).to_have_count(0)
    expect(page.get_by_label("Question")).to_have_value("")
    page.get_by_text("Questions of this visit").click()
    page.locator("#history a").get_by_text("hanwha ocean").click()
    expect(page.locator(".asked")).to_contain_text("hanwha ocean")
    assert page.url == second


def test_a_link_keeps_the_limits_by_author_and_date(page: Page, context: BrowserContext) -> None:
    page.get_by_role("button", name="More limits").click()
    choose(page, "Authors", "Julie Kim")
    page.get_by_label("Dated until").fill("2025-04")
    page.get_by_label("Dated since").fill("2025")
    ask(page, "hanwha ocean")
    limited = "hanwha ocean” by Julie Kim, dated since 2025 until 2025-04"
    expect(page.locator(".asked")).to_contain_text(limited)
    kept = {"author": ["Julie Kim"], "since": ["2025"], "until": ["2025-04"]}
    assert parse_qs(urlsplit(page.url).query) == {"q": ["hanwha ocean"], "k": ["5"]} | kept
    with context.new_page() as other:
        other.goto(page.url)
        expect(other.locator(".asked")).to_contain_text(limited)
        expect(other.get_by_label("Dated since")).to_have_value("2025")
        expect(other.locator("#more-limits .token")).to_have_text("Julie Kim")
    page.get_by_label("Dated since").fill("2026")
    page.get_by_label("Dated since").press("Enter")
    message = page.locator("#answers .message")
    expect(message).to_contain_text("Since 2026 is after until 2025-04")
    page.get_by_label("Dated until").fill("")
    page.get_by_label("Dated until").press("Enter")
    expect(message).to_contain_text("No document meets all conditions: by Julie Kim (1), dated")


def test_back_pressed_twice_at_once_loses_no_page(page: Page) -> None:
    for question in ("hanwha ocean", "camp david", "cyber diplomacy"):
        ask(page, question)
    length = page.evaluate("history.length")
    page.evaluate("history.back(); setTimeout(() => history.back(), 20)")
    expect(page.locator(".asked")).to_contain_text("hanwha ocean")
    expect(page.get_by_label("Question")).to_have_value("hanwha ocean")
    page.wait_for_timeout(300)  # for late answers, which must change nothing
    expect(page.locator(".asked")).to_contain_text("hanwha ocean")
    assert "q=hanwha+ocean" in page.url
    assert page.evaluate("history.length") == length
    ask(page, "pillars")
    assert "q=pillars" in page.url


def test_an_answer_that_comes_after_that_of_a_later_page_changes_nothing(page: Page) -> None:
    for question in ("hanwha ocean", "camp david", "cyber diplomacy"):
        ask(page, question)
    held: list[Route] = []

    def hold(route: Route) -> None:
        if not held and "camp david" in (route.request.post_data or ""):
            held.append(route)
        else:
            route.continue_()

    page.route("**/gradio_api/**", hold)
    page.evaluate("history.back(); setTimeout(() => history.back(), 20)")
    expect(page.get_by_label("Question")).to_have_value("hanwha ocean")
    with page.expect_response(lambda response: response.request == held[0].request):
        held[0].continue_()
    page.wait_for_timeout(300)
    expect(page.get_by_label("Question")).to_have_value("hanwha ocean")
    expect(page.locator(".asked")).to_contain_text("hanwha ocean")
    assert "q=hanwha+ocean" in page.url


def test_a_link_that_makes_no_sense_gets_a_message(page: Page, page_address: str) -> None:
    for query, message in (
        ("q=x&document=none.md", "No document none.md in the index"),
        (f"q={'x' * 1001}", "at most 1000 characters"),
        ("q=x&k=99", "a whole number from 1 to 20"),
        ("q=%22%22", "The question is empty"),
    ):
        page.goto(f"{page_address}?{query}")
        expect(page.locator("#answers .message")).to_contain_text(message)
    page.goto(f"{page_address}?question=hanwha&k=nine")
    expect(page.locator(".hit")).to_have_count(5)
