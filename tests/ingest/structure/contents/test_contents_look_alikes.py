"""Lists that only look like contents lists, and answer questions."""

import pytest

from ingest import read_document
from ingest.structure.contents import find_contents
from tests.ingest.structure.contents.test_contents import TEXT
from tests.support.files import page, word

# Lists whose lines, or some of them, come again, but that are no contents lists.
LOOK_ALIKES = {
    "findings": (
        "Tolls\n\nIn this brief:\n- Tolls rose by a tenth\n- Lorries took other roads\n- The bridge"
        " is paid for\n\nTolls and traffic\n\nThe toll went up in May, and drivers grumbled.\n"
    ),
    "price list": (
        "Prices\n\nCoffee ..... 3\nTea ..... 4\nCake ..... 5\n\nOpen every day but Monday.\n"
    ),
    "parts of a kit": (
        "Shelf\n\nContents\nScrews ..... 4\nNuts ..... 12\nBoards ..... 30\n\nPut the boards on the"
        " floor first, and then look for the screws.\n"
    ),
    "a thing's contents": "The chest\n\nContents\n\nTwo coins and a ring lay in it.\n",
    "abbreviations": (
        "List of abbreviations\n\nGDP .... gross domestic product\nNGO .... group without a state\n"
        "SME .... small firm\n\nSME\n\nSmall firms did best of all in that year.\n"
    ),
    "recommendations": (
        "Wards\n\nRecommendations\n- Hire more nurses\n- Pay them at night\n- Repair the lifts\n\n"
        "Hire more nurses\n\nForty are missing.\n\nPay them at night\n\nNobody works for free.\n\n"
        "Repair the lifts\n\nTwo of three stand still.\n"
    ),
    "a sentence's list": (
        "Wards\n"
        "\nThe auditors found that three things went wrong there:\n- Hiring\n- Pay\n- Lifts\n"
        "\nHiring\n\nForty nurses are missing.\n\nPay\n\nNobody works for free.\n\nLifts\n\nTwo of"
        " three stand still.\n"
    ),
    "minutes": (
        "Council\n\nPresent\nAnna Berg\nBen Holm\nCarla Moss\n"
        "\nAnna Berg\n\nThe roof leaks again.\n"
        "\nBen Holm\n\nWe have no money for it.\n\nCarla Moss\n\nThen let us borrow a bucket.\n"
    ),
    "transcript": (
        "Council\n\nAnna\nBen\nCarla\n\nAnna\n"
        "\nThe roof leaks again.\n\nBen\n\nWe have no money.\n\n"
        "Anna\n\nThat is what you said last year.\n\nCarla\n"
        "\nThen let us borrow a bucket.\n\nBen\n\n"
        "I shall ask my aunt.\n\nAnna\n\nDo that, please.\n\nCarla\n\nAnd quickly so.\n"
    ),
    "table": "Region\nNorth\nSouth\nEast\n\nNorth\n12\n\nSouth\n13\n\nEast\n14\n",
    "poem": (
        "The rope\n\nHaul away, my brothers\nHaul the rope"
        "\nHaul until morning\n\nThe sea is wide.\n"
        "Haul away, my brothers\nThe night is long.\nHaul the rope\nThe port is far.\n"
    ),
    "answers of a survey": "Overview\nYes\nNo\nUnsure\n\nYes\n40\nNo\n50\nUnsure\n10\n",
    "repeated prose": "Talk\n\n" + "Nothing else was said on that point.\n\n" * 6,
    "a label": (
        "Aid\n\nPartners:\n- Chad\n- Mali\n- Niger\n\nChad\n\nIt gave most of all.\n"
        "\nMali\n\nIt gave nothing.\n\nNiger\n\nIt gave a little.\n"
    ),
    "a label in a line": (
        "Aid\n\nPartners: Chad · Mali · Niger\n\nChad\n\nIt gave most of all.\n"
        "\nMali\n\nIt gave nothing.\n\nNiger\n\nIt gave a little.\n"
    ),
    "a label above": (
        "Aid\n\nPartners\nChad\nMali\nNiger\n\nChad\n\nIt gave most of all.\n"
        "\nMali\n\nIt gave nothing.\n\nNiger\n\nIt gave a little.\n"
    ),
    "values": (
        "Aid\n\nChad     90\nMali     14\nNiger     20\n\nChad\n\nIt gave most of all.\n"
        "\nMali\n\nIt gave nothing.\n\nNiger\n\nIt gave a little.\n"
    ),
    "values under a label": (
        "Aid\n\nPartners:\n- Chad 9\n- Mali 14\n- Niger 20\n\nChad\n\nIt gave least of all.\n"
        "\nMali\n\nIt gave a little.\n\nNiger\n\nIt gave most of all.\n"
    ),
    "questions with answers": (
        f"Visitors\n\n{TEXT}\n\n- How many came in May? 40\n- How many came in June? 55\n"
        "- Who came in July? 8 boys\n\nHow many came in May\n\nAs many as before.\n"
        "\nHow many came in June\n\nMore than before.\n\nWho came in July\n\nFewer.\n"
    ),
    "table of values": (
        "Aid\n\nOverview\n\n| Country | Sum |\n|---|---|\n| Chad | 9 |\n| Mali | 14 |\n"
        "\nChad\n\nIt gave most of all.\n\nMali\n\nIt gave nothing.\n"
    ),
    "head of a table": (
        "Aid\n\nAt a glance\n\nChad | Mali | Niger\n90 | 14 | 12\n\nChad\n\nIt gave most of"
        " all.\n\nMali\n\nIt gave nothing.\n\nNiger\n\nIt gave a little.\n"
    ),
    "contents of a box": (
        "Kit\n\nContents of the box\n- Bandages\n- Scissors\n- Blankets\n\nBandages\n"
        "\nUse them once.\n\nScissors\n\nKeep them clean.\n\nBlankets\n\nGold side out.\n"
    ),
    "contents in a line": (
        "Kit\n\nContents: 2 bandages; 1 pair of scissors; 1 blanket\n\nUse\n\nOpen it at home.\n"
    ),
    "years": (
        "Output\n\n2019\n2020\n2021\n\n2019\n\nIt rose.\n\n2020\n\nIt fell.\n\n2021\n\nIt rose.\n"
    ),
}


