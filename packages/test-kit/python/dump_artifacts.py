"""The files below an artifact address: sizes and checksums, and the text of the files that name ids."""

import hashlib
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlparse

import requests
from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository


def dump_artifacts(server, uri, mode):
    """`artifacts` by path; a file MLmodel appears under `modelFiles` with its text instead, because a copy has other ids."""
    files, model_files, folders = {}, {}, [None]
    if mode == "none":
        return {"artifacts": files, "modelFiles": model_files}
    # Not client.list_artifacts: that one asks for the run each time, and adds the files of its logged models.
    repository = get_artifact_repository(uri)
    while folders:
        folder = folders.pop()
        for entry in repository.list_artifacts(folder):
            if entry.is_dir:
                folders.append(entry.path)
            elif Path(entry.path).name == "MLmodel" and Path(entry.path).parent.name != "metadata":
                content = () if mode == "sizes" else read_artifact(server, repository, uri, entry.path)
                model_files[entry.path] = b"".join(content).decode()
            else:
                size = f"{entry.file_size or 0} bytes"
                files[entry.path] = size if mode == "sizes" else size + checksum(server, repository, uri, entry.path)
    return {"artifacts": files, "modelFiles": model_files}


def checksum(server, repository, uri, path):
    sha256 = hashlib.sha256()
    size = 0
    try:
        for chunk in read_artifact(server, repository, uri, path):
            size += len(chunk)
            sha256.update(chunk)
    except requests.RequestException as error:
        return f", cannot be read from {server.url}: {error}"
    return f", read {size}, sha256 {sha256.hexdigest()}"


def read_artifact(server, repository, uri, path):
    root = urlparse(uri)
    if root.scheme == "mlflow-artifacts":
        with server.session.get(server.artifact_url(uri, path), stream=True) as answer:
            answer.raise_for_status()
            yield from answer.iter_content(1 << 20)
    elif root.scheme in ("", "file"):
        yield Path(unquote(root.path), path).read_bytes()
    else:
        with tempfile.TemporaryDirectory() as folder:
            yield Path(repository.download_artifacts(path, folder)).read_bytes()
