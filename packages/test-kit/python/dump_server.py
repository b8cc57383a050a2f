"""Reads a whole server through MLflow's own client into one JSON file, made for comparing it with another one's."""

import json
import math
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import sqlalchemy
from dump_artifacts import dump_artifacts
from dump_evaluation_datasets import dump_evaluation_datasets
from dump_models import dump_logged_models, dump_point, dump_registered_models
from dump_pages import all_pages
from dump_prompts import dump_prompts
from dump_reviews import dump_held, dump_webhooks
from dump_traces import dump_traces
from dump_views import unpack
from mlflow.entities import ViewType
from sample_server import read_request

server, options = read_request()
client = server.client


def dump():
    view = ViewType.ALL if options["deleted"] else ViewType.ACTIVE_ONLY
    found = [e for e in all_pages(client.search_experiments, view_type=view) if wanted(e)]
    experiments = [dump_experiment(e) for e in found]
    logged_models = dump_logged_models(server, found, options["artifacts"]) if options["models"] else []
    with ThreadPoolExecutor(4) as pool:
        runs = []
        for experiment in found:
            listed = all_pages(client.search_runs, experiment_ids=[experiment.experiment_id], run_view_type=view)
            links = bool(logged_models)
            runs += pool.map(lambda run, name=experiment.name: dump_run(run, name, links), listed)
    # Registered models belong to no experiment: a dump of some experiments leaves them out.
    whole = options["models"] and options["experiments"] is None
    registered = dump_registered_models(server, options["artifacts"]) if whole else {}
    prompts = dump_prompts(server) if whole else {}
    datasets = {"evaluationDatasets": dump_evaluation_datasets(server)} if whole else {}
    webhooks = {"webhooks": dump_webhooks(server)} if whole else {}
    traces = {"traces": dump_traces(server, found) if options["traces"] else []}
    registry = {**registered, **prompts, **datasets, **webhooks}
    return {"experiments": experiments, "runs": runs, "loggedModels": logged_models, **traces, **registry}


def wanted(experiment):
    return options["experiments"] is None or experiment.name in options["experiments"]


def dump_experiment(experiment):
    fields = {"name": experiment.name, "lifecycle": experiment.lifecycle_stage, "tags": {key: unpack(value) for key, value in experiment.tags.items()}}
    # MLflow lists nothing of what a deleted experiment holds.
    if experiment.lifecycle_stage != "active" or not options["models"]:
        return fields
    return {**fields, "held": dump_held(server, experiment.experiment_id)}


def dump_run(run, experiment_name, links):
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
        **(dump_model_links(info.run_id) if links else {}),
        "artifactUri": info.artifact_uri,
        **dump_artifacts(server, info.artifact_uri, options["artifacts"]),
    }


def dump_model_links(run_id):
    # Searches leave out the inputs that are models.
    run = client.get_run(run_id)
    return {
        "modelInputs": [model.model_id for model in run.inputs.model_inputs],
        "modelOutputs": [{"model": model.model_id, "step": str(model.step)} for model in run.outputs.model_outputs],
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


def dump_input(item):
    dataset = item.dataset
    fields = ("name", "digest", "source_type", "source", "schema", "profile")
    return {
        # Old clients give "" for what is absent, newer ones None.
        "dataset": {field: getattr(dataset, field) or None for field in fields},
        "tags": {tag.key: tag.value for tag in sorted(item.tags, key=lambda tag: tag.key)},
    }


Path(options["file"]).write_text(json.dumps(dump()))
