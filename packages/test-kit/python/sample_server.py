"""The server that a script fills or reads, as its standard input describes it."""

import json
import logging
import os
import sys
from urllib.parse import quote

import mlflow
import requests
from mlflow import MlflowClient
from mlflow.utils.rest_utils import http_request

# Standard output is for the reply; MLflow prints links and progress there.
replies, sys.stdout = sys.stdout, sys.stderr
logging.getLogger("mlflow").setLevel(logging.WARNING)


class Server:
    def __init__(self, url, version):
        self.url = url
        self.version = version
        mlflow.set_tracking_uri(url)
        self.client = MlflowClient()
        self.session = requests.Session()
        if "MLFLOW_TRACKING_USERNAME" in os.environ:
            self.session.auth = (os.environ["MLFLOW_TRACKING_USERNAME"], os.environ["MLFLOW_TRACKING_PASSWORD"])
        self.refused = []

    def at_least(self, version):
        return tuple(map(int, self.version.split("."))) >= tuple(map(int, version.split(".")))

    def post(self, path, body, version="2.0"):
        """A plain request, for what the client would not send."""
        # As the client sends: a tracking URI may be a name that a plugin knows the address of and signs for.
        credentials = self.client._tracking_client.store.get_host_creds()
        answer = http_request(credentials, f"/api/{version}/mlflow/{path}", "POST", json=body)
        if not answer.ok:
            raise RuntimeError(f"{answer.status_code} {answer.text}")
        return answer.json()

    def artifact_url(self, artifact_uri, path):
        """Where a proxied artifact lies. The client does not escape `#`, `%` and `?` in names, this does."""
        root = artifact_uri.removeprefix("mlflow-artifacts:").lstrip("/")
        return f"{self.url}/api/2.0/mlflow-artifacts/artifacts/{quote(root + '/' + path)}"

    def attempt(self, what, write):
        """Writes what some server version may refuse; a refusal is reported, and the rest goes on."""
        try:
            return write()
        except Exception as error:
            self.refused.append({"what": what, "reason": str(error).split("\n")[0]})


def read_request():
    """The server and the options that the test gave."""
    request = json.load(sys.stdin)
    return Server(request["url"], request["version"]), request.get("options", {})


def reply(value):
    json.dump(value, replies)
    replies.flush()
