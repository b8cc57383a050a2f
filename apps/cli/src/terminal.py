"""Runs a command at a terminal of its own: what comes in is typed there, what it shows goes out. SIGUSR1 ends it with SIGKILL."""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios

pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 200, 0, 0))
signal.signal(signal.SIGUSR1, lambda *_: os.kill(pid, signal.SIGKILL))

watched = [terminal, 0]
while terminal in watched:
    for ready in select.select(watched, [], [])[0]:
        try:
            data = os.read(ready, 65536)
        except OSError:  # The terminal is gone with its last process.
            data = b""
        if not data:
            watched.remove(ready)
        else:
            os.write(1 if ready == terminal else terminal, data)

status = os.waitpid(pid, 0)[1]
sys.exit(os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))
