import pytest

from ingest import read_document
from tests.support.word_files import paragraph, run, style, styled, table, word_file


def text_of(body: str, styles: str = "") -> str:
    return read_document("a.docx", word_file(body, {"styles.xml": styles})).text


RAISED = '<w:vertAlign w:val="superscript"/>'
LOWERED = '<w:vertAlign w:val="subscript"/>'


@pytest.mark.parametrize(
    ("runs", "words"),
    [
        (run("10") + run("6", RAISED) + run(" litres"), "10⁶ litres"),
        (run("10") + run("1", RAISED) + run("2", RAISED), "10¹²"),
        (run("CO") + run("2", LOWERED), "CO₂"),
        (run("the 5") + run("th", RAISED) + run(" pier"), "the 5th pier"),
        (run("$320") + run("a", RAISED), "$320^a"),
        (run("30 m") + run("2", '<w:position w:val="6"/>'), "30 m²"),
        (run("x") + run("0", '<w:position w:val="-5"/>'), "x₀"),
        (run("on its ") + run("line", '<w:position w:val="2"/>'), "on its line"),
        (run("All raised 12", RAISED), "All raised 12"),
        (run("m") + run("3", '<w:rStyle w:val="Up"/>') + run(" of wood"), "m³ of wood"),
        (run("a") + run("2", f'<w:rStyle w:val="Up"/>{RAISED.replace("superscript", "baseline")}'),
         "a2"),
    ],
)  # fmt: skip
def test_raised_and_lowered_characters_say_so(runs: str, words: str) -> None:
    up = f'<w:style w:type="character" w:styleId="Up"><w:rPr>{RAISED}</w:rPr></w:style>'
    assert text_of(paragraph(runs), up) == words


@pytest.mark.parametrize(
    ("maths", "words"),
    [
        ("<m:f><m:num>{1}</m:num><m:den>{2}</m:den></m:f>", "1/2"),
        ("<m:f><m:num>{a+b}</m:num><m:den>{2c}</m:den></m:f>", "(a+b)/2c"),
        ("<m:f><m:num><m:f><m:num>{1}</m:num><m:den>{2}</m:den></m:f></m:num><m:den>{3}</m:den>"
         "</m:f>", "(1/2)/3"),
        ("<m:f><m:fPr><m:type m:val='noBar'/></m:fPr><m:num>{n}</m:num><m:den>{k}</m:den></m:f>",
         "(n over k)"),
        ("{F = k}<m:sSup><m:e>{v}</m:e><m:sup>{2}</m:sup></m:sSup>", "F = kv²"),
        ("<m:sSup><m:e>{a+b}</m:e><m:sup>{xy}</m:sup></m:sSup>", "(a+b)^xy"),
        ("<m:sSup><m:e>{e}</m:e><m:sup>{o}</m:sup></m:sSup>", "e^o"),
        ("<m:sSup><m:e>{30}</m:e><m:sup>{∘}</m:sup></m:sSup>", "30°"),
        ("<m:sSubSup><m:e>{x}</m:e><m:sub>{1}</m:sub><m:sup>{3}</m:sup></m:sSubSup>", "x₁³"),
        ("<m:sSub><m:e>{v}</m:e><m:sub>{max}</m:sub></m:sSub>", "v_max"),
        ("<m:rad><m:deg/><m:e>{2}</m:e></m:rad>", "√2"),
        ("<m:rad><m:deg>{3}</m:deg><m:e>{x+1}</m:e></m:rad>", "³√(x+1)"),
        ("<m:nary><m:naryPr><m:chr m:val='∑'/></m:naryPr><m:sub>{i=1}</m:sub><m:sup>{n}</m:sup>"
         "<m:e>{i}</m:e></m:nary>", "∑_(i=1)ⁿ i"),
        ("<m:nary><m:e>{f}</m:e></m:nary>", "∫ f"),
        ("<m:d><m:dPr><m:begChr m:val='['/><m:endChr m:val=''/></m:dPr><m:e>{a}</m:e></m:d>", "[a"),
        ("<m:d><m:e><m:m><m:mr><m:e>{1}</m:e><m:e>{0}</m:e></m:mr>"
         "<m:mr><m:e>{0}</m:e><m:e>{1}</m:e></m:mr></m:m></m:e></m:d>", "(1, 0; 0, 1)"),
        ("<m:func><m:fName>{sin}</m:fName><m:e>{α}</m:e></m:func>", "sin α"),
        ("<m:limLow><m:e>{lim}</m:e><m:lim>{n}</m:lim></m:limLow>", "lim_n"),
        ("<m:bar><m:barPr><m:pos m:val='top'/></m:barPr><m:e>{x}</m:e></m:bar>", "x\u0305"),
    ],
)  # fmt: skip
def test_formulas_are_read_on_one_line(maths: str, words: str) -> None:
    marked = maths.replace("{", "<m:r><m:t>").replace("}", "</m:t></m:r>")
    assert text_of(paragraph(f"<m:oMath>{marked}</m:oMath>")) == words


