"""Registered models by themselves: names, tags, descriptions."""

ODD_NAMES = [
    "größe – 価格 🚀",
    "with space, under_score and dots.",
    "percent %41 & plus + hash # question ?",
    "quote'\"quote",
    " spaces around ",
    "Case",
    "case",
    "n" * 256,
    "slash/in a name",
    "colon:in a name",
    "back\\slash",
]


def fill_registered_models(server):
    client = server.client
    client.create_registered_model("no version", {"team": "growth", "größe/価格": "ü 🚀\n", "empty": ""}, "# Märkdown\n\n| a |")
    client.create_registered_model("all versions deleted")
    tag_limit = 100_000 if server.at_least("3.0") else 5000
    client.set_registered_model_tag("no version", "as long as allowed", "é" + "t" * (tag_limit - 1))
    client.update_registered_model("all versions deleted", "d" * 5000)
    for name in ODD_NAMES:
        server.attempt(f"the model name {name[:40]!r}", lambda: client.create_registered_model(name, {"name": name}, name))
    deleted = client.create_registered_model("deleted model").name
    client.delete_registered_model(deleted)
