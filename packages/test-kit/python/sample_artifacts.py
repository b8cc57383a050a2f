"""Artifacts whose names and shapes get lost on the way."""

import os
import random
import tempfile
from pathlib import Path

import requests
from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository
from sample_runs import DAY, PAST, create_run, end_run

START = PAST + 500 * DAY

NAMES = [
    "name with spaces.txt",
    "plus+plus.txt",
    "hash#tag.txt",
    "100% sure.txt",
    "round (1).txt",
    "code%41.txt",
    "double%2541.txt",
    "question?.txt",
    "größe.txt",
    "価格 🚀.txt",
    "größe 価格 🚀/ascii.txt",
    "e\u0301 decomposed.txt",
    ".leading-dot",
    ".hidden/.file",
    "a&b=c;d,e.txt",
    "quote'\"quote.txt",
    "back\\slash.txt",
    "trailing dot./file",
    "deeply/nested/folder/file.txt",
]


def fill_artifacts(server, experiments, large):
    run = create_run(server, experiments["artifacts"], "hard names", START)
    folder = ArtifactFolder(server, run)
    for name in NAMES:
        server.attempt(f"the artifact {name!r}", lambda: folder.put_exactly(name, f"content of {name}".encode()))
    folder.put("empty.txt", b"")
    folder.put("/".join(f"d{i}" for i in range(40)) + "/deep.txt", b"deep")
    end_run(server, run, START + DAY)

    binary = create_run(server, experiments["artifacts"], "5 MiB", START + 1000)
    ArtifactFolder(server, binary).put("model/weights.bin", random.Random(5).randbytes(5 * 1024 * 1024))
    with tempfile.TemporaryDirectory() as local:
        Path(local, "MLmodel").write_text("artifact_path: model\nflavors: {}\n")
        Path(local, "data").mkdir()
        Path(local, "data", "conda.yaml").write_text("name: env\n")
        server.client.log_artifacts(binary, local, "model")
    end_run(server, binary, START + 1000 + DAY)

    if large:
        many = create_run(server, experiments["artifacts"], "1500 files", START + 2000)
        with tempfile.TemporaryDirectory() as local:
            for index in range(1500):
                Path(local, f"file-{index:04}.txt").write_text(f"file {index}")
            server.client.log_artifacts(many, local, "many")
        end_run(server, many, START + 2000 + DAY)


class ArtifactFolder:
    """The artifacts of one run, written with every name as it is: the client escapes no `#`, `%` or `?`."""

    def __init__(self, server, run):
        self.server = server
        self.uri = server.client.get_run(run).info.artifact_uri
        self.proxied = self.uri.startswith("mlflow-artifacts:")
        self.repository = get_artifact_repository(self.uri)

    def put(self, path, content):
        if self.proxied:
            self.request("PUT", path, data=content)
            return
        with tempfile.TemporaryDirectory() as local:
            file = Path(local, os.path.basename(path))
            file.write_bytes(content)
            self.repository.log_artifact(str(file), os.path.dirname(path) or None)

    def put_exactly(self, path, content):
        if self.proxied and not os.path.basename(path).isascii():
            self.require_readable(path)
        self.put(path, content)
        listed = [file.path for file in self.repository.list_artifacts(os.path.dirname(path) or None)]
        if path not in listed:
            raise RuntimeError(f"the server stores another name: {[p for p in listed if p not in NAMES]}")

    def require_readable(self, path):
        """Servers up to 3.10 store a name that they cannot put into the header of an answer, and so cannot send back:
        beyond Latin-1 under gunicorn, beyond ASCII under uvicorn. Folders may have any name."""
        self.put(f"probe/{path}", b"")
        try:
            # A server that fails over the header ends the connection without having said so.
            self.request("GET", f"probe/{path}", headers={"Connection": "close"})
        except (RuntimeError, requests.RequestException) as error:
            raise RuntimeError(f"the server would store it, but not send it back: {error}") from error
        finally:
            # The folder: servers up to 3.3 fail to delete a single file.
            self.request("DELETE", "probe")

    def request(self, method, path, **arguments):
        answer = self.server.session.request(method, self.server.artifact_url(self.uri, path), **arguments)
        if not answer.ok:
            raise RuntimeError(f"{answer.status_code} {answer.text}")
