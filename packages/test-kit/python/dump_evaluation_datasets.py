"""Evaluation datasets with their records."""

import json

from dump_pages import all_pages


def dump_evaluation_datasets(server):
    if not server.at_least("3.4"):
        return []
    names = {experiment.experiment_id: experiment.name for experiment in server.client.search_experiments()}
    return [dump_dataset(dataset, names) for dataset in all_pages(server.client.search_datasets)]


def dump_dataset(dataset, names):
    return {
        "id": dataset.dataset_id,
        "name": dataset.name,
        "tags": dataset.tags,
        # The server adds members as records come, and these have no order.
        "schema": json.dumps(json.loads(dataset.schema or "null"), sort_keys=True),
        "profile": dataset.profile or "",
        "createdBy": dataset.created_by or "",
        "experiments": sorted(names.get(each, f"no experiment {each}") for each in dataset.experiment_ids),
        "records": sorted(dump_record(record) for record in dataset.records),
    }


def dump_record(record):
    # repr() tells 1.0 from 1 and None from {}.
    source = record.source and (record.source.source_type.value, record.source.source_data)
    more = (record.source_id, record.source_type, record.created_by)
    return repr((record.inputs, record.outputs, record.expectations, record.tags, source, more))
