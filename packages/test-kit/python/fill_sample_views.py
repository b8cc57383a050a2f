"""Saves views of experiments as MLflow's web page does: they name runs and logged models, plain and packed."""

import base64
import json
import zlib

from sample_server import read_request, reply


def pack(state):
    return "deflate;" + base64.b64encode(zlib.compress(json.dumps(state).encode(), 1)).decode()


server, _ = read_request()
views = 0
for experiment in server.client.search_experiments():
    runs = [run.info.run_id for run in server.client.search_runs([experiment.experiment_id], max_results=3)]
    if not runs:
        continue
    seen = {"runsPinned": runs[:1], "runsHidden": runs[1:], "runsVisibilityMap": {id: False for id in runs}, "größe": 1.0}
    asked = {"single": {"q": f"run_id = '{runs[0]}'"}, "multi": {"tag": ["größe"]}}
    values = {
        f"mlflow.sharedViewState.{'ab' * 32}": pack(seen),
        "mlflow.sharedViewState.plain": json.dumps(seen),
        "mlflow.sharedViewState.broken": pack(seen)[:-9],
        "mlflow.tracesV4ViewState.mine": json.dumps({"name": "mine", "createdAt": 1, "state": pack(asked)}),
        "mlflow.customView.view.v1.mine": json.dumps({"id": "mine", "name": runs[0], "template": []}),
        "note on a run": runs[0],
    }
    for key, value in values.items():
        server.client.set_experiment_tag(experiment.experiment_id, key, value)
        views += 1
reply(views)
