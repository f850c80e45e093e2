import pytest

from tests.support.pages import dropped, kept_inside, read_site


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Bus at <time datetime='09:15'>9:15</time> from Elm.", "Bus at 9:15 from Elm."),
        ("Set <label for=x>depth</label> to <output>two</output>.", "Set depth to two."),
        ("Press <button>Pay</button>, then <kbd>Enter</kbd>.", "Press Pay, then Enter."),
        ("Take <button>Map</button><button>Key</button> along.", "Take Map Key along."),
        (
            "A walk: <a href=a>map</a><a href=b>list</a> of the huts.",
            "A walk: map list of the huts.",
        ),
        ("Un<wbr>break<b>able</b> <abbr>NATO</abbr>.", "Unbreakable NATO."),
        ("The fee is <x-fee>9</x-fee> crowns.", "The fee is 9 crowns."),
        ("The stay is <input value=9 readonly> days.", "The stay is 9 days."),
        ("<input type=checkbox checked> Dog <input type=radio disabled> Cat.", "☒ Dog ☐ Cat."),
        ("<q>No fires</q> is the rule.", "“No fires” is the rule."),
        ("The hut is open.<img alt=Hut>Ask first.", "The hut is open. Ask first."),
        ("<img class=emoji alt=⚠> Adders.", "⚠ Adders."),
        ("森の料金は、\n  夏は九クローネ。", "森の料金は、夏は九クローネ。"),
        ("The Forst&shy;amt is shut.", "The Forstamt is shut."),
        ("Either <select><option>day<option>week</select> pass.", "Either day week pass."),
    ],
)
def test_elements_of_a_line_stay_in_their_sentence(html: str, text: str) -> None:
    assert kept_inside(f"<p>{html}</p>") == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("10<sup>6</sup> trees on 30 km<sup>2</sup>", "10⁶ trees on 30 km²"),
        ("$320<sup><a href='#n1'>1</a></sup> in all", "$320¹ in all"),
        ("$320<sup>1</sup><sup>2</sup> in all", "$320¹ ² in all"),
        ("$320<sup>1, 2</sup> in all", "$320¹, ² in all"),
        ("$320<a href='#n1'>1</a> in all", "$320¹ in all"),
        ("$320<span style='vertical-align: super'>1</span> in all", "$320¹ in all"),
        ("$320<sup>[1]</sup> in all", "$320[1] in all"),
        ("H<sub>2</sub>O on the 5<sup>th</sup> day", "H₂O on the 5th day"),
        ("x<sup><i>n</i>+1</sup> and v<sub>max</sub>", "xⁿ⁺¹ and v_max"),
        ("step <a href='#s3'>3</a> of the rules", "step 3 of the rules"),
        ("the <b>rules </b><a href='#s3'>3</a> to 5", "the rules 3 to 5"),
        ("10<span class=superscript>6</span> trees", "10⁶ trees"),
        ("3 m<span style='font-size: 70%; vertical-align: 3px'>2</span>", "3 m²"),
        ("3 m<span style='mso-text-raise: 4.0pt'>2</span>", "3 m²"),
        ("10<sup>–9</sup> in years 3<sup>4–5</sup>", "10⁻⁹ in years 3⁴–⁵"),
    ],
)
def test_raised_and_lowered_characters_say_so(html: str, text: str) -> None:
    assert kept_inside(f"<p>{html}.</p>") == f"{text}."


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<span>Open in May.</span><span>Shut in June.</span>", "Open in May. Shut in June."),
        ("<span>1.</span><span>Safety</span>", "1. Safety"),
        ("<span class=k>Length</span><span class=v>12</span>", "Length 12"),
        ("<b>42</b><i>huts</i>", "42 huts"),
        ("<time>May 4, 2023</time><time>May 6, 2024</time>", "May 4, 2023 May 6, 2024"),
        ("<span role=cell>A</span><span role=cell>42</span>", "A 42"),
        ("<b>Fee:</b>42 crowns, at <b>08:</b>30", "Fee: 42 crowns, at 08:30"),
        ("<span>4</span><span>2</span><span>%</span> of <b>H</b><i>e</i>", "42% of He"),
        ("<span class=drop>T</span><span>he</span> 5<i>th</i> hut", "The 5th hut"),
        ("<code><i>hut</i><b>.</b><i>Open</i></code>", "hut.Open"),
    ],
)
def test_words_of_elements_side_by_side_are_apart(html: str, text: str) -> None:
    assert kept_inside(f"<div>{html}</div>") == text


def test_blocks_are_never_glued() -> None:
    tails = "<div>one<div>two</div>three<ul><li>four</ul>five<p>six</p>seven<hr>eight</div>nine"
    assert " ".join(kept_inside(tails).split()) == (
        "one two three - four five six seven eight nine"
    )
    styled = "<span style='display:block'>one</span><span style='display: block'>two</span>"
    assert kept_inside(f"<div>{styled}</div>") == "one\n\ntwo"


def test_line_breaks_are_lines_and_two_are_paragraphs() -> None:
    assert kept_inside("<p>Forest Office<br>Oak Road 5<br><br>Arden</p>") == (
        "Forest Office\nOak Road 5\n\nArden"
    )


