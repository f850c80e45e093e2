import json

import pytest

from app.errors import BadQuestions
from app.evaluation.questions import Question, read_questions


def read(name: str, content: str | bytes) -> tuple[list[Question], list[str]]:
    """Return the questions, and what is wrong with others."""
    file = read_questions(content, name)
    return file.questions, [f"{file.unit} {bad.number}: {bad.reason}" for bad in file.problems]


def test_json_lines_with_all_fields_and_with_the_question_alone() -> None:
    full = {
        "id": 7,
        "question": "What dives?",
        "kind": "who",
        "doc": "navy",
        "quotes": ["Submarines dive."],
        "alternatives": ["They dive."],
        "spans": [[0, 16]],
        "answer": {"any": "thing"},
    }
    text = json.dumps(full) + '\n\n{"question": "Why?\u2028So?"}\r\n'
    [first, second], problems = read("q.jsonl", text)
    assert problems == []
    assert first == Question(
        1,
        "7",
        "What dives?",
        "who",
        "navy",
        ("Submarines dive.",),
        ("They dive.",),
        ((0, 16),),
        full,
    )
    assert (second.number, second.id, second.question) == (3, "line-3", "Why?\u2028So?")
    assert (first.has_gold, second.has_gold) == (True, False)


def test_empty_quotes_are_gold_and_missing_ones_are_not() -> None:
    lines = '{"question": "a", "quotes": []}\n{"question": "b", "spans": []}\n{"question": "c"}'
    questions, _ = read("q.jsonl", lines)
    assert [question.has_gold for question in questions] == [True, True, False]
    assert [question.quotes for question in questions] == [(), None, None]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_from_spreadsheets_is_read(delimiter: str) -> None:
    rows = [
        ["id", "question", "quotes", "spans", "doc", "mood"],
        ["a", '"What\ndives?"', "Submarines dive.", "", "", "grim"],
        ["b", "Who fires?", '"[""Howitzers fire."", ""They do.""]"', "", "", ""],
        ["c", "Who sails?", "[]", "", "", ""],
        ["d", "Who?", "[T]hey fire.", '"[[1, 5]]"', "navy.md", ""],
        ["e", "Where?", "", "", "", ""],
    ]
    text = "\ufeff" + "\r\n".join(delimiter.join(row) for row in rows)
    questions, problems = read("q.CSV", text.encode())
    assert problems == []
    assert [question.quotes for question in questions] == [
        ("Submarines dive.",),
        ("Howitzers fire.", "They do."),
        (),
        ("[T]hey fire.",),
        None,
    ]
    assert [question.number for question in questions] == [2, 4, 5, 6, 7]
    assert questions[0].question == "What\ndives?"
    assert questions[0].fields["mood"] == "grim"
    assert questions[3].spans == ((1, 5),)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("nonsense", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[1]", "not a JSON object"),
        ("{}", "no question: the field 'question' must contain its text"),
        ('{"question": " "}', "no question: "),
        ('{"question": 5}', "no question: "),
        ('{"question": "a\\ud800"}', "unpaired surrogate"),
        ('{"question": "a", "id": ""}', "id is ''"),
        ('{"question": "a", "id": [1]}', "id is [1], not a text or a number"),
        ('{"question": "a", "kind": 1}', "kind is 1, not a text"),
        ('{"question": "a", "quotes": "b"}', "quotes must be a list of texts"),
        ('{"question": "a", "quotes": [" "]}', "quotes must be a list of texts"),
        ('{"question": "a", "alternatives": [["b"]]}', "alternatives must be a list of texts"),
        ('{"question": "a", "spans": [[1, 2]]}', "spans, but no doc"),
        ('{"question": "a", "doc": "d", "spans": [[2, 2]]}', "start before end"),
        ('{"question": "a", "doc": "d", "spans": [[-1, 2]]}', "start before end"),
        ('{"question": "a", "doc": "d", "spans": [[0, true]]}', "start before end"),
        ('{"question": "a", "doc": "d", "spans": 3}', "start before end"),
        ('{"question": "a", "spans": [], "quotes": ["b"]}', "1 quotes, but 0 spans"),
        ('{"question": "a", "id": "b\\u0000"}', "contains a control character"),
    ],
)
def test_a_bad_line_is_reported_and_the_others_are_read(line: str, reason: str) -> None:
    questions, [problem] = read("q.jsonl", '{"question": "good"}\n' + line)
    assert problem.startswith("line 2: ")
    assert reason in problem
    assert [question.question for question in questions] == ["good"]


def test_a_duplicate_id_names_both_lines() -> None:
    lines = '{"question": "a", "id": "x"}\n{"question": "b", "id": "x"}'
    _, problems = read("q.jsonl", lines)
    assert problems == ["line 2: id 'x' is already used in line 1"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("question,id\na,b,c", "line 2: more cells than the header has"),
        (
            "question,id\n\n\n,b",
            "line 4: no question: the field 'question' must contain its text",
        ),
        ('question,id\n"Wh\n\ny?",1\n,b', "line 5: no question: "),
    ],
)
def test_a_bad_row_of_csv_is_reported(text: str, problem: str) -> None:
    [found] = read("q.csv", text)[1]
    assert found.startswith(problem)


