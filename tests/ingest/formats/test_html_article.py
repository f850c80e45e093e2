import pytest

from ingest import read_document
from tests.support.files import page
from tests.support.pages import AFTER, BEFORE, FOOTER, MENU, dropped, kept, kept_inside, read_site

BOATS = "Visitors may use the boats of the office on the lake from May until the end of October."


@pytest.mark.parametrize(
    "name",
    ["comment-period", "ad-hoc", "tags", "meta", "nav-aids", "footer-note", "author", "sidebar",
     "newsletter", "social-rules", "related", "share", "cookie", "hidden-gem", "print-only"],
)  # fmt: skip
def test_names_of_classes_drop_no_prose(name: str) -> None:
    for html in (
        f'<div class="{name}"><h3>Lake</h3><p>{BOATS}</p></div>',
        f'<p class="{name}">{BOATS}</p>',
        f'<div id="{name}"><div><p>{BOATS}</p></div></div>',
    ):
        assert kept_inside(html).removeprefix("Lake\n\n") == BOATS
    last = read_site(f'{AFTER}<div class="{name}"><p>{BOATS}</p></div>')
    assert BOATS in kept(last)
    assert not last.author


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<figure><img><figcaption>Figure 2. The hut.</figcaption></figure>", "Figure 2. The hut."),
        ("<figure><img><figcaption>Map of huts</figcaption></figure>", "Map of huts"),
        ("<aside><h3>Tip</h3><p>Bring water.</p></aside>", "Tip\n\nBring water."),
        ("<div role=note>Beware of adders.</div>", "Beware of adders."),
        ("<section>Nine crowns a day.<h2>Dogs</h2>On a lead.</section>",
         "Nine crowns a day.\n\nDogs\n\nOn a lead."),
        ("<p>See the <a href=x>list of fees</a> too.</p>", "See the list of fees too."),
        ("<details><summary>Pay?</summary>At the gate.</details>", "Pay?\n\nAt the gate."),
        ("<ul class=menu><li>Soup 4 crowns<li>Bread 2 crowns</ul>",
         "- Soup 4 crowns\n- Bread 2 crowns"),
    ],
)  # fmt: skip
def test_short_parts_of_an_article_stay_in_it(html: str, text: str) -> None:
    assert kept_inside(html) == text


@pytest.mark.parametrize(
    "html",
    [
        "<button aria-expanded=false>Pay?</button><div style='display: none'><p>{}</p></div>",
        "<h3><button aria-controls=a1>Pay?</button></h3><section id=a1 hidden><p>{}</p></section>",
        "<a href='#a1' data-toggle=collapse>Pay?</a><div id=a1 style='display:none'>{}</div>",
        "<div class=faq-q>Pay?</div><div class=faq-a style='display:none'>{}</div>",
        "<h4>Pay?</h4><div hidden>{}</div>",
        "<p>Pay?</p><div hidden=until-found>{}</div>",
        "<div role=tab>Pay?</div><div role=tabpanel hidden>{}</div>",
    ],
)
def test_a_closed_fold_is_not_hidden(html: str) -> None:
    text = "Pay at the gate."
    assert kept_inside(f"<div>{html.format(text)}</div>") == f"Pay?\n\n{text}"


