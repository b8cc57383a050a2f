"""Versions of models: numbers with gaps, and sources of every kind."""

from sample_model_files import log_model, put_model, put_model_of_run
from sample_runs import DAY, PAST, create_run, end_run

START = PAST + 700 * DAY
SCORER = "credit scorer"


def fill_model_versions(server, experiments, logged_models):
    server.client.create_registered_model(SCORER, {"task": "scoring"}, "Scores *credits*.")
    run = create_run(server, experiments["models"], "train", START)
    versions = Versions(server, SCORER, run)
    server.client.log_param(run, "depth", "3")
    root = artifact_uri(server, run)
    # The weight of each is its number.
    log_model(server, run, "model", 1, registered_model_name=SCORER)
    versions.add_deleted(2)
    put_model_of_run(server, run, f"{root}/by runs uri", 3)
    versions.add(3, f"runs:/{run}/by runs uri", run, tags={"stage": "?", "größe/価格 x": "ü\n🚀", "empty": ""})
    put_model_of_run(server, run, f"{root}/plain/address", 4)
    versions.add(4, f"{root}/plain/address", run, description="Version 4\n\n*Märkdown* " + "d" * 4000)
    versions.add_deleted(5)
    end_run(server, run, START + DAY)

    elsewhere = create_run(server, experiments["elsewhere"], "train elsewhere", START + 1000)
    put_model_of_run(server, elsewhere, f"{artifact_uri(server, elsewhere)}/model", 6)
    versions.add(6, f"{artifact_uri(server, elsewhere)}/model", elsewhere, tags={"long": "t" * 5000})
    end_run(server, elsewhere, START + 1000 + DAY)

    deleted = create_run(server, experiments["models"], "train, then deleted", START + 2000)
    put_model_of_run(server, deleted, f"{artifact_uri(server, deleted)}/model", 7)
    versions.add(7, f"{artifact_uri(server, deleted)}/model", deleted)
    end_run(server, deleted, START + 2000 + DAY)
    server.client.delete_run(deleted)

    # A folder of the artifact store that belongs to no run.
    by_hand = f"{root.split('/' + run)[0]}/by-hand/model"
    put_model(server, by_hand, 8)
    versions.add(8, by_hand)

    at_root = create_run(server, experiments["models"], "a model at the root", START + 3000)
    put_model_of_run(server, at_root, artifact_uri(server, at_root), 9)
    versions.add(9, artifact_uri(server, at_root), at_root)
    end_run(server, at_root, START + 3000 + DAY)

    nested = f"{root}/artifacts/{run}/artifacts/{run}/model"
    put_model_of_run(server, run, nested, 10)
    versions.add(10, nested, run)
    versions.add_deleted(11)
    if server.at_least("3.0"):
        model = logged_models["without a run"]
        versions.add(12, f"models:/{model}", model_id=model)
    else:
        versions.add(12, f"{root}/plain/address", run, run_link="https://example.com/runs/1?a=b&c=d")
    versions.add_deleted(13)
    fill_stages_and_aliases(server)
    fill_odd_sources(server, run, elsewhere)


def fill_stages_and_aliases(server):
    client = server.client
    for version, stage in {1: "Archived", 3: "Production", 4: "Staging", 6: "Staging"}.items():
        server.attempt(f"the stage {stage}", lambda: client.transition_model_version_stage(SCORER, version, stage))
    aliases = {"champion": "3", "challenger": "7", "Größe_価格-1": "3", "a" * 255: "12", "dropped": "1"}
    for alias, version in aliases.items():
        server.attempt(f"the alias {alias[:20]!r}", lambda: client.set_registered_model_alias(SCORER, alias, version))
    client.delete_registered_model_alias(SCORER, "dropped")


def fill_odd_sources(server, run, elsewhere):
    server.client.create_registered_model("odd sources")
    versions = Versions(server, "odd sources", run)
    root = artifact_uri(server, run)
    versions.add(1, f"{root}/plain/address")
    versions.add(2, f"{artifact_uri(server, elsewhere)}/model", run)
    versions.add(3, f"{root}/no such folder", run)
    versions.add(4, f"{root}/plain/address/", run, run_link="https://example.com/runs/1?a=b&c=d")
    versions.add(5, f"models:/{SCORER}/4")
    # As the UI promotes a version to another model.
    server.client.copy_model_version(f"models:/{SCORER}/3", "promoted")
    all_deleted = Versions(server, "all versions deleted", run)
    all_deleted.add_deleted(1)
    all_deleted.add_deleted(2)


class Versions:
    """Versions of one model. What a server refuses leaves a gap, so that numbers mean the same at every server."""

    def __init__(self, server, name, run):
        self.server = server
        self.name = name
        self.placeholder = {"name": name, "source": artifact_uri(server, run), "run_id": run}

    def add(self, number, source, run=None, model_id=None, tags=None, **fields):
        body = {"name": self.name, "source": source, "run_id": run, "model_id": model_id, **fields}
        body["tags"] = [{"key": key, "value": value} for key, value in (tags or {}).items()]
        body = {key: value for key, value in body.items() if value is not None}
        created = self.server.attempt(f"version {number} of {self.name}", lambda: self.create(number, body))
        if created is None:
            self.add_deleted(number)

    def add_deleted(self, number):
        self.create(number, self.placeholder)
        self.server.client.delete_model_version(self.name, str(number))

    def create(self, number, body):
        version = int(self.server.post("model-versions/create", body)["model_version"]["version"])
        if version != number:
            raise RuntimeError(f"version {version} instead of {number}: {body}")
        return version


def artifact_uri(server, run):
    return server.client.get_run(run).info.artifact_uri
