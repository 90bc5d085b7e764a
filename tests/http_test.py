"""Attacks on the server: python3 http_test.py PATH/TO/unknot [unittest arguments].

Against the real program, over real sockets. After every test the server still answers and the diary holds
what was acknowledged and nothing else. docs/threats.md says which test stands for which danger."""
import contextlib
import csv
import io
import json
import os
import pathlib
import re
import resource
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.parse
import uuid

UNKNOT = ""
HOSTILE = "<script>alert('1')</script>&\"]]>"
SQL = "x'); DROP TABLE version; --"
FORMULAS = ["=1+1", "+1+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "=HYPERLINK(\"http://x\")"]
AT = "2026-03-02T08:00:00+00:00"


class Server:
    """`unknot serve` on a diary of its own, until stop()."""

    def __init__(self, *words, env=None):
        self.program = subprocess.Popen([UNKNOT, "serve", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        text=True, env={**os.environ, "DISPLAY": "", "WAYLAND_DISPLAY": "", **(env or {})})
        line = self.program.stdout.readline()
        if "http://" not in line:
            raise RuntimeError(f"not started: {line} {self.program.stderr.read()}")
        self.address = line.split()[-1]
        url = urllib.parse.urlsplit(self.address)
        self.port, self.token = url.port, url.fragment.removeprefix("token=")
        self.host = f"127.0.0.1:{self.port}"

    def stop(self):
        self.program.send_signal(signal.SIGTERM)
        out, err = self.program.communicate(timeout=20)
        return self.program.returncode, out, err

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), timeout=15)

    def memory(self, what="VmRSS"):
        for line in pathlib.Path(f"/proc/{self.program.pid}/status").read_text().splitlines():
            if line.startswith(what + ":"):
                return 1024 * int(line.split()[1])
        return 0

    def is_watched(self):
        """Under a sanitizer freed memory is kept for a while."""
        return "libasan" in pathlib.Path(f"/proc/{self.program.pid}/maps").read_text()

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.program.pid}/fd"))

    def head(self, method, target, fields=(), body=b"", token=True):
        given = {"Host": self.host, **({"Authorization": f"Bearer {self.token}"} if token else {}),
                 **({"Content-Length": str(len(body))} if method == "POST" else {}), **dict(fields)}
        lines = [f"{method} {target} HTTP/1.1"] + [f"{k}: {v}" for k, v in given.items() if v is not None]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def ask(self, method, target, fields=(), body=b"", token=True):
        with self.connect() as s:
            s.sendall(self.head(method, target, fields, body, token) + body)
            return read_reply(s)

    def api(self, name, arguments=None, method="GET"):
        if method == "GET":
            query = urllib.parse.urlencode(arguments or {})
            return self.ask("GET", f"/api/{name}" + ("?" + query if query else ""))
        body = arguments if isinstance(arguments, bytes) else json.dumps(arguments).encode()
        kind = "application/octet-stream" if isinstance(arguments, bytes) else "application/json"
        return self.ask("POST", f"/api/{name}", {"Content-Type": kind}, body)

    def add(self, kind, body, precision="minute", at=AT, **more):
        return self.api("add", {"id": str(uuid.uuid4()), "version": str(uuid.uuid4()), "kind": kind, "at": at,
                                "precision": precision, "body": body, **more}, "POST")


class Reply:
    def __init__(self, status, fields, body):
        self.status, self.fields, self.body = status, fields, body

    @property
    def json(self):
        return json.loads(self.body)


def read_reply(s, have=b""):
    """One reply; None when the server closed without one."""
    while b"\r\n\r\n" not in have:
        more = s.recv(65536)
        if not more:
            return None
        have += more
    head, _, body = have.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    fields = {k.lower(): v.strip() for k, v in (line.split(":", 1) for line in lines[1:])}
    status = int(lines[0].split()[1])
    size = int(fields.get("content-length", 0))
    while len(body) < size:
        more = s.recv(1 << 20)
        if not more:
            return None
        body += more
    reply = Reply(status, fields, body[:size])
    reply.rest = body[size:]
    return reply


