"""Fills a server with the data that MLflow shows as its own demo (`mlflow demo`)."""

import mlflow
from mlflow.demo import generate_all_demos
from sample_server import read_request, reply

server, _ = read_request()
results = generate_all_demos()
mlflow.flush_trace_async_logging()
reply([result.feature for result in results])