def test_csv_with_excel_s_separator_line_is_read() -> None:
    text = "sep=;\r\n Question ;QUOTES;Mood\r\nWhy?;So.;ok\r\n;;\r\n;;\r\n"
    [only], problems = read("q.csv", text)
    assert problems == []
    assert (only.number, only.question, only.quotes) == (3, "Why?", ("So.",))
    assert only.fields["Mood"] == "ok"


def test_a_cell_may_be_long() -> None:
    [only], _ = read("q.tsv", "question\tquotes\nWhy?\t" + "x" * 200_000)
    assert len(only.quotes[0]) == 200_000


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("q.jsonl", b"", "empty: no text in it"),
        ("q.jsonl", b" \n", "empty: no text in it"),
        ("q.jsonl", b"\0\0\1\2", "not text: it contains NUL characters"),
        ("q.csv", b"question,id\n", "no questions in the file"),
        ("q.csv", b'question\n"open', "line 2: not CSV: unexpected end of data"),
        ("q.csv", b"ask, Quotes\nWhy?,", "no column 'question' in the header: ask, quotes"),
        ("q.csv", b"question,Quotes,quotes\n", "2 columns are called 'quotes': keep one"),
        ("q.json", b"[]", "no questions in the file"),
        ("q.json", b'[{"question": "Why?"}\n{"question": "Who?"}]', "line 2: not JSON: Expecting"),
        ("q.json", b'{\n"question": "Why?",\n}', "line 3: not JSON: Expecting property name"),
        ("q.json", b"[" * 100_000, "not JSON: "),
    ],
)
def test_a_file_that_cannot_be_read_is_rejected(name: str, content: bytes, reason: str) -> None:
    with pytest.raises(BadQuestions) as raised:
        read(name, content)
    assert str(raised.value).startswith(f"{name}: {reason}")


@pytest.mark.parametrize("name", ["q.json", "q.jsonl", "q", "q.txt"])
@pytest.mark.parametrize(
    "content",
    [
        '[{"question": "Why?", "quotes": []}, 7]',
        ' [\n{"question": "Why?", "quotes": []},\n7\n]\n',
        '{"questions": [{"question": "Why?", "quotes": []}, 7]}',
    ],
)
def test_a_json_array_is_read_whatever_the_file_is_called(name: str, content: str) -> None:
    [only], problems = read(name, content)
    assert (only.id, only.question, only.quotes) == ("question-1", "Why?", ())
    assert problems == ["question 2: not a JSON object"]


@pytest.mark.parametrize("name", ["q.json", "q.ndjson", "q"])
def test_json_lines_are_read_whatever_the_file_is_called(name: str) -> None:
    questions, _ = read(name, '{"question": "Why?"}\n{"question": "Who?"}\n')
    assert [question.id for question in questions] == ["line-1", "line-2"]
    [only], _ = read(name, '{\n  "question": "Why?"\n}')
    assert only.question == "Why?"


def test_a_table_is_read_whatever_the_file_is_called() -> None:
    [only], _ = read("questions.txt", "question;quotes\nWhy?;So.\n")
    assert only.quotes == ("So.",)


def test_misspelt_names_are_suggested_and_others_are_listed_once() -> None:
    lines = [
        {"question": "a", "Quote": ["x"], "quotes": [], "note": 0, "comment": 1},
        {"question": "b", "Quote": ["y"], "note": 2, "a\ud800": 1},
        {"question": "", "alternative": []},
    ]
    file = read_questions("\n".join(map(json.dumps, lines)), "q.jsonl")
    assert file.warnings == (
        "field Quote is not used; did you mean quotes? (2 questions)",
        "field alternative is not used; did you mean alternatives? (1 question)",
        "fields not used: note (2 questions), comment (1 question), a? (1 question)",
    )
    table = read_questions("question,quote,\nWhy?,So.,x\nWho?,,\n", "q.csv")
    assert table.warnings == (
        "column quote is not used; did you mean quotes? (1 question)",
        "column not used: (no name) (1 question)",
        "no question has gold (quotes, alternatives or spans)",
    )
    wrapped = '{"title": "T", "questions": [{"question": "Why?", "id": 1, "quotes": []}]}'
    assert read_questions(wrapped, "q.json").warnings == (
        "only the list 'questions' is read, not 'title'",
    )


def test_very_many_unknown_names_are_listed_in_short() -> None:
    row = {f"{number} " + "x" * 1000: 1 for number in range(3000)}
    [listed] = read_questions(json.dumps({"question": "Why?", "quotes": []} | row), "q").warnings
    assert len(listed) < 3000
    assert listed.endswith("and 2980 more")
