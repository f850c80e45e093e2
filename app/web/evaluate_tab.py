"""The tab for evaluations: a file of questions, how often the answers are right, and the report."""

from base64 import b64decode
from html import escape
from typing import Any

import gradio as gr

from app.evaluation import report
from app.web.cards import message
from app.web.events import AT_LENGTH, QUIETLY, reporting
from app.web.service import DEFAULT_EVALUATED_PASSAGES, Service
from ingest import BriefQAError, decode

INTRODUCTION = """Ask a file of questions whose answers you know, and see how many are found. With
each go the words of a document that answer it: CSV with the columns “question” and “quotes”, or
lines of JSON, {"question": "Who built the ship?", "quotes": ["built by Hanwha Ocean"]}. Files in a
folder “questions” beside the folder of the documents are listed here."""
CHOOSING = """<div class="drop"><label>A file of your own, JSON Lines or CSV
<input type="file" accept=".jsonl,.csv,.tsv"></label><p class="added" role="status"></p></div>"""
NO_FILE, NO_RUN = ("a file of my own", ""), ("no comparison", "")
WITH_THE_FILE = "async (_name, _data, ...rest) => [...await briefqa.chosenFile(), ...rest]"
"""JavaScript that gives the file which was chosen in the browser in place of the first two."""


def evaluate_tab(service: Service, page: gr.Blocks, tab: gr.Tab) -> None:
    """Build the tab."""

    def look() -> tuple[Any, Any]:
        try:
            runs = [NO_RUN, *((name, name) for name in service.runs())]
            return gr.update(choices=[NO_FILE, *service.question_files()]), gr.update(choices=runs)
        except (BriefQAError, OSError):
            return gr.update(), gr.update()

    def run(
        name: str, data: str, listed: str | None, k: int, earlier: str | None
    ) -> tuple[str, Any, Any]:
        try:
            if listed:
                name, text = listed, service.question_text(listed)
            else:
                text = decode(b64decode(data.partition(",")[2])) if data else ""
            done = service.evaluate(name, text, k, earlier or "", reporting())
        except (BriefQAError, OSError) as error:
            return message(service.public_message(error)), gr.update(), gr.update()
        problem = ""
        if done.write_error:
            reason = service.public_message(done.write_error)
            problem = f"This run was not kept to compare with: {reason}."
        shown = _shown(report(done.evaluation, done.comparison), done.name)
        return (message(problem) + shown, *look())

    def look_back(earlier: str | None) -> str:
        try:
            return _shown(service.report(earlier or ""), earlier or "")
        except (BriefQAError, OSError) as error:
            return message(service.public_message(error))

    gr.HTML(f"<p>{escape(INTRODUCTION)}</p>", elem_classes="introduction", js_on_load=None)
    with gr.Row():
        listed = gr.Dropdown(
            [NO_FILE], value="", label="Questions of the library", allow_custom_value=True
        )
        k = gr.Number(DEFAULT_EVALUATED_PASSAGES, label="Passages for each question", precision=0)
        earlier = gr.Dropdown(
            [NO_RUN], value="", label="Compare with an earlier run", allow_custom_value=True
        )
    own = gr.HTML(CHOOSING, elem_id="choosing", js_on_load="briefqa.choosing(element, trigger)")
    name, data = gr.Textbox(visible=False), gr.Textbox(visible=False)
    with gr.Row():
        button = gr.Button("Run", variant="primary", scale=0, min_width=160)
        back = gr.Button("Show the earlier run", scale=0, min_width=240)
    result = gr.HTML(elem_id="result", js_on_load="briefqa.result(element)")

    gr.on([page.load, tab.select], look, None, [listed, earlier], **QUIETLY)
    own.select(None, None, listed, js="() => ''", **QUIETLY)  # the last choice counts
    listed.input(None, listed, None, js="(name) => name && briefqa.chooseNone()", **QUIETLY)
    button.click(
        run,
        [name, data, listed, k, earlier],
        [result, listed, earlier],
        js=WITH_THE_FILE,
        show_progress_on=result,
        **AT_LENGTH,
    )
    back.click(look_back, earlier, result, **QUIETLY)


def _shown(page: str, name: str) -> str:
    return (
        f"<p><button type='button' data-download='{escape(name)}'>Download report</button></p>"
        f"<iframe title='Report of the evaluation' sandbox='allow-scripts' srcdoc='{escape(page)}'>"
        "</iframe>"
    )
