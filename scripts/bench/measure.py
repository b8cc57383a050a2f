"""Runs a command and prints what it took as JSON: seconds, CPU seconds of it and its children, and the peak memory of the largest."""

import json
import resource
import subprocess
import sys
import time

started = time.monotonic()
with open(sys.argv[1], "w") as output:
    code = subprocess.run(sys.argv[2:], stdin=subprocess.DEVNULL, stdout=output, stderr=output).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
unit = 1 if sys.platform == "darwin" else 1024
print(json.dumps({
    "code": code,
    "seconds": time.monotonic() - started,
    "cpuSeconds": used.ru_utime + used.ru_stime,
    "peakBytes": used.ru_maxrss * unit,
}))
