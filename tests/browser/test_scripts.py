"""Scripts that get into the page do not run; its own do (every other test needs them)."""

import pytest
from playwright.sync_api import Page

INLINE = """() => {
    window.ran = false;
    const script = document.createElement("script");
    script.textContent = "window.ran = true";
    document.body.append(script);
    return window.ran;
}"""
HANDLER = """async () => {
    window.ran = false;
    const image = "<img src='data:,' onerror='window.ran = true'>";
    document.body.insertAdjacentHTML("beforeend", image);
    await new Promise((done) => document.body.lastChild.addEventListener("error", done));
    return window.ran;
}"""
LINK = """() => {
    window.ran = false;
    document.body.insertAdjacentHTML("beforeend", "<a href='javascript:window.ran = true'>x</a>");
    document.body.lastChild.click();
    return new Promise((done) => setTimeout(() => done(window.ran), 50));
}"""


@pytest.mark.parametrize("attack", [INLINE, HANDLER, LINK])
def test_a_script_that_gets_into_the_page_does_not_run(page: Page, attack: str) -> None:
    blocked: list[str] = []
    page.on("console", lambda message: blocked.append(message.text))
    assert page.evaluate(attack) is False
    assert any("Content Security Policy" in text for text in blocked)


def test_the_page_violates_no_policy_of_its_own(page: Page, page_address: str) -> None:
    printed: list[str] = []
    page.on("console", lambda message: printed.append(message.text))
    page.goto(page_address)
    page.get_by_label("Question").wait_for()
    assert page.evaluate("Boolean(window.gradio_config && window.gradio_api_info)")
    assert page.evaluate("Boolean(window.iFrameResizer)")
    assert [text for text in printed if "Content Security Policy" in text] == []
