"""Artifacts whose names and shapes get lost on the way."""

import os
import random
import tempfile
from pathlib import Path

import requests
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
    "größe 価格 🚀.txt",
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
    for name in NAMES:
        server.attempt(f"the artifact {name!r}", lambda: put_exactly(server, run, name, f"content of {name}".encode()))
    put(server, run, "empty.txt", b"")
    put(server, run, "/".join(f"d{i}" for i in range(40)) + "/deep.txt", b"deep")
    end_run(server, run, START + DAY)

    binary = create_run(server, experiments["artifacts"], "5 MiB", START + 1000)
    put(server, binary, "model/weights.bin", random.Random(5).randbytes(5 * 1024 * 1024))
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "MLmodel").write_text("artifact_path: model\nflavors: {}\n")
        Path(folder, "data").mkdir()
        Path(folder, "data", "conda.yaml").write_text("name: env\n")
        server.client.log_artifacts(binary, folder, "model")
    end_run(server, binary, START + 1000 + DAY)

    if large:
        many = create_run(server, experiments["artifacts"], "1500 files", START + 2000)
        with tempfile.TemporaryDirectory() as folder:
            for index in range(1500):
                Path(folder, f"file-{index:04}.txt").write_text(f"file {index}")
            server.client.log_artifacts(many, folder, "many")
        end_run(server, many, START + 2000 + DAY)


def put(server, run, path, content):
    artifact_uri = server.client.get_run(run).info.artifact_uri
    if artifact_uri.startswith("mlflow-artifacts:"):
        answer = server.session.put(server.artifact_url(artifact_uri, path), data=content)
        if not answer.ok:
            raise RuntimeError(f"{answer.status_code} {answer.text}")
        return
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, os.path.basename(path))
        Path(file).write_bytes(content)
        server.client.log_artifact(run, file, os.path.dirname(path) or None)


def put_exactly(server, run, path, content):
    require_readable(server, run, path)
    put(server, run, path, content)
    listed = [file.path for file in server.client.list_artifacts(run, os.path.dirname(path) or None)]
    if path not in listed:
        raise RuntimeError(f"the server stores another name: {[p for p in listed if p not in NAMES]}")


def require_readable(server, run, path):
    """Servers up to 3.3 store names beyond Latin-1 and then cannot send the file: gunicorn refuses the header."""
    artifact_uri = server.client.get_run(run).info.artifact_uri
    if not artifact_uri.startswith("mlflow-artifacts:"):
        return
    put(server, run, f"probe/{path}", b"")
    try:
        server.session.get(server.artifact_url(artifact_uri, f"probe/{path}")).raise_for_status()
    except requests.RequestException as error:
        raise RuntimeError(f"the server would store it, but not send it back: {error}") from error
    finally:
        # The folder: servers up to 3.3 fail to delete a single file.
        server.session.delete(server.artifact_url(artifact_uri, "probe")).raise_for_status()