class Attacks(unittest.TestCase):
    """One server for all of them: what one test breaks, the next would see."""

    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory()
        cls.diary = pathlib.Path(cls.directory.name) / "new" / "diary.db"
        cls.server = Server("--diary", str(cls.diary), "--no-open")
        cls.written = {}  # id: body of what was acknowledged

    @classmethod
    def tearDownClass(cls):
        code, _, err = cls.server.stop()
        cls.directory.cleanup()
        if code != 0:
            raise AssertionError(f"ended with {code}: {err}")

    def add(self, kind, body, **more):
        reply = self.server.add(kind, body, **more)
        self.assertEqual(reply.status, 200, (kind, body, reply.body))
        self.written[reply.json["entry"]["id"]] = reply.json["entry"]["body"]
        return reply.json["entry"]

    def tearDown(self):
        began = time.monotonic()
        about = self.server.api("about")
        self.assertEqual(about.status, 200, about.body)
        self.assertLess(time.monotonic() - began, 2)
        self.assertEqual(about.json["entries"], len(self.written))
        doctor = self.server.api("doctor").json
        self.assertTrue(doctor["ok"], doctor)

    # ---- other pages, other programs, other users -------------------------------------------------

    def test_only_this_machine_is_listened_to(self):
        wanted = f":{self.server.port:04X}"
        for table in ("/proc/net/tcp", "/proc/net/tcp6"):
            rows = [line.split() for line in pathlib.Path(table).read_text().splitlines()[1:]]
            for row in rows:
                if row[1].endswith(wanted) and row[3] == "0A":  # listening
                    self.assertEqual(row[1], "0100007F" + wanted)

    def test_another_name_for_this_machine_is_refused(self):
        for host in ("evil.example", f"evil.example:{self.server.port}", "127.0.0.1", "127.0.0.1:1", "localhost",
                     f"[::1]:{self.server.port}", f"127.0.0.1:{self.server.port}.evil.example", "", "0.0.0.0"):
            for path in ("/", "/api/about"):
                reply = self.server.ask("GET", path, {"Host": host})
                self.assertEqual(reply.status, 421, host)
                self.assertNotIn(self.server.token.encode(), reply.body)
        self.assertEqual(self.server.ask("GET", "/api/about", {"Host": f"localhost:{self.server.port}"}).status, 200)

    def test_another_page_is_refused(self):
        good = f"http://{self.server.host}"
        for fields in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {"Origin": "file://"},
                       {"Origin": good + ".evil.example"}, {"Origin": f"http://localhost:{self.server.port}"},
                       {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
                       {"Origin": good, "Sec-Fetch-Site": "cross-site"}):
            reply = self.server.ask("GET", "/api/about", fields)
            self.assertEqual(reply.status, 403, fields)
            self.assertFalse([k for k in reply.fields if k.startswith("access-control")])
        self.assertEqual(self.server.ask("GET", "/api/about", {"Origin": good}).status, 200)

    def test_what_a_form_or_a_simple_fetch_can_send_is_refused(self):
        body = b'{"word":"erase"}'
        for kind in (None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
            reply = self.server.ask("POST", "/api/erase", {"Content-Type": kind}, body)
            self.assertEqual(reply.status, 415, kind)

    def test_without_the_token_nothing_is_told(self):
        for value in (None, "Bearer", "Bearer ", "Bearer x", "Basic " + self.server.token, self.server.token,
                      "Bearer " + self.server.token[:-1], "Bearer " + self.server.token + "A",
                      "Bearer " + self.server.token.swapcase()):
            for path in ("/api/about", "/api/none", "/api", "/api/add"):
                reply = self.server.ask("GET", path, {"Authorization": value})
                self.assertEqual(reply.status, 401, (value, path))
        reply = self.server.ask("GET", "/api/about?token=" + self.server.token, token=False)
        self.assertEqual(reply.status, 401)

    def test_every_operation_needs_the_token(self):
        listing = subprocess.run([UNKNOT, "api"], capture_output=True, text=True, check=True).stdout
        names = re.findall(r"(?m)^  ([a-z-]+) ", listing)
        self.assertIn("erase", names)
        for name in names:
            for method in ("GET", "POST"):
                reply = self.server.ask(method, f"/api/{name}", {"Content-Type": "application/json"}, b"", token=False)
                self.assertEqual(reply.status, 401, name)

    def test_the_address_for_the_browser_works_once(self):
        with tempfile.TemporaryDirectory() as name:
            seen = pathlib.Path(name) / "seen"
            script = pathlib.Path(name) / "xdg-open"
            script.write_text(f'#!/bin/sh\nprintf %s "$1" > {seen}.part && mv {seen}.part {seen}\n')
            script.chmod(0o755)
            server = Server("--diary", name + "/diary.db",
                            env={"DISPLAY": ":99", "PATH": f"{name}:{os.environ['PATH']}"})
            try:
                for _ in range(200):
                    if seen.exists():
                        break
                    time.sleep(0.02)
                address = seen.read_text()
                self.assertNotIn(server.token, address)
                path = urllib.parse.urlsplit(address).path
                self.assertEqual(server.ask("GET", path + "x", token=False).status, 403)
                first, second = (server.ask("GET", path, token=False) for _ in range(2))
                self.assertEqual((first.status, first.fields["location"]), (303, f"/#token={server.token}"))
                self.assertEqual(second.status, 403)
                self.assertNotIn("location", second.fields)
            finally:
                self.assertEqual(server.stop()[0], 0)

    def test_files_are_for_their_owner_only(self):
        self.assertEqual(self.diary.stat().st_mode & 0o777, 0o600)
        self.assertEqual(self.diary.parent.stat().st_mode & 0o777, 0o700)

    def test_two_servers_cannot_share_a_port(self):
        done = subprocess.run([UNKNOT, "serve", "--no-open", "--diary", self.directory.name + "/other.db", "--port",
                               str(self.server.port)], capture_output=True, text=True, timeout=10, check=False)
        self.assertEqual(done.returncode, 3)
        self.assertIn("127.0.0.1", done.stderr)

    def test_the_invented_diary_is_thrown_away(self):
        with tempfile.TemporaryDirectory() as name:
            server = Server("--example", "--no-open", env={"TMPDIR": name})
            self.addCleanup(server.program.kill)
            made = list(pathlib.Path(name).iterdir())
            self.assertEqual(len(made), 1)
            self.assertEqual(made[0].stat().st_mode & 0o777, 0o700)
            self.assertTrue(server.api("about").json["example"])
            self.assertEqual(server.stop()[0], 0)
            self.assertEqual(list(pathlib.Path(name).iterdir()), [])

    # ---- what is asked for ------------------------------------------------------------------------

    def test_no_path_leads_to_a_file(self):
        for target in ("/../../../../etc/passwd", "/..%2f..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/etc/passwd",
                       "/app.js/../../etc/passwd", "//etc/passwd", "/app.js%00.html", "/.git/config",
                       "/api/../../etc/passwd", "/\\..\\..\\etc\\passwd", "/" + str(self.diary), "/index.html/.."):
            reply = self.server.ask("GET", target)
            self.assertEqual(reply.status, 404, target)
            self.assertNotIn(b"root:", reply.body)

    def test_other_methods_are_refused(self):
        for path, allow in (("/", "GET"), ("/api/about", "GET"), ("/api/add", "POST")):
            for method in ("HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "CONNECT"):
                reply = self.server.ask(method, path)
                self.assertEqual((reply.status, reply.fields["allow"]), (405, allow), (method, path))
                self.assertFalse([k for k in reply.fields if k.startswith("access-control")])
        reply = self.server.ask("OPTIONS", "/api/add", {"Origin": "http://evil.example",
                                                        "Access-Control-Request-Method": "POST"}, token=False)
        self.assertEqual(reply.status, 403)

    def test_the_page_may_run_only_its_own_files(self):
        for path, kind in (("/", "text/html"), ("/app.js", "text/javascript"), ("/app.css", "text/css"),
                           ("/icon.svg", "image/svg+xml"), ("/api/about", "application/json")):
            reply = self.server.ask("GET", path, token=path.startswith("/api"))
            self.assertEqual(reply.status, 200, path)
            self.assertTrue(reply.fields["content-type"].startswith(kind), path)
            policy = reply.fields["content-security-policy"]
            self.assertTrue(policy.startswith("default-src 'none'"))
            self.assertIn("frame-ancestors 'none'", policy)
            self.assertNotIn("unsafe", policy)
            self.assertEqual(reply.fields["x-content-type-options"], "nosniff")
            self.assertEqual(reply.fields["cache-control"], "no-store")
            self.assertEqual(reply.fields["referrer-policy"], "no-referrer")
            self.assertEqual(reply.fields["cross-origin-resource-policy"], "same-origin")

    def test_malformed_requests(self):
        host = f"Host: {self.server.host}\r\n".encode()
        end = b"Authorization: Bearer " + self.server.token.encode() + b"\r\n\r\n"
        post = b"POST /api/add HTTP/1.1\r\n" + host + b"Content-Type: application/json\r\n"
        for raw, status in [
                (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400), (b"\x00\x00\x00\x00", 400),
                (b"GET / HTTP/1.1\n" + host + end, 400), (b"GET /\r\n\r\n", 400), (b"\r\n\r\n", 400),
                (b"GET / HTTP/1.0\r\n" + host + end, 505), (b"GET / HTTP/9.9\r\n" + host + end, 505),
                (b"GET  / HTTP/1.1\r\n" + host + end, 400), (b"get / HTTP/1.1\r\n" + host + end, 400),
                (b"GET http://" + self.server.host.encode() + b"/ HTTP/1.1\r\n" + host + end, 400),
                (b"GET / HTTP/1.1\r\n\r\n", 400), (b"GET / HTTP/1.1\r\n" + host + host + end, 400),
                (b"GET / HTTP/1.1\r\n" + host + b"X: a\x00b\r\n" + end, 400),
                (b"GET / HTTP/1.1\r\n" + host + b"X : a\r\n" + end, 400),
                (b"GET / HTTP/1.1\r\n" + host + b"X: a\r\n folded\r\n" + end, 400),
                (b"GET / HTTP/1.1\r\n" + host + b": a\r\n" + end, 400),
                (b"GET / HTTP/1.1\r\n" + host + b"X: a\nY: b\r\n" + end, 400),
                (post + b"Content-Length: 2\r\nContent-Length: 2\r\n" + end + b"{}", 400),
                (post + b"Content-Length: 2\r\nContent-Length: 3\r\n" + end + b"{}", 400),
                (post + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n" + end + b"0\r\n\r\n", 501),
                (post + b"Transfer-Encoding: chunked\r\n" + end + b"2\r\n{}\r\n0\r\n\r\n", 501),
                (post + b"Content-Length: -1\r\n" + end, 400), (post + b"Content-Length: 1e3\r\n" + end, 400),
                (post + b"Content-Length: 99999999999999999999\r\n" + end, 413), (post + end, 411),
                (post + b"Content-Length: 2\r\nExpect: magic\r\n" + end + b"{}", 417),
                (post + b"Content-Length: 2\r\n" + end + b"\xff\xfe", 400),
                (b"GET /api/entries?limit=%zz HTTP/1.1\r\n" + host + end, 400),
                (b"GET /api/entries?limit=1;drop HTTP/1.1\r\n" + host + end, 400),
                (b"GET /api/entries?kind=%00 HTTP/1.1\r\n" + host + end, 400)]:
            with self.server.connect() as s:
                s.sendall(raw)
                reply = read_reply(s)
                self.assertEqual(reply.status, status, raw)
                self.assertIn("error", reply.json)

    def test_headers_and_addresses_have_a_largest_size(self):
        for target, fields, status in (("/?" + "a" * 5000, {}, 414), ("/?" + "a" * 100000, {}, 414),
                                       ("/", {"X": "a" * 20000}, 431), ("/", {"X": "a" * 1000000}, 431),
                                       ("/", {f"X-{i}": "1" for i in range(100)}, 431)):
            with self.server.connect() as s:
                with contextlib.suppress(OSError):  # it may hang up before all is sent
                    s.sendall(self.server.head("GET", target, fields))
                self.assertEqual(read_reply(s).status, status, target[:10])

    def test_two_requests_at_once_get_two_replies_in_order(self):
        with self.server.connect() as s:
            s.sendall(self.server.head("GET", "/api/about") + self.server.head("GET", "/api/none") +
                      self.server.head("GET", "/api/about"))
            first = read_reply(s)
            second = read_reply(s, first.rest)
            self.assertEqual((first.status, second.status), (200, 404))
            self.assertEqual(second.fields["connection"], "close")  # nothing is read behind a refusal

    def test_a_client_may_ask_whether_to_go_on(self):
        body = b"{}"
        fields = {"Content-Type": "application/json", "Expect": "100-continue"}
        with self.server.connect() as s:
            s.sendall(self.server.head("POST", "/api/add", fields, body))
            self.assertEqual(s.recv(100), b"HTTP/1.1 100 Continue\r\n\r\n")
            s.sendall(body)
            self.assertEqual(read_reply(s).status, 400)

    # ---- too much, too slow, too many -------------------------------------------------------------

    def test_a_hundred_megabytes(self):
        body = b"x" * (100 << 20)
        before = self.server.memory("VmHWM")
        for path, kind, token, status in (("/api/add", "application/json", True, 413),
                                          ("/api/import", "application/octet-stream", False, 401),
                                          ("/api/today", None, True, 413), ("/", None, False, 413)):
            method = "GET" if kind is None else "POST"
            with self.server.connect() as s:
                with contextlib.suppress(OSError):
                    s.sendall(self.server.head(method, path, {"Content-Type": kind, "Content-Length": str(len(body))},
                                               token=token))
                    s.sendall(body)
                reply = read_reply(s)
                self.assertEqual(reply.status, status, path)
        if not self.server.is_watched():
            self.assertLess(self.server.memory("VmHWM") - before, 10 << 20)
        reply = self.server.api("import", body, "POST")  # may be as large, but is no export
        self.assertIn(reply.status, (400, 413, 422))
        if not self.server.is_watched():
            self.assertLess(self.server.memory() - before, 50 << 20)

    def test_slow_writers_are_cut_off(self):
        began = time.monotonic()
        slow = [self.server.connect() for _ in range(20)]
        request = self.server.head("GET", "/")
        post = self.server.head("POST", "/api/add", {"Content-Type": "application/json", "Content-Length": "1000"})
        for i, s in enumerate(slow):
            if i % 2:
                s.sendall(post)
        while time.monotonic() - began < 9:
            for i, s in enumerate(slow):
                s.sendall(request[:1] if i % 2 else bytes([request[int((time.monotonic() - began) * 4) % 3]]))
            asked = time.monotonic()
            self.assertEqual(self.server.api("about").status, 200)
            self.assertLess(time.monotonic() - asked, 1)
            time.sleep(0.5)
        for s in slow:
            with s:
                reply = read_reply(s)
                self.assertEqual(reply.status, 408)
        self.assertLess(time.monotonic() - began, 14)

    def test_a_thousand_connections(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
        try:
            with contextlib.ExitStack() as stack:
                for i in range(1000):
                    s = stack.enter_context(self.server.connect())
                    if i % 3 == 0:
                        with contextlib.suppress(OSError):
                            s.sendall(b"GET / HT")
                began = time.monotonic()
                for _ in range(20):
                    self.assertEqual(self.server.api("today").status, 200)
                self.assertLess(time.monotonic() - began, 2)
                self.assertLess(self.server.descriptors(), 300)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

    def test_strangers_push_out_each_other_not_the_person(self):
        with self.server.connect() as mine, contextlib.ExitStack() as stack:
            mine.sendall(self.server.head("GET", "/api/about"))
            self.assertEqual(read_reply(mine).status, 200)
            for _ in range(400):
                stack.enter_context(self.server.connect())
            mine.sendall(self.server.head("GET", "/api/about"))
            self.assertEqual(read_reply(mine).status, 200)

    def test_clients_that_go_away(self):
        for i in range(60):
            s = self.server.connect()
            if i % 2:
                s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # a reset
            request = self.server.head("GET", ("/app.js", "/api/export", "/api/catalogue")[i % 3])
            s.sendall(request * 3 if i % 5 else request[:40])
            s.close()
        self.assertEqual(self.server.api("about").status, 200)
        time.sleep(0.1)
        self.assertLess(self.server.descriptors(), 40)

    def test_many_threads_write_at_once(self):
        failed = []

        def write(n):
            for i in range(10):
                reply = self.server.add("note", {"text": f"thread {n} note {i}"})
                if reply.status != 200:
                    failed.append(reply.body)
                else:
                    self.written[reply.json["entry"]["id"]] = reply.json["entry"]["body"]

        threads = [threading.Thread(target=write, args=(n,)) for n in range(8)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        self.assertEqual(failed, [])

    # ---- what stands in a request -----------------------------------------------------------------

    def test_deep_json(self):
        for body in (b"[" * 100000, b'{"a":' * 100000, b'{"body":' + b"[" * 100 + b"]" * 100 + b"}"):
            reply = self.server.ask("POST", "/api/add", {"Content-Type": "application/json"}, body)
            self.assertIn(reply.status, (400, 413))
        deep = urllib.parse.quote('{"passphrase":' + "[" * 200 + "]" * 200 + "}")
        reply = self.server.ask("POST", "/api/restore-backup",
                                {"Content-Type": "application/octet-stream", "Unknot-Arguments": deep}, b"x")
        self.assertIn(reply.status, (400, 413))

    def test_sql_in_every_place_for_text(self):
        self.add("measure", {"name": SQL, "scale": "0-10", "better": "lower"})
        self.add("note", {"text": SQL})
        self.add("medicine", {"name": SQL, "event": "started"})
        for name, arguments in (("entries", {"kind": "episode' OR '1'='1"}), ("entries", {"before": "' OR 1=1 --"}),
                                ("entry", {"id": "x' UNION SELECT * FROM version --"}), ("treatment", {"id": SQL}),
                                ("days", {"from": "2026-01-01'--", "to": "2026-01-02"}), ("export", {"format": SQL})):
            reply = self.server.api(name, arguments)
            self.assertIn(reply.status, (400, 404, 422), (name, reply.body))
        reply = self.server.api("erase", {"word": "' OR 'erase'='erase"}, "POST")
        self.assertIn(reply.status, (400, 422))

    def test_scripts_are_kept_as_text_and_shown_as_text(self):
        made = [self.add(*row) for row in HOSTILE_ENTRIES]
        for entry in made:
            reply = self.server.api("entry", {"id": entry["id"]})
            self.assertEqual(reply.fields["content-type"], "application/json")
            self.assertIn("sandbox", reply.fields["content-security-policy"])
            self.assertEqual(reply.json["entry"]["body"], entry["body"])
            self.assertIn(HOSTILE, json.dumps(entry["body"], ensure_ascii=False).replace('\\"', '"'))
        page = self.server.api("report", {"format": "page", "from": "2026-02-20", "to": "2026-03-10"})
        inside = self.server.api("report", {"from": "2026-02-20", "to": "2026-03-10"}).json["html"]
        today = self.server.api("today", {"day": "2026-03-02"})
        self.assertEqual((page.status, today.status), (200, 200))
        self.assertIn("attachment", page.fields["content-disposition"])
        for html in (page.body.decode(), inside):
            self.assertNotIn("<script", html.lower())
        for chart in charts_of([today.json, self.server.api("patterns", {"from": "2026-02-20", "to": "2026-03-10"}).json]):
            self.assertNotIn("<script", chart.lower())

    def test_formulas_are_not_exported_as_such(self):
        for formula in FORMULAS:
            self.add("note", {"text": formula})
            self.add("medicine", {"name": formula, "event": "started", "dose": formula})
        reply = self.server.api("export", {"format": "csv"})
        self.assertTrue(reply.fields["content-type"].startswith("text/csv"))
        self.assertIn("attachment", reply.fields["content-disposition"])
        cells = [cell for row in csv.reader(io.StringIO(reply.body.decode("utf-8-sig"), newline="")) for cell in row]
        for cell in cells:
            if not re.fullmatch(r"[+-]\d+(\.\d+)?", cell):  # a number is one
                self.assertNotIn(cell[:1], ("=", "+", "-", "@", "\t", "\r"), cell)
        for formula in FORMULAS:
            self.assertTrue([cell for cell in cells if formula in cell], formula)


HOSTILE_ENTRIES = [
    ("note", {"text": HOSTILE}),
    ("episode", {"pain": 5, "thought_cause": HOSTILE, "note": HOSTILE, "sites": [{"site": "left-calf"}]}),
    ("check-in", {"note": HOSTILE, "values": {}}),
    ("use", {"treatment": "heat_local", "taken": "taken", "dose": HOSTILE, "note": HOSTILE}),
    ("medicine", {"name": HOSTILE, "event": "started", "dose": HOSTILE, "note": HOSTILE}),
    ("measure", {"name": HOSTILE, "scale": "number", "unit": "<script>", "better": "lower"}),
    ("treatment", {"name": HOSTILE, "how": HOSTILE}),
    ("suspect", {"name": HOSTILE}),
    ("advice", {"flag": "R6", "note": HOSTILE}),
]


def charts_of(value):
    """Every "svg" in a reply."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "svg" and isinstance(inner, str):
                yield inner
            yield from charts_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from charts_of(inner)


class Stopping(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)
        self.diary = self.directory.name + "/diary.db"
        self.server = Server("--diary", self.diary, "--no-open")
        self.addCleanup(self.server.program.wait)
        self.addCleanup(self.server.program.kill)

    def wait(self, limit):
        began = time.monotonic()
        self.server.program.communicate(timeout=20)
        self.assertLess(time.monotonic() - began, limit)
        return self.server.program.returncode

    def test_idle_connections_do_not_hold_it_up(self):
        with self.server.connect(), self.server.connect() as used:
            used.sendall(self.server.head("GET", "/"))
            read_reply(used)
            self.server.program.send_signal(signal.SIGTERM)
            self.assertEqual(self.wait(1), 0)

    def test_a_request_that_has_begun_is_finished(self):
        request = self.server.head("GET", "/api/about")
        with self.server.connect() as s:
            s.sendall(request[:30])
            time.sleep(0.1)
            self.server.program.send_signal(signal.SIGINT)
            time.sleep(0.1)
            with self.assertRaises(OSError):
                self.server.connect().close()
            s.sendall(request[30:])
            reply = read_reply(s)
            self.assertEqual((reply.status, reply.fields["connection"]), (200, "close"))
        self.assertEqual(self.wait(3), 0)

    def test_half_a_request_does_not_hold_it_up(self):
        with self.server.connect() as s:
            s.sendall(b"GET / HT")
            time.sleep(0.1)
            self.server.program.send_signal(signal.SIGTERM)
            self.assertEqual(read_reply(s).status, 408)
        self.assertEqual(self.wait(3), 0)

    def test_what_was_acknowledged_is_there(self):
        with self.server.connect() as s:
            body = json.dumps({"id": str(uuid.uuid4()), "version": str(uuid.uuid4()), "kind": "note", "at": AT,
                               "precision": "minute", "body": {"text": "kept"}}).encode()
            s.sendall(self.server.head("POST", "/api/add", {"Content-Type": "application/json"}, body) + body)
            self.server.program.send_signal(signal.SIGTERM)
            reply = None
            with contextlib.suppress(ConnectionResetError):  # it was not even accepted
                reply = read_reply(s)
        self.wait(4)
        again = Server("--diary", self.diary, "--no-open")
        try:
            self.assertEqual(again.api("about").json["entries"], 1 if reply and reply.status == 200 else 0)
        finally:
            again.stop()


if __name__ == "__main__":
    UNKNOT = sys.argv.pop(1)
    unittest.main()
