"""From a source's bytes to its Document, whatever the file is."""

from dataclasses import replace

from ingest.decode import decode
from ingest.document import Document
from ingest.errors import UnreadableSource
from ingest.metadata import read_metadata
from ingest.readers import format_of, read_document
from ingest.sources import Contents, Source
from ingest.worker import Worker


def read_source(
    source: Source, contents: Contents, worker: Worker, *, keep_boilerplate: bool = False
) -> Document:
    """The document of a source; its sidecar says what it is, before the document itself does.

    Parsers that are not ours alone work in the `worker`. Raises UnreadableSource, and nothing
    else: no file stops a run.
    """
    about = {} if contents.sidecar is None else read_metadata(decode(contents.sidecar))
    if about is None:
        raise UnreadableSource("the file that says what it is holds no valid YAML with fields")
    read = read_document if format_of(source.id).ours else worker.read
    try:
        document = read(source.id, contents.data, keep_boilerplate)
    except (ValueError, RecursionError, MemoryError) as error:  # one of ours has a fault
        raise UnreadableSource(f"its reader failed: {error!r}") from error
    return replace(document, sha256=contents.sha256, **about)