def test_a_fraction_behind_a_whole_number_is_apart_from_it() -> None:
    half = "<m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>"
    assert text_of(paragraph(f"{run('It takes 2')}<m:oMath>{half}</m:oMath>{run(' days.')}")) == (
        "It takes 2 1/2 days."
    )


HALF = "<m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>"
SQUARE = "<m:sSup><m:e><m:r><m:t>m</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>"
FORMULAS = f"<m:oMath>{HALF}</m:oMath><m:oMath>{SQUARE}</m:oMath>"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (f"<m:oMath>{HALF}</m:oMath>{run('3 days')}", "1/2 3 days"),
        (f"{run('x')}<m:oMath>{HALF}</m:oMath>{run('.')}", "x 1/2."),
        (f"{run('n')}<m:oMath><m:r><m:t>n</m:t></m:r></m:oMath>{run('th')}", "nnth"),
        (FORMULAS, "1/2 m²"),
        (f"<m:oMathPara>{FORMULAS}</m:oMathPara>", "1/2\nm²"),
        (f"<m:oMath>{HALF}<m:r><w:br/></m:r><m:r><m:t>b</m:t></m:r></m:oMath>", "1/2 b"),
        (f"<m:oMath>{SQUARE}</m:oMath>" + run("<w:footnoteReference w:id='1'/>"), "m² ¹"),
    ],
)
def test_formulas_are_not_glued_to_what_is_beside_them(content: str, words: str) -> None:
    assert text_of(paragraph(content)) == words


@pytest.mark.parametrize(
    ("strike", "words"),
    [
        ("<w:strike/>", "A night costs 42."),
        ("<w:dstrike/>", "A night costs 42."),
        ('<w:rStyle w:val="Old"/>', "A night costs 42."),
        ('<w:rStyle w:val="Old"/><w:strike w:val="0"/>', "A night costs 40 42."),
    ],
)
def test_what_is_struck_out_is_dropped(strike: str, words: str) -> None:
    old = '<w:style w:type="character" w:styleId="Old"><w:rPr><w:strike/></w:rPr></w:style>'
    body = paragraph(run("A night costs ") + run("40", strike) + run(" 42."))
    document = read_document("a.docx", word_file(body, {"styles.xml": old}))
    is_kept = "40" in words
    assert document.text == words + ("" if is_kept else "\n\n40")
    assert [span.reason for span in document.dropped] == ([] if is_kept else ["struck out"])


@pytest.mark.parametrize(
    ("font", "code", "character"),
    [
        ("Symbol", "F0B1", "±"), ("Symbol", "F061", "α"), ("Symbol", "00A3", "≤"),
        ("Symbol", "F0DE", "⇒"), ("Symbol", "F0E5", "∑"), ("Symbol", "F060", "‾"),
        ("Symbol", "F0AE", "→"), ("Symbol", "F07E", "∼"), ("Symbol", "F0F1", "⟩"),
        ("Wingdings", "F0FE", "☑"), ("Wingdings", "F0A8", "☐"), ("Wingdings", "F0FC", "✓"),
        ("Wingdings", "F0E0", "→"), ("Wingdings 2", "F052", "☑"), ("Webdings", "F061", "✓"),
        ("MS Gothic", "2612", "☒"), ("Arial", "F0B0", "°"),
    ],
)  # fmt: skip
def test_characters_of_symbol_fonts(font: str, code: str, character: str) -> None:
    sign = run(f'<w:sym w:font="{font}" w:char="{code}"/>')
    assert text_of(paragraph(f"{run('a ')}{sign}{run('5')}")) == f"a {character}5"


def test_private_characters_of_a_symbol_font_are_read() -> None:
    fonts = '<w:rFonts w:ascii="Wingdings"/>'
    assert text_of(paragraph(run("\uf0fe", fonts) + run(" Water, \uf0b15"))) == "☑ Water, ±5"


@pytest.mark.parametrize(
    ("font", "words", "shown"),
    [
        ("Wingdings", "q þ", "☐ ☑"),
        ("Symbol", "m", "μ"),
        ("Symbol", "1港", "1港"),
        ("Wingdings", "Words by mistake", "Words by mistake"),
        ("Arial", "qm", "qm"),
    ],
)
def test_letters_in_a_symbol_font_are_what_it_shows(font: str, words: str, shown: str) -> None:
    fonts = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>'
    assert text_of(paragraph(run(words, fonts))) == shown
    theme = fonts.replace("/>", ' w:asciiTheme="minorHAnsi"/>')
    assert text_of(paragraph(run(words, theme))) == words


def test_symbols_that_have_no_character_are_told() -> None:
    sign = run(
        '<w:sym w:font="Harbour Signs" w:char="F0FE"/><w:sym w:font="Webdings" w:char="F0FB"/>'
    )
    document = read_document("a.docx", word_file(paragraph(sign + run(" open"))))
    assert document.text == "þ� open"
    assert document.warnings == ("1 symbol of the font Webdings: not read",)


