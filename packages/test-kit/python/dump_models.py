"""Registered models, their versions, and logged models."""

from dump_artifacts import dump_artifacts
from dump_pages import all_pages
from mlflow.store.artifact.runs_artifact_repo import RunsArtifactRepository


def dump_registered_models(server, artifacts):
    models = [server.client.get_registered_model(model.name) for model in list_registered_models(server)]
    names = {model.name for model in models}
    versions = [version for version in all_pages(server.client.search_model_versions) if version.name in names]
    return {
        "registeredModels": [
            {"name": model.name, "description": model.description or "", "tags": model.tags, "aliases": aliases_of(model)}
            for model in models
        ],
        "modelVersions": [dump_version(server, version, artifacts) for version in versions],
    }


def list_registered_models(server):
    # Prompts are registered models too; listings leave them out.
    return all_pages(server.client.search_registered_models)


def aliases_of(model):
    return {alias: str(version) for alias, version in model.aliases.items()}


def dump_version(server, version, artifacts):
    location = server.client.get_model_version_download_uri(version.name, version.version)
    if location.startswith("runs:"):
        location = RunsArtifactRepository.get_underlying_uri(location)
    return {
        "name": version.name,
        "version": int(version.version),
        "status": version.status,
        "stage": version.current_stage,
        "description": version.description or "",
        "tags": version.tags,
        "run": version.run_id or "",
        "runLink": version.run_link or "",
        "source": version.source,
        "location": location.rstrip("/"),
        **dump_artifacts(server, location.rstrip("/"), artifacts),
    }


def dump_logged_models(server, experiments, artifacts):
    if not server.at_least("3.0"):
        return []
    names = {experiment.experiment_id: experiment.name for experiment in experiments}
    # An id at a time: a list of many makes a query that some databases refuse.
    found = [
        model
        for experiment_id in names
        for model in all_pages(server.client.search_logged_models, size=50, experiment_ids=[experiment_id])
    ]
    return [dump_logged_model(server, model, names[model.experiment_id], artifacts) for model in found]


def dump_logged_model(server, model, experiment, artifacts):
    return {
        "id": model.model_id,
        "experiment": experiment,
        "name": model.name,
        "type": model.model_type or "",
        "status": str(model.status),
        "statusMessage": model.status_message or "",
        "created": model.creation_timestamp,
        "run": model.source_run_id or "",
        "params": model.params,
        "tags": model.tags,
        "metrics": [dump_model_metric(metric) for metric in model.metrics or []],
        "location": model.artifact_location.rstrip("/"),
        **dump_artifacts(server, model.artifact_location, artifacts),
    }


def dump_model_metric(metric):
    dataset = f" on {metric.dataset_name} {metric.dataset_digest}" if metric.dataset_name else ""
    return {"key": metric.key, "run": metric.run_id, "point": dump_point(metric.step, metric.timestamp, metric.value) + dataset}


def dump_point(step, timestamp, value):
    # repr() is exact and tells -0.0 from 0.0; text keeps integers that no JavaScript number holds.
    return f"step {step} at {timestamp}: {float(value)!r}"
