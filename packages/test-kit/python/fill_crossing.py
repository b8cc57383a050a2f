"""Fills a server with few objects whose links cross: five runs, three logged models, and what names them."""

import json

import mlflow
from mlflow.entities import LoggedModelInput, LoggedModelOutput, LoggedModelStatus
from mlflow.genai.datasets import create_dataset
from sample_reviews import call
from sample_runs import PAST, create_run, end_run
from sample_server import read_request, reply
from sample_traces_3 import link_to_run

server, options = read_request()
client = server.client
crossing, beside = (client.create_experiment(name) for name in ("crossing", "beside"))


def run(name, experiment=crossing, at=0, **tags):
    made = create_run(server, experiment, name, PAST + at)
    for key, value in tags.items():
        client.set_tag(made, f"mlflow.{key}", value)
    return made


def model(name, made_by):
    made = client.create_logged_model(crossing, name=name, source_run_id=made_by).model_id
    client.log_outputs(made_by, [LoggedModelOutput(made, 0)])
    client.finalize_logged_model(made, LoggedModelStatus.READY)
    return made


train = run("train")
evaluate = run("evaluate", at=1000)
sweep = run("sweep", at=2000)
trial = run("trial", at=3000, parentRunId=sweep)
reader = run("reader", beside, at=4000)
first, second, third = model("first", train), model("second", train), model("third", sweep)
client.log_metric(train, "loss", 0.5)
client.log_metric(evaluate, "auc", 0.75, model_id=first)
for each in (evaluate, reader):
    client.log_inputs(each, models=[LoggedModelInput(first)])
client.create_registered_model("churn")
client.create_model_version("churn", f"models:/{first}", run_id=train, model_id=first)
client.set_registered_model_alias("churn", "champion", "1")
client.create_prompt("ask")
client.create_prompt_version("ask", "Answer {{question}}.")

with mlflow.start_run(run_id=train):
    trace = client.start_trace("answer", experiment_id=crossing).trace_id
    client.end_trace(trace)
mlflow.flush_trace_async_logging()
link_to_run(server, [trace], evaluate)
for each in (train, evaluate, sweep, trial, reader):
    end_run(server, each, PAST + 9000)

create_dataset(name="questions", experiment_id=[crossing]).merge_records([{"inputs": {"question": "why"}}])
call(server, "POST", "/api/3.0/mlflow/issues", {"experiment_id": crossing, "name": "wrong", "description": "off", "source_run_id": train})
schema = {"experiment_id": crossing, "name": "yes", "type": "FEEDBACK", "input": {"pass_fail": {"positive_label": "y", "negative_label": "n"}}}
schema_id = call(server, "POST", "/api/3.0/mlflow/label-schemas/create", schema)["label_schema"]["schema_id"]
queue = {"experiment_id": crossing, "name": "queue", "queue_type": "CUSTOM", "users": ["ann"], "schema_ids": [schema_id]}
queue_id = call(server, "POST", "/api/3.0/mlflow/review-queues/create", queue)["review_queue"]["queue_id"]
items = {"queue_id": queue_id, "item_type": "TRACE", "item_ids": [trace]}
call(server, "POST", "/api/3.0/mlflow/review-queues/items/add", items)
call(server, "POST", "/api/3.0/mlflow/scorers/register", {"experiment_id": crossing, "name": "judge", "serialized_scorer": "{}"})
reply({"train": train, "first": first, "trace": trace})
