NAMES = {
    "churn": "team/churn model",
    "unicode": "Größe – 価格 🚀",
    "metrics": "metrics",
    "params": "params & tags",
    "artifacts": "artifacts",
    "empty": "an experiment without runs",
    "deleted": "deleted experiment",
}


def fill_experiments(server):
    """The ids of the experiments by their short names; `default` is the one every server has."""
    ids = {short: server.client.create_experiment(name) for short, name in NAMES.items()}
    ids["default"] = "0"
    server.client.set_experiment_tag(ids["churn"], "mlflow.note.content", "# Churn\n\nSecond line, *Märkdown* | 表")
    server.client.set_experiment_tag(ids["churn"], "team", "growth")
    server.client.set_experiment_tag(ids["churn"], "long", "x" * 5000)
    server.client.set_experiment_tag(ids["churn"], "mlflow.sharedViewState.abc", '{"a": "b"}')
    server.client.set_experiment_tag(ids["unicode"], "schlüssel/mit Leerzeichen", "größe")
    server.client.set_experiment_tag(ids["deleted"], "reason", "superseded")
    server.attempt(
        "an empty experiment tag", lambda: server.client.set_experiment_tag(ids["unicode"], "empty", "")
    )
    return ids
