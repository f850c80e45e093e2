"""The web page: its three tabs, and the endpoints for programs."""

import gradio as gr
from gradio.events import api

from app.web.ask_tab import ask_tab
from app.web.evaluate_tab import evaluate_tab
from app.web.service import Service
from app.web.sources_tab import sources_tab
from app.web.tools import saying, tools

ASKED_AT_ONCE = 32
WAITING = 200
"""Questions and other work that wait for their turn; who comes then is told to come again."""
TITLE = "<h1>briefqa</h1><p id='said' class='heard' role='status'></p>"


def build_page(service: Service, examples: list[str]) -> gr.Blocks:
    """The page of a service, and its API."""

    def told(words: str) -> gr.Error:
        return gr.Error(words, print_exception=False)

    with gr.Blocks(title="briefqa", analytics_enabled=False) as page:
        for tool in tools(service):  # first, for their names are the page's as well
            name = tool.__name__
            limit = ASKED_AT_ONCE if name == "ask" else 1
            api(saying(service, told, tool), api_name=name, concurrency_limit=limit)
        with gr.Row(elem_id="masthead"):
            gr.HTML(TITLE, elem_id="title", js_on_load=None, scale=0, min_width=120)
            status = gr.HTML(elem_id="status", js_on_load=None)
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab("Ask", id="ask") as tab:
                documents = ask_tab(service, page, tab, examples)
            with gr.Tab("Sources", id="sources") as tab:
                sources_tab(service, page, tab, status, documents)
            with gr.Tab("Evaluate", id="evaluate") as tab:
                evaluate_tab(service, page, tab)
    page.queue(max_size=WAITING, api_open=False)
    return page  # type: ignore[no-any-return]  # Blocks.__enter__ has no type
