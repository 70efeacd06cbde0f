"""Runs a program at a terminal of its own, and answers what it asks: ANSWER PROGRAM ARGUMENT...

Prints what stood on the terminal; exits as the program does.
"""

import fcntl
import os
import pty
import struct
import sys
import termios

answer, *command = sys.argv[1:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
rows_and_columns = struct.pack("HHHH", 50, 120, 0, 0)
fcntl.ioctl(terminal, termios.TIOCSWINSZ, rows_and_columns)
shown = b""
is_asked = False
while True:
    try:
        piece = os.read(terminal, 65536)
    except OSError:  # Linux, where the other end is closed.
        break
    if not piece:
        break
    shown += piece
    if not is_asked and b"[y/N] " in shown:
        is_asked = True
        os.write(terminal, answer.encode() + b"\n")
sys.stdout.buffer.write(shown)
sys.stdout.flush()
_, status = os.waitpid(pid, 0)
sys.exit(os.waitstatus_to_exitcode(status))
