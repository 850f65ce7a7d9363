"""Fetch one file: over HTTP with resume, or from a local path; whole or not at all.

What has come so far stands beside the final name and is continued, but only with a validator of the same bytes
(ETag or Last-Modified): a file that changed at its place is begun again, never joined from two versions.
"""

import hashlib
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPException
from http.client import HTTPResponse
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit
from urllib.request import url2pathname

from genopipe.io.hashing import sha256

TRIES = 5
"""How often an address is tried again after the connection broke (count)."""

SECONDS = 60.0
"""Longest silence of a server before the connection counts as broken (seconds)."""

_CHUNK = 1 << 20
_SCHEMES = ("http", "https", "file")
_PARTIAL_CONTENT = 206
_RANGE_REFUSED = 416


class Fetched(NamedTuple):
    """A file that is there whole.

    Attributes:
        path: The file.
        sha256: SHA-256 of its bytes.
        url: The address it came from; empty: it was there before.
    """

    path: Path
    sha256: str
    url: str


class DownloadError(Exception):
    """An address did not give the file; the message says why."""


class _BrokenError(Exception):
    """The connection broke; what came is kept."""


def download(url: str, path: Path, expected: str | None, offline: bool = False) -> Fetched:
    """Fetch a file.

    Args:
        url: `http://`, `https://` or `file://`.
        path: The final name.
        expected: SHA-256 that it must have; None: any.
        offline: Open no connection: only `file://` is read.

    Raises:
        DownloadError: The address does not give the file, or gives other bytes.
    """
    scheme = urlsplit(url).scheme
    if scheme not in _SCHEMES:
        raise DownloadError(f"{url}: only http, https and file addresses are fetched")
    path.parent.mkdir(parents=True, exist_ok=True)
    partial, validator = path.with_name(f".{path.name}.partial"), path.with_name(f".{path.name}.validator")
    if scheme == "file":
        _copy(url, partial)
    elif offline:
        raise DownloadError(f"{url}: offline, no connection is opened")
    else:
        _transfer(url, partial, validator)
    found = sha256(partial)
    if expected is not None and found != expected:
        partial.unlink()
        validator.unlink(missing_ok=True)
        raise DownloadError(f"{url}: SHA-256 is {found}, the record says {expected}; the bytes were thrown away")
    partial.replace(path)
    validator.unlink(missing_ok=True)
    return Fetched(path, found, url)


def _copy(url: str, partial: Path) -> None:
    given = Path(url2pathname(urlsplit(url).path))
    try:
        shutil.copyfile(given, partial)
    except OSError as error:
        raise DownloadError(f"{url}: {error.strerror}") from error


def _transfer(url: str, partial: Path, validator: Path) -> None:
    reason = ""
    for _ in range(TRIES):
        try:
            _continue(url, partial, validator)
        except _BrokenError as error:
            reason = str(error)
        else:
            return
    raise DownloadError(f"{url}: {reason}, {TRIES} times; what came is kept and continued next time")


def _continue(url: str, partial: Path, validator: Path) -> None:
    """Fetch what is missing.

    Raises:
        _BrokenError: The connection broke.
        DownloadError: The server refuses.
    """
    have = partial.stat().st_size if partial.exists() else 0
    known = validator.read_text(encoding="utf-8") if validator.exists() else ""
    key = hashlib.sha256(url.encode()).hexdigest()
    if have and not known.startswith(f"{key} "):
        have = 0
    request = urllib.request.Request(url, headers={"Accept-Encoding": "identity"})  # noqa: S310 - scheme is checked
    if have:
        request.add_header("Range", f"bytes={have}-")
        request.add_header("If-Range", known.partition(" ")[2])
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as response:  # noqa: S310 - scheme is checked
            _receive(response, partial, validator, key, have)
    except urllib.error.HTTPError as error:
        if error.code == _RANGE_REFUSED and have:
            partial.unlink()
            raise _BrokenError("what came was longer than the file") from error
        raise DownloadError(f"{url}: the server answers {error.code} {error.reason}") from error
    except (OSError, HTTPException) as error:
        raise _BrokenError(f"the connection broke ({error})") from error


def _receive(response: HTTPResponse, partial: Path, validator: Path, key: str, have: int) -> None:
    """Write what the server sends, behind what is there when it continues.

    Raises:
        _BrokenError: Fewer bytes came than were announced.
    """
    continues = response.status == _PARTIAL_CONTENT
    if continues and not (response.headers.get("Content-Range") or "").startswith(f"bytes {have}-"):
        partial.unlink()
        raise _BrokenError("the server continued at another byte")
    etag = response.headers.get("ETag") or ""
    mark = etag if etag and not etag.startswith("W/") else response.headers.get("Last-Modified") or ""
    if mark:
        validator.write_text(f"{key} {mark}", encoding="utf-8")
    else:
        validator.unlink(missing_ok=True)
    announced = response.headers.get("Content-Length")
    with partial.open("ab" if continues else "wb") as out:
        got = sum(out.write(chunk) for chunk in _chunks(response))
    if announced is not None and got < int(announced):
        raise _BrokenError(f"{got:,} of {int(announced):,} bytes came")


def _chunks(response: HTTPResponse) -> Iterator[bytes]:
    while chunk := response.read(_CHUNK):
        yield chunk
