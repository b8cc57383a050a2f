"""Loads every version of registered models as a user would, and lets it predict."""

from collections import defaultdict

import mlflow
import numpy as np
from dump_models import aliases_of, list_registered_models
from dump_pages import all_pages
from sample_server import read_request, reply

server, options = read_request()
# A list says what a model without a signature takes; one with a tensor takes arrays.
given = np.array(options["input"], dtype=float) if options["array"] else options["input"]


def predict(uri):
    try:
        predicted = mlflow.pyfunc.load_model(uri).predict(given)
    except Exception as error:
        return {"error": str(error).split("\n")[0]}
    return predicted.tolist() if hasattr(predicted, "tolist") else predicted


def references():
    versions = defaultdict(list)
    for version in all_pages(server.client.search_model_versions):
        versions[version.name].append(int(version.version))
    for listed in list_registered_models(server):
        model = server.client.get_registered_model(listed.name)
        if options["names"] is None or model.name in options["names"]:
            yield from (f"{model.name}@{alias}" for alias in sorted(aliases_of(model)))
            yield from (f"{model.name}/{number}" for number in sorted(versions[model.name]))


loaded = {reference: predict(f"models:/{reference}") for reference in references()}
reply(loaded | {folder: predict(folder) for folder in options["folders"]})
