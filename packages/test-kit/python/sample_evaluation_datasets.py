"""Evaluation datasets: records of every shape, sources, tags, and the experiments that they belong to."""

import json

from mlflow.genai.datasets import create_dataset

HARD = [
    {"inputs": {"question": "größe – 価格 🚀 \u2028"}, "expectations": {"answer": "ü"}, "tags": {"größe/価格": "ü\n", "empty": ""}},
    {"inputs": {"float": 1.0, "int": 1, "tiny": 5e-324, "big": 2**60 + 1, "zero": -0.0, "huge": 1e300}, "outputs": {"score": 2.0}},
    {"inputs": {"nested": {"a": [1.50, None, True, {"b": []}], "": {}}}, "outputs": ["a", 2.0], "expectations": {}},
    {"inputs": {"empty": ""}, "outputs": "text"},
    {"inputs": {"outputs are": "nothing"}, "outputs": None, "tags": {}},
    {"inputs": {"outputs are": "0.0"}, "outputs": 0.0},
    {"inputs": {"from": "a trace"}, "source": {"source_type": "TRACE", "source_data": {"trace_id": "tr-" + "0" * 32}}},
    {"inputs": {"from": "a document"}, "source": {"source_type": "DOCUMENT", "source_data": {"doc_uri": "s3://ü", "page": 1.0}}},
    {"inputs": {"from": "a human"}, "source": {"source_type": "HUMAN"}, "tags": {"mlflow.user": "ann"}},
    {"inputs": {"large": "é" + "l" * 300_000}, "expectations": {"large": "x" * 100_000}},
]


def fill_evaluation_datasets(server, experiments):
    both = [experiments["datasets"], experiments["elsewhere"]]
    hard = create_dataset(name="hard – größe 🚀", experiment_id=both, tags={"team": "growth", "größe/価格": "ü\n🚀", "empty": ""})
    upsert(server, hard, HARD)
    # As the client writes it: with the name of who does.
    hard.merge_records([{"inputs": {"by": "client"}, "expectations": {"score": 1.0}}])
    many = create_dataset(name="many", experiment_id=[experiments["elsewhere"]], tags={})
    upsert(server, many, [{"inputs": {"n": n}, "expectations": {"square": n * n}} for n in range(250)])
    create_dataset(name="no records", experiment_id=["0"], tags={"mlflow.user": "bob"})
    create_dataset(name="no experiment", experiment_id=[], tags={})
    for number in (1, 2):
        twin = create_dataset(name="twins", experiment_id=[experiments["datasets"]], tags={"number": str(number)})
        upsert(server, twin, [{"inputs": {"twin": number}}])


def upsert(server, dataset, records):
    # A plain request: the client puts its own user and sources in.
    server.post(f"datasets/{dataset.dataset_id}/records", {"records": json.dumps(records)}, "3.0")
