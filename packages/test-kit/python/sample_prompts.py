"""Prompts: text and chat, versions with gaps, aliases, tags, and the experiments that show them."""

import json

PROMPT = "mlflow.prompt.is_prompt"
TEXT = "mlflow.prompt.text"
SOURCE = "dummy-source"
EXPERIMENTS = "_mlflow_experiment_ids"


def fill_prompts(server, experiments):
    if not server.at_least("3.4"):
        # Here they are registered models by another name, as old clients and old servers have it.
        return fill_plain(server, [])
    fill_plain(server, experiments)
    fill_by_client(server)


def fill_by_client(server):
    client = server.client
    client.register_prompt("by-client", "Say {{ word }} – größe 🚀", "first", tags={"lang": "de", "größe": "ü"})
    chat = [{"role": "system", "content": "You are {{who}}"}, {"role": "user", "content": "{{ question }} \u2028 \\ \" 価格"}]
    answer = {"type": "object", "properties": {"score": {"type": "number", "maximum": 1.0}}, "required": ["score"]}
    model = {"model_name": "gpt-x", "temperature": 0.0, "max_tokens": 9007199254740993}
    client.register_prompt("by-client", chat, None, tags={"lang": "en"}, response_format=answer)
    config = {"model_config": model} if server.at_least("3.8") else {}
    client.register_prompt("by-client", chat[:1], "with a model", response_format=answer, **config)
    client.set_prompt_alias("by-client", "production", 2)
    client.set_prompt_alias("by-client", "größe", 2)


def fill_plain(server, experiments):
    shown = f",{','.join(experiments)}," if experiments else None
    add_prompt(server, "plain.prompt_1", "# Märkdown\n\n*prompt*", {"team": "growth", "empty": "", EXPERIMENTS: shown})
    long = "é" + "t" * (99_999 if server.at_least("3.0") else 4999)
    add_version(server, "plain.prompt_1", 1, "Answer {{question}}", "the first", {"größe/価格 x": "ü\n🚀", "empty": ""})
    add_gap(server, "plain.prompt_1", 2)
    add_gap(server, "plain.prompt_1", 3)
    add_version(server, "plain.prompt_1", 4, long, "c" * 5000)
    add_version(server, "plain.prompt_1", 5, " ", "", {"_mlflow_prompt_type": "text"})
    for number in range(6, 13):
        add_version(server, "plain.prompt_1", number, f"number {number}", "")
    add_gap(server, "plain.prompt_1", 13)
    for alias, version in {"champion": "4", "challenger": "4", "latest-good": "12"}.items():
        registry(server).set_registered_model_alias("plain.prompt_1", alias, version)
    add_prompt(server, "prompt without a version", "", {EXPERIMENTS: shown})
    add_prompt(server, "prompt whose versions are deleted", "", {})
    add_gap(server, "prompt whose versions are deleted", 1)
    for name in ["größe – 価格 🚀", "quote'\"quote", "Case", "case", "percent %41 & plus + hash # ?"]:
        server.attempt(f"the prompt name {name!r}", lambda: fill_odd(server, name))


def fill_odd(server, name):
    add_prompt(server, name, name, {})
    add_version(server, name, 1, json.dumps(name), name)


def add_prompt(server, name, description, tags):
    post(server, "registered-models/create", {"name": name, "description": description}, {PROMPT: "true", **tags})


def add_version(server, name, number, text, message, tags=None):
    body = {"name": name, "source": source(server), "description": message}
    made = post(server, "model-versions/create", body, {PROMPT: "true", TEXT: text, **(tags or {})})
    if int(made["model_version"]["version"]) != number:
        raise RuntimeError(f"version {made} instead of {number}")


def add_gap(server, name, number):
    add_version(server, name, number, "gap", "")
    registry(server).delete_model_version(name, str(number))


def registry(server):
    # The client itself does not let prompts be handled as models.
    return server.client._get_registry_client()


def source(server):
    return SOURCE if server.at_least("2.21") else "s3://none/prompt"


def post(server, path, body, tags):
    listed = [{"key": key, "value": value} for key, value in tags.items() if value is not None]
    return server.post(path, {**body, "tags": listed})
