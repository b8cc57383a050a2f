"""A PostgreSQL server for as long as its standard input: `serve_postgres.py BIN DATA PORT`.

PostgreSQL refuses to run as root, so root lends it the user `nobody`.
"""

import os
import pwd
import signal
import subprocess
import sys
import threading
from pathlib import Path

binaries, data, port = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
someone = {}
if os.geteuid() == 0:
    nobody = pwd.getpwnam("nobody")
    someone = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    for path in [data.parent, data, *data.rglob("*")]:
        os.chown(path, nobody.pw_uid, nobody.pw_gid)
data.chmod(0o700)


def run(program, *arguments, start):
    # A session of its own: it is told to end by this script alone, and then ends in good order.
    return start([binaries / program, "-D", data, *arguments], cwd=data, start_new_session=True, **someone)


if not (data / "PG_VERSION").exists():
    settings = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
    run("initdb", *settings, start=subprocess.check_call)
fast = [f"-c{setting}=off" for setting in ("fsync", "synchronous_commit", "full_page_writes")]
place = ["-h", "127.0.0.1", "-p", port, "-k", str(data), "-cdynamic_shared_memory_type=mmap"]
server = run("postgres", *place, *fast, start=subprocess.Popen)


def end(*_):
    server.send_signal(signal.SIGINT)
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
    os._exit(0)


def end_with_stdin():
    while os.read(0, 1):
        pass
    end()


signal.signal(signal.SIGTERM, end)
threading.Thread(target=end_with_stdin, daemon=True).start()
sys.exit(server.wait())
