"""Many runs with predictable content, written past the server: rows into its database, files into its folder."""

from itertools import islice
from pathlib import Path

import sqlalchemy
from mlflow.store.tracking.dbmodels.models import SqlLatestMetric, SqlMetric, SqlParam, SqlRun, SqlTag
from sample_server import read_request, reply

START = 1_600_000_000_000
RUNS_AT_ONCE = 50
POINTS_AT_ONCE = 50_000

server, options = read_request()
experiment_id = server.client.create_experiment(options["experiment"])
location = server.client.get_experiment(experiment_id).artifact_location


def id_of(index):
    return f"{int(experiment_id):08x}{index:024x}"


def start_of(index):
    return START + index * 60_000


def run_rows(index):
    run_id = id_of(index)
    start = start_of(index)
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
        SqlLatestMetric: [point_row(run_id, start, metric, options["points"] - 1) for metric in range(options["metrics"])],
        SqlTag: [{"run_uuid": run_id, "key": key, "value": value} for key, value in tags.items()],
        SqlParam: [{"run_uuid": run_id, "key": key, "value": value} for key, value in params.items()],
    }


def point_rows(indexes):
    for index in indexes:
        for metric in range(options["metrics"]):
            for step in range(options["points"]):
                yield point_row(id_of(index), start_of(index), metric, step)


def in_slices(rows, size):
    while rows_of_slice := list(islice(rows, size)):
        yield rows_of_slice


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
    indexes = range(first, min(first + RUNS_AT_ONCE, options["runs"]))
    rows = [run_rows(index) for index in indexes]
    with engine.begin() as connection:
        for table in (SqlRun, SqlLatestMetric, SqlTag, SqlParam):
            together = [row for of_run in rows for row in of_run[table]]
            if together:
                connection.execute(table.__table__.insert(), together)
        for points in in_slices(point_rows(indexes), POINTS_AT_ONCE):
            connection.execute(SqlMetric.__table__.insert(), points)
    run_ids += map(id_of, indexes)
if options["artifactsPerRun"]:
    for run_id in run_ids:
        write_artifacts(run_id, options["artifactsPerRun"])
reply({"experimentId": experiment_id, "runIds": run_ids})
