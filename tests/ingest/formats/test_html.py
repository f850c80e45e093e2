import pytest

from ingest import UnreadableSource, keep_boilerplate, read_document, require_text
from tests.support.files import WORDS, page
from tests.support.pages import dropped, kept, read_site

ARTICLE = f"""
<h1>Submarines for two</h1>
<p>{WORDS} The first paragraph goes on for a while, so that it is seen to be a text.</p>
<h2>What they cost</h2>
<p>{WORDS} Nobody knows what they cost, but <b>every</b>body asks, and<br>asks again.</p>
<ul><li>Steel, of which there is much.</li><li>Crews, of which there are <i>few</i>.</li></ul>
<table><tr><th>Year</th><th>Boats</th></tr><tr><td>2030</td><td>4</td></tr></table>
<blockquote><p>We build them, and we build them well, said the man from the yard.</p></blockquote>
"""
HEAD = """
<title>Submarines for two | The Institute</title>
<meta property="og:site_name" content="The Institute">
<meta name="author" content="Julie Kim">
<meta property="article:published_time" content="2025-04-02T10:00:00Z">
<link rel="canonical" href="https://example.org/submarines">
"""
PAGE = page(
    f"<nav><a href='/'>All our briefs</a></nav><article>{ARTICLE}</article>"
    "<footer><p>Imprint of the institute</p></footer>",
    HEAD,
)


def test_metadata_come_from_the_page_head() -> None:
    document = read_document("page.html", PAGE)
    assert (document.title, document.author) == ("Submarines for two", "Julie Kim")
    assert (document.date, document.url) == ("2025-04-02", "https://example.org/submarines")
    bare = read_document("page.htm", page(f"<p>{WORDS * 5}</p>"))
    assert (bare.title, bare.author, bare.date, bare.url) == ("", "", "", "")


def test_the_title_and_the_author_of_a_program_are_none() -> None:
    head = '<title>Microsoft Word - brief_v2.doc</title><meta name="author" content="Windows User">'
    body = f"<h1>Submarines for two</h1><p>{WORDS} {WORDS}</p>"
    document = read_document("page.html", page(body, head))
    assert (document.title, document.author) == ("Submarines for two", "")
    assert read_document("page.html", page(f"<p>{WORDS}</p>", head)).title == ""


def test_the_title_that_is_shown_before_the_headings_is_the_title() -> None:
    body = f"<p class=MsoTitle>Annual plan</p><h1>1. Fees</h1><p>{WORDS} {WORDS}</p>"
    document = read_document("page.html", page(body, "<title>Annual plan</title>"))
    assert (document.title, document.sections[-1].path) == ("Annual plan", ("1. Fees",))


def test_the_name_of_a_site_that_leads_to_its_front_page_is_no_title() -> None:
    body = f"<h1><a href='/'>Boats</a></h1><h2>New yard</h2><p>{WORDS} {WORDS}</p>"
    assert read_document("page.html", page(body, "<title>Boats » New yard</title>")).title == (
        "New yard"
    )


def test_the_title_has_no_link_to_itself() -> None:
    body = f"<h1 id=a>Fees<a class=headerlink href='#a'>¶</a></h1><p>{WORDS} {WORDS}</p>"
    assert read_document("page.html", page(body)).title == "Fees"


def test_names_that_begin_with_the_family_name_are_one_author_each() -> None:
    names = "".join(
        f"<meta name=citation_author content='{name}'>" for name in ("Elm, Jo", "Fir, Ada")
    )
    assert read_document("page.html", page(f"<h1>Huts</h1><p>{WORDS}</p>", names)).author == (
        "Jo Elm; Ada Fir"
    )


def test_the_heading_of_a_part_is_no_title() -> None:
    parts = f"<h3>Definitions</h3><p>{WORDS * 4}</p><h3>Duties</h3><p>{WORDS * 5}</p>"
    assert read_document("page.html", page(parts)).title == ""
    assert read_document("page.html", page(parts, "<title>Definitions</title>")).title


def test_headings_lists_and_tables_keep_their_form() -> None:
    document = read_document("page.html", PAGE)
    assert [section.path for section in document.sections] == [(), ("What they cost",)]
    assert "\n\nWhat they cost\n\n" in document.text
    assert "- Steel, of which there is much.\n- Crews, of which there are few." in document.text
    assert "Year | Boats\n--- | ---\n2030 | 4" in document.text
    assert "but everybody asks, and\nasks again." in document.text


def test_blocks_outside_the_article_are_dropped_with_a_reason() -> None:
    document = read_document("page.html", PAGE)
    dropped = {document.text[span.start : span.end]: span.reason for span in document.dropped}
    assert dropped["All our briefs"] == "not in the article"
    assert dropped["Imprint of the institute"] == "not in the article"
    assert "briefs" not in kept(document)
    assert WORDS in kept(document)


