"""Runs of every status with exact times, repeated names, several users, deleted ones."""

# 2021-03-04T05:06:07.089Z: a time that a copy made today cannot hit by chance.
PAST = 1614834367089
DAY = 86_400_000


def fill_runs(server, experiments):
    churn = experiments["churn"]
    for index, status in enumerate(["FINISHED", "FAILED", "KILLED"]):
        run = create_run(server, churn, f"{status.lower()} run", PAST + index * DAY, user=f"user{index}")
        server.client.log_metric(run, "loss", 0.5 - index / 10, timestamp=PAST + 1, step=0)
        server.client.set_terminated(run, status, end_time=PAST + index * DAY + 3_600_001)
    for index, status in enumerate(["RUNNING", "SCHEDULED"]):
        run = create_run(server, churn, f"{status.lower()} run", PAST + (10 + index) * DAY)
        server.client.update_run(run, status=status)

    for index in range(2):
        end_run(server, create_run(server, churn, "same name", PAST + 20 * DAY), PAST + 20 * DAY + index)
    finished = create_run(server, churn, "finished without an end time", PAST + 21 * DAY)
    server.client.update_run(finished, status="FINISHED")
    end_run(server, create_run(server, churn, "ended when it started", PAST + 22 * DAY), PAST + 22 * DAY)
    # What the client would not send: no start time but 1970, and a user without the tag mlflow.user.
    for name, user, start_time in [("started in 1970", "ferry", 0), ("user without a tag", "carol@example.com", PAST)]:
        fields = {"experiment_id": churn, "user_id": user, "run_name": name, "start_time": start_time}
        end_run(server, server.post("runs/create", fields)["run"]["info"]["run_id"], start_time + 5)

    deleted = create_run(server, churn, "deleted run", PAST + 30 * DAY)
    server.client.log_param(deleted, "kept", "though deleted")
    end_run(server, deleted, PAST + 30 * DAY + 7)
    server.client.delete_run(deleted)

    end_run(server, create_run(server, experiments["default"], "run in Default", PAST + 40 * DAY), PAST + 41 * DAY)
    end_run(server, create_run(server, experiments["unicode"], "Läufe 走る 🏃", PAST + 42 * DAY), PAST + 43 * DAY)
    end_run(server, create_run(server, experiments["deleted"], "run in a deleted experiment", PAST), PAST + 9)


def create_run(server, experiment, name, start_time, user="ferry", tags=None):
    tags = {"mlflow.user": user, "mlflow.source.name": "train.py", "mlflow.source.type": "LOCAL", **(tags or {})}
    return server.client.create_run(experiment, start_time=start_time, tags=tags, run_name=name).info.run_id


def end_run(server, run, end_time):
    server.client.set_terminated(run, "FINISHED", end_time=end_time)
