"""Files come whole or not at all, from a server that cuts connections, lies, and changes its mind."""

import hashlib
import socket
import threading
from http.server import BaseHTTPRequestHandler
from http.server import ThreadingHTTPServer

import pytest
from click.testing import CliRunner

from genopipe.cli.resources import command
from genopipe.io.download import TRIES
from genopipe.resources.fetch import fetch_source
from genopipe.resources.verify import verify_source
from unit.records import column
from unit.records import record
from unit.records import write_vcf

BYTES = bytes(range(256)) * 5000
SHA256 = hashlib.sha256(BYTES).hexdigest()


class Server:
    """A server that does as it is told.

    Attributes:
        content: What each path holds.
        cut: How many bytes it sends before it breaks off, by turns; nothing left: all.
        ranges: It knows ranges.
        etag: Its validator.
        asked: Path and Range of each request.
    """

    def __init__(self):
        self.content = {"/a.bin": BYTES}
        self.cut = []
        self.ranges = True
        self.etag = '"one"'
        self.asked = []


def handler_of(server):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            wanted = self.headers.get("Range")
            server.asked.append((self.path, wanted))
            if self.path not in server.content:
                self.send_error(404)
                return
            body, start = server.content[self.path], 0
            if wanted and server.ranges and self.headers.get("If-Range") == server.etag:
                start = int(wanted.removeprefix("bytes=").removesuffix("-"))
            if start >= len(body) and start:
                self.send_error(416)
                return
            self.send_response(206 if start else 200)
            if start:
                self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
            self.send_header("Content-Length", str(len(body) - start))
            self.send_header("ETag", server.etag)
            self.send_header("Connection", "close")
            self.end_headers()
            end = start + server.cut.pop(0) if server.cut else len(body)
            self.wfile.write(body[start:end])
            self.close_connection = True

        def log_message(self, *_):
            pass

    return Handler


