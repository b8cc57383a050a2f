"""Fills a server with prompts that are hard to move, beside what it holds."""

from sample_prompts import fill_prompts
from sample_server import read_request, reply

NAMES = {"prompts": "prompts – größe", "unshown": "no prompts"}

server, options = read_request()
experiments = {short: server.client.create_experiment(name) for short, name in NAMES.items()}
fill_prompts(server, [experiments["prompts"], "0"])
reply({"experiments": experiments, "refused": server.refused})
