"""Many traces with predictable content, written past the server into its database."""

import base64
import json

import sqlalchemy
from mlflow.store.tracking.dbmodels.models import SqlSpan, SqlTraceInfo, SqlTraceMetadata, SqlTraceTag
from sample_server import read_request, reply

START = 1_600_000_000_000
NANOSECONDS = 1_000_000
TRACES_AT_ONCE = 500

server, options = read_request()
experiment_id = options["experimentId"]
location = server.client.get_experiment(experiment_id).artifact_location


def id_of(index):
    return f"{int(experiment_id):08x}{index + 1:024x}"


def trace_rows(index, spans, text):
    id = f"tr-{id_of(index)}"
    start = START + index * 1000
    tags = {
        "mlflow.artifactLocation": f"{location}/traces/{id}/artifacts",
        "mlflow.trace.spansLocation": "TRACKING_STORE",
        "index": str(index),
    }
    metadata = {"mlflow.trace_schema.version": "3", "mlflow.trace.infoFinalized": "true", "own": f"trace {index}"}
    return {
        SqlTraceInfo: [
            {
                "request_id": id,
                "experiment_id": int(experiment_id),
                "timestamp_ms": start,
                "execution_time_ms": 900,
                "status": "OK",
                "request_preview": text[:100],
                "trace_name": f"trace {index}",
            }
        ],
        SqlTraceTag: [{"request_id": id, "key": key, "value": value} for key, value in tags.items()],
        SqlTraceMetadata: [{"request_id": id, "key": key, "value": value} for key, value in metadata.items()],
        SqlSpan: [span_row(index, id, span, start * NANOSECONDS, text) for span in range(spans)],
    }


def span_row(index, trace_id, span, trace_start, text):
    """The first is the root of all others."""
    id, parent = f"{span + 1:016x}", f"{1:016x}" if span > 0 else None
    start = trace_start + span
    end = start + 800 * NANOSECONDS
    attributes = {"mlflow.traceRequestId": trace_id, "mlflow.spanType": "LLM", "mlflow.spanInputs": {"text": text, "n": span}}
    content = {
        "trace_id": base64_of(id_of(index)),
        "span_id": base64_of(id),
        "parent_span_id": parent and base64_of(parent),
        "name": f"span {span}",
        "start_time_unix_nano": start,
        "end_time_unix_nano": end,
        "events": [],
        "status": {"code": "STATUS_CODE_OK", "message": ""},
        "attributes": {key: json.dumps(value, ensure_ascii=False) for key, value in attributes.items()},
        "links": [],
    }
    return {
        "trace_id": trace_id,
        "experiment_id": int(experiment_id),
        "span_id": id,
        "parent_span_id": parent,
        "name": content["name"],
        "type": "LLM",
        "status": "OK",
        "start_time_unix_nano": start,
        "end_time_unix_nano": end,
        "content": json.dumps(content, ensure_ascii=False),
    }


def base64_of(digits):
    return base64.b64encode(bytes.fromhex(digits)).decode()


def write(traces):
    with engine.begin() as connection:
        for table in (SqlTraceInfo, SqlTraceTag, SqlTraceMetadata, SqlSpan):
            connection.execute(table.__table__.insert(), [row for trace in traces for row in trace[table]])


engine = sqlalchemy.create_engine(options["database"])
count = options["traces"]
for first in range(0, count, TRACES_AT_ONCE):
    indexes = range(first, min(first + TRACES_AT_ONCE, count))
    write([trace_rows(index, options["spans"], f"größe {index}") for index in indexes])
if options["mostSpans"]:
    write([trace_rows(count, options["mostSpans"], "one of many")])
if options["mostCharacters"]:
    write([trace_rows(count + 1, 1, "x" * options["mostCharacters"])])
reply([f"tr-{id_of(index)}" for index in range(count)])
