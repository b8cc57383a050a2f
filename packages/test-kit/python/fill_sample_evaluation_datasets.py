"""Fills a server with evaluation datasets that are hard to move, beside what it holds."""

from sample_evaluation_datasets import fill_evaluation_datasets
from sample_server import read_request, reply

NAMES = {"datasets": "datasets – größe", "elsewhere": "datasets elsewhere"}

server, options = read_request()
experiments = {short: server.client.create_experiment(name) for short, name in NAMES.items()}
fill_evaluation_datasets(server, experiments)
reply({"experiments": experiments, "refused": server.refused})
