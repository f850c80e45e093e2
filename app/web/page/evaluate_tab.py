"""The tab for evaluations: a file of questions, how often the answers are right, and the report."""

from base64 import b64decode
from dataclasses import dataclass
from html import escape
from typing import Any

import gradio as gr

from app.evaluation import QUESTION_SUFFIXES, report
from app.web.events import AT_ONCE, IN_BACKGROUND, QUEUED, gradio_progress
from app.web.page.cards import message
from app.web.page.modules import call, on_load
from app.web.service import DEFAULT_EVALUATED_PASSAGES, Service
from ingest import BriefQAError

INTRODUCTION = """Run a file of questions with known answers, and see how many are found. For each
question, quote the words of a document that answer it: Excel or CSV with the columns “question” and
“quotes”, or JSON Lines, {"question": "Who built the ship?", "quotes": ["built by Hanwha Ocean"]}.
Files in a folder “questions” next to the documents' folder are listed here."""
FILE = f"""<div class="drop"><label>Your own file: Excel, CSV, JSON Lines or JSON
<input type="file" accept="{",".join(QUESTION_SUFFIXES)}"></label>
<p class="added" role="status"></p></div>"""
NO_FILE, NO_RUN = ("your own file", ""), ("no comparison", "")
SEND_FILE = f"async (_name, _data, ...rest) => [...({call('evaluation', 'chosenFile')}), ...rest]"
"""JavaScript that replaces the first two values by the name and the bytes of the chosen file."""
FORGET_FILE = f"async (name) => name && ({call('evaluation', 'chooseNone')})"


@dataclass(frozen=True, slots=True)
class _Components:
    """The components of the tab that events read or change."""

    listed: gr.Dropdown
    k: gr.Number
    earlier: gr.Dropdown
    skip_bad: gr.Checkbox
    file: gr.HTML
    name: gr.Textbox
    data: gr.Textbox
    run: gr.Button
    show: gr.Button
    result: gr.HTML


def evaluate_tab(service: Service, page: gr.Blocks, tab: gr.Tab) -> None:
    """Build the tab."""
    _connect(_layout(), _Handlers(service), page, tab)


def _layout() -> _Components:
    gr.HTML(f"<p>{escape(INTRODUCTION)}</p>", elem_classes="introduction", js_on_load=None)
    with gr.Row():
        listed = gr.Dropdown(
            [NO_FILE], value="", label="The library's questions", allow_custom_value=True
        )
        k = gr.Number(DEFAULT_EVALUATED_PASSAGES, label="Passages per question", precision=0)
        earlier = gr.Dropdown(
            [NO_RUN], value="", label="Compare with an earlier run", allow_custom_value=True
        )
    skip_bad = gr.Checkbox(
        label="Skip bad questions", info="such as those whose gold is in no document"
    )
    file = gr.HTML(FILE, elem_id="questions-file", js_on_load=on_load("evaluation", "connectFile"))
    name, data = gr.Textbox(visible=False), gr.Textbox(visible=False)
    with gr.Row():
        run = gr.Button("Run", variant="primary", scale=0, min_width=160)
        show = gr.Button("Show the earlier run", scale=0, min_width=240)
    result = gr.HTML(elem_id="result", js_on_load=on_load("evaluation", "connectReport"))
    return _Components(listed, k, earlier, skip_bad, file, name, data, run, show, result)


@dataclass(frozen=True, slots=True)
class _Handlers:
    """What the server does at the events of the tab."""

    service: Service

    def update_choices(self) -> tuple[Any, Any]:
        """Return the files of questions and the earlier runs to choose from."""
        try:
            runs = [NO_RUN, *((name, name) for name in self.service.runs())]
            files = [NO_FILE, *self.service.question_files()]
            return gr.update(choices=files), gr.update(choices=runs)
        except (BriefQAError, OSError):
            return gr.update(), gr.update()

    def run(
        self,
        name: str,
        data: str,
        listed: str | None,
        k: int,
        earlier: str | None,
        skip_bad: bool,
    ) -> tuple[str, Any, Any]:
        """Evaluate; `data` is the chosen file's data: URL, unless a file of the library is."""
        try:
            if listed:
                name, content = listed, self.service.question_file(listed)
            else:
                content = b64decode(data.partition(",")[2])
            done = self.service.evaluate(
                name, content, k, earlier or "", gradio_progress(), skip_bad=skip_bad
            )
        except (BriefQAError, OSError) as error:
            return message(self.service.public_message(error)), gr.update(), gr.update()
        problem = ""
        if done.write_error:
            reason = self.service.public_message(done.write_error)
            problem = f"This run was not saved: {reason}."
        shown = _report_view(report(done.evaluation, done.comparison), done.name)
        return (message(problem) + shown, *self.update_choices())

    def show_earlier(self, earlier: str | None) -> str:
        try:
            return _report_view(self.service.report(earlier or ""), earlier or "")
        except (BriefQAError, OSError) as error:
            return message(self.service.public_message(error))


def _connect(components: _Components, handlers: _Handlers, page: gr.Blocks, tab: gr.Tab) -> None:
    listed, earlier = components.listed, components.earlier
    gr.on(
        [page.load, tab.select], handlers.update_choices, None, [listed, earlier], **IN_BACKGROUND
    )
    # Of the two ways to choose a file, the last one counts.
    components.file.select(None, None, listed, js="() => ''", **AT_ONCE)
    listed.input(None, listed, None, js=FORGET_FILE, **AT_ONCE)
    components.run.click(
        handlers.run,
        [components.name, components.data, listed, components.k, earlier, components.skip_bad],
        [components.result, listed, earlier],
        js=SEND_FILE,
        show_progress_on=components.result,
        **QUEUED,
    )
    components.show.click(handlers.show_earlier, earlier, components.result, **AT_ONCE)


def _report_view(page: str, name: str) -> str:
    return (
        f"<p><button type='button' data-download='{escape(name)}'>Download report</button></p>"
        f"<iframe title='Report of the evaluation' sandbox='allow-scripts' srcdoc='{escape(page)}'>"
        "</iframe>"
    )
