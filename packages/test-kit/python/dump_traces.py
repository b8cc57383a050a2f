"""Traces with spans and assessments, as MLflow's own client gives them, in one form for all versions."""

import json
import os

from dump_artifacts import dump_artifacts
from dump_pages import all_pages
from mlflow.tracking.client import MlflowClient


# A file that is not there is asked for once.
os.environ["MLFLOW_HTTP_REQUEST_MAX_RETRIES"] = "1"


def dump_traces(server, experiments):
    if not hasattr(MlflowClient, "search_traces"):
        return []
    return [trace for each in experiments for trace in dump_experiment(server, each)]


def dump_experiment(server, experiment):
    ids = [experiment.experiment_id]
    ask = lambda **page: server.client.search_traces(experiment_ids=ids, **infos_alone(server), **page)  # noqa: E731
    # Only active experiments show traces.
    found = all_pages(ask, size=100) if experiment.lifecycle_stage == "active" else []
    linked = linked_runs(server, experiment.experiment_id) if found and server.at_least("3.4") else {}
    return [dump_trace(server, trace, experiment.name, linked) for trace in found]


def infos_alone(server):
    return {"include_spans": False} if server.at_least("3.0") else {}


def linked_runs(server, experiment_id):
    """Runs by trace, those of its metadata too: a search finds both."""
    found = {}
    for run in all_pages(server.client.search_runs, experiment_ids=[experiment_id]):
        asked = f"attributes.run_id = '{run.info.run_id}'"
        ask = lambda **page: server.client.search_traces(  # noqa: E731
            experiment_ids=[experiment_id], filter_string=asked, include_spans=False, **page
        )
        for trace in all_pages(ask, size=100):
            found.setdefault(trace.info.trace_id, []).append(run.info.run_id)
    return found


def dump_trace(server, trace, experiment, linked):
    info = trace.info
    new = server.at_least("3.0")
    id = info.trace_id if new else info.request_id
    tags = dict(info.tags)
    return {
        "id": id,
        "experiment": experiment,
        "requestTime": str(info.request_time if new else info.timestamp_ms),
        "duration": str(info.execution_duration if new else info.execution_time_ms),
        "state": info.state.value if new else info.status.value,
        "requestPreview": info.request_preview if new else None,
        "responsePreview": info.response_preview if new else None,
        "clientRequestId": info.client_request_id if new else None,
        "metadata": dict(info.trace_metadata if new else info.request_metadata),
        "tags": tags,
        "runs": sorted(linked.get(id, [])),
        "assessments": [dump_assessment(each) for each in getattr(info, "assessments", None) or []],
        "spans": [dump_span(each) for each in spans_of(server, id)],
        "attachments": attachments(server, tags),
    }


def spans_of(server, id):
    try:
        return server.client.get_trace(id).data.spans
    except Exception:
        # It has none: clients say so by failing.
        return []


def attachments(server, tags):
    root = tags.get("mlflow.artifactLocation")
    if not root:
        return {}
    files = dump_artifacts(server, root, "sha256")["artifacts"]
    return {path: size for path, size in files.items() if path.startswith("attachments/")}


def dump_assessment(each):
    return json.dumps({**each.to_dictionary(), "run_id": None}, sort_keys=True)


def dump_span(span):
    fields = {
        "name": span.name,
        "id": span.span_id.removeprefix("0x"),
        "parent": (span.parent_id or "").removeprefix("0x") or None,
        "otel trace": span._trace_id.removeprefix("0x"),
        "start": span.start_time_ns,
        "end": span.end_time_ns,
        "type": span.span_type,
        "status": span.status.status_code.value,
        "message": span.status.description or "",
        # repr keeps apart what JSON may not: 1 and 1.0, NaN.
        "attributes": {key: repr(value) for key, value in span.attributes.items()},
        "events": [(event.name, event.timestamp, repr(dict(event.attributes or {}))) for event in span.events],
        "links": [(link.trace_id, link.span_id, repr(link.attributes)) for link in getattr(span, "links", [])],
    }
    return json.dumps(fields, sort_keys=True)
