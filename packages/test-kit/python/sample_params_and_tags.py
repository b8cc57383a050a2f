"""Params and tags at their limits, in number and length."""

from mlflow.entities import Param, RunTag
from sample_runs import DAY, PAST, create_run, end_run

START = PAST + 300 * DAY


def fill_params_and_tags(server, experiments):
    long = create_run(server, experiments["params"], "long values", START)
    server.client.log_param(long, "6000 characters", "ä" * 2999 + "x" + "z" * 3000)
    tag_limit = 8000 if server.at_least("3.0") else 5000
    server.client.set_tag(long, "as long as allowed", "é" + "t" * (tag_limit - 1))
    server.client.set_tag(long, "mlflow.note.content", "A note\n\nwith *two* paragraphs\tand a tab.")
    server.client.set_tag(long, "a/b key with spaces.and-more_", " spaces around \n")
    server.client.set_tag(long, "größe 価格", "\u2028 🚀 \x7f \\ \" ' </script>")
    server.client.log_param(long, "größe/価格", "NaN")
    server.client.log_param(long, "number like", "1e400")
    server.client.log_param(long, "json", '{"a": [1, 2.0, null], "b": "ü"}')
    server.client.log_param(long, "lines", "first\r\nsecond\n")
    server.attempt("an empty param", lambda: set_empty_param(server, long))
    server.attempt("an empty tag", lambda: server.client.set_tag(long, "empty tag", ""))
    for key in ("at@sign", "colon:key", "hash#key"):
        server.attempt(f"the param key {key!r}", lambda: server.client.log_param(long, key, "1"))
    end_run(server, long, START + DAY)

    many = create_run(server, experiments["params"], "250 params and 230 tags", START + 1000)
    params = [Param(f"p{i:03}", f"value {i}") for i in range(250)]
    tags = [RunTag(f"t{i:03}", f"tag {i}") for i in range(230)]
    for first in range(0, 300, 100):
        server.client.log_batch(many, params=params[first : first + 100], tags=tags[first : first + 100])
    end_run(server, many, START + 1000 + DAY)


def set_empty_param(server, run):
    try:
        server.client.log_param(run, "empty", "")
    except Exception:
        server.post("runs/log-parameter", {"run_id": run, "key": "empty", "value": ""})
