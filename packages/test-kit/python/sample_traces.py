"""Traces, as MLflow 2.14 and later have them: every state, hard values, spans in the table and in files, and all that refers to others."""

import math
import time
from unittest.mock import MagicMock

import mlflow
from mlflow.entities import SpanEvent
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from sample_runs import create_run, end_run

# Newer versions of OpenTelemetry ask for these; MLflow 2 and 3.0 do not set them.
SimpleSpanProcessor._shutdown = False
SimpleSpanProcessor._metrics = MagicMock()

# 2023, and not a whole microsecond.
START = 1_690_000_000_000_000_001
SECOND = 1_000_000_000
VALUES = {
    "text": "größe 価格 🚀\n\t\"quoted\"",
    "empty": "",
    "integer": 1,
    "float without a fraction": 1.0,
    "beyond 2^53": 9007199254740993,
    "nan": math.nan,
    "infinity": -math.inf,
    "negative zero": -0.0,
    "null": None,
    "nested": [[], {}, [1, 1.0, None, {"a": {"b": [True]}}]],
    "__proto__": {"constructor": 1},
}


def fill_traces(server, experiments):
    """Fills one experiment, and another one with what names it."""
    experiment = experiments["traces"]
    fill_spans(server, experiment)
    if server.at_least("3.0"):
        fill_huge(server, experiment)
    if not server.at_least("3.4"):
        return
    # Imported here: old versions have none of it.
    from sample_traces_3 import fill_traces_3

    fill_traces_3(server, experiments)


def fill_spans(server, experiment):
    """A tree of spans with all that a span may have, and one that failed."""
    root = start(server, experiment, "root", inputs=VALUES, attributes={f"a {k}": v for k, v in VALUES.items()})
    trace = request_id(root)
    tool = child(server, root, root.span_id, "werkzeug 🔧", 1, span_type="TOOL", inputs={"q": [1, 2.5]})
    tool.add_event(SpanEvent("event", timestamp=START + 5, attributes={"a": 1, "b": "ü", "c": [1.5, 2.0], "d": True}))
    end(server, tool, 2, outputs=["", None])
    llm = child(server, root, root.span_id, "llm", 2, span_type="LLM", inputs={"messages": []})
    inner = child(server, root, llm.span_id, "inner", 3, span_type="CHAT_MODEL", attributes={"mlflow.x": "y"})
    inner.record_exception(ValueError("no")) if hasattr(inner, "record_exception") else None
    end(server, inner, 4, status="ERROR")
    end(server, llm, 5, outputs="x" * 2000)
    finish(server, root, 6, outputs=VALUES)
    server.client.set_trace_tag(trace, "größe/価格", "ü")

    failed = start(server, experiment, "failed", tags={"team": "x"})
    finish(server, failed, 7, status="ERROR")
    # Nothing but a name.
    finish(server, start(server, experiment, "bare"), 0)
    flush()


def fill_huge(server, experiment):
    """What no OpenTelemetry message holds: such spans are kept as a file."""
    root = start(server, experiment, "huge", inputs={"integer": 2**70}, attributes={"n": -(2**80)})
    finish(server, root, 1, outputs=[2**64])
    # 3 MB in one attribute.
    root = start(server, experiment, "large", inputs={"text": "ä" * 1_500_000}, attributes={"small": 1})
    finish(server, root, 1)
    flush()


def start(server, experiment, name, **fields):
    # One after the other in time too, a second apart.
    start.count = getattr(start, "count", 0) + 1
    begin = START + start.count * 100 * SECOND
    span = server.client.start_trace(name, experiment_id=experiment, start_time_ns=begin, **fields)
    span.begin = begin
    return span


def child(server, root, parent, name, seconds, **fields):
    named = {"trace_id" if server.at_least("3.0") else "request_id": request_id(root)}
    begin = root.begin + seconds * SECOND
    span = server.client.start_span(name, parent_id=parent, start_time_ns=begin, **named, **fields)
    span.begin = root.begin
    return span


def end(server, span, seconds, **fields):
    named = {"trace_id" if server.at_least("3.0") else "request_id": request_id(span)}
    server.client.end_span(span_id=span.span_id, end_time_ns=span.begin + seconds * SECOND + 7, **named, **fields)


def finish(server, root, seconds, **fields):
    named = {"trace_id" if server.at_least("3.0") else "request_id": request_id(root)}
    server.client.end_trace(end_time_ns=root.begin + seconds * SECOND + 7, **named, **fields)


def request_id(span):
    return getattr(span, "trace_id", None) or span.request_id


def flush():
    if hasattr(mlflow, "flush_trace_async_logging"):
        try:
            mlflow.flush_trace_async_logging()
        except AttributeError:
            time.sleep(1)


def linked_run(server, experiment, name, start_time):
    run = create_run(server, experiment, name, start_time)
    end_run(server, run, start_time + 1000)
    return run