def test_the_rest_of_the_page_follows_the_article_and_keeps_its_headings() -> None:
    aside = f"<aside><a href=x>More</a><h3>Our yard</h3><p><a href=y>{WORDS}</a></p></aside>"
    whole = page(f"<nav><a href='/'>All our briefs</a></nav><article>{ARTICLE}</article>{aside}")
    document = read_document("page.html", whole)
    kept_whole = keep_boilerplate(document)
    assert (kept_whole.text, kept_whole.dropped) == (document.text, ())
    order = ["Submarines for two", "What they cost", "2030", "All our briefs", "Our yard"]
    places = [document.text.index(words) for words in order]
    assert places == sorted(places)
    paths = [section.path for section in kept_whole.sections]
    assert paths[-3:] == [("What they cost",), (), ("Our yard",)]
    assert kept_whole.sections[-2].start == document.text.index("All our briefs")


def test_headings_missing_in_the_article_are_restored() -> None:
    topics = ("Steel", "Crews", "Yards", "Money")
    page_of_questions = "".join(
        f"<section><h2>What about {topic}?</h2><div><p>{topic} is dear. {WORDS} Ask {topic}, and it"
        f" will tell you more than anybody wants to know.</p></div></section>"
        for topic in topics
    )
    document = read_document("page.html", page(page_of_questions))
    assert [section.path for section in document.sections if section.path][-3:] == [
        (f"What about {topic}?",) for topic in topics[-3:]
    ]
    assert all(f"What about {topic}?" in kept(document) for topic in topics)


def test_unclosed_elements_lose_no_text() -> None:
    unclosed = "".join(f"<p><font size=2>Paragraph {number} is one." for number in range(400))
    document = read_document("page.html", page(f"<p>{WORDS * 5}</p>{unclosed}"))
    assert "Paragraph 399 is one." in document.text


def test_an_exported_document_without_any_navigation_is_kept_whole() -> None:
    duties = "".join(f"<p class=MsoListParagraph>{n}. duty of number {n};</p>" for n in range(9))
    articles = "".join(
        f"<p align=center><b>Article ({n})</b></p><p>{WORDS} This is what article {n} is about, in"
        f" many words.</p>{duties}"
        for n in range(3)
    )
    table = "<table><tr><td><p>Year</p></td><td><p>Fine</p></td></tr></table>"
    document = read_document("export.html", page(f"<div class=Section1>{articles}{table}</div>"))
    assert document.dropped == ()
    assert document.text.count("8. duty of number 8;") == 3
    assert document.text.endswith("Year | Fine")


@pytest.mark.parametrize(
    "link", ["<a href=x>More</a> ", "<p><a href=x>A longer link to it</a></p>"]
)
def test_a_page_of_links_is_indexed_only_if_its_boilerplate_is_kept(link: str) -> None:
    document = read_document("page.html", page(link * 3))
    with pytest.raises(UnreadableSource, match=r"links to other pages \(--keep-boilerplate"):
        require_text(document)
    assert kept(require_text(keep_boilerplate(document)))


@pytest.mark.parametrize("menu", ["", "<nav><a href=x>All our briefs</a></nav>"])
def test_a_short_page_keeps_its_form(menu: str) -> None:
    lists = "<ol><li><p>No <b>receipts</b>.</p><p>Not one.</p></li><li>Late<ul><li>Oslo</ul></ol>"
    table = "<tr><th></th><th>Q1</th></tr><tr><td>Oslo</td><td>9</td></tr>"
    body = f"{menu}<h1>Flaws</h1><p>The audit found:</p>{lists}<table>{table}</table>"
    assert kept(read_document("page.html", page(body))) == (
        "Flaws\n\nThe audit found:\n\n1. No receipts.\n  Not one.\n2. Late\n  - Oslo\n\n"
        "| Q1\n--- | ---\nOslo | 9"
    )


def test_a_nested_list_is_read_once() -> None:
    nested = "<ul><li>One thing<ul><li>Its first part</li><li>Its second</li></ul></li></ul>"
    document = read_document("page.html", page(f"<article><p>{WORDS * 9}</p>{nested}</article>"))
    assert kept(document).count("Its first part") == 1
    assert "- One thing\n  - Its first part\n  - Its second" in document.text


def test_the_declared_encoding_is_used() -> None:
    words = "Оборонное сотрудничество двух стран растёт год от года, пишет автор."
    body = f"<html><p>{words}</p></html>".encode("iso8859-5")
    declared = b'<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-5">'
    assert words in read_document("page.html", declared + body).text
    with pytest.raises(UnreadableSource, match="save it as UTF-8"):
        read_document("page.html", body)


@pytest.mark.parametrize("character", ["\f", "\v", "&#12;", "&#1;"])
def test_control_characters_are_spaces(character: str) -> None:
    row = f"<table><tr><td>Elm{character}</td><td>Fir</td></tr></table>"
    page = f"<h1>Depots</h1><p>The depots<br>{character}are old.</p>{row}"
    text = read_document("a.html", page.encode()).text
    assert " ".join(text.split()) == "Depots The depots are old. Elm | Fir"


def test_what_readers_do_not_see_stays_dropped_with_the_boilerplate_kept() -> None:
    page = "<p>The fee is <del>40</del> 42 crowns.</p><p hidden>Ghost</p><nav>Start</nav>"
    assert dropped(keep_boilerplate(read_site(page))).keys() == {"40", "Ghost"}
