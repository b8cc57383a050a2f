"""Logged models, as MLflow 3 has them: every status, metrics of several runs, links from runs of other experiments."""

import math
import tempfile
from pathlib import Path

from mlflow.entities import Dataset, DatasetInput, Metric, Param
from sample_model_files import log_model, put_model
from sample_runs import DAY, PAST, create_run, end_run

START = PAST + 600 * DAY
HARD_VALUES = {"nan": math.nan, "infinity": -math.inf, "sum": 0.1 + 0.2, "negative zero": -0.0}


def fill_logged_models(server, experiments):
    """The ids of some by what they are."""
    models = experiments["models"]
    ids = {}
    train = create_run(server, models, "train a logged model", START)
    server.client.log_batch(train, params=[Param("depth", "3"), Param("größe/価格", "ü\n")])
    ids["of a run"] = log_model(server, train, "scorer", 101, model_type="classifier", tags={"team": "x"}).model_id
    log_points(server, train, ids["of a run"], START)

    ids["without a run"] = create(server, models, "scorer", tags={"größe/価格 x": "ü\n🚀", "empty": ""})
    put_model(server, location(server, ids["without a run"]), 12)
    finalize(server, ids["without a run"], "READY")
    fill_states(server, experiments, train)
    fill_hard_fields(server, experiments)
    fill_links(server, experiments, ids, train)
    end_run(server, train, START + DAY)
    return ids


def fill_states(server, experiments, train):
    models, elsewhere = experiments["models"], experiments["elsewhere"]
    create(server, models, "pending", source_run_id=train, params={"a": "1"}, model_type="agent")
    pending = create(server, models, "pending with files")
    put_files(server, pending)
    failed = create(server, models, "failed", source_run_id=train)
    put_files(server, failed)
    finalize(server, failed, "FAILED")
    finalize(server, create(server, models, "ready without files"), "READY")
    finalize(server, create(server, elsewhere, "its run is in another experiment", source_run_id=train), "READY")

    run = create_run(server, models, "deleted, but its model is not", START + 1000)
    server.client.log_param(run, "p", "1")
    finalize(server, create(server, models, "its run is deleted", source_run_id=run), "READY")
    gone = create(server, models, "deleted model", source_run_id=run)
    link(server, run, outputs={gone: 1})
    server.client.delete_logged_model(gone)
    end_run(server, run, START + 1000 + DAY)
    server.client.delete_run(run)


def fill_hard_fields(server, experiments):
    models = experiments["models"]
    names = ["größe 価格 🚀", "dashes-and_more +#&?@;=", " spaces ", "n" * 250, "a/b", "a:b", "a.b", "100%", "quote'"]
    for name in names:
        server.attempt(f"the logged model name {name[:30]!r}", lambda: create(server, models, name))
    many = create(server, models, "many params", params={f"p{i:03}": f"value {i}" for i in range(250)})
    server.attempt("a param of 6000 characters", lambda: log_params(server, many, {"long": "ä" + "x" * 5999}))
    server.attempt("an empty param of a logged model", lambda: log_params(server, many, {"empty": ""}))
    server.attempt("a tag of 8000 characters", lambda: set_tags(server, many, {"long": "ä" + "x" * 7999}))
    set_tags(server, many, {f"t{i:03}": str(i) for i in range(120)})


def fill_links(server, experiments, ids, train):
    """One model, linked from runs of three experiments."""
    scorer = ids["of a run"]
    data = Dataset("test data", "d1e5a7b2", "local", '{"uri": "/data/test.csv"}')
    for index, short in enumerate(["models", "elsewhere", "apart"]):
        start = START + (index + 2) * 1000
        run = create_run(server, experiments[short], f"evaluate {index}", start)
        server.client.log_inputs(run, [DatasetInput(data)])
        link(server, run, inputs=[scorer, ids["without a run"]])
        log_points(server, run, scorer, start, dataset=data)
        server.attempt("an output of another run", lambda: link(server, run, outputs={scorer: index * 10}))
        end_run(server, run, start + DAY)

    checkpoints = create_run(server, experiments["apart"], "checkpoints", START + 6000)
    steps = [0, 7, 9007199254740993]
    outputs = {create(server, experiments["apart"], "checkpoint", source_run_id=checkpoints): step for step in steps}
    server.attempt("a step beyond 2^53", lambda: link(server, checkpoints, outputs=outputs))
    for model, step in outputs.items():
        server.client.log_batch(checkpoints, metrics=[Metric("loss", 1 / (step + 3), START + 6000, step, model)])
        finalize(server, model, "READY")
    end_run(server, checkpoints, START + 6000 + DAY)


def log_points(server, run, model, start, dataset=None):
    of = {"model_id": model}
    if dataset:
        of |= {"dataset_name": dataset.name, "dataset_digest": dataset.digest}
    points = [Metric(f"value/{name}", value, start, 1, **of) for name, value in HARD_VALUES.items()]
    points += [Metric("accuracy", 1 / (step + 3), start + step, step, **of) for step in range(20)]
    # Of the run alone, under the same keys.
    points += [Metric("accuracy", 0.5, start + step, step) for step in range(20, 25)]
    server.client.log_batch(run, metrics=points)


def create(server, experiment, name, **fields):
    return server.client.create_logged_model(experiment, name, **fields).model_id


def finalize(server, model, status):
    server.client.finalize_logged_model(model, status)


def location(server, model):
    return server.client.get_logged_model(model).artifact_location


def log_params(server, model, params):
    server.client.log_model_params(model, params)


def set_tags(server, model, tags):
    server.client.set_logged_model_tags(model, tags)


def put_files(server, model):
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "half").mkdir()
        Path(folder, "half", "größe.bin").write_bytes(bytes(range(256)))
        server.client.log_model_artifacts(model, folder)


def link(server, run, inputs=(), outputs=None):
    # The entities came with MLflow 3.
    from mlflow.entities import LoggedModelInput, LoggedModelOutput

    if inputs:
        server.client.log_inputs(run, models=[LoggedModelInput(model) for model in inputs])
    if outputs:
        server.client.log_outputs(run, [LoggedModelOutput(model, step) for model, step in outputs.items()])
