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


def fill_registered_models(server, longest_tag):
    client = server.client
    client.create_registered_model("no version", {"team": "growth", "größe/価格": "ü 🚀\n", "empty": ""}, "# Märkdown\n\n| a |")
    client.create_registered_model("all versions deleted")
    # 100000 are allowed since 3.0, but the column of PostgreSQL holds 5000.
    for limit in sorted({5000, longest_tag or (100_000 if server.at_least("3.0") else 5000)}):
        value = "é" + "t" * (limit - 1)
        server.attempt(
            f"a tag of {limit} characters", lambda: client.set_registered_model_tag("no version", f"{limit} long", value)
        )
    client.update_registered_model("all versions deleted", "d" * 5000)
    for name in ODD_NAMES:
        server.attempt(f"the model name {name[:40]!r}", lambda: client.create_registered_model(name, {"name": name}, name))
    deleted = client.create_registered_model("deleted model").name
    client.delete_registered_model(deleted)
