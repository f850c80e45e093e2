"""A tiny model in parts, installed in a folder like the distributions that hold the real one."""

import io
import shutil
import zipfile
from hashlib import sha256
from pathlib import Path

from index.encoders.parts import ModelFile, Part, SplitModel

FILES = {
    "1_Pooling/config.json": b'{"dimensions": 4}',
    "config.json": b"{}",
    "model.safetensors": bytes(range(256)) * 8,
}
"""The files of the tiny model, as they are published."""


def zipped(files: dict[str, bytes]) -> bytes:
    """Return a zip of `files`."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


def zipped_model(changes: dict[str, bytes] | None = None) -> bytes:
    """Return a zip of the tiny model, with other contents for some of its files."""
    return zipped({f"tiny/{name}": data for name, data in (FILES | (changes or {})).items()})


def install(site: Path, packed: bytes) -> SplitModel:
    """Install three distributions in `site` that share the zip `packed`; return the tiny model."""
    third = len(packed) // 3
    parts = []
    for number, data in enumerate([packed[:third], packed[third:-third], packed[-third:]], 1):
        (site / f"tiny_{number}-1.0.dist-info").mkdir(parents=True)
        (site / f"tiny_{number}-1.0.dist-info/METADATA").write_text(f"Name: tiny-{number}\n")
        (site / f"zip.{number}").write_bytes(data)
        parts.append(Part(f"tiny-{number}", "1.0", f"zip.{number}", sha256(data).hexdigest()))
    files = {name: ModelFile(len(data), sha256(data).hexdigest()) for name, data in FILES.items()}
    return SplitModel("tiny", tuple(parts), files)


def uninstall(site: Path, *numbers: int) -> None:
    """Remove these distributions from `site`."""
    for number in numbers:
        shutil.rmtree(site / f"tiny_{number}-1.0.dist-info")
        (site / f"zip.{number}").unlink()
