"""Gets every evaluation dataset as a user would, by name where only one has it, and as a table."""

from collections import Counter

from dump_pages import all_pages
from mlflow.genai.datasets import get_dataset
from sample_server import read_request, reply

server, options = read_request()
names = Counter(dataset.name for dataset in all_pages(server.client.search_datasets))


def loaded(name):
    table = get_dataset(name=name).to_df().drop(columns=["dataset_record_id", "created_time"])
    return sorted(repr(tuple(row)) for row in table.itertuples(index=False))


reply({name: loaded(name) for name, count in names.items() if count == 1})
