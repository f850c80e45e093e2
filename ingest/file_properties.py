"""Title and author from a file's properties, unless a program or a computer filled them in."""

import re
from collections.abc import Iterable

from ingest.document import Metadata
from ingest.metadata import metadata

_PLACEHOLDERS = frozenset((
    "a", "adobe", "blank", "book", "copy", "cover", "default", "doc", "document", "draft",
    "element", "file", "final", "folie", "full", "general", "google", "home", "image", "index",
    "job", "layout", "letterhead", "microsoft", "my", "n", "na", "name", "neues", "new", "no",
    "none", "null", "of", "office", "ohne", "online", "page", "pdf", "photo", "powerpoint",
    "presentación", "presentation", "preview", "print", "präsentation", "présentation", "rev",
    "revised", "sample", "sans", "scan", "scanned", "sheet", "sin", "slide", "slides",
    "specified", "subject", "tba", "tbd", "temp", "template", "test", "the", "titel", "title",
    "titre", "tmp", "título", "unbenannt", "unknown", "unnamed", "unspecified", "untitled", "v",
    "ver", "version", "web", "word", "workbook", "www", "x", "xx", "xxx",
))  # fmt: skip
"""A title of no other words is that of a new file: "Untitled-1", "Layout 1", "draft v3 FINAL"."""
_ACCOUNTS = frozenset((
    "a", "account", "acer", "admin", "administrador", "administrateur", "administrator",
    "anonymous", "asus", "author", "authors", "benutzer", "by", "client", "company", "compaq",
    "computer", "copier", "corporation", "customer", "default", "dell", "desktop", "editor",
    "editors", "gast", "guest", "hewlett", "home", "host", "hp", "inc", "incorporated", "laptop",
    "lenovo", "local", "me", "microsoft", "my", "n", "na", "name", "no", "none", "notebook",
    "null", "office", "owner", "packard", "pc", "preferred", "print", "printer", "publisher",
    "reception", "registered", "root", "samsung", "scan", "scanner", "secretary", "service",
    "sony", "specified", "staff", "station", "student", "sys", "system", "systems", "teacher",
    "temp", "test", "tester", "the", "toshiba", "unknown", "unspecified", "user", "username",
    "users", "usuario", "utilisateur", "valued", "vendor", "webmaster", "win", "windows",
    "workstation", "ws", "www", "xp", "your",
))  # fmt: skip
"""An author of no other words is a machine's account: "Windows User", "PC-17", "Owner"."""
_PROGRAM = re.compile(
    r"(?:(?:microsoft|adobe|apple|corel|apache|google|libre ?office|open ?office(?:\.org)?)"
    r"(?: |$)(?:office |for )?)?"
    r"(?:word|excel|power ?point|publisher|visio|onenote|outlook|access|writer|impress|calc|draw"
    r"|indesign|illustrator|photoshop|acrobat|distiller|acrobat distiller|pagemaker|framemaker"
    r"|quark ?xpress|pages|keynote|numbers|docs|slides|libre ?office|open ?office(?:\.org)?"
    r"|wordperfect|canva|pandoc|(?:pdf|xe|lua)?(?:la)?tex|wordpress|drupal|joomla"
    r"|python-docx|html-to-docx|docx4j|phpword|reportlab|prince|fpdf|tcpdf|wkhtmltopdf|weasyprint"
    r"|ghostscript|pscript\d*(?:\.dll)?|quartz pdfcontext|skia/pdf|itext|crystal reports)?"
    r"(?: (?:pdf|library|version|with|hyperref|package|cs\d*|cc|\d[\d.]*))*"
)
_OF_PROGRAM = re.compile(
    r"(?:microsoft|adobe|corel|(?:libre|open) ?office) (?:office )?(?:word|power ?point|excel"
    r"|publisher|visio|onenote|indesign|illustrator|acrobat|photoshop|writer|impress|calc|draw)"
    r" *[-–—] |.* [-–—] google docs$"
)
"""What a program puts before, or behind, the name of the file that it prints."""
_FILE_NAME = re.compile(
    r".*\.(?:docx?|docm|dot[xm]?|wpd?|wps|odt|ott|rtf|txt|te?xt|tex|dvi|md|pdf|e?ps|indd|indt|idml"
    r"|qxd|qxp|pub|fm|p65|pmd|pptx?|pptm|ppsx?|odp|key|xlsx?|xlsm|ods|csv|vsdx?|cdr|psd|svg"
    r"|jpe?g|png|gif|bmp|tiff?|html?|xml|php|aspx?|jsp|tmp|bak|zip|epub|mobi)"
    r"(?: ?[(\[][\w -]*[)\]])?"
)
_ADDRESS = re.compile(
    r"[a-z]:[\\/].*|\\\\.*|[~.]*+/[^\s/]*+/.*|\w+://.*|(?:www\.|file:|about:).*|\S[^\s@]*+@\S+"
)
_BRACKETS = " \t()[]<>{}\"'“”‘’"
_LETTERS = re.compile(r"[^\W\d_]+")


def file_properties(
    title: str | None, author: str | None, programs: Iterable[str] = ()
) -> Metadata:
    """Return the title and author of a file's properties, without the worthless ones.

    These are names of files, programs and user accounts, and placeholders. `programs` name what
    made the file. Missing properties are None or ''.
    """
    names = {_words(program) for program in programs}
    found = metadata(title=title, author=author)
    if _is_of_file(found.get("title", ""), names):
        del found["title"]
    authors = re.split(r"(?<! ) *+; *+", found.pop("author", ""))
    people = [name for name in authors if name and not _is_of_account(name, names)]
    return found | metadata(author="; ".join(people))


_NUMBERED_NAME = re.compile(r"[A-Z]+-?\d{1,2}")
"""COVID-19, G20."""


def _is_of_file(title: str, programs: set[tuple[str, ...]]) -> bool:
    """Return whether a title is one that no author wrote."""
    words = title.lower().strip(_BRACKETS)
    is_one_word = (
        " " not in words
        and not _NUMBERED_NAME.fullmatch(title)
        and ("_" in words or bool(re.search(r"\d", words)) or words.count("-") > 1)
    )
    return bool(title) and (
        is_one_word
        or bool(_OF_PROGRAM.match(words))
        or _is_worthless(words, _PLACEHOLDERS, programs)
    )


def _is_of_account(author: str, programs: set[tuple[str, ...]]) -> bool:
    """Return whether an author is the user of a computer, or a program."""
    name = author.strip(_BRACKETS)
    is_login = " " not in name and (
        name.islower() or bool(re.search(r"[\d_.\\]|[a-z][A-Z]$|^[A-Z]{2}[a-z]", name))
    )
    return is_login or "\\" in name or _is_worthless(name.lower(), _ACCOUNTS, programs)


def _is_worthless(words: str, fillers: frozenset[str], programs: set[tuple[str, ...]]) -> bool:
    letters = _words(words)
    return (
        "\ufffd" in words
        or fillers.issuperset(letters)  # also without any letter
        or letters in programs
        or any(pattern.fullmatch(words) for pattern in (_PROGRAM, _FILE_NAME, _ADDRESS))
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(_LETTERS.findall(text.lower()))