@pytest.mark.parametrize("format", ["txt", "md"])
@pytest.mark.parametrize("kind", LOOK_ALIKES)
def test_a_list_that_only_looks_like_contents_is_kept(kind: str, format: str) -> None:
    assert read_document(f"a.{format}", LOOK_ALIKES[kind].encode()).dropped == ()


TOWNS = ("New Truro", "East Moncton", "Hull on Sea")
ITEMS = "".join(f"- {town}\n" for town in TOWNS)
SECTIONS = "".join(f"\n### {town}\n\n{TEXT}\n" for town in TOWNS)


@pytest.mark.parametrize(
    ("id", "data"),
    [
        ("a.md", f"---\ntitle: Prize\n---\n# Prize\n\n## Shortlist\n\n{ITEMS}{SECTIONS}"),
        ("a.md", f"Prize\n=====\n\nShortlist\n---------\n\n{ITEMS}{SECTIONS}"),
        ("a.md", f"Prize\n=====\n\n**Shortlist**\n\n{ITEMS}{SECTIONS}"),
        ("a.txt", f"Prize\n\nShortlist\n\n{ITEMS}{SECTIONS}".replace("### ", "")),
        (
            "a.html",
            page(
                "<h1>Prize</h1><h2>Shortlist</h2><ul>"
                + "".join(f"<li>{town}</li>" for town in TOWNS)
                + "</ul>"
                + "".join(f"<h2>{town}</h2><p>{TEXT}</p>" for town in TOWNS)
            ),
        ),
        (
            "a.docx",
            word(
                ("Title", "Prize"),
                ("Heading 1", "Shortlist"),
                *(("", town) for town in TOWNS),
                *(part for town in TOWNS for part in (("Heading 1", town), ("", TEXT))),
            ),
        ),
    ],
    ids=["ATX", "setext", "bold", "text", "HTML", "Word"],
)
def test_a_list_under_a_heading_that_says_what_its_items_are_is_kept(
    id: str, data: str | bytes
) -> None:
    document = read_document(id, data.encode() if isinstance(data, str) else data)
    assert "navigation" not in {span.reason for span in document.dropped}


@pytest.mark.parametrize(
    "text",
    [
        "Leka             560\nVega            1200\nAlsten          1400",
        "Topics discussed\n\n- The fee rose to 40 crowns\n- Vega\n- Alsten",
        "Three islands won a grant this year.\n\n- Leka\n- Vega\n- Alsten",
        "Table of figures\n\nExport of fish     120\nImport of fish   30\nBalance   90",
        "Index\n\nAngola, 12\nBenin, 31\nChad, 7, 9\nTogo, 18",
    ],
)
def test_values_and_what_a_sentence_leads_in_are_kept(text: str) -> None:
    prose = "The harbour has two quays and a crane that lifts ten tons every day. " * 2
    parts = "".join(f"## {name}\n\n{prose}\n\n" for name in ("Leka", "Vega", "Alsten"))
    assert find_contents(f"# Islands\n\n{text}\n\n{parts}") == []