@pytest.fixture
def server():
    told = Server()
    web = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(told))
    thread = threading.Thread(target=web.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    told.url = f"http://127.0.0.1:{web.server_port}"
    yield told
    web.shutdown()
    web.server_close()
    thread.join()


def source_of(*urls, sha256=SHA256):
    files = [{"url": urls[0], "mirrors": list(urls[1:]), "sha256": sha256}]
    return record([column("x", "X")], files=files)


def fetch(source, folder, offline=False):
    (one,) = fetch_source(source, folder, offline)
    return one


def test_a_file_comes_whole(server, tmp_path):
    fetched, faults = fetch(source_of(f"{server.url}/a.bin"), tmp_path)
    assert not faults
    assert fetched.path == tmp_path / "made" / "a.bin"
    assert fetched.path.read_bytes() == BYTES
    assert fetched.sha256 == SHA256
    again, _ = fetch(source_of(f"{server.url}/a.bin"), tmp_path)
    assert again.url == ""
    assert len(server.asked) == 1
    assert [path.name for path in (tmp_path / "made").iterdir()] == ["a.bin"]


def test_what_broke_off_is_continued(server, tmp_path):
    server.cut = [300_000, 400_000]
    fetched, faults = fetch(source_of(f"{server.url}/a.bin"), tmp_path)
    assert not faults
    assert fetched.path.read_bytes() == BYTES
    assert [ranged for _, ranged in server.asked] == [None, "bytes=300000-", "bytes=700000-"]


def test_it_is_continued_in_another_run(server, tmp_path):
    server.cut = [100_000] + [0] * (TRIES - 1)
    fetched, faults = fetch(source_of(f"{server.url}/a.bin"), tmp_path)
    assert fetched is None
    assert faults[0].code == "SOURCE-FETCH"
    fetched, faults = fetch(source_of(f"{server.url}/a.bin"), tmp_path)
    assert server.asked[-1][1] == "bytes=100000-"
    assert fetched.path.read_bytes() == BYTES


def test_a_file_that_changed_is_begun_again(server, tmp_path):
    server.cut = [100_000] + [0] * (TRIES - 1)
    fetch(source_of(f"{server.url}/a.bin", sha256=None), tmp_path)
    server.content["/a.bin"] = BYTES[::-1]
    server.etag = '"two"'
    fetched, _ = fetch(source_of(f"{server.url}/a.bin", sha256=None), tmp_path)
    assert fetched.path.read_bytes() == BYTES[::-1]


def test_a_server_without_ranges(server, tmp_path):
    server.ranges = False
    server.cut = [300_000]
    fetched, _ = fetch(source_of(f"{server.url}/a.bin"), tmp_path)
    assert fetched.path.read_bytes() == BYTES


def test_mirrors_are_tried_in_order(server, tmp_path):
    server.content["/wrong.bin"] = b"other bytes"
    urls = [f"{server.url}/gone.bin", f"{server.url}/wrong.bin", f"{server.url}/a.bin"]
    fetched, faults = fetch(source_of(*urls), tmp_path)
    assert not faults
    assert fetched.url == urls[2]
    assert fetched.path.read_bytes() == BYTES


def test_wrong_bytes_are_thrown_away(server, tmp_path):
    server.content["/a.bin"] = b"other bytes"
    fetched, (fault,) = fetch(source_of(f"{server.url}/a.bin"), tmp_path)
    assert fetched is None
    assert SHA256 in fault.cause
    assert not list((tmp_path / "made").iterdir())


def test_offline_opens_no_connection(server, tmp_path, monkeypatch):
    def refuse(*_):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    fetched, (fault,) = fetch(source_of(f"{server.url}/a.bin"), tmp_path, offline=True)
    assert (fetched, fault.code) == (None, "SOURCE-OFFLINE")
    assert not server.asked
    given = tmp_path / "given.bin"
    given.write_bytes(BYTES)
    fetched, faults = fetch(source_of(given.as_uri()), tmp_path, offline=True)
    assert (fetched.sha256, faults) == (SHA256, [])


def test_what_is_there_but_wrong_is_told(tmp_path):
    path = tmp_path / "made" / "a.bin"
    path.parent.mkdir()
    path.write_bytes(b"old")
    fetched, (fault,) = fetch(source_of("http://127.0.0.1:1/a.bin"), tmp_path)
    assert (fetched, fault.code) == (None, "SOURCE-SHA256")


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/a.bin", "data:,x", "/etc/hosts"])
def test_other_addresses_are_refused(tmp_path, url):
    _, (fault,) = fetch(source_of(url), tmp_path)
    assert "only http, https and file" in fault.cause


def test_by_hand(tmp_path):
    _, (fault,) = fetch(source_of(""), tmp_path)
    assert fault.code == "SOURCE-BY-HAND"


def test_what_was_not_fetched_is_never_called_whole(tmp_path):
    for files in ([], [{"url": ""}]):
        source = record([column("a", "A")], files=files)
        for faults in (verify_source(source, tmp_path), next(fetch_source(source, tmp_path))[1]):
            assert [fault.code for fault in faults] == ["SOURCE-BY-HAND"]
            assert "--file" in faults[0].fix


def test_files_brought_by_hand_are_verified_by_name(tmp_path):
    path = tmp_path / "revel.csv"
    path.write_text("chr,hg19_pos,grch38_pos,ref,alt,aaref,aaalt,REVEL,Ensembl_transcriptid\n1,1,1,A,C,M,L,0.5,ENST1\n")
    good = CliRunner().invoke(command, ["verify", "--file", str(path), "revel"])
    assert (good.exit_code, good.output) == (0, "revel: whole\n")
    path.write_text("a,b\n1,2\n")
    bad = CliRunner().invoke(command, ["verify", "--file", str(path), "revel"])
    assert "SOURCE-FIELD" in str(bad.exception)
    assert CliRunner().invoke(command, ["verify", "--file", str(path), "revel", "cadd"]).exit_code == 2


def test_verify(tmp_path):
    path = tmp_path / "made" / "s.vcf.gz"
    path.parent.mkdir()
    write_vcf(path, ["c1 4 . T G . . AF=0.1"], [("X", "1", "Float")], {"c1": 100})
    url = f"{tmp_path.as_uri()}/s.vcf.gz"
    sound = record([column("x", "X")], files=[{"url": url}])
    assert verify_source(sound, tmp_path) == []
    assert [f.code for f in verify_source(sound, tmp_path, {"c1": 99})] == ["SOURCE-BUILD"]
    indexed = record([column("x", "X")], files=[{"url": url, "index": [".tbi"]}])
    assert [f.code for f in verify_source(indexed, tmp_path)] == ["FILE-MISSING"]
    lacking = record([column("y", "Y")], files=[{"url": url}])
    assert [f.code for f in verify_source(lacking, tmp_path)] == ["SOURCE-FIELD"]
    path.write_bytes(path.read_bytes()[:-28])
    assert [f.code for f in verify_source(sound, tmp_path)] != []
    pinned = record([column("x", "X")], files=[{"url": url, "sha256": "0" * 64}])
    assert [f.code for f in verify_source(pinned, tmp_path)] == ["SOURCE-SHA256"]


def test_another_build_is_recognised(tmp_path):
    path = tmp_path / "made" / "s.vcf.gz"
    path.parent.mkdir()
    write_vcf(path, [], [("X", "1", "Float")], {"21": 48_129_895})
    source = record([column("x", "X")], build="GRCh38", files=[{"url": f"{tmp_path.as_uri()}/s.vcf.gz"}])
    assert [f.code for f in verify_source(source, tmp_path)] == ["SOURCE-BUILD"]


def test_other_names_of_the_same_contigs_are_no_other_build(tmp_path):
    path = tmp_path / "made" / "s.vcf.gz"
    path.parent.mkdir()
    write_vcf(path, ["21 4 . T G . . X=1"], [("X", "1", "Float")], {"21": 46_709_983})
    source = record([column("x", "X")], build="GRCh38", files=[{"url": f"{tmp_path.as_uri()}/s.vcf.gz"}])
    assert verify_source(source, tmp_path, {"chr21": 46_709_983}) == []
    assert [f.code for f in verify_source(source, tmp_path, {"chr21": 48_129_895})] == ["SOURCE-BUILD"]
