"""A hit made by hand, for tests of how hits are cited and shown."""

from index import Hit, ScoreParts
from ingest import Locator, Passage, read_document

DOCUMENT = read_document(
    "folder/brief.md",
    b"---\ntitle: A Title\nauthor: Ada\ndate: May 2025\n---\n"
    b"# Part\n## Sub\n\nFirst. Second. Third.",
)
START = DOCUMENT.text.index("First.")
PASSAGE = Passage(
    "folder/brief.md",
    START,
    START + 21,
    "First. Second. Third.",
    ("Part", "Sub"),
    paragraph=2,
    locator=Locator("page", 3, 3),
    sentences=((START, START + 6), (START + 7, START + 14), (START + 15, START + 21)),
)
HIT = Hit(
    1,
    0.71234,
    PASSAGE,
    DOCUMENT,
    ((START + 7, START + 14),),
    ScoreParts(0.65, 0.75432, 0.5, 4.8912),
)
