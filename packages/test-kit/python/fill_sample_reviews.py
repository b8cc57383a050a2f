"""Fills a server with scorers, issues, label schemas, review queues and webhooks that are hard to move, beside what it holds."""

import mlflow
from sample_reviews import fill_issues, fill_label_schemas, fill_review_queues, fill_scorers, fill_webhooks
from sample_server import read_request, reply

server, options = read_request()
experiments = {short: server.client.create_experiment(f"{short} – größe") for short in ("reviews", "others")}
for experiment in experiments.values():
    fill_scorers(server, experiment)
    if server.at_least("3.17"):
        run = server.client.create_run(experiment, run_name="finder").info.run_id
        server.client.set_terminated(run)
        fill_issues(server, experiment, run)
        schema = fill_label_schemas(server, experiment)
        traces = [server.client.start_trace(f"trace {n}", experiment_id=experiment).trace_id for n in range(3)]
        for trace in traces:
            server.client.end_trace(trace)
        mlflow.flush_trace_async_logging()
        fill_review_queues(server, experiment, schema, traces)
fill_webhooks(server, options["webhookSecret"])
reply({"experiments": experiments, "refused": server.refused})
