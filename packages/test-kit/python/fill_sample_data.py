"""Fills a server with data that is hard to move, through MLflow's own client. One module per kind of data."""

from sample_artifacts import fill_artifacts
from sample_dataset_inputs import fill_dataset_inputs
from sample_experiments import fill_experiments
from sample_metrics import fill_metrics
from sample_nested_runs import fill_nested_runs
from sample_params_and_tags import fill_params_and_tags
from sample_runs import fill_runs
from sample_server import read_request, reply

server, options = read_request()
large = options["scale"] == "large"
experiments = fill_experiments(server)
fill_runs(server, experiments)
fill_nested_runs(server, experiments)
fill_metrics(server, experiments)
fill_params_and_tags(server, experiments)
fill_dataset_inputs(server, experiments)
fill_artifacts(server, experiments, large)
# Deleted last: nothing can be written to a deleted experiment.
server.client.delete_experiment(experiments["deleted"])
reply({"experiments": experiments, "refused": server.refused})
