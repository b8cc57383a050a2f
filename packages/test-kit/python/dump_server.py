"""Reads a whole server through MLflow's own client into one JSON file, made for comparing it with another one's."""

import hashlib
import json
import math
import tempfile
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlparse

import requests
import sqlalchemy
from mlflow.entities import ViewType
from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository
from sample_server import read_request

server, options = read_request()
client = server.client


def dump():
    view = ViewType.ALL if options["deleted"] else ViewType.ACTIVE_ONLY
    found = [e for e in all_pages(client.search_experiments, view_type=view) if wanted(e)]
    experiments = [dump_experiment(e) for e in found]
    with ThreadPoolExecutor(4) as pool:
        runs = []
        for experiment in found:
            listed = all_pages(client.search_runs, experiment_ids=[experiment.experiment_id], run_view_type=view)
            runs += pool.map(lambda run, name=experiment.name: dump_run(run, name), listed)
    return {"experiments": experiments, "runs": runs}


def wanted(experiment):
    return options["experiments"] is None or experiment.name in options["experiments"]


def all_pages(search, **arguments):
    items, token, seen = [], None, set()
    while True:
        page = search(**arguments, max_results=1000, page_token=token)
        items += page
        token = page.token
        if not token:
            return items
        if token in seen:
            raise RuntimeError(f"{search.__name__} repeats the page token {token}")
        seen.add(token)


def dump_experiment(experiment):
    return {"name": experiment.name, "lifecycle": experiment.lifecycle_stage, "tags": experiment.tags}


def dump_run(run, experiment_name):
    info, data = run.info, run.data
    return {
        "id": info.run_id,
        "experiment": experiment_name,
        "name": info.run_name,
        "status": info.status,
        "startTime": str(info.start_time),
        "endTime": str(info.end_time),
        "user": info.user_id,
        "lifecycle": info.lifecycle_stage,
        "params": data.params,
        "tags": data.tags,
        # What the lists of the UI show; the server picks it from the history.
        "latestMetrics": {key: repr(value) for key, value in data.metrics.items()},
        "metrics": {key: sorted(history(info.run_id, key)) for key in data.metrics},
        "inputs": sorted((dump_input(i) for i in run.inputs.dataset_inputs), key=json.dumps),
        "artifacts": dump_artifacts(info) if options["artifacts"] != "none" else {},
    }


def history(run_id, key):
    if options["database"]:
        return histories()[run_id, key]
    # Clients from 3.4 on ask without max_results, which some servers of these versions never finish to answer.
    if server.at_least("3.4"):
        ask = client._tracking_client.store.get_metric_history
        points = all_pages(lambda max_results, page_token: ask(run_id, key, max_results, page_token))
    else:
        points = client.get_metric_history(run_id, key)
    return [dump_point(point.step, point.timestamp, point.value) for point in points]


@cache
def histories():
    """All points of the database at once: a request for each metric of a thousand runs takes minutes."""
    points = defaultdict(list)
    with sqlalchemy.create_engine(options["database"]).connect() as connection:
        query = "SELECT run_uuid, \"key\", step, timestamp, value, is_nan FROM metrics"
        for run_id, key, step, timestamp, value, is_nan in connection.execute(sqlalchemy.text(query)):
            points[run_id, key].append(dump_point(step, timestamp, math.nan if is_nan else value))
    return points


def dump_point(step, timestamp, value):
    # repr() is exact and tells -0.0 from 0.0; text keeps integers that no JavaScript number holds.
    return f"step {step} at {timestamp}: {float(value)!r}"


def dump_input(item):
    dataset = item.dataset
    fields = ("name", "digest", "source_type", "source", "schema", "profile")
    return {
        # Old clients give "" for what is absent, newer ones None.
        "dataset": {field: getattr(dataset, field) or None for field in fields},
        "tags": {tag.key: tag.value for tag in item.tags},
    }


def dump_artifacts(info):
    # Not client.list_artifacts: that one asks for the run each time, and adds the files of its logged models.
    repository = get_artifact_repository(info.artifact_uri)
    files, folders = {}, [None]
    while folders:
        folder = folders.pop()
        for entry in repository.list_artifacts(folder):
            if entry.is_dir:
                folders.append(entry.path)
            else:
                files[entry.path] = f"{entry.file_size or 0} bytes" + checksum(info, entry.path)
    return files


def checksum(info, path):
    if options["artifacts"] == "sizes":
        return ""
    sha256 = hashlib.sha256()
    size = 0
    try:
        for chunk in read_artifact(info, path):
            size += len(chunk)
            sha256.update(chunk)
    except requests.RequestException as error:
        return f", cannot be read from {server.url}: {error}"
    return f", read {size}, sha256 {sha256.hexdigest()}"


def read_artifact(info, path):
    root = urlparse(info.artifact_uri)
    if root.scheme == "mlflow-artifacts":
        with server.session.get(server.artifact_url(info.artifact_uri, path), stream=True) as answer:
            answer.raise_for_status()
            yield from answer.iter_content(1 << 20)
    elif root.scheme in ("", "file"):
        yield Path(unquote(root.path), path).read_bytes()
    else:
        with tempfile.TemporaryDirectory() as folder:
            yield Path(client.download_artifacts(info.run_id, path, folder)).read_bytes()


Path(options["file"]).write_text(json.dumps(dump()))
