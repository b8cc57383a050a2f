"""Many small traces with predictable content, written past the server into its database by MLflow's own store."""

import base64

from mlflow.entities.span import Span
from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore
from sample_server import read_request, reply

START = 1_600_000_000_000_000_000
SECOND = 1_000_000_000

server, options = read_request()
experiment_id = options["experimentId"]
store = SqlAlchemyStore(options["database"], options["artifactsDir"])


def id_of(index):
    return f"{int(experiment_id):08x}{index + 1:024x}"


def root_span(index):
    start = START + index * SECOND
    return Span.from_dict(
        {
            "trace_id": base64.b64encode(bytes.fromhex(id_of(index))).decode(),
            "span_id": base64.b64encode((index + 1).to_bytes(8)).decode(),
            "parent_span_id": None,
            "name": f"question {index}",
            "start_time_unix_nano": start,
            "end_time_unix_nano": start + SECOND // 2,
            "status": {"code": "STATUS_CODE_OK", "message": ""},
            "attributes": {"mlflow.traceRequestId": f'"tr-{id_of(index)}"', "index": str(index)},
            "events": [],
        }
    )


for first in range(0, options["traces"], 100):
    indexes = range(first, min(first + 100, options["traces"]))
    store.log_spans(experiment_id, [root_span(index) for index in indexes])
reply([f"tr-{id_of(index)}" for index in range(options["traces"])])
