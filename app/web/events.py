"""How the page's events run: at once or in the queue, and what shows that they do."""

from typing import Any

import gradio as gr

from index import Progress

AT_ONCE: dict[str, Any] = {"api_visibility": "private", "show_progress": "minimal", "queue": False}
"""For what answers quickly; until then the old value is dimmed. Not queued: Gradio's page now and
then loses an event that joins its queue as another ends."""
IN_BACKGROUND = AT_ONCE | {"show_progress": "hidden"}
"""The same for what keeps a value current: it is not dimmed, for people may be reading it."""
QUEUED: dict[str, Any] = {"api_visibility": "private", "show_progress": "full"}
"""For what takes long: one at a time, with its progress."""


def gradio_progress() -> Progress:
    """Return a progress callback that reports to the caller through Gradio."""
    bar = gr.Progress()
    return lambda doing, done, total: bar((done, total), desc=doing, unit="")
