"""Questions in workbooks (.xlsx), sound and hostile."""

from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest

from app.errors import BadQuestions
from app.evaluation.questions import QuestionsFile, read_questions
from tests.support.workbooks import sheet_of, sheet_xml, workbook, workbook_of


def read(data: bytes) -> QuestionsFile:
    return read_questions(data, "q.xlsx")


def test_cells_are_read_as_a_spreadsheet_shows_them() -> None:
    file = read(
        workbook(
            {
                "Sheet1": [
                    [],
                    ["Question", "quotes ", "id", "kind", "day", "note"],
                    ["Who dives?", "Submarines dive.", 3.0, "who", date(2026, 3, 1), 0.5],
                    [None, " "],
                    ["=B2", '["One.", "Two."]', 2.5, None, None, True],
                    ["Who sails?", "[]", "x"],
                    [None, "No question."],
                ]
            }
        )
    )
    first, second, third = file.questions
    assert (first.number, first.id, first.quotes) == (3, "3", ("Submarines dive.",))
    assert (first.fields["day"], first.fields["note"]) == ("2026-03-01", "0.5")
    assert (second.number, second.question, second.id) == (5, "result of B2", "2.5")
    assert (second.quotes, second.fields["note"]) == (("One.", "Two."), "TRUE")
    assert third.quotes == ()
    [problem] = file.problems
    assert (file.unit, problem.number, problem.reason[:11]) == ("row", 7, "no question")
    assert file.warnings == ("columns not used: note (2 questions), day (1 question)",)


def test_the_first_sheet_with_questions_is_read_and_the_others_are_named() -> None:
    table = [["question", "quotes"], ["Why?", "So."]]
    file = read(workbook({"Read me": [["How to"]], "Empty": [], "Q": table, "Old": table}))
    assert [question.id for question in file.questions] == ["row-2"]
    assert file.warnings == ("only the sheet 'Q' is read, not 'Read me', 'Old'",)


def test_a_workbook_is_recognised_whatever_it_is_called() -> None:
    data = workbook({"Sheet1": [["question"], ["Why?"]]})
    for name in ("q", "q.csv", "q.xlsm", "q.XLSX"):
        assert [question.question for question in read_questions(data, name).questions] == ["Why?"]


def a_zip(parts: dict[str, bytes]) -> bytes:
    data = BytesIO()
    with ZipFile(data, "w", ZIP_DEFLATED) as file:
        for name, part in parts.items():
            file.writestr(name, part)
    return data.getvalue()


def a_word_document() -> bytes:
    data = BytesIO()
    docx.Document().save(data)
    return data.getvalue()


SOUND = workbook({"Sheet1": [["question"], ["Why?"]]})
FAR_CELLS = (
    '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not a workbook"),
        (b"question\nWhy?\n", "not a workbook"),
        (SOUND[:200], "not a workbook (.xlsx), or a damaged one"),
        (SOUND[:400] + SOUND[500:], "not a workbook (.xlsx), or a damaged one"),
        (b"\xd0\xcf\x11\xe0" + bytes(2000), "save it as .xlsx without a password"),
        (a_zip({"a.txt": b"question"}), "not a workbook (.xlsx), or a damaged one"),
        (a_word_document(), "not a workbook (.xlsx), or a damaged one"),
        (a_zip({"xl/workbook.xml": b"<workbook"}), "not a workbook (.xlsx), or a damaged one"),
        (workbook({}), "no rows in the workbook"),
        (workbook({"Sheet1": [[], [None]]}), "no rows in the workbook"),
        (workbook({"Sheet1": [["ask"], ["Why?"]]}), "no column 'question' in the header: ask"),
        (workbook({"Sheet1": [["question"]]}), "no questions in the file"),
        (workbook_of({"Sheet1": sheet_of(FAR_CELLS)}), "needed more than 1024 MB of memory"),
        (workbook_of({"Sheet1": "<worksheet><sheetData><row>"}), "damaged"),
        (
            workbook_of(
                {"Sheet1": sheet_xml([["question"]])}, {"xl/media/bomb": bytes(101_000_000)}
            ),
            "over 100 MB when it is unpacked",
        ),
        (
            workbook({"Sheet1": [["question"], *[["x" * 30_000]] * 700]}),
            "over 20 million characters in its cells",
        ),
    ],
)
def test_a_bad_workbook_is_rejected_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(BadQuestions) as raised:
        read(data)
    assert str(raised.value).startswith("q.xlsx: ")
    assert reason in str(raised.value)
