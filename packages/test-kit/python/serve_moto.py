"""moto's server: S3, STS and other AWS services in memory. Ends with its standard input."""

import os
import signal
import sys
import threading


def end_with_stdin():
    while os.read(0, 1):
        pass
    os.killpg(os.getpgid(0), signal.SIGKILL)


threading.Thread(target=end_with_stdin, daemon=True).start()

from moto.server import main  # noqa: E402

main(sys.argv[1:])
