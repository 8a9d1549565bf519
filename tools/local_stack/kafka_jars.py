"""Apache Kafka's jars from Maven Central, installed once into the cache and made quick to start.

Beside the jars lie the files of one formatted log folder (so that a new broker needs no JVM run for formatting) and an
archive of loaded classes for the one Java and class path (1.0 instead of 2.3 s to the first message).
"""

import base64
import hashlib
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

import msgspec

from local_stack.errors import StackError
from local_stack.folders import KAFKA_VERSION, locked
from local_stack.java import Java, find_java, java_environment

KAFKA = f"org.apache.kafka:kafka_2.13:{KAFKA_VERSION}"
# Without it the broker says nothing, even when it fails; its version is that of Kafka's own log4j-core.
LOG4J_VERSION = "2.25.4"
LOG4J_BRIDGE = f"org.apache.logging.log4j:log4j-slf4j-impl:{LOG4J_VERSION}"
MAVEN_GOAL = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
FORMAT_FILES = ("meta.properties", "bootstrap.checkpoint")
OLDEST_AOT_JAVA = 25
JVM_FLAGS = ("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData")

POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>local</groupId><artifactId>broker</artifactId><version>1</version>
  <dependencies>{dependencies}</dependencies>
</project>
"""
DEPENDENCY = "<dependency><groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version></dependency>"
LOG4J_PROPERTIES = """status = error
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %d{ISO8601} %-5p %c{1} %m%n
rootLogger.level = warn
rootLogger.appenderRef.out.ref = out
"""


class KafkaInstallation(msgspec.Struct, frozen=True):
    """Jars and a Java that together make a broker; ``folder`` also holds the format files and the class archive."""

    folder: Path
    java: Java

    @property
    def libs(self) -> Path:
        return self.folder / "libs"

    @property
    def formatted(self) -> Path:
        return self.folder / "formatted"

    @property
    def class_path(self) -> str:
        return os.pathsep.join(str(jar) for jar in sorted(self.libs.glob("*.jar")))

    @property
    def class_archive(self) -> Path:
        """The archive is good for exactly one Java and class path; others are ignored by the JVM without a word."""
        identity = f"{self.java.executable.resolve()}|{self.java.version}|{self.class_path}"
        suffix = "aot" if self.java.version >= OLDEST_AOT_JAVA else "jsa"
        return self.folder / f"classes-{hashlib.sha256(identity.encode()).hexdigest()[:12]}.{suffix}"

    def command(self, main_class: str, *arguments: str, flags: tuple[str, ...] = ()) -> list[str]:
        """A java command line for one of Kafka's main classes."""
        logging = f"-Dlog4j2.configurationFile={self.folder / 'log4j2.properties'}"
        java = str(self.java.executable)
        return [java, *JVM_FLAGS, *flags, logging, "-cp", self.class_path, main_class, *arguments]

    def broker_command(self, properties: Path) -> list[str]:
        """The command line of a broker, with the class archive when there is one."""
        archive = self.class_archive
        name = "AOTCache" if archive.suffix == ".aot" else "SharedArchiveFile"
        flags = (f"-XX:{name}={archive}",) if archive.exists() else ()
        return self.command("kafka.Kafka", str(properties), flags=flags)

    def recording_command(self, properties: Path, archive: Path) -> list[str]:
        """The command line of a broker that writes the class archive when it ends by SIGTERM."""
        name = "AOTCacheOutput" if archive.suffix == ".aot" else "ArchiveClassesAtExit"
        return self.command("kafka.Kafka", str(properties), flags=(f"-XX:{name}={archive}",))


def is_installed(cache: Path) -> bool:
    """Whether the jars need not be fetched any more."""
    return (cache / f"kafka-{KAFKA_VERSION}" / "libs").is_dir()


def new_kafka_id() -> str:
    """22 characters of URL-safe base64 of 16 random bytes, not starting with a dash."""
    while True:
        identifier = base64.urlsafe_b64encode(secrets.token_bytes(16)).decode().rstrip("=")
        if not identifier.startswith("-"):
            return identifier