def test_each_of_several_closed_folds_is_read() -> None:
    folds = "".join(f"<h3>Why {n}?</h3><div hidden><p>For reason {n}.</p></div>" for n in (1, 2))
    assert kept_inside(folds) == "Why 1?\n\nFor reason 1.\n\nWhy 2?\n\nFor reason 2."


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<p hidden>Draft: 45 crowns.</p>", "hidden on the page"),
        ("<div style='color:red; display : none'>Draft: 45 crowns.</div>", "hidden on the page"),
        ("<p style='visibility:hidden'>Draft: 45 crowns.</p>", "hidden on the page"),
        ("<h2>Fees</h2><p hidden>Draft: 45 crowns.</p><p>Nine.</p>", "hidden on the page"),
        ("<dialog>Draft: 45 crowns.</dialog>", "hidden on the page"),
        ("<noscript><p>Draft: 45 crowns.</p></noscript>", "for browsers that lack something"),
        ("<svg><text>Draft: 45 crowns.</text></svg>", "words in a drawing"),
        ("<p>The fee is <del>Draft: 45 crowns.</del> nine.</p>", "struck out"),
    ],
)
def test_hidden_text_is_dropped_with_its_reason(html: str, reason: str) -> None:
    document = read_site(html)
    assert "Draft" not in kept(document)
    assert dropped(document)["Draft: 45 crowns."] == reason


@pytest.mark.parametrize("tag", ["main", "div"])
def test_a_page_that_a_script_shows_is_read(tag: str) -> None:
    body = f"<{tag} style='visibility: hidden'><h1>Hut</h1><p>The hut is closed.</p></{tag}>"
    assert kept(read_document("page.html", page(body))) == "Hut\n\nThe hut is closed."


def test_a_template_is_no_text() -> None:
    document = read_site("<template><p>Draft.</p></template><script>Draft()</script>")
    assert "Draft" not in document.text


def test_equal_words_are_told_apart() -> None:
    document = read_site(
        "<p>A night costs nine crowns in summer for all of the walkers in the woods.</p>",
        behind="<aside><h3>Winter</h3><p>nine crowns</p></aside>",
    )
    assert "nine crowns in summer" in kept(document)
    assert {"Winter", "nine crowns"} <= dropped(document).keys()


@pytest.mark.parametrize(
    "menu",
    [
        "<nav><a href=a>Start</a> <a href=b>News</a></nav>",
        "<div><a href=a>Start</a> | <a href=b>News</a> | <a href=c>About us</a></div>",
        "<ul><li><a href=a>Start</a><li><a href=b>News</a></ul>",
    ],
)
def test_the_menu_of_a_short_page_is_dropped(menu: str) -> None:
    body = f"{menu}<h1>Hut</h1><p>The hut is closed.</p><h2>Until when?</h2><p>Until May.</p>"
    document = read_document("page.html", page(body))
    assert kept(document) == "Hut\n\nThe hut is closed.\n\nUntil when?\n\nUntil May."
    assert {section.path for section in document.sections} == {(), ("Until when?",)}
    assert "News" in document.text


@pytest.mark.parametrize(
    "chapter",
    [
        "<section id=s{0}><h2>Chapter {0}</h2>{1}</section>",
        "<div><div class=head{0}><h2>Chapter {0}</h2></div><div class=b{0}>{1}</div></div>",
        "<article><h2>Chapter {0}</h2>{1}</article>",
        "<div class='panel widget w{0}'><h2>Chapter {0}</h2>{1}</div>",
        "<h3><button aria-expanded=false>Chapter {0}</button></h3><div hidden>{1}</div>",
    ],
)
@pytest.mark.parametrize("around", ["<div>{}</div>", "<form>{}</form>", "<div class=x>{}</div>"])
def test_all_chapters_of_a_report_are_kept(chapter: str, around: str) -> None:
    text = "".join(
        chapter.format(n, f"<p>{BOATS} In year {n} they were used by many.</p><p>{BOATS}</p>")
        for n in range(9)
    )
    start = f"<header><nav><ul>{MENU}</ul></nav></header><h1>Report</h1><p>{BOATS} {BOATS}</p>"
    end = f"<footer>{FOOTER} <a href=x>Privacy</a></footer>"
    document = read_document("page.html", page(start + around.format(text) + end))
    assert all(f"In year {n} they" in kept(document) for n in range(9))
    assert all(f"Chapter {n}" in kept(document) for n in range(9))
    assert FOOTER not in kept(document)


