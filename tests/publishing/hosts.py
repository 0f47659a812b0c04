"""Real servers on loopback, each with its files in a folder of the test: Debian's nginx, OpenSSH's sshd, and moto's S3."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_SBIN = f"{os.environ.get('PATH', '')}:/usr/local/sbin:/usr/sbin:/sbin"
PATIENCE = 20.0


def program(name: str) -> str:
    """Where a program lies; `make test` sees to it that it is there (.ci/servers)."""
    found = shutil.which(name, path=_SBIN)
    assert found, f"{name} is not installed: sh .ci/servers"
    return found


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    raise AssertionError(f"no server on port {port}: {log.read_text(errors='replace') if log.exists() else ''}")


@contextmanager
def _running(command: list[str], port: int, log: Path) -> Iterator[None]:
    with log.open("wb") as stream, subprocess.Popen(command, stdout=stream, stderr=stream) as process:
        try:
            _wait(port, process, log)
            yield
        finally:
            process.terminate()
            process.wait(PATIENCE)


@contextmanager
def nginx(work: Path, root: Path, snippet: str) -> Iterator[str]:
    """nginx with the files of `root`, whose server has nothing but `snippet`; its address, without a slash."""
    work.mkdir(parents=True, exist_ok=True)
    port = free_port()
    (work / "site.conf").write_text(snippet)
    temporary = "\n".join(
        f"{kind}_temp_path {work}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (work / "nginx.conf").write_text(f"""\
daemon off;
master_process off;
pid {work}/pid;
error_log {work}/error.log;
events {{}}
http {{
  access_log off;
  {temporary}
  server {{
    listen 127.0.0.1:{port};
    root {root};
    include {work}/site.conf;
  }}
}}
""")
    with _running(
        [program("nginx"), "-p", str(work), "-e", f"{work}/error.log", "-c", f"{work}/nginx.conf"], port, work / "log"
    ):
        yield f"http://127.0.0.1:{port}"


@dataclass(frozen=True)
class Server:
    """An account that can be reached by SSH: what stands before the colon, and the command that knows its key."""

    port: int
    user: str
    shell: str
    restricted_shell: str
    """The same with another key, for which the server runs nothing but rsync within the folder `only`."""
    only: Path

    def address(self, folder: Path) -> str:
        return f"ssh://{self.user}@127.0.0.1:{self.port}{folder}"


@contextmanager
def sshd(work: Path) -> Iterator[Server]:
    """sshd with keys of its own, for the account that runs the tests."""
    work.mkdir(parents=True, exist_ok=True)
    only = work / "only"
    only.mkdir()
    (work / "home").mkdir()
    for name in ("host", "user", "restricted"):
        subprocess.run([program("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", work / name], check=True)
    restriction = f'restrict,command="{program("rrsync")} {only}"'
    keys = [(work / "user.pub").read_text(), f"{restriction} {(work / 'restricted.pub').read_text()}"]
    (work / "authorized_keys").write_text("".join(keys))
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # sshd puts unknown visitors in there, and will not run without
    port = free_port()
    (work / "sshd_config").write_text(f"""\
ListenAddress 127.0.0.1
Port {port}
HostKey {work}/host
PidFile none
AuthorizedKeysFile {work}/authorized_keys
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
SetEnv HOME={work}/home
""")  # whose shell starts with files of nobody: they can take longer than all that is tested
    known = (work / "host.pub").read_text()
    # The path of a socket has at most 108 bytes, and the folders of tests can be deep.
    sockets = tempfile.mkdtemp(prefix="sockets-", dir="/tmp")
    (work / "known_hosts").write_text(f"[127.0.0.1]:{port} {known}")
    for key in ("user", "restricted"):
        (work / f"ssh_{key}").write_text(f"""\
IdentityFile {work}/{key}
IdentitiesOnly yes
UserKnownHostsFile {work}/known_hosts
StrictHostKeyChecking yes
BatchMode yes
ControlMaster auto
ControlPath {sockets}/{key}-%C
ControlPersist 20
""")
    shells = [f"ssh -F {work}/ssh_{key}" for key in ("user", "restricted")]
    with _running([program("sshd"), "-D", "-e", "-f", str(work / "sshd_config")], port, work / "log"):
        yield Server(port, getpass.getuser(), *shells, only)
        for shell in shells:  # nobody goes on holding a connection
            command = [*shell.split(), "-O", "exit", "-p", str(port), "127.0.0.1"]
            with suppress(subprocess.SubprocessError):
                subprocess.run(command, capture_output=True, timeout=5, check=False)
    shutil.rmtree(sockets)


@dataclass(frozen=True)
class Storage:
    """An S3 service and a client that looks at it from outside."""

    endpoint: str
    client: Any
    seen: dict[str, bytes] = field(default_factory=dict)

    def has_bucket(self) -> bool:
        return any(one["Name"] == "site" for one in self.client.list_buckets()["Buckets"])

    def become(self, wanted: dict[str, bytes]) -> None:
        there = self.objects()
        for key in there.keys() - wanted.keys():
            self.client.delete_object(Bucket="site", Key=key)
        for key, data in wanted.items():
            if there.get(key) != data:
                self.client.put_object(Bucket="site", Key=key, Body=data)

    def objects(self) -> dict[str, bytes]:
        found = {one["Key"]: one["ETag"] for one in self.client.list_objects_v2(Bucket="site").get("Contents", ())}
        for key, tag in found.items():
            if tag not in self.seen:  # equal tags are equal contents here, and a request takes its time
                self.seen[tag] = self.client.get_object(Bucket="site", Key=key)["Body"].read()
        return {key: self.seen[tag] for key, tag in found.items()}


@contextmanager
def s3() -> Iterator[Storage]:
    """An S3 service in a thread of this process."""
    import logging

    import boto3
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        endpoint = f"http://{host}:{port}"
        yield Storage(endpoint, boto3.client("s3", endpoint_url=endpoint))
    finally:
        server.stop()
