"""What traces of MLflow 3 have besides: states without spans, previews, assessments, attachments, and links to others."""

import math
import uuid

import mlflow
from mlflow.entities import (
    AssessmentError,
    AssessmentSource,
    Expectation,
    Feedback,
    TraceInfo,
    TraceLocation,
    TraceState,
)
from sample_runs import PAST
from sample_traces import finish, flush, linked_run, request_id, start

HUMAN = AssessmentSource("HUMAN", "größe@example.com")
JUDGE = AssessmentSource("LLM_JUDGE", "openai:/gpt")
VALUES = {"true": True, "false": False, "number": 0.25, "whole": 1.0, "text": "ü", "empty": "", "list": ["a", "b"]}


def fill_traces_3(server, experiments):
    experiment = experiments["traces"]
    run = linked_run(server, experiment, "made traces", PAST)
    elsewhere = linked_run(server, experiments["elsewhere"], "another experiment", PAST)
    fill_states(server, experiment, {"run": run, "elsewhere": elsewhere})
    trace = fill_assessments(server, experiment, run)
    later = linked_run(server, experiment, "linked later", PAST + 5000)
    server.attempt("a trace linked to a run", lambda: link_to_run(server, [trace], later))
    server.attempt("a trace linked to a prompt", lambda: link_to_prompt(server, trace))
    server.attempt("an attachment", lambda: fill_attachment(server, experiment))


def fill_states(server, experiment, runs):
    """Infos alone, without spans."""
    store = server.client._tracking_client.store if not hasattr(server.client, "_tracing_client") else None
    store = store or server.client._tracing_client.store
    for index, state in enumerate([TraceState.IN_PROGRESS, TraceState.ERROR, TraceState.OK, TraceState.STATE_UNSPECIFIED]):
        progress = state == TraceState.IN_PROGRESS
        info = TraceInfo(
            trace_id=f"tr-{uuid.UUID(int=0xABC0 + index).hex}",
            trace_location=TraceLocation.from_experiment_id(experiment),
            request_time=PAST + index,
            state=state,
            execution_duration=None if progress else 1234 * index,
            request_preview=None if progress else "größe 🚀" * 20,
            response_preview=None if progress else "",
            client_request_id=f"client {index}" if index else None,
            trace_metadata={
                "mlflow.trace.session": "session ü",
                "mlflow.trace.user": "user@example.com",
                "own": "x" * 2000,
                **({"mlflow.sourceRun": runs["elsewhere"]} if index == 1 else {}),
            },
            tags={"mlflow.traceName": f"state {state.value}", "empty": "", "größe": "価格"},
        )
        server.attempt(f"the state {state.value}", lambda info=info: store.start_trace(info))


def fill_assessments(server, experiment, run):
    root = start(server, experiment, "assessed", inputs={"q": 1})
    trace = request_id(root)
    finish(server, root, 3, outputs={"a": 2})
    flush()
    log = lambda what, assessment: server.attempt(what, lambda: mlflow.log_assessment(trace, assessment))  # noqa: E731
    for name, value in VALUES.items():
        log(f"the value {name}", Feedback(name=f"value {name}", value=value, source=HUMAN, rationale=f"weil {name} ü"))
    log("a dict", Feedback(name="value dict", value={"a": 1.0, "b": "ü"}, source=JUDGE, metadata={"key": "größe"}))
    error = AssessmentError(error_code="RATE", error_message="zu schnell 🚀", stack_trace="line 1\nline 2")
    log("an error", Feedback(name="error", error=error, source=AssessmentSource("CODE", "scorer")))
    log("of a span", Feedback(name="of a span", value=3.5, source=HUMAN, span_id=root.span_id))
    log("of a run", Feedback(name="of a run", value=True, source=JUDGE, metadata={"mlflow.assessment.sourceRunId": run}))
    source = AssessmentSource("CODE", run)
    log("from a run", Feedback(name="source", value=1, source=source, metadata={"mlflow.assessment.sourceRunId": run}))
    for name, value in {"text": "ü", "number": 3, "float": 2.0, "nested": {"a": [1, 2.0, None]}, "list": [1]}.items():
        log(f"the expectation {name}", Expectation(name=f"expected {name}", value=value, source=HUMAN))
    first = server.attempt("one to override", lambda: mlflow.log_feedback(trace_id=trace, name="again", value="first"))
    if first:
        override = lambda: mlflow.override_feedback(trace_id=trace, assessment_id=first.assessment_id, value="second")  # noqa: E731
        server.attempt("an override", override)
    server.attempt("an issue", lambda: refer_to_issue(server, experiment, trace))
    return trace


def refer_to_issue(server, experiment, trace):
    from mlflow.entities import IssueReference

    issue = server.client._tracking_client.store.create_issue(
        experiment_id=experiment, name="langsam ü", description="zu langsam"
    )
    mlflow.log_assessment(trace, IssueReference(issue_id=issue.issue_id, issue_name=issue.name, source=HUMAN))


def link_to_run(server, traces, run):
    server.post("traces/link-to-run", {"trace_ids": traces, "run_id": run})


def link_to_prompt(server, trace):
    versions = [{"name": "prompt ü", "version": "1"}, {"name": "prompt ü", "version": "3"}]
    server.post("traces/link-prompts", {"trace_id": trace, "prompt_versions": versions})
    text = '[{"name": "prompt ü", "version": "1"}, {"name": "prompt ü", "version": "3"}]'
    server.client.set_trace_tag(trace, "mlflow.linkedPrompts", text)


def fill_attachment(server, experiment):
    from mlflow.tracing.attachments import Attachment

    image = Attachment(content_type="image/png", content_bytes=bytes(range(256)) * 100)
    finish(server, start(server, experiment, "with an attachment", inputs={"image": image, "nan": math.nan}), 1)
    flush()
