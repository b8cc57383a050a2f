"""The files of models that really load, each with a weight of its own, so that a prediction tells which one was loaded."""

import tempfile
from contextlib import contextmanager
from pathlib import Path

import cloudpickle
import mlflow
import weighted_model
from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository


def log_model(server, run, name, weight, **options):
    """As a training script does it: into the run's artifacts before MLflow 3, as a logged model of its own from then on."""
    place = {"name": name} if server.at_least("3.0") else {"artifact_path": name}
    with model_options(server, weight) as model, mlflow.start_run(run):
        return mlflow.pyfunc.log_model(**place, **model, **options)


def put_model(server, uri, weight, metadata=None):
    """A model saved elsewhere, its files uploaded to an artifact address."""
    with model_options(server, weight) as model, tempfile.TemporaryDirectory() as folder:
        mlflow.pyfunc.save_model(f"{folder}/model", **model, metadata=metadata)
        get_artifact_repository(uri).log_artifacts(f"{folder}/model")


def put_model_of_run(server, run, uri, weight):
    """As MLflow 2 wrote it: the file MLmodel names the run."""
    with model_options(server, weight) as model, tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model")
        mlflow.pyfunc.save_model(path, **model)
        description = mlflow.models.Model.load(str(path))
        description.run_id, description.artifact_path = run, uri.split("/artifacts/", 1)[-1]
        description.save(path / "MLmodel")
        get_artifact_repository(uri).log_artifacts(str(path))


@contextmanager
def model_options(server, weight):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "weight.txt")
        file.write_text(str(weight))
        # Given requirements keep MLflow from loading the model to find them.
        yield {"python_model": python_model(server), "artifacts": {"weight": str(file)}, "pip_requirements": ["mlflow"]}


def python_model(server):
    if server.at_least("2.13"):
        return weighted_model.__file__
    cloudpickle.register_pickle_by_value(weighted_model)
    return weighted_model.WeightedModel()
