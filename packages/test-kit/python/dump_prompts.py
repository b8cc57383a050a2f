"""Prompts and their versions, as MLflow keeps them: registered models with a tag."""

from dump_pages import all_pages

PROMPT = "mlflow.prompt.is_prompt"
EXPERIMENTS = "_mlflow_experiment_ids"
RUNS = "mlflow.prompt.associatedRunIds"
ASKED = f"tags.`{PROMPT}` = 'true'"


def dump_prompts(server):
    found = all_pages(server.client.search_registered_models, filter_string=ASKED)
    # The client itself does not let prompts be read as models.
    registry = server.client._get_registry_client()
    prompts = [registry.get_registered_model(prompt.name) for prompt in found]
    names = {experiment.experiment_id: experiment.name for experiment in server.client.search_experiments()}
    versions = all_pages(server.client.search_model_versions, filter_string=ASKED)
    return {
        "prompts": [dump_prompt(prompt, names) for prompt in prompts],
        "promptVersions": [dump_version(version) for version in versions],
    }


def dump_prompt(prompt, names):
    # `tags` leaves out what makes it a prompt.
    tags = dict(prompt._tags)
    ids = [each for each in tags.pop(EXPERIMENTS, "").split(",") if each]
    return {
        "name": prompt.name,
        "description": prompt.description or "",
        "tags": tags,
        "aliases": {alias: str(version) for alias, version in prompt.aliases.items()},
        "experiments": sorted(names.get(each, f"no experiment {each}") for each in ids),
    }


def dump_version(version):
    return {
        "name": version.name,
        "version": int(version.version),
        "description": version.description or "",
        "tags": dict(version.tags),
    }
