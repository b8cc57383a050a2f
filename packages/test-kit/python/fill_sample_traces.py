"""Fills a server with traces that are hard to move, beside what it holds."""

from sample_server import read_request, reply
from sample_traces import fill_traces

NAMES = {"traces": "traces – größe", "elsewhere": "runs that traces name"}

server, options = read_request()
experiments = {short: server.client.create_experiment(name) for short, name in NAMES.items()}
fill_traces(server, experiments)
reply({"experiments": experiments, "refused": server.refused})
