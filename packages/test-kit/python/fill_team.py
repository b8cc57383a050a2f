"""Fills a server with what a small team has: two experiments, runs with points and files, a registered model with an alias."""

import json

from sample_model_files import log_model
from sample_runs import DAY, PAST, create_run, end_run
from sample_server import read_request, reply

server, options = read_request()
client = server.client
runs = []
for name in ("churn", "demand"):
    experiment = client.create_experiment(name)
    for index in range(3):
        at = PAST + index * DAY
        run = create_run(server, experiment, f"train {index + 1}", at)
        client.log_param(run, "depth", index + 3)
        for step in range(20):
            client.log_metric(run, "loss", 1 / (step + index + 1), timestamp=at + step, step=step)
        client.log_text(run, json.dumps({"depth": index + 3}), "config.json")
        if name == "churn" and index < 2:
            log_model(server, run, "model", 0.5 + index, registered_model_name=name)
        end_run(server, run, at + 60_000)
        runs.append(run)
client.set_registered_model_alias("churn", "champion", "2")
reply({"runs": runs})
