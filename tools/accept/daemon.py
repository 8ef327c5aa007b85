"""A parleyd of our own in a directory of its own, and the people who use it."""

import contextlib
import dataclasses
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

from criteria import Failed, need

START_PATIENCE_S = 60
STOP_PATIENCE_S = 30


@dataclasses.dataclass
class Person:
    login: str
    user: str
    tokens: list  # one for each device


def on_core(number, command):
    """The command pinned to a core, where there are two of them."""
    if (os.cpu_count() or 1) < 2:
        return command
    return ["taskset", "-c", str(number), *command]


class Daemon:
    """Starts, stops and kills one parleyd; its data stays until the stage ends."""

    def __init__(self, stage, name, settings):
        self.bin = stage.bin
        self.data = stage.work / name
        self.log = stage.work / f"{name}.log"
        self.settings = {"data_dir": self.data, "gateway.listen": "127.0.0.1:0",
                         "log.level": "warn", **settings}
        self.pinned = False
        self.process = None
        self.port = 0

    def start(self):
        """Returns the seconds until it said that it is ready."""
        command = [str(self.bin / "parleyd")]
        for key, value in self.settings.items():
            command += ["--set", f"{key}={value}"]
        began = time.monotonic()
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                on_core(0, command) if self.pinned else command,
                stdout=subprocess.PIPE, stderr=log, text=True)
        for line in self.process.stdout:
            found = re.search(r"http://[^ ]*?:(\d+)", line)
            if found:
                self.port = int(found.group(1))
                return time.monotonic() - began
        raise Failed("the daemon did not start:", self.log.read_text(errors="replace")[-200:])

    def stop(self):
        """SIGTERM. Returns (exit code, seconds)."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        return self._wait(), time.monotonic() - began

    def kill(self):
        self.process.kill()
        self._wait()

    def _wait(self):
        try:
            code = self.process.wait(STOP_PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            code = None
        self.process.stdout.close()
        self.process = None
        return code

    def ctl(self, *arguments, check=True):
        done = subprocess.run(
            [str(self.bin / "parleyctl"), "--data-dir", str(self.data), *map(str, arguments)],
            capture_output=True, text=True)
        if check and done.returncode != 0:
            raise Failed("parleyctl", *arguments, "said", done.stderr.strip())
        return done

    def status(self):
        return dict(line.split(": ", 1) for line in self.ctl("status").stdout.splitlines())

    def import_users(self, logins):
        """One more session for each login; returns the file with the tokens."""
        lines = self.data / "import.jsonl"
        tokens = self.data / f"tokens-{time.monotonic_ns()}.jsonl"
        lines.write_text("".join(json.dumps({"login": login}) + "\n" for login in logins))
        self.ctl("user", "import", lines, "--tokens", tokens)
        return tokens

    def people(self, *logins, devices=1):
        people = [Person(login, "", []) for login in logins]
        for _ in range(devices):
            tokens = self.import_users(logins).read_text().splitlines()
            for person, line in zip(people, map(json.loads, tokens)):
                person.user = line["user"]
                person.tokens.append(line["token"])
        return people

    def http(self, method, path, body=None, token=None, headers=None):
        """Returns (status, headers, body as JSON or text)."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", method=method)
        data = None
        if body is not None:
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        for name, value in (headers or {}).items():
            request.add_header(name, value)
        try:
            with urllib.request.urlopen(request, data, timeout=30) as answer:
                status, found, content = answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            status, found, content = error.code, error.headers, error.read()
        text = content.decode(errors="replace")
        if "json" in (found.get("Content-Type") or ""):
            return status, found, json.loads(text)
        return status, found, text

    def sign_in(self, login, password):
        status, _, answer = self.http("POST", "/v1/sessions", {
            "login": login, "password": password, "device": {"name": "accept"}})
        need(status == 201, "sign-in of", login, "got", status, answer)
        return answer


class Stage:
    """Where the criteria run: the programs, a working directory, what is shared between them."""

    def __init__(self, bin, work, quick):
        self.bin = pathlib.Path(bin)
        self.quick = quick
        self.work = pathlib.Path(tempfile.mkdtemp(prefix="parley-accept-", dir=work))
        self.shared = {}
        self._daemons = []

    def make(self, name, **settings):
        """A daemon that is not started yet. Settings: gateway_loops=2 is gateway.loops=2."""
        settings = {key.replace("_", ".", 1): value for key, value in settings.items()}
        daemon = Daemon(self, f"{name}-{len(self._daemons)}", settings)
        self._daemons.append(daemon)
        return daemon

    @contextlib.contextmanager
    def daemon(self, name="daemon", **settings):
        """A fresh daemon for one criterion, gone behind it."""
        daemon = self.make(name, **settings)
        daemon.start()
        try:
            yield daemon
        finally:
            if daemon.process:
                daemon.stop()
            shutil.rmtree(daemon.data, ignore_errors=True)

    def close(self):
        for daemon in self._daemons:
            if daemon.process:
                daemon.kill()
        shutil.rmtree(self.work, ignore_errors=True)
