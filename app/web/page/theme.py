"""The theme of the page: the reader's own fonts, and colours with enough contrast."""

import gradio as gr


def theme() -> gr.themes.Base:
    """Return the theme; its colours meet WCAG's contrast of 4.5 in light and in dark."""
    plain = gr.themes.Default(
        primary_hue="blue", font="system-ui", font_mono=["ui-monospace", "monospace"]
    )
    return plain.set(
        button_primary_background_fill="*primary_700",
        button_primary_background_fill_hover="*primary_800",
        button_primary_background_fill_dark="*primary_700",
        button_primary_background_fill_hover_dark="*primary_800",
        body_text_color_subdued="*neutral_600",
        body_text_color_subdued_dark="*neutral_300",
        input_placeholder_color="*neutral_600",
        input_placeholder_color_dark="*neutral_300",
        color_accent="*primary_700",
    )
