"""Runs a command at a terminal of its own, as a person sits at one: waits for each question, types
the answer, and at the end prints all that the terminal showed.

Usage: person.py COMMAND…, with the dialogue on standard input: a JSON list of [question, answer,
whether it is a secret]. A secret is typed once the terminal no longer shows what is typed. Ends
with the status of the command, or with 124 where a question did not come in time.
"""

import json
import os
import pty
import select
import sys
import termios
import time

PATIENCE = 120  # seconds

dialogue = json.load(sys.stdin)
child, terminal = pty.fork()
if child == 0:
    os.execv(sys.argv[1], sys.argv[1:])

shown = b""
until = time.monotonic() + PATIENCE


def look():
    """More of what is shown; whether there may be more."""
    global shown
    ready, _, _ = select.select([terminal], [], [], 0.05)
    if not ready:
        return True
    try:
        more = os.read(terminal, 4096)
    except OSError:  # nobody is at the other end any more
        more = b""
    shown += more
    return bool(more)


def wait_for(condition):
    while not condition():
        if time.monotonic() > until or not look():
            sys.stdout.buffer.write(shown)
            sys.exit(124)


def echoes():
    return bool(termios.tcgetattr(terminal)[3] & termios.ECHO)


seen = 0
for question, answer, secret in dialogue:
    wait_for(lambda: question.encode() in shown[seen:])
    seen = len(shown)
    wait_for(lambda: echoes() != secret)
    os.write(terminal, answer.encode() + b"\n")

while look():
    if time.monotonic() > until:
        os.kill(child, 9)
        break
sys.stdout.buffer.write(shown)
sys.stdout.flush()
_, status = os.waitpid(child, 0)
sys.exit(os.waitstatus_to_exitcode(status))
