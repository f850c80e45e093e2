"""How the events of the page are wired."""

from typing import Any

import gradio as gr

from index import Progress

QUIETLY: dict[str, Any] = {"api_visibility": "private", "show_progress": "minimal", "queue": False}
"""No endpoints for programs, no spinner over what is read, and answered at once: Gradio's page now
and then loses an event that joins its queue as another ends."""
AT_LENGTH: dict[str, Any] = {"api_visibility": "private", "show_progress": "full"}
"""What takes its time waits its turn in the queue, and shows how far it is."""


def reporting() -> Progress:
    """Tells whoever called through Gradio how far the work is."""
    bar = gr.Progress()
    return lambda doing, done, total: bar((done, total), desc=doing, unit="")
