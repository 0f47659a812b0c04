"""Servers that several tests share, started once in each process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hosts import Server, Storage, s3, sshd


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An sshd of this test."""
    with sshd(tmp_path_factory.mktemp("sshd")) as found:
        yield found


@pytest.fixture(scope="session")
def _storage() -> Iterator[Storage]:
    patch = pytest.MonkeyPatch()
    for name, value in (
        ("ACCESS_KEY_ID", "testing"),
        ("SECRET_ACCESS_KEY", "testing"),
        ("DEFAULT_REGION", "us-east-1"),
    ):
        patch.setenv(f"AWS_{name}", value)
    patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with s3() as found:
        yield found
    patch.undo()


@pytest.fixture
def storage(_storage: Storage) -> Storage:
    """An S3 service with an empty bucket "site"."""
    objects = _storage.client.list_objects_v2 if _storage.has_bucket() else None
    for one in objects(Bucket="site").get("Contents", ()) if objects else ():
        _storage.client.delete_object(Bucket="site", Key=one["Key"])
    if not objects:
        _storage.client.create_bucket(Bucket="site")
    return _storage
