"""What experiments hold beside runs and models: scorers, issues, label schemas, review queues; and the webhooks of the server."""

import json

from mlflow.utils.rest_utils import http_request

HARD = "größe/値 \"quote\" \\ \n🚀"


def call(server, method, path, body):
    credentials = server.client._tracking_client.store.get_host_creds()
    answer = http_request(credentials, path, method, json=body)
    if not answer.ok:
        raise RuntimeError(f"{answer.status_code} {answer.text}")
    return answer.json()


def fill_scorers(server, experiment):
    def register(name, serialized):
        body = {"experiment_id": experiment, "name": name, "serialized_scorer": json.dumps(serialized)}
        call(server, "POST", "/api/3.0/mlflow/scorers/register", body)

    def judge(name, instructions):
        data = {"instructions": instructions, "model": "openai:/gpt-x", "feedback_value_type": {"type": "boolean"}}
        version = {"mlflow_version": server.version, "serialization_version": 1, "is_session_level_scorer": False}
        return {"name": name, **version, "instructions_judge_pydantic_data": data}

    for number in range(1, 6):
        register("judge – größe", judge("judge – größe", f"Is {{{{ outputs }}}} {HARD}? {number}"))
    # Of the numbers, 2 and 4 are gaps.
    for number in (2, 4):
        body = {"experiment_id": experiment, "name": "judge – größe", "version": number}
        call(server, "DELETE", "/api/3.0/mlflow/scorers/delete", body)
    built_in = {"builtin_scorer_class": "Safety", "builtin_scorer_pydantic_data": {"name": "safety"}}
    register("safety", {"name": "safety", "mlflow_version": server.version, "serialization_version": 1, **built_in})
    if not server.at_least("3.10"):
        return
    config = {"experiment_id": experiment, "name": "safety", "sample_rate": 0.0, "filter_string": "trace.status = 'OK'"}
    call(server, "PUT", "/api/3.0/mlflow/scorers/online-config", config)


def fill_issues(server, experiment, run):
    def add(**fields):
        body = {"experiment_id": experiment, "description": HARD, **fields}
        return call(server, "POST", "/api/3.0/mlflow/issues", body)["issue"]["issue_id"]

    # Three of one name, two of them alike in everything.
    for _ in range(2):
        add(name="twins", status="resolved", severity="high", root_causes=["", HARD], categories=["größe"], created_by="ann")
    add(name="twins", status="rejected", source_run_id=run)
    return add(name=HARD, severity="not_an_issue")


def fill_label_schemas(server, experiment):
    def add(name, type, **fields):
        body = {"experiment_id": experiment, "name": name, "type": type, **fields}
        made = call(server, "POST", "/api/3.0/mlflow/label-schemas/create", body)
        return made["label_schema"]["schema_id"]

    choice = {"categorical": {"options": ["ja", "größe 値", "🚀"], "multi_select": True}}
    asked = add("choice – größe", "EXPECTATION", instruction=HARD, enable_comment=True, input=choice)
    add("Choice – GRÖSSE", "FEEDBACK", input={"text": {"max_length": 7}})
    add("number", "FEEDBACK", input={"numeric": {"min_value": -0.5, "max_value": 1e300}})
    add("yes", "FEEDBACK", input={"pass_fail": {"positive_label": "ja", "negative_label": "nein"}})
    return asked


def fill_review_queues(server, experiment, schema, traces):
    base = "/api/3.0/mlflow/review-queues"
    listed = call(server, "GET", f"/api/3.0/mlflow/label-schemas/list?experiment_id={experiment}", None)
    default = [each["schema_id"] for each in listed["label_schemas"] if each["is_default"]]
    queue = {"name": "Größe 値", "queue_type": "CUSTOM", "users": ["ann", "bob"], "schema_ids": [schema, *default]}
    made = call(server, "POST", f"{base}/create", {"experiment_id": experiment, **queue})["review_queue"]["queue_id"]
    call(server, "POST", f"{base}/update", {"queue_id": made, "new_owner": "Ann"})
    empty = {"name": "empty", "queue_type": "CUSTOM", "users": [], "schema_ids": []}
    call(server, "POST", f"{base}/create", {"experiment_id": experiment, **empty})
    own = call(server, "POST", f"{base}/get-or-create-user", {"experiment_id": experiment, "user": "bob"})
    for queue_id in (made, own["review_queue"]["queue_id"]):
        call(server, "POST", f"{base}/items/add", {"queue_id": queue_id, "item_type": "TRACE", "item_ids": traces})
    for trace, status in zip(traces, ["COMPLETE", "DECLINED"]):
        body = {"queue_id": made, "item_type": "TRACE", "item_id": trace, "status": status, "completed_by": "bob"}
        call(server, "POST", f"{base}/items/set-status", body)


def fill_webhooks(server, secret):
    for name, action in (("Hook.1_x-Y", "CREATED"), ("twin", "CREATED"), ("twin", "CREATED")):
        events = [{"entity": "MODEL_VERSION", "action": action}, {"entity": "PROMPT_ALIAS", "action": "DELETED"}]
        url = f"https://127.0.0.1:9/{len(name)}?a=b%20c"
        body = {"name": name, "url": url, "events": events, "description": HARD, "secret": secret, "status": "ACTIVE"}
        server.attempt(f"webhook {name}", lambda: call(server, "POST", "/api/2.0/mlflow/webhooks", body))