@pytest.mark.parametrize(
    "html",
    [
        "<pre>\ncall 112\n  say: NAME\nwait</pre>",
        "<pre><code>call 112\n  say: <b>NAME</b>\nwait\n</code></pre>",
        "<div style='white-space: pre-wrap'>call 112\n  say: NAME\nwait</div>",
    ],
)
def test_preformatted_lines_are_kept(html: str) -> None:
    assert kept_inside(html) == "call 112\n  say: NAME\nwait"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<ol><li>Call<li>Pay</ol>", "1. Call\n2. Pay"),
        ("<ol start=4><li>Call<li value=9>Pay<li>Go</ol>", "4. Call\n9. Pay\n10. Go"),
        ("<ol reversed><li>Call<li>Pay</ol>", "2. Call\n1. Pay"),
        ("<ol type=a start=26><li>Call<li>Pay</ol>", "z. Call\naa. Pay"),
        ("<ol type=I start=9><li>Call<li>Pay</ol>", "IX. Call\nX. Pay"),
        ("<ol style='list-style-type: lower-roman'><li>Call<li>Pay</ol>", "i. Call\nii. Pay"),
        ("<ol style='list-style: none'><li>Call<li>Pay</ol>", "- Call\n- Pay"),
        ("<ol><li>Call<ul><li>now</ul>again<li>Pay</ol>", "1. Call\n  - now\n  again\n2. Pay"),
        ("<ol start=1e99><li value=x>Call</ol>", "1. Call"),
    ],
)
def test_items_keep_their_numbers(html: str, text: str) -> None:
    assert kept_inside(html) == text


@pytest.mark.parametrize(
    "anchor",
    [
        "<a class=headerlink href='#fees' title='Link to this heading'>¶</a>",
        " <a href='#fees'>#</a>",
        "<a href='#fees'>Permalink</a>",
        "<span>[<a href=/e>edit</a> | <a href=/s>edit source</a>]</span>",
    ],
)
@pytest.mark.parametrize("is_inside", [True, False])
def test_links_beside_a_heading_are_no_part_of_it(anchor: str, is_inside: bool) -> None:
    if not is_inside and "[" not in anchor:
        return
    heading = f"Fees{anchor}</h2>" if is_inside else f"Fees</h2>{anchor}"
    document = read_site(f"<div><h2 id=fees>{heading}</div><p>A permit costs nine crowns.</p>")
    assert ("Fees",) in [section.path for section in document.sections]
    assert "link beside a heading" in dropped(document).values()


def test_a_heading_that_is_a_link_is_kept() -> None:
    heading = "<h2 id=fees><a href='#fees'>Fees</a></h2><p>A permit costs nine crowns.</p>"
    assert kept_inside(heading).startswith("Fees\n\n")


def row(*parts: str) -> str:
    return f"<mrow>{''.join(parts)}</mrow>"


@pytest.mark.parametrize(
    ("math", "text"),
    [
        ("<mi>F</mi><mo>=</mo><mi>k</mi><msup><mi>v</mi><mn>2</mn></msup>", "F = k v²"),
        ("<mfrac><mn>1</mn><mn>2</mn></mfrac><mi>m</mi>", "1/2 m"),
        (f"<mfrac>{row('<mi>a</mi><mo>+</mo><mi>b</mi>')}<mi>c</mi></mfrac>", "(a + b)/c"),
        ("<msqrt><mi>x</mi></msqrt><mo>≤</mo><msub><mi>v</mi><mi>max</mi></msub>", "√x ≤ v_max"),
        ("<mi>f</mi><mo>(</mo><mi>x</mi><mo>)</mo><mo>=</mo><mo>-</mo><mn>1</mn>", "f(x) = -1"),
        (
            "<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi>"
            "</munderover><msub><mi>x</mi><mi>i</mi></msub>",
            "∑_(i = 1)ⁿ x_i",
        ),
        (
            f"<semantics>{row('<mi>E</mi><mo>=</mo><mn>3</mn>')}"
            "<annotation encoding='application/x-tex'>E=3</annotation></semantics>",
            "E = 3",
        ),
        ("<mfrac><mi>a</mi>stray<mi>b</mi></mfrac>", "a stray b"),
        ("<mrow>" * 99 + "<mi>x</mi>", "x"),
    ],
)
def test_formulas_are_text(math: str, text: str) -> None:
    assert kept_inside(f"<p>It is <math>{math}</math> here.</p>") == f"It is {text} here."


@pytest.mark.parametrize(
    "html",
    [
        "<script type='math/tex'>x=1</script>",
        "<span class=MathJax_Preview></span><script type='math/tex; mode=display'>x=1</script>",
        "<span class=MathJax>x=1</span><script type='math/tex'>x=1</script>",
        "<img class=tex alt='x=1'>",
    ],
)
def test_a_formula_in_tex_is_read(html: str) -> None:
    assert kept_inside(f"<p>So <span>{html}</span> here.</p>") == "So x=1 here."


def test_a_formula_is_read_once() -> None:
    math = "<math alttext='x=1'><mi>x</mi><mo>=</mo><mn>1</mn></math>"
    drawn = f"<span>{math}</span><span aria-hidden=true>x=1</span>"
    pictured = f"<span style='display: none'>{math}</span><img aria-hidden=true alt='x=1'>"
    for html in (drawn, pictured):
        assert kept_inside(f"<p>So <span>{html}</span> here.</p>") == "So x = 1 here."
