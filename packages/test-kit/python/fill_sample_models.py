"""Fills a server with models that are hard to move, beside what it holds, through MLflow's own client."""

from sample_logged_models import fill_logged_models
from sample_model_versions import fill_model_versions
from sample_registered_models import fill_registered_models
from sample_server import read_request, reply

NAMES = {"models": "models – größe", "elsewhere": "models elsewhere", "apart": "apart from the models"}

server, options = read_request()
experiments = {short: server.client.create_experiment(name) for short, name in NAMES.items()}
fill_registered_models(server, options.get("longestTag"))
logged_models = fill_logged_models(server, experiments) if server.at_least("3.0") else {}
fill_model_versions(server, experiments, logged_models)
reply({"experiments": experiments, "loggedModels": logged_models, "refused": server.refused})
