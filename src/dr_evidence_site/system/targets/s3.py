"""A bucket of object storage that speaks Amazon's protocol, S3, as the place that a site is published to.

boto3, Amazon's own client, does the rest: credentials from wherever its users keep them, signatures, retries. What it
sends is kept to what all services know: since version 1.36 it would add checksums that some refuse.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from dr_evidence_site.system.placed import NAME
from dr_evidence_site.system.targets.target import Found, SupersededError, TargetError, Upload

_AT_ONCE = 8
"""Requests under way at a time."""


class S3Target:
    """A bucket, and within it what begins with `prefix` (which ends with "/" or is empty)."""

    sends_headers = True

    def __init__(self, bucket: str, prefix: str, endpoint: str = "") -> None:
        self.name = f"s3://{bucket}/{prefix}"
        self._bucket, self._prefix = bucket, prefix
        self._client = _client(endpoint)

    def read_record(self) -> tuple[bytes, str] | None:
        """See Target."""
        with _said(NAME):
            try:
                answer = self._client.get_object(Bucket=self._bucket, Key=self._prefix + NAME)
            except self._client.exceptions.NoSuchKey:
                return None
            return answer["Body"].read(), _tag(answer)

    def write_record(self, data: bytes, before: str | None) -> str:
        """See Target. Services that cannot compare and replace in one step are asked to replace."""
        condition = {"IfNoneMatch": "*"} if before is None else {"IfMatch": f'"{before}"'}
        words: dict[str, Any] = {
            "Bucket": self._bucket,
            "Key": self._prefix + NAME,
            "Body": data,
            "ContentMD5": _in_base64(hashlib.md5(data, usedforsecurity=False).digest()),
            "ContentType": "application/json",
            "CacheControl": "no-store",
        }
        with _said(NAME):
            try:
                return _tag(self._client.put_object(**words, **condition))
            except self._client.exceptions.ClientError as error:
                status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
                if status in (409, 412):
                    raise SupersededError("Another publication has begun meanwhile") from error
                if status != 501:
                    raise
            return _tag(self._client.put_object(**words))

    def found(self, paths: Iterable[str]) -> dict[str, Found]:
        """See Target."""
        wanted = set(paths)
        there = {}
        with _said("the bucket"):
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=self._prefix)
            for page in pages:
                for one in page.get("Contents", ()):
                    path = one["Key"][len(self._prefix) :]
                    if path in wanted:
                        there[path] = Found(one["Size"], _tag(one))
        return there

    def put(self, uploads: Sequence[Upload]) -> Iterator[str]:
        """See Target."""

        def put(upload: Upload) -> str:
            with _said(upload.path):
                try:
                    content = upload.source.read_bytes()
                except OSError as error:
                    raise TargetError(f"“{upload.path}” cannot be read: {error.strerror}") from error
                # A service refuses bytes that are not those of the digest: those that changed on the way, or before.
                self._client.put_object(
                    Bucket=self._bucket,
                    Key=self._prefix + upload.path,
                    Body=content,
                    ContentMD5=_in_base64(bytes.fromhex(upload.md5)),
                    **_words(upload),
                )
            return upload.path

        yield from _each(put, uploads)

    def remove(self, paths: Sequence[str]) -> Iterator[str]:
        """See Target. One by one: to delete many at once needs a checksum that some services do not know."""

        def remove(path: str) -> str:
            with _said(path):
                self._client.delete_object(Bucket=self._bucket, Key=self._prefix + path)
            return path

        yield from _each(remove, paths)

    def close(self) -> None:
        """See Target."""
        self._client.close()


def _client(endpoint: str) -> Any:
    try:
        import boto3  # noqa: PLC0415 - half a second that only this kind of target needs
        from botocore.config import Config  # noqa: PLC0415
    except ImportError as error:
        raise TargetError(
            "Targets of the kind s3:// need the extra “s3”: pip install 'dr-evidence-site[s3]'"
        ) from error
    config = Config(
        retries={"mode": "standard", "max_attempts": 5},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        max_pool_connections=_AT_ONCE,
    )
    with _said("the service"):
        return boto3.client("s3", endpoint_url=endpoint or None, config=config)


@contextmanager
def _said(what: str) -> Iterator[None]:
    """Whatever boto3 raises as one kind of error, in a sentence."""
    from boto3.exceptions import Boto3Error  # noqa: PLC0415
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    try:
        yield
    except (BotoCoreError, ClientError, Boto3Error, ValueError) as error:
        name = what if what.startswith("the ") else f"“{what}”"
        raise TargetError(f"S3 does not answer as it should for {name}: {str(error).rstrip('.')}") from error


def _each(deed: Callable[[Any], str], things: Sequence[Any]) -> Iterator[str]:
    """Do something with each thing, several at a time. After a failure no new one is begun."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for start in range(0, len(things), 16 * _AT_ONCE):
            yield from pool.map(deed, things[start : start + 16 * _AT_ONCE])


def _words(upload: Upload) -> dict[str, str]:
    """The headers in boto3's words."""
    names = {"Content-Type": "ContentType", "Cache-Control": "CacheControl"}
    return {names[name]: value for name, value in upload.headers.items()}


def _tag(answer: dict[str, Any]) -> str:
    """The entity tag, which is the MD5 of the content unless the service encrypts it with a key of its customer."""
    return str(answer["ETag"]).strip('"')


def _in_base64(digest: bytes) -> str:
    return base64.b64encode(digest).decode()
