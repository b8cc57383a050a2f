"""Loads every version of every prompt as a user would, by number and by alias."""

import mlflow
from dump_prompts import dump_prompts
from sample_server import read_request, reply

server, options = read_request()
load = mlflow.genai.load_prompt


def loaded(uri):
    try:
        prompt = load(uri)
    except Exception as error:
        return {"error": str(error).split("\n")[0]}
    fields = ("name", "version", "template", "commit_message", "tags", "variables", "aliases", "response_format")
    found = {field: getattr(prompt, field, None) for field in fields}
    found["variables"] = sorted(found["variables"])
    config = getattr(prompt, "model_config", None)
    # Text, so that 0.0 is not 0 and no number is rounded.
    return {field: repr(value) for field, value in {**found, "tags": own(prompt.tags), "model_config": config}.items()}


def own(tags):
    return {key: value for key, value in tags.items() if not key.startswith("mlferry.")}


dump = dump_prompts(server)
uris = [f"prompts:/{version['name']}/{version['version']}" for version in dump["promptVersions"]]
uris += [f"prompts:/{prompt['name']}@{alias}" for prompt in dump["prompts"] for alias in prompt["aliases"]]
reply({uri: loaded(uri) for uri in uris})
