"""Datasets that runs have read: with and without schema, profile and tags, one shared by two runs."""

import json

from mlflow.entities import Dataset, DatasetInput, InputTag
from sample_runs import DAY, PAST, create_run, end_run

START = PAST + 400 * DAY


def fill_dataset_inputs(server, experiments):
    columns = [{"type": "long", "name": f"column {i}", "required": True} for i in range(50)]
    full = Dataset(
        name="wine quality – größe",
        digest="d1e5a7b2",
        source_type="http",
        source=json.dumps({"url": "https://example.com/wine.csv?a=1&b=ü"}),
        schema=json.dumps({"mlflow_colspec": columns}),
        profile=json.dumps({"num_rows": 1599, "num_elements": 19188}),
    )
    plain = Dataset(name="plain", digest="0", source_type="local", source='{"uri": "/data/plain.csv"}')

    first = create_run(server, experiments["unicode"], "two datasets", START)
    log_input(server, first, full, {"mlflow.data.context": "training", "split": "80/20"})
    log_input(server, first, plain, {})
    end_run(server, first, START + DAY)

    second = create_run(server, experiments["unicode"], "shares a dataset", START + 1000)
    log_input(server, second, full, {"mlflow.data.context": "evaluation", "long": "v" * 500})
    end_run(server, second, START + 1000 + DAY)


def log_input(server, run, dataset, tags):
    tags = [InputTag(key, value) for key, value in tags.items()]
    server.client.log_inputs(run, [DatasetInput(dataset, tags)])