@pytest.mark.parametrize(
    ("control", "words"),
    [
        ("<w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{Click here.}</w:sdtContent>", ""),
        ('<w:sdtPr><w:showingPlcHdr w:val="0"/></w:sdtPr><w:sdtContent>{C 14}</w:sdtContent>',
         " C 14"),
        ('<w:sdtPr><w14:checkbox><w14:checked w14:val="1"/></w14:checkbox></w:sdtPr>'
         "<w:sdtContent>{☒}</w:sdtContent>", " ☒"),
        ('<w:sdtPr><w14:checkbox><w14:checked w14:val="0"/></w14:checkbox></w:sdtPr>'
         "<w:sdtContent>{☐}</w:sdtContent>", " ☐"),
    ],
)  # fmt: skip
def test_content_controls(control: str, words: str) -> None:
    inner = control.replace("{", "<w:r><w:t>").replace("}", "</w:t></w:r>")
    assert text_of(paragraph(f"{run('Berth: ')}<w:sdt>{inner}</w:sdt>")) == f"Berth:{words}"
    block = control.replace("{", "<w:p><w:r><w:t>").replace("}", "</w:t></w:r></w:p>")
    if "Click" in control:
        assert text_of(f"{paragraph('Berth:')}<w:sdt>{block}</w:sdt>") == "Berth:"


def test_hidden_text_is_left_out_also_by_its_style() -> None:
    hidden = style("Inner", "<w:rPr><w:vanish/></w:rPr>") + style("Draft", "", based_on="Inner")
    body = (
        paragraph(run("Open") + run(" secret", "<w:vanish/>") + run(".", '<w:vanish w:val="0"/>'))
        + styled("Draft", "All of it is secret.")
        + paragraph(run("Shown.", "<w:vanish w:val='false'/>"), '<w:pStyle w:val="Draft"/>')
        + table(["Seen", paragraph(run("unseen", "<w:vanish/>"))])
    )
    assert text_of(body, hidden) == "Open.\n\nShown.\n\nSeen |"


def test_ruby_hyphens_tabs_and_breaks() -> None:
    ruby = (
        "<w:ruby><w:rubyPr/><w:rt><w:r><w:t>みなと</w:t></w:r></w:rt>"
        "<w:rubyBase><w:r><w:t>港</w:t></w:r></w:rubyBase></w:ruby>"
    )
    signs = (
        "<w:t>non</w:t><w:noBreakHyphen/><w:t>stop co</w:t><w:softHyphen/><w:t>op\xaderate</w:t>"
    )
    tabs = "<w:pPr><w:tabs><w:tab w:pos='1'/></w:tabs></w:pPr>"
    breaks = run("<w:tab/><w:t>a\nb</w:t><w:br/><w:t>c</w:t>")
    body = f"<w:p>{tabs}{run(ruby)}{run(signs)}{breaks}</w:p>"
    assert text_of(body) == "港non-stop cooperate a b\nc"


def test_a_large_first_letter_is_joined_to_its_word() -> None:
    letter = paragraph(run("T", '<w:position w:val="-9"/>'), '<w:framePr w:dropCap="drop"/>')
    assert text_of(letter + paragraph("he harbour is open.")) == "The harbour is open."


DELETED = "<w:rPr><w:del/></w:rPr>"


def test_deleted_marks_join_paragraphs_as_the_last_one_with_words() -> None:
    styles = style("Heading1", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>', "heading 1")
    gone = "<w:del><w:r><w:delText>Old fees</w:delText></w:r><w:r><w:br/></w:r></w:del>"
    body = (
        paragraph(gone, f'<w:pStyle w:val="Heading1"/>{DELETED}')
        + paragraph("A night ", "<w:rPr><w:moveFrom/></w:rPr>")
        + paragraph("costs 42", DELETED)
        + paragraph(" crowns.")
        + styled("Heading1", "Radio")
        + paragraph("Last words", DELETED)
        + table(["Cell", paragraph("x", DELETED)])
    )
    document = read_document("a.docx", word_file(body, {"styles.xml": styles}))
    assert document.text == "A night costs 42 crowns.\n\nRadio\n\nLast words\n\nCell | x"
    assert [section.path for section in document.sections] == [(), ("Radio",)]


def test_a_heading_stays_one_if_the_paragraph_joined_to_it_is_deleted() -> None:
    styles = style("Heading1", "", "heading 1")
    gone = paragraph("<w:del><w:r><w:delText>Gone.</w:delText></w:r></w:del>")
    heading = paragraph("Fees", f'<w:pStyle w:val="Heading1"/>{DELETED}')
    document = read_document("a.docx", word_file(heading + gone, {"styles.xml": styles}))
    assert document.sections[0].path == ("Fees",)
