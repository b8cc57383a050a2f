"""The routes of MLflow's API and the names of their calls, as MLflow's own definitions say."""

import json

from mlflow.protos import databricks_pb2, model_registry_pb2, service_pb2

services = [service_pb2.MlflowService, model_registry_pb2.ModelRegistryService]
routes = [
    {"method": endpoint.method, "path": endpoint.path, "call": method.name[0].upper() + method.name[1:]}
    for service in services
    for method in service.DESCRIPTOR.methods
    for endpoint in method.GetOptions().Extensions[databricks_pb2.rpc].endpoints
]
print(json.dumps(routes))
