"""A model that loads wherever MLflow is installed: it multiplies by the weight that lies beside it."""

from pathlib import Path

import mlflow


class WeightedModel(mlflow.pyfunc.PythonModel):
    def load_context(self, context):
        self.weight = float(Path(context.artifacts["weight"]).read_text())

    def predict(self, context, model_input, params=None):
        return [self.weight * value for value in model_input]


# Models as code came with 2.12.
if hasattr(mlflow.models, "set_model"):
    mlflow.models.set_model(WeightedModel())