def install_jars(cache: Path, environ: Mapping[str, str]) -> KafkaInstallation:
    """Jars, log settings and format files; the first caller makes them (6 s with Maven, 20-40 s with jgo)."""
    folder = cache / f"kafka-{KAFKA_VERSION}"
    with locked(cache / "kafka.lock"):
        installation = KafkaInstallation(folder, find_java(cache, environ))
        if not installation.libs.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            making = Path(tempfile.mkdtemp(dir=folder))
            try:
                if not _jars_by_maven(making, environ):
                    _jars_by_jgo(making, cache, environ)
                (making / "libs").rename(installation.libs)
            finally:
                shutil.rmtree(making, ignore_errors=True)
        (folder / "log4j2.properties").write_text(LOG4J_PROPERTIES)
        if not installation.formatted.is_dir():
            _format(installation)
    return installation


def _jars_by_maven(folder: Path, environ: Mapping[str, str]) -> bool:
    """Whether Maven is there and could do it; a Maven that fails (no home folder, own mirrors) is no obstacle."""
    if shutil.which("mvn", path=environ.get("PATH", "")) is None:
        return False
    dependencies = "".join(DEPENDENCY.format(*coordinates.split(":")) for coordinates in (KAFKA, LOG4J_BRIDGE))
    (folder / "pom.xml").write_text(POM.format(dependencies=dependencies))
    options = ["-DincludeScope=runtime", f"-DoutputDirectory={folder / 'libs'}"]
    maven = ["mvn", "-q", "-B", "-ntp", MAVEN_GOAL, *options]
    done = subprocess.run(maven, cwd=folder, env=dict(environ), capture_output=True, check=False)
    if done.returncode != 0:
        shutil.rmtree(folder / "libs", ignore_errors=True)
    return done.returncode == 0


def _jars_by_jgo(folder: Path, cache: Path, environ: Mapping[str, str]) -> None:
    jgo = java_environment(cache) / "bin" / "jgo"
    (folder / "libs").mkdir()
    # One call each: resolved together, the bridge's parent would choose the version of Kafka's own client.
    for coordinates in (KAFKA, LOG4J_BRIDGE):
        artifacts = folder / coordinates.split(":")[1]
        caches = ["--cache-dir", str(artifacts), "--repo-cache", str(folder / "repository")]
        options = ["--ignore-config", "--resolver", "python", "--links", "copy", *caches]
        _must([str(jgo), *options, "info", "classpath", coordinates], folder, environ)
        for jar in (artifacts / "envs").rglob("*.jar"):
            jar.replace(folder / "libs" / jar.name)


def _format(installation: KafkaInstallation) -> None:
    with tempfile.TemporaryDirectory(dir=installation.folder) as name:
        making = Path(name)
        properties = making / "server.properties"
        properties.write_text(
            "process.roles=broker,controller\nnode.id=1\ncontroller.listener.names=CONTROLLER\n"
            "controller.quorum.voters=1@127.0.0.1:1\nlisteners=PLAINTEXT://127.0.0.1:2,CONTROLLER://127.0.0.1:1\n"
            "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT\n"
            f"log.dirs={making / 'data'}\n"
        )
        arguments = ("format", "-t", new_kafka_id(), "-c", str(properties))
        _must(installation.command("kafka.tools.StorageTool", *arguments), making, os.environ)
        formatted = making / "formatted"
        formatted.mkdir()
        for file in FORMAT_FILES:
            shutil.copy(making / "data" / file, formatted / file)
        formatted.rename(installation.formatted)


def new_log_folder(installation: KafkaInstallation, folder: Path) -> None:
    """A formatted, empty log folder with its own cluster and directory id, made without a JVM."""
    folder.mkdir(parents=True)
    for file in FORMAT_FILES:
        shutil.copy(installation.formatted / file, folder / file)
    properties = folder / "meta.properties"
    identifiers = {"cluster.id": new_kafka_id(), "directory.id": new_kafka_id()}
    kept = [line for line in properties.read_text().splitlines() if line.split("=")[0] not in identifiers]
    properties.write_text("\n".join([*kept, *(f"{key}={value}" for key, value in identifiers.items())]) + "\n")


def _must(command: list[str], folder: Path, environ: Mapping[str, str]) -> None:
    done = subprocess.run(command, cwd=folder, env=dict(environ), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        words = (done.stderr.strip() or done.stdout.strip())[-2000:]
        raise StackError(f"{Path(command[0]).name} failed while Apache Kafka {KAFKA_VERSION} was set up: {words}")
