"""The report, opened in a real browser."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from app.evaluation.comparison import Baseline, Change, Comparison, Difference
from app.evaluation.report import report
from app.evaluation.task import SkippedQuestion
from ingest import UnreadableSource, read_document
from tests.support.study import Study

HOSTILE = '</script><script>document.title = "owned"</script><img src=x onerror="document.title=1">'


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Yield a page that must not ask for anything, nor have an error."""
    with browser.new_context() as context:
        page = context.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text))
        page.on("request", lambda request: wrong.append(request.url))
        yield page
        assert wrong == []


def test_all_questions_are_shown_misses_first_with_their_gold_marked(
    study: Study, page: Page
) -> None:
    page.set_content(report(study.evaluate()))
    rows = page.locator("#questions > details")
    expect(rows).to_have_count(6)
    assert [text.split("\n")[0] for text in rows.all_inner_texts()] == [
        "missed", "rank 1", "rank 1", "rank 1", "unanswerable", "no gold",
    ]  # fmt: skip
    rows.nth(0).locator("summary").click()
    expect(rows.nth(0)).to_contain_text("Missed: a relevant passage is at rank ")
    expect(rows.nth(0).locator(".gold")).to_contain_text("Tariffs hurt.")
    expect(rows.nth(0).locator("mark")).to_have_count(0)
    first = rows.nth(1)
    expect(first).to_contain_text("howitzers fire")
    first.locator("summary").click()
    expect(first.locator(".hit")).to_have_count(2)
    expect(first.locator(".hit").nth(0)).to_contain_text("1 · score 1.0")
    expect(first.locator(".hit").nth(0).locator("mark")).to_have_text("Howitzers fire.")
    expect(first.locator(".hit").nth(0).locator("cite")).to_contain_text("of navy.md")


def test_the_figures_and_plots_are_those_of_the_evaluation(study: Study, page: Page) -> None:
    done = study.evaluate()
    page.set_content(report(done))
    tiles = page.locator(".tile strong").all_inner_texts()
    assert tiles == [f"{mean.mean:.3f}" for mean in done.means.values()]
    plots = page.locator("figure")
    expect(plots).to_have_count(4)
    ranks = plots.nth(0).locator(".bar")
    assert [text.split() for text in ranks.all_inner_texts()] == [
        ["3", "1"],
        ["0", "2"],
        ["1", "none"],
    ]
    heights = [ranks.nth(number).locator("i").bounding_box()["height"] for number in range(3)]
    assert heights[0] == pytest.approx(3 * heights[2], rel=0.05)
    expect(page.locator("body")).to_contain_text("Too few questions")
    expect(page.get_by_role("heading", name="By kind of question")).to_be_visible()


def test_questions_can_be_filtered(study: Study, page: Page) -> None:
    page.set_content(report(study.evaluate()))
    rows = page.locator("#questions > details")
    page.get_by_label("Which questions").select_option(label="missed (1)")
    expect(rows).to_have_count(1)
    page.get_by_label("Which questions").select_option(label="all (6)")
    page.get_by_label("Filter questions").fill("EXPORTS")
    expect(rows).to_have_count(1)
    page.get_by_role("button", name="Open all shown").click()
    expect(rows.locator("mark")).to_have_count(2)


def test_long_files_are_shown_100_questions_at_a_time(study: Study, page: Page) -> None:
    study.ask([{"question": f"exports {number}", "quotes": []} for number in range(230)])
    page.set_content(report(study.evaluate()))
    rows, more = page.locator("#questions > details"), page.locator("#more")
    for shown in (100, 200):
        expect(rows).to_have_count(shown)
        more.click()
    expect(rows).to_have_count(230)
    expect(more).to_be_hidden()


def test_text_that_is_code_is_shown_as_text(study: Study, page: Page) -> None:
    study.write(evil=f"# {HOSTILE}\n\n{HOSTILE} 𝔘𝔫𝔦 \u202ecode\u202c dives \U0001f600 twice.")
    study.ask([{"id": HOSTILE, "question": f"dives twice {HOSTILE}", "kind": HOSTILE,
                "quotes": ["dives \U0001f600"]}])  # fmt: skip
    done = study.evaluate()
    page.set_content(report(done))
    page.get_by_role("button", name="Open all shown").click()
    expect(page.locator(".hit mark").first).to_have_text("dives \U0001f600")
    expect(page.locator(".hit").first).to_contain_text(HOSTILE)
    expect(page.locator(".hit").first).to_contain_text("\ufffdcode\ufffd")
    assert page.title() == "Evaluation of q.jsonl"


def test_a_comparison_is_shown_and_its_worse_questions_can_be_filtered(
    study: Study, page: Page
) -> None:
    done = study.evaluate()
    [missed] = [outcome for outcome in done.answerable if not outcome.rank]
    baseline = Baseline("earlier", "a run", 2, {}, ())
    lost = (Change(missed, 1, None),)
    differences = {"R@2": Difference(0.9, 0.7, 0.04)}
    page.set_content(report(done, Comparison(baseline, 3, 1, 0, 0, differences, (), lost)))
    expect(page.locator("body")).to_contain_text(
        "Compared on 3 answerable questions in common; 1 only in this run."
    )
    expect(page.get_by_role("row", name=re.compile("^R@2"))).to_contain_text("-0.200")
    page.get_by_label("Which questions").select_option(label="worse than the earlier run (1)")
    expect(page.locator("#questions > details")).to_contain_text("missed (was 1)")


def test_warnings_and_skipped_questions_are_listed(study: Study, page: Page) -> None:
    done = study.evaluate()
    skipped = (SkippedQuestion("line 7", HOSTILE, "not in the documents"),)
    task = replace(done.task, warnings=(f"field {HOSTILE} is not used",), skipped=skipped)
    page.set_content(report(replace(done, task=task)))
    expect(page.locator(".warning")).to_have_count(2)
    expect(page.locator(".warning").first).to_have_text(f"field {HOSTILE} is not used.")
    page.get_by_text("1 bad question skipped").click()
    expect(page.locator("li", has_text="line 7")).to_have_text(
        f"line 7: not in the documents ({HOSTILE})"
    )
    assert page.title() == "Evaluation of q.jsonl"


def test_a_run_without_gold_shows_the_answers_alone(study: Study, page: Page) -> None:
    study.ask([{"question": "howitzers"}])
    page.set_content(report(study.evaluate()))
    expect(page.locator(".tile")).to_have_count(0)
    expect(page.locator("figure")).to_have_count(0)
    page.get_by_role("button", name="Open all shown").click()
    expect(page.locator(".hit mark").first).to_have_text("Howitzers fire.")


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_wider_than_the_page(study: Study, page: Page, width: int) -> None:
    study.ask([{"question": "howitzers " + "x" * 200, "kind": "y" * 80, "quotes": ["Jets climb."]}])
    page.set_viewport_size({"width": width, "height": 800})
    page.set_content(report(study.evaluate(k=60)))
    page.get_by_role("button", name="Open all shown").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_report_is_no_document(study: Study) -> None:
    with pytest.raises(UnreadableSource, match="a report that briefqa wrote"):
        read_document("report.html", report(study.evaluate()).encode())
