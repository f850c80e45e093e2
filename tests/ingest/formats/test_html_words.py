"""Each word of a page is in the text of its document, kept or dropped."""

import contextlib
import re
import unicodedata
from collections import Counter
from pathlib import Path

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.etree import iterwalk

from ingest import UnreadableSource, decode, read_document
from tests.support.pages import site
from tests.support.paths import inputs

UNREAD = {"script", "style", "template", "head"}
PARTS = (
    "<p>Bus at <time>9:15</time>, <label>depth</label> <output>two</output> <button>Pay</button>",
    "<ol start=3><li>Call<li>Pay<ul><li>now</ul>again</ol><dl><dt>Fire<dd>never</dl>",
    "<table><caption>Fees</caption>odd<tr><th>Zone<th>Fee<tr><td rowspan=9>A<td>9<td>8</table>",
    "<table><tr><td><table><tr><td>inner</table>tail<td><h2>Head</h2><ul><li>item</ul></table>",
    "<aside><h3>Winter</h3><p>nine crowns</aside><p>nine crowns in winter</p>",
    "<figure><figcaption>Map</figcaption></figure><svg><text>north</text></svg>",
    "<details><summary>Where?</summary>Here.</details><p hidden>Ghost</p><dialog>Open</dialog>",
    "<h2 id=a>Dogs<a href='#a'>Link</a></h2><h3>Fire</h3>[<a href=x>edit</a>]<pre>a b\n c</pre>",
    "<p>So <math><mfrac><mi>a</mi>and<mi>b</mi></mfrac></math> is 10<sup>6</sup> x<sub>max</sub>",
    "<form><select><option>Day<option>Week</select><textarea>note</textarea></form>",
    "<p>The <del>old</del> <ins>new</ins> <ruby>kan<rt>ji</rt></ruby><noscript>Off</noscript>",
    "<nav><a href=x>Start</a></nav><div class=comments><li>Nice</div><iframe>frame</iframe>",
    "<div style='display:none'>gone</div>loose<div>one<div>two</div>three</div>four<hr>five",
)


def words(text: str) -> Counter[str]:
    apart = re.sub(r"([⁰¹²³⁴-⁹ⁿ₀-₉]+|_)", r" \1 ", text)  # as <sup> and <sub> are
    return Counter(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", apart)))


def dom_words(data: bytes) -> Counter[str]:
    root = lxml.html.document_fromstring(data, parser=lxml.html.HTMLParser(encoding="utf-8"))
    found = []
    walk = iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event == "start" and element.tag in UNREAD:
            walk.skip_subtree()
        elif event == "start":
            found.append(element.text or "")
        elif element is not root:
            found.append(element.tail or "")
    return words("\n".join(found))


@pytest.mark.parametrize("part", [*PARTS, "".join(PARTS)])
@pytest.mark.parametrize("is_alone", [True, False])
def test_each_word_of_a_page_is_in_the_text(part: str, is_alone: bool) -> None:
    data = part.encode() if is_alone else site(part)
    assert dom_words(data) <= words(read_document("page.html", data).text)


@pytest.mark.skipif(not inputs(".html"), reason="the shared cases and fixtures are not at hand")
@pytest.mark.parametrize("path", inputs(".html"), ids=lambda path: path.name)
def test_each_word_of_a_page_at_hand_is_in_the_text(path: Path) -> None:
    data = path.read_bytes()
    try:
        document = read_document("page.html", data)
    except UnreadableSource:
        return
    expected = dom_words(decode(data, "windows-1252").encode())
    text = unicodedata.normalize("NFKC", document.text)  # elements may be parts of one word
    assert {word for word, count in expected.items() if text.count(word) < count} == set()


TAG_NAMES = (
    "p div span a table tr td th ul ol li dl dt dd h1 h2 sup sub br hr pre math mi mfrac msup"
    " details summary button label time select option form nav aside footer figure figcaption"
    " article section blockquote noscript svg del ruby rt b x-y template script"
)
TAGS = st.sampled_from(TAG_NAMES.split())
ATTRIBUTES = st.sampled_from(
    ("", "hidden", "style='display:none'", "colspan=1000000000", "rowspan=100000", "href='#a'",
     "id=a", "class=comment", "role=tab", "aria-controls=a", "type=i start=-5", "reversed")
)  # fmt: skip
TEXTS = st.sampled_from(
    ("Nine crowns.", " ", "7", "[edit]", "¶", "a | b", "&#0;", "&#xD800;", "\f", "\ufffe",
     "<!-- c -->", "</div>", "</td></table>", "<![CDATA[x]]>", "<?x ?>", "The woods are open.")
)  # fmt: skip
TREES = st.recursive(
    TEXTS,
    lambda inner: st.builds(
        lambda tag, attribute, parts, is_closed: (
            f"<{tag} {attribute}>{''.join(parts)}{f'</{tag}>' if is_closed else ''}"
        ),
        TAGS,
        ATTRIBUTES,
        st.lists(inner, max_size=5),
        st.booleans(),
    ),
    max_leaves=25,
)


@settings(max_examples=25, deadline=None)
@given(st.lists(TREES, min_size=1, max_size=4).map("".join))
def test_any_page_is_read_or_refused(html: str) -> None:
    with contextlib.suppress(UnreadableSource):
        read_document("page.html", html.encode())
