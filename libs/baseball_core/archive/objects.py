"""Objects in a folder, a bucket or memory. Wraps obstore: its errors become ours, its gaps are closed."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec
import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, InvalidPathError, UnknownConfigurationKeyError
from obstore.store import LocalStore, MemoryStore, ObjectStore, S3Store

from baseball_core.archive.base import ArchiveUnavailableError
from baseball_core.errors import ArchiveError, SettingsError


class ObjectInfo(msgspec.Struct, frozen=True):
    """Name and size of a stored object, in bytes as stored."""

    name: str
    size: int


@contextmanager
def _translated(action: str, name: str) -> Iterator[None]:
    try:
        yield
    except (InvalidPathError, UnknownConfigurationKeyError) as exc:
        raise ArchiveError(f"cannot {action} {name}: {exc}", reason="archive_misused", name=name) from exc
    except (BaseError, OSError) as exc:
        # Only the first line: the rest is the library's own debug output.
        text = str(exc).partition("\n")[0]
        raise ArchiveUnavailableError(f"cannot {action} {name}: {text}", name=name) from exc


class Objects:
    """A flat space of named objects at ``url``.

    ``file:///folder`` (made if missing), ``s3://bucket/prefix`` (region, endpoint and credentials as AWS's own tools
    take them from the environment) or ``memory://`` (gone with this object). Raises SettingsError for other URLs.
    """

    def __init__(self, url: str) -> None:
        self._folder: Path | None = None
        self._store: ObjectStore
        parts = urlsplit(url)
        if parts.scheme == "file" and parts.netloc in ("", "localhost") and len(parts.path) > 1:
            self._folder = Path(unquote(parts.path))
            with _translated("open", url):
                self._store = LocalStore(prefix=self._folder, mkdir=True)
        elif parts.scheme == "s3" and parts.netloc:
            self._store = _bucket(url)
        elif parts.scheme == "memory":
            self._store = MemoryStore()
        else:
            raise SettingsError(f"ARCHIVE_URL: must be file:///folder, s3://bucket/prefix or memory:// (got {url!r})")

    def put_new(self, name: str, data: bytes) -> bool:
        """Stores an object under a name that stands for its content; false if it was there already."""
        with _translated("write", name):
            try:
                obstore.put(self._store, name, data, mode="create", use_multipart=False)
            except AlreadyExistsError:
                if obstore.head(self._store, name)["size"] == len(data):
                    return False
                # Another size under a name that is the content's hash: cut short by a power failure.
                obstore.put(self._store, name, data, mode="overwrite", use_multipart=False)
            self._sync(name)
            return True

    def put(self, name: str, data: bytes) -> None:
        """Replaces an object; readers see the old or the new one, never a part."""
        with _translated("write", name):
            obstore.put(self._store, name, data, mode="overwrite", use_multipart=False)
            self._sync(name)

    def _sync(self, name: str) -> None:
        """A folder's files must outlive a power failure as a bucket's objects do; the library leaves that open."""
        if self._folder is None:
            return
        path = self._folder / name
        for target in (path, path.parent):
            descriptor = os.open(target, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def get(self, name: str) -> bytes | None:
        """An object's bytes, or ``None`` when there is none of that name."""
        with _translated("read", name):
            try:
                return bytes(obstore.get(self._store, name).bytes())
            except FileNotFoundError:
                return None

    def below(self, prefix: str) -> Iterator[ObjectInfo]:
        """Every object below ``prefix/``, in no order."""
        with _translated("list", prefix):
            for chunk in obstore.list(self._store, prefix):
                for meta in chunk:
                    yield ObjectInfo(meta["path"], meta["size"])

    def folders(self, prefix: str) -> list[str]:
        """The names directly below ``prefix`` ("" is the top) that have something below them, sorted."""
        with _translated("list", prefix):
            found = obstore.list_with_delimiter(self._store, prefix or None)["common_prefixes"]
        return sorted(path.rpartition("/")[2] for path in found)


def _bucket(url: str) -> S3Store:
    try:
        return S3Store.from_url(
            url,
            # Plain http is for endpoints inside a cluster; which endpoint it is, the environment says.
            client_options={"connect_timeout": "3s", "timeout": "20s", "allow_http": True},
            # The live path waits for this: fail early, the poller tries again with the next answer.
            retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=15)},
        )
    except (BaseError, ValueError) as exc:
        text = str(exc).partition("\n")[0]
        raise SettingsError(f"ARCHIVE_URL: is no bucket that can be used: {text} (got {url!r})") from exc
