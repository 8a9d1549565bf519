"""A bucket on loopback: the few requests of the S3 protocol that the archive makes, kept in a dict."""

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape


class Bucket:
    """Serves until ``close``; ``broken`` makes every answer 503, ``conditions`` counts writes that must be first."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.broken = False
        self.conditions = 0
        bucket = self

        class Handler(_Handler):
            state = bucket

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.endpoint = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    state: Bucket

    def log_message(self, *args: object) -> None:
        return

    @property
    def name(self) -> str:
        return unquote(urlsplit(self.path).path).split("/", 2)[2]

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        if self.state.broken:
            status, body, headers = 503, b"", {}
        self.send_response(status)
        self.send_header("Content-Length", headers.pop("length", str(len(body))))
        self.send_header("Last-Modified", "Fri, 04 Jul 2025 23:05:00 GMT")
        for header, value in headers.items():
            self.send_header(header, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        first_only = self.headers.get("If-None-Match") == "*"
        self.state.conditions += first_only
        if first_only and self.name in self.state.objects:
            self.answer(412)
            return
        if not self.state.broken:
            self.state.objects[self.name] = body
        self.answer(200, ETag=_etag(body))

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        if "list-type" in query:
            self.answer(200, self.listing(query).encode())
            return
        body = self.state.objects.get(self.name)
        if body is None:
            self.answer(404)
            return
        self.answer(200, body, ETag=_etag(body))

    def listing(self, query: dict[str, list[str]]) -> str:
        prefix, delimiter = query.get("prefix", [""])[0], query.get("delimiter", [""])[0]
        contents, folders = [], set()
        for name, body in sorted(self.state.objects.items()):
            if not name.startswith(prefix):
                continue
            head, found, _ = name[len(prefix) :].partition(delimiter) if delimiter else (name, "", "")
            if found:
                folders.add(prefix + head + delimiter)
                continue
            contents.append(
                f"<Contents><Key>{escape(name)}</Key><Size>{len(body)}</Size><ETag>{_etag(body)}</ETag>"
                "<LastModified>2025-07-04T23:05:00.000Z</LastModified></Contents>"
            )
        common = "".join(f"<CommonPrefixes><Prefix>{escape(one)}</Prefix></CommonPrefixes>" for one in sorted(folders))
        return f"<ListBucketResult><IsTruncated>false</IsTruncated>{''.join(contents)}{common}</ListBucketResult>"


def _etag(body: bytes) -> str:
    return f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'
