"""A logged model with files and a version of one registered model for each of some runs: all alike, through MLflow's client."""

import tempfile
from pathlib import Path

from mlflow.entities import LoggedModelInput, LoggedModelOutput, Metric
from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository
from sample_server import read_request, reply

server, options = read_request()
client, experiment = server.client, options["experimentId"]
client.create_registered_model("many")
model_ids = []


def log_model(index, run):
    model = client.create_logged_model(experiment, name=f"model {index}", source_run_id=run, params={"depth": str(index)})
    with tempfile.TemporaryDirectory() as folder:
        described = f"artifact_path: {model.artifact_location}\nflavors: {{}}\nmodel_id: {model.model_id}\nrun_id: {run}\n"
        Path(folder, "MLmodel").write_text(described)
        Path(folder, "weights.bin").write_bytes(index.to_bytes(4, "big") * 1000)
        get_artifact_repository(model.artifact_location).log_artifacts(folder)
    client.finalize_logged_model(model.model_id, "READY")
    client.log_outputs(run, [LoggedModelOutput(model.model_id, step=index)])
    points = [Metric("score", index + step / 7, 1_600_000_000_000 + step, step, model.model_id) for step in range(5)]
    client.log_batch(run, metrics=points)
    if model_ids:
        client.log_inputs(run, models=[LoggedModelInput(model_ids[-1])])
    client.create_model_version("many", f"models:/{model.model_id}", run, model_id=model.model_id, tags={"index": str(index)})
    model_ids.append(model.model_id)


for index, run in enumerate(options["runIds"]):
    log_model(index, run)
reply(None)
