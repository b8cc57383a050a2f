"""Scorers, issues, label schemas and review queues of an experiment, and webhooks: each as one text of all that a copy must have."""

import json

from sample_reviews import call

API = "/api/3.0/mlflow"


def dump_held(server, experiment_id):
    """By kind. Ids that copies have others of are left out, or are names here."""
    held = {"scorers": dump_scorers(server, experiment_id)} if server.at_least("3.4") else {}
    if not server.at_least("3.17"):
        return held
    schemas = pages(server, f"{API}/label-schemas/list?experiment_id={experiment_id}", "label_schemas")
    names = {schema["schema_id"]: schema["name"] for schema in schemas}
    queues = pages(server, f"{API}/review-queues/list?experiment_id={experiment_id}", "review_queues")
    store = server.client._tracking_client.store
    issues = [issue.to_dictionary() for issue in store.search_issues(experiment_id, max_results=1000)]
    ids = ("issue_id", "experiment_id", "created_timestamp", "last_updated_timestamp", "trace_count")
    return {
        **held,
        "issues": texts(without(issue, ids) for issue in issues),
        "labelSchemas": texts(
            without(schema, ("schema_id", "experiment_id", "created_at", "last_updated_at")) for schema in schemas
        ),
        "reviewQueues": texts(dump_queue(server, queue, names) for queue in queues),
    }


def dump_scorers(server, experiment_id):
    store = server.client._tracking_client.store
    newest = store.list_scorers(experiment_id)
    configs = {}
    if newest and server.at_least("3.10"):
        found = store.get_online_scoring_configs([scorer.scorer_id for scorer in newest])
        configs = {config.scorer_id: [config.sample_rate, config.filter_string] for config in found}
    versions = [each for scorer in newest for each in store.list_scorer_versions(experiment_id, scorer.scorer_name)]
    # As the client gives them for each number, too.
    assert all(
        store.get_scorer(experiment_id, each.scorer_name, each.scorer_version)._serialized_scorer
        == each._serialized_scorer
        for each in versions
    )
    config_of = lambda scorer: configs.get(scorer.scorer_id) if server.at_least("3.10") else None
    return texts([each.scorer_name, each.scorer_version, each._serialized_scorer, config_of(each)] for each in versions)


def dump_queue(server, queue, names):
    items = pages(server, f"{API}/review-queues/items/list?queue_id={queue['queue_id']}", "items")
    times = ("queue_id", "creation_time_ms", "last_update_time_ms", "completed_time_ms")
    fields = without(queue, (*times, "experiment_id", "schema_ids"))
    schemas = sorted(names[each] for each in queue.get("schema_ids", []))
    return {**fields, "schemas": schemas, "items": texts(without(item, times) for item in items)}


def dump_webhooks(server):
    """Without the status: a copy is disabled until someone gives it its secret."""
    if not server.at_least("3.4"):
        return []
    hooks = call(server, "GET", "/api/2.0/mlflow/webhooks", None).get("webhooks", [])
    own = ("webhook_id", "status", "creation_timestamp", "last_updated_timestamp")
    sort = lambda hook: {**hook, "events": sorted(hook["events"], key=json.dumps)}
    return texts(without(sort(hook), own) for hook in hooks)


def pages(server, path, field):
    found, token = [], ""
    while True:
        page = call(server, "GET", f"{path}&max_results=100&page_token={token}" if token else f"{path}&max_results=100", None)
        found += page.get(field, [])
        token = page.get("next_page_token")
        if not token:
            return found


def without(fields, left_out):
    return {key: value for key, value in fields.items() if key not in left_out}


def texts(items):
    return sorted(json.dumps(item, sort_keys=True, ensure_ascii=False) for item in items)