@pytest.mark.parametrize(
    ("mark", "notes"),
    [
        ("<sup><a href='#n1'>1</a></sup>",
         "<section><ol><li id=n1><p>{} <a href='#r1'>↩</a></p></ol></section>"),
        ("<a href='#n1'>[1]</a>", "<div><p><a name=n1 href='#r1'>[1]</a> {}</p></div>"),
        ("<a href='#n1'>*</a>", "<aside><div id=n1>{}</div></aside>"),
        ("<a href='#n1'><sup>a</sup></a>", "<footer><p id=n1>{}</p></footer>"),
    ],
)  # fmt: skip
def test_notes_that_the_article_refers_to_belong_to_it(mark: str, notes: str) -> None:
    document = read_site(
        f"<p>It costs nine crowns.{mark}</p>", behind=notes.format("But not dogs.")
    )
    assert "But not dogs." in kept(document)


def test_the_number_of_comments_is_no_mark_of_a_note() -> None:
    behind = "<div id=comments><article><p>So do I.</p></article></div>"
    assert "So do I" not in kept(read_site("<p>I agree. <a href='#comments'>3</a></p>", "", behind))


def test_a_text_in_an_aside_is_read_if_it_is_longer_than_the_rest() -> None:
    boxes = "".join(
        f"<h3>Part {n}</h3><div class=x><p>{BOATS} See {n}.</p></div>" for n in range(9)
    )
    text = kept(read_site("", behind=f"<aside>{boxes}</aside>"))
    assert all(f"Part {n}" in text and f"See {n}." in text for n in range(9))
    assert BOATS not in kept(read_site("", behind=f"<aside><p>{BOATS}</p></aside>"))


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>The forms:</p><ul><li><a href=a>Permit</a><li><a href=b>Complaint</a></ul>",
         "The forms:\n\n- Permit\n- Complaint"),
        (f"<div><div><h3><a href=a>Boats</a></h3><p>{BOATS}</p></div></div>", f"Boats\n\n{BOATS}"),
    ],
)  # fmt: skip
def test_links_that_belong_to_the_article_are_kept(html: str, text: str) -> None:
    assert kept_inside(html) == text


def test_the_headings_of_several_articles_are_kept_though_they_are_links() -> None:
    articles = "".join(
        f"<article><header><h2><a href=/{n}>Post {n}</a></h2><time>May {n}</time></header>"
        f"<p>{BOATS} {BOATS} See {n}.</p></article>"
        for n in range(3)
    )
    menu = f"<nav><ul>{MENU}</ul></nav>"
    document = read_document("page.html", page(f"{menu}<main>{articles}</main>"))
    paths = [section.path for section in document.sections if section.path]
    assert paths[:3] == [("Post 0",), ("Post 1",), ("Post 2",)]


def test_a_page_of_comments_is_read() -> None:
    comments = f"<ol class=comments><li><p>{BOATS}</p><li><p>{BOATS} Often.</p></ol>"
    text = kept(read_document("page.html", page(f"<h1>Comments on the plan</h1>{comments}")))
    assert "Often." in text


def test_a_page_with_frames_is_read() -> None:
    frames = "<frameset><frame src=a><noframes><body><h1>Huts</h1><p>No dogs.</body></noframes>"
    assert kept(read_document("page.html", frames.encode())) == "Huts\n\nNo dogs."


RULES = (
    "<p>Users of this site respect each other, and write of nothing but the article above.</p>"
    "<p>The editors may delete every contribution that insults somebody, without a word.</p>"
    "<p>A user who breaks these rules a second time loses the account for good, with all of it.</p>"
) * 3


@pytest.mark.parametrize("name", ["role=dialog", "class='modal-window rules'", "id=login_popup"])
def test_a_dialog_of_the_site_is_no_text_of_the_page(name: str) -> None:
    dialog = f"<div {name}><section>{RULES}</section></div>"
    assert kept(read_site("", behind=dialog)).split() == kept(read_site("")).split()
    assert BOATS in kept_inside(f"<div class=modal><p>{BOATS}</p></div>")
    whole = page(f"<div {name}><h1>Boats</h1><p>{BOATS}</p></div><p>{FOOTER}</p>")
    assert BOATS in kept(read_document("page.html", whole))


