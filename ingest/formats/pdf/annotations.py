"""What is added to a PDF page: values of form fields, text boxes, notes, attached files."""

import re
from collections.abc import Callable, Iterator
from ctypes import create_string_buffer
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.characters import strip_unprintable
from ingest.formats.pdf.objects import Box

TICKED = "☒"
UNTICKED = "☐"
_COUNTER = re.compile(r"\[\d+\]")
_UNSEEN = pdfium_c.FPDF_ANNOT_FLAG_HIDDEN | pdfium_c.FPDF_ANNOT_FLAG_NOVIEW
_PASSWORD = 1 << 13
"""The flag of a text field whose value is shown as dots."""
_BUTTONS = (pdfium_c.FPDF_FORMFIELD_CHECKBOX, pdfium_c.FPDF_FORMFIELD_RADIOBUTTON)
_CHOICES = (pdfium_c.FPDF_FORMFIELD_COMBOBOX, pdfium_c.FPDF_FORMFIELD_LISTBOX)
_VALUELESS = (pdfium_c.FPDF_FORMFIELD_PUSHBUTTON, pdfium_c.FPDF_FORMFIELD_SIGNATURE)
_NO_NOTE = (pdfium_c.FPDF_ANNOT_LINK, pdfium_c.FPDF_ANNOT_POPUP, pdfium_c.FPDF_ANNOT_PRINTERMARK)
"""Their text describes what they do, or is that of the note that they show."""


class Field(NamedTuple):
    """A form field on a page: its name, its value, and where it is.

    The value of a box to tick is TICKED or UNTICKED; `choice` is then what ticking it means.
    """

    name: str
    value: str
    box: Box
    choice: str = ""

    @property
    def is_box(self) -> bool:
        return self.value in (TICKED, UNTICKED)


class Annotations(NamedTuple):
    """The annotations of a page: fields and text boxes that it shows, and texts that it does not,
    each after its kind. `files` are the names of attached files.
    """

    fields: list[Field]
    boxes: list[str]
    notes: list[tuple[str, str]]
    files: set[str]


def read_annotations(page: pdfium.PdfPage) -> Annotations:
    """Return the annotations of a page, which do not depend on how they are drawn."""
    found = Annotations([], [], [], set())
    for number in range(pdfium_c.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page, number)
        if annotation:
            _sort(page, annotation, found)
            pdfium_c.FPDFPage_CloseAnnot(annotation)
    return found


def attached_files(document: pdfium.PdfDocument) -> set[str]:
    """Return the names of the files in a document that are not those of an annotation alone."""
    count = max(0, pdfium_c.FPDFDoc_GetAttachmentCount(document))
    files = (pdfium_c.FPDFDoc_GetAttachment(document, number) for number in range(count))
    return {_string(pdfium_c.FPDFAttachment_GetName, file) for file in files}


def is_seen(annotation: Any) -> bool:
    """Return whether the page shows an annotation, unless that is a note."""
    return not pdfium_c.FPDFAnnot_GetFlags(annotation) & _UNSEEN


def contents(annotation: Any) -> str:
    """Return the text of an annotation: of a note, or of a text box."""
    return _entry(annotation, b"Contents")


def _sort(page: pdfium.PdfPage, annotation: Any, found: Annotations) -> None:
    """Add an annotation to those that are `found`."""
    kind = pdfium_c.FPDFAnnot_GetSubtype(annotation)
    if kind == pdfium_c.FPDF_ANNOT_WIDGET:
        for field in _fields(page.formenv, annotation):
            if is_seen(annotation):
                found.fields.append(field)
            elif not field.is_box:
                found.notes.append(("hidden form field", field.value))
    elif kind not in _NO_NOTE and (words := contents(annotation)):
        if kind == pdfium_c.FPDF_ANNOT_FREETEXT and is_seen(annotation):
            found.boxes.append(words)
        else:
            found.notes.append(("annotation", words))
    if kind == pdfium_c.FPDF_ANNOT_FILEATTACHMENT:
        file = pdfium_c.FPDFAnnot_GetFileAttachment(annotation)
        found.files.add(_string(pdfium_c.FPDFAttachment_GetName, file) if file else "")


def _fields(form: Any, annotation: Any) -> Iterator[Field]:
    """Yield the field of a widget, if it has a value that is shown."""
    rect = pdfium_c.FS_RECTF()
    pdfium_c.FPDFAnnot_GetRect(annotation, rect)
    box = Box(rect.left, rect.bottom, rect.right, rect.top)
    if not form:
        value = _entry(annotation, b"V")
        if value and _entry(annotation, b"FT") != "Btn":
            name = _entry(annotation, b"TU") or _last_part(_entry(annotation, b"T"))
            yield Field(name, value, box)
        return
    kind = pdfium_c.FPDFAnnot_GetFormFieldType(form, annotation)
    name = _string(pdfium_c.FPDFAnnot_GetFormFieldAlternateName, form, annotation)
    name = name or _last_part(_string(pdfium_c.FPDFAnnot_GetFormFieldName, form, annotation))
    if kind in _BUTTONS:
        choice = _string(pdfium_c.FPDFAnnot_GetFormFieldExportValue, form, annotation)
        yield Field(name, _tick(form, annotation), box, choice)
    elif kind not in _VALUELESS and not _is_password(form, annotation, kind):
        options = _options(form, annotation) if kind in _CHOICES else []
        value = _string(pdfium_c.FPDFAnnot_GetFormFieldValue, form, annotation)
        if words := ", ".join(options) or value:
            yield Field(name, words, box)


def _tick(form: Any, annotation: Any) -> str:
    """Return whether a box is ticked: it looks so, or its value says so without a picture."""
    is_ticked = pdfium_c.FPDFAnnot_IsChecked(form, annotation)
    return TICKED if is_ticked or _entry(annotation, b"V") not in ("", "Off") else UNTICKED


def _last_part(name: str) -> str:
    """Return the last part of a field's full name: "fee" of "form[0].page1[0].fee[0]"."""
    return _COUNTER.sub("", name).rpartition(".")[2]


def _is_password(form: Any, annotation: Any, kind: int) -> bool:
    flags = pdfium_c.FPDFAnnot_GetFormFieldFlags(form, annotation)
    return kind == pdfium_c.FPDF_FORMFIELD_TEXTFIELD and bool(flags & _PASSWORD)


def _options(form: Any, annotation: Any) -> list[str]:
    """Return the labels of the chosen options."""
    return [
        _string(pdfium_c.FPDFAnnot_GetOptionLabel, form, annotation, number)
        for number in range(pdfium_c.FPDFAnnot_GetOptionCount(form, annotation))
        if pdfium_c.FPDFAnnot_IsOptionSelected(form, annotation, number)
    ]


def _entry(annotation: Any, key: bytes) -> str:
    return _string(pdfium_c.FPDFAnnot_GetStringValue, annotation, key)


def _string(get: Callable[..., int], *arguments: Any) -> str:
    """Return a string of PDFium's, which says how many bytes it has; lines are kept."""
    size = get(*arguments, None, 0)
    buffer = create_string_buffer(size + 2)
    units = pdfium_c.POINTER(pdfium_c.FPDF_WCHAR)
    get(*arguments, pdfium_c.cast(buffer, units), size)
    text = buffer.raw[:size].decode("utf-16-le", "replace").partition("\0")[0]
    lines = (" ".join(strip_unprintable(line).split()) for line in text.splitlines())
    return "\n".join(filter(None, lines))
