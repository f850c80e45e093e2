import pytest

from ingest import read_document
from tests.support.word_files import paragraph, run, word_file


def text_of(body: str) -> str:
    return read_document("a.docx", word_file(body)).text


def field(*content: str, form: str = "", result: str | None = None) -> str:
    begin = f'<w:fldChar w:fldCharType="begin"><w:ffData>{form}</w:ffData></w:fldChar>'
    instructions = "".join(content) or run("<w:instrText>FORM</w:instrText>")
    shown = "" if result is None else run('<w:fldChar w:fldCharType="separate"/>') + run(result)
    return run(begin) + instructions + shown + run('<w:fldChar w:fldCharType="end"/>')


@pytest.mark.parametrize(
    ("runs", "words"),
    [
        (field(form="<w:checkBox><w:checked/></w:checkBox>"), "☒"),
        (field(form='<w:checkBox><w:default w:val="1"/></w:checkBox>'), "☒"),
        (field(form='<w:checkBox><w:default w:val="1"/><w:checked w:val="0"/></w:checkBox>'), "☐"),
        (field(form='<w:ddList><w:result w:val="1"/><w:listEntry w:val="East"/>'
                    '<w:listEntry w:val="West"/></w:ddList>'), "West"),
        (field(form='<w:ddList><w:listEntry w:val="East"/></w:ddList>'), "East"),
        (field(form='<w:textInput><w:default w:val="none"/></w:textInput>', result=" "), "none"),
        (field(form='<w:textInput><w:default w:val="x"/></w:textInput>', result="Gull"), "Gull"),
        (field(run("IF "), field(run("MERGEFIELD"), result="Norway"), result="Oslo"), "Oslo"),
        (run('<w:fldChar w:fldCharType="begin"/>') + run("A broken field."), "A broken field."),
        ('<w:fldSimple w:instr="PAGE">' + run("7") + "</w:fldSimple>", "7"),
    ],
)  # fmt: skip
def test_fields_show_their_results(runs: str, words: str) -> None:
    assert text_of(paragraph(f"{run('Field: ')}{runs}")) == f"Field: {words}"


def instructions(words: str) -> str:
    return run(f"<w:instrText>{words}</w:instrText>")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (instructions(r"EQ \f(1,2)"), "1/2"),
        (instructions(r" eq \F(1;") + instructions("2) "), "1/2"),
        (instructions(r"EQ \f(\f(1,2),a+b)"), "(1/2)/(a+b)"),
        (instructions(r"EQ \f(") + field(instructions("REF a"), result="7") + instructions(",8)"),
         "7/8"),
        (instructions(r"EQ \f(1,2)") + run('<w:fldChar w:fldCharType="separate"/>'), "1/2"),
        (instructions(r'SYMBOL 97 \f "Symbol" \s 12'), "α"),
        (instructions(r"SYMBOL 0xFC \f Wingdings"), "✓"),
        (instructions("SYMBOL 128"), "€"),
        (instructions("PAGEREF x"), ""),
    ],
)  # fmt: skip
def test_fields_without_a_result_show_what_their_instructions_say(content: str, words: str) -> None:
    assert text_of(paragraph(run("Take ") + field(content) + run("."))) == f"Take {words}."


@pytest.mark.parametrize("kind", [r"EQ \r(3,x)", "AUTONUM", "LISTNUM", "SYMBOL"])
def test_fields_that_cannot_be_read_are_told(kind: str) -> None:
    simple = f"<w:fldSimple w:instr='{kind}'/>"
    body = paragraph(run("Open.") + field(instructions(kind)) + simple)
    document = read_document("a.docx", word_file(body))
    assert document.text == "Open."
    assert document.warnings == (f"2 {kind.split()[0]} fields: not read",)


def test_instructions_of_a_field_that_goes_on_in_the_next_paragraph_are_not_shown() -> None:
    begin = run('<w:fldChar w:fldCharType="begin"/>') + instructions("INDEX")
    rest = instructions(" x") + run('<w:fldChar w:fldCharType="separate"/>') + run("Fees 3")
    assert text_of(paragraph(run("Open.") + begin) + paragraph(rest)) == "Open.\n\nFees 3"
