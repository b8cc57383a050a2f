"""Parents and children, in every order and place that servers allow."""

from sample_runs import DAY, PAST, create_run, end_run

START = PAST + 100 * DAY


def fill_nested_runs(server, experiments):
    churn = experiments["churn"]
    root = parent = create_run(server, churn, "level 0", START)
    for level in range(1, 4):
        tags = {"mlflow.parentRunId": parent, "mlflow.rootRunId": root}
        parent = create_run(server, churn, f"level {level}", START + level * 1000, tags=tags)
        end_run(server, parent, START + level * 1000 + 500)
    end_run(server, root, START + DAY)

    child_of(server, root, experiments["unicode"], "parent in another experiment", START + 5000)
    child_of(server, root, churn, "older than its parent", START - 5 * DAY)
    child_of(server, "0123456789abcdef0123456789abcdef", churn, "parent is gone", START + 6000)

    deleted = create_run(server, churn, "deleted parent", START + 7000)
    end_run(server, deleted, START + 7500)
    child_of(server, deleted, churn, "child of a deleted parent", START + 8000)
    server.client.delete_run(deleted)


def child_of(server, parent, experiment, name, start_time):
    child = create_run(server, experiment, name, start_time, tags={"mlflow.parentRunId": parent})
    end_run(server, child, start_time + 100)
