"""Many runs with predictable content, written past the server: rows into its database, files into its folder."""

from pathlib import Path

import sqlalchemy
from mlflow.store.tracking.dbmodels.models import SqlLatestMetric, SqlMetric, SqlParam, SqlRun, SqlTag
from sample_server import read_request, reply

START = 1_600_000_000_000
RUNS_AT_ONCE = 50

server, options = read_request()
experiment_id = server.client.create_experiment(options["experiment"])
location = server.client.get_experiment(experiment_id).artifact_location


def run_rows(index):
    run_id = f"{int(experiment_id):08x}{index:024x}"
    start = START + index * 60_000
    points = [
        point_row(run_id, start, metric, point) for metric in range(options["metrics"]) for point in range(options["points"])
    ]
    tags = {"mlflow.user": "ferry", "mlflow.runName": f"run {index}", "index": str(index)}
    params = {"index": str(index), "learning rate": repr(0.1 / (index + 1))}
    return {
        SqlRun: [
            {
                "run_uuid": run_id,
                "name": f"run {index}",
                "experiment_id": int(experiment_id),
                "user_id": "ferry",
                "source_type": "LOCAL",
                "source_name": "",
                "entry_point_name": "",
                "source_version": "",
                "status": "FINISHED",
                "start_time": start,
                "end_time": start + 50_000,
                "lifecycle_stage": "active",
                "artifact_uri": f"{location}/{run_id}/artifacts",
            }
        ],
        SqlMetric: points,
        SqlLatestMetric: [point for point in points if point["step"] == options["points"] - 1],
        SqlTag: [{"run_uuid": run_id, "key": key, "value": value} for key, value in tags.items()],
        SqlParam: [{"run_uuid": run_id, "key": key, "value": value} for key, value in params.items()],
    }


def point_row(run_id, start, metric, step):
    value = (metric + 1) / (step + 3)
    timestamp = start + step * 10
    return {"run_uuid": run_id, "key": f"m{metric:03}", "step": step, "timestamp": timestamp, "value": value, "is_nan": False}


def write_artifacts(run_id, count):
    folder = Path(options["artifactsDir"], experiment_id, run_id, "artifacts")
    folder.mkdir(parents=True)
    for index in range(count):
        Path(folder, f"file-{index}.txt").write_text(f"file {index} of run {run_id}")


engine = sqlalchemy.create_engine(options["database"])
run_ids = []
for first in range(0, options["runs"], RUNS_AT_ONCE):
    rows = [run_rows(index) for index in range(first, min(first + RUNS_AT_ONCE, options["runs"]))]
    with engine.begin() as connection:
        for table in (SqlRun, SqlMetric, SqlLatestMetric, SqlTag, SqlParam):
            together = [row for of_run in rows for row in of_run[table]]
            if together:
                connection.execute(table.__table__.insert(), together)
    run_ids += [of_run[SqlRun][0]["run_uuid"] for of_run in rows]
if options["artifactsPerRun"]:
    for run_id in run_ids:
        write_artifacts(run_id, options["artifactsPerRun"])
reply({"experimentId": experiment_id, "runIds": run_ids})
