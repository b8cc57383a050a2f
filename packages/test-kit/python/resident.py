"""Imports MLflow once and runs each script that a test asks for in a fork of itself: an import takes seconds of a processor.

Prints the address of its socket. A connection asks for one script with a line of JSON; when it has run, the answer is `done`. The
script, and all that it started, ends with its connection. This process ends with its standard input.
"""

import gc
import importlib
import json
import os
import runpy
import select
import shutil
import signal
import socket
import sys
import tempfile
import threading
import warnings
from pathlib import Path

MODULES = ["mlflow.cli", "mlflow.server", "mlflow.server.fastapi_app", "uvicorn.main", "gunicorn.app.wsgiapp", "sqlalchemy"]


def preload():
    gc.disable()  # Collecting garbage while thousands of modules load costs a fifth of the time.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for module in MODULES:
            try:
                importlib.import_module(module)
            except ImportError:
                pass  # Another version of MLflow.
    gc.collect()
    gc.freeze()


def next_request():
    """Returns in forks alone, once for each connection."""
    folder = tempfile.mkdtemp(prefix="mlferry-test-")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.path.join(folder, "socket"))
        listener.listen(64)
        signal.signal(signal.SIGCHLD, lambda *_: reap())
        print(listener.getsockname(), flush=True)
        while 0 not in select.select([0, listener], [], [])[0]:
            connection = listener.accept()[0]
            if os.fork() == 0:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                return connection
            connection.close()
    shutil.rmtree(folder)
    os._exit(0)


def reap():
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def end_with(connection):
    try:
        while connection.recv(1):
            pass
    except OSError:
        pass
    os.killpg(os.getpgid(0), signal.SIGKILL)


def run(connection):
    os.setsid()
    request = json.loads(connection.makefile().readline())
    threading.Thread(target=end_with, args=(connection,), daemon=True).start()
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    flags = {"stdin": os.O_RDONLY, "stdout": os.O_WRONLY | os.O_APPEND, "stderr": os.O_WRONLY | os.O_APPEND}
    for number, (name, flag) in enumerate(flags.items()):
        file = os.open(request[name], flag | os.O_CREAT)
        os.dup2(file, number)
        os.close(file)
    script = Path(__file__).with_name(request["script"])
    if script.name != "serve.py":
        # MLflow asks by them whether it runs in a server.
        forget_server_modules()
    sys.argv = [str(script), *request["args"]]
    gc.enable()
    runpy.run_path(str(script), run_name="__main__")
    connection.sendall(b"done")


def forget_server_modules():
    for name in [name for name in sys.modules if name.split(".")[:2] == ["mlflow", "server"]]:
        del sys.modules[name]


preload()
run(next_request())