def test_a_paragraph_that_repeats_the_one_before_it_is_kept_once() -> None:
    caption = f"<div class=short><p>{BOATS}</p></div><div class=long><p>{BOATS}</p></div>"
    assert kept_inside(caption) == BOATS
    assert kept_inside(f"{caption}<h3>Lake</h3><p>{BOATS}</p>") == f"{BOATS}\n\nLake\n\n{BOATS}"


def test_comments_by_visitors_are_dropped() -> None:
    comment = f"<li class=comment><p>{BOATS} {BOATS} That is what I think of it.</p></li>"
    behind = f"<section id=comments><h2>3 comments</h2><ol>{comment * 3}</ol></section>"
    assert "I think" not in kept(read_site("", behind=behind))


@pytest.mark.parametrize(
    ("html", "date"),
    [
        (f"<p>By Jo Elm, <time datetime=2022-03-04>4 March 2022</time></p>{BEFORE}", "2022-03-04"),
        (f"{BEFORE}<p>Posted <time pubdate datetime=2022-03-04>4 March</time></p>", "2022-03-04"),
        (f"{BEFORE}<span itemprop=datePublished>2022-03-04</span>", "2022-03-04"),
        (f"{BEFORE}<p>Closing date: <time datetime=2024-05-12>12 May 2024</time>.</p>", ""),
        ("<p>The deadline is <time datetime=2024-05-12>12 May 2024</time>, at noon.</p>", ""),
        (f"{BEFORE}<p class=date>The next meeting is on 7 June 2024.</p>", ""),
        ("<table><tr><td><time datetime=2024-05-12>12 May 2024</time><td>Council</table>", ""),
        ("<ul><li><time datetime=2024-05-12>12 May 2024</time> Council</ul>", ""),
    ],
)
def test_only_the_date_of_the_document_is_its_date(html: str, date: str) -> None:
    document = read_document("page.html", page(f"<h1>Meetings</h1>{html}"))
    assert document.date == date


@pytest.mark.parametrize(
    ("html", "author"),
    [
        ("<p class=byline>By Jo Elm</p>", "Jo Elm"),
        ("<div class=author-box><a rel=author>Jo Elm</a></div>", "Jo Elm"),
        ("<p class=author-note>The author owns a hut in the woods.</p>", ""),
        ("<div class=author><p>She lives in Arden.</p></div>", ""),
    ],
)
def test_a_sentence_is_no_author(html: str, author: str) -> None:
    assert read_document("page.html", page(f"<h1>Huts</h1>{html}{BEFORE}")).author == author


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("iso-8859-1", "cp1252"), ("us-ascii", "cp1252"), ("latin1", "cp1252"),
        ("x-sjis", "cp932"), ("ks_c_5601-1987", "cp949"), ("gb2312", "gb18030"),
        ("iso-8859-9", "cp1254"), ("tis-620", "cp874"), ("koi8-u", "koi8-u"),
    ],
)  # fmt: skip
def test_labels_of_encodings_mean_what_they_mean_to_browsers(label: str, codec: str) -> None:
    words = {
        "cp1252": "Der “Wald” kostet €9 – für café", "cp932": "森の①番の料金", "cp949": "숲의 요금",
        "gb18030": "森林的費用", "cp1254": "Ağaç – €9 “şimdi”", "cp874": "ค่า…ธรรมเนียม",
        "koi8-u": "Ліс коштує дев'ять",
    }[codec]  # fmt: skip
    data = f'<meta charset="{label}"><p>{words}</p>'.encode(codec)
    assert read_document("page.html", data).text == words
