"""The web page: its three tabs, and the endpoints for programs."""

import gradio as gr
from gradio.events import api

from app.web.page.ask_tab import ask_tab
from app.web.page.evaluate_tab import evaluate_tab
from app.web.page.sources_tab import sources_tab
from app.web.service import Service
from app.web.tools import tools, with_public_errors

MAX_CONCURRENT_QUESTIONS = 32
MAX_QUEUED = 200
"""Questions and other work in the queue; further requests get status 503."""
TITLE = "<h1>briefqa</h1><p id='announcements' class='visually-hidden' role='status'></p>"


def build_page(service: Service, examples: list[str]) -> gr.Blocks:
    """Return the page of a service, and its API."""
    with gr.Blocks(title="briefqa", analytics_enabled=False) as page:
        for tool in tools(service):  # first, or the page's functions would get their names
            name = tool.__name__
            limit = MAX_CONCURRENT_QUESTIONS if name == "ask" else 1
            api(with_public_errors(service, _error, tool), api_name=name, concurrency_limit=limit)
        with gr.Row(elem_id="masthead"):
            gr.HTML(TITLE, elem_id="title", js_on_load=None, scale=0, min_width=120)
            status = gr.HTML(elem_id="status", js_on_load=None)
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab("Ask", id="ask") as tab:
                limits = ask_tab(service, page, tab, examples)
            with gr.Tab("Sources", id="sources") as tab:
                sources_tab(service, page, tab, status, limits)
            with gr.Tab("Evaluate", id="evaluate") as tab:
                evaluate_tab(service, page, tab)
    page.queue(max_size=MAX_QUEUED, api_open=False)
    return page  # type: ignore[no-any-return]  # Blocks.__enter__ has no type


def _error(words: str) -> gr.Error:
    return gr.Error(words, print_exception=False)
