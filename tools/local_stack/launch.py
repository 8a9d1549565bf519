"""Replaces itself by a command that must not outlive its starter: ``launch.py PARENT SIGNAL USER COMMAND...``.

Run as a script with a bare interpreter (15 ms), because doing this between fork and exec of a program with threads
is not safe. On Linux the kernel sends SIGNAL to the command when the process PARENT ends, however it ends. USER is
``-`` or an account to become: PostgreSQL refuses to run as root. That account keeps the one capability of reading and
writing wherever root may, so that a project below a private home folder works without changing anybody's modes.
"""

import ctypes
import os
import pwd
import sys

PR_SET_PDEATHSIG = 1
PR_SET_KEEPCAPS = 8
PR_SET_SECUREBITS = 28
SECBIT_NO_SETUID_FIXUP = 1 << 2
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAP_DAC_OVERRIDE = 1
CAPABILITY_VERSION_3 = 0x20080522


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Data(ctypes.Structure):
    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


def _become(name: str) -> None:
    account = pwd.getpwnam(name)
    os.setgroups([])
    os.setgid(account.pw_gid)
    if not sys.platform.startswith("linux"):
        os.setuid(account.pw_uid)
        return
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
    libc.prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0)  # else access(2) would not count the capability
    os.setuid(account.pw_uid)
    mask = 1 << CAP_DAC_OVERRIDE
    data = (_Data * 2)()
    data[0] = _Data(mask, mask, mask)
    # Without the capability (a restricted container) the folders' own modes decide.
    if libc.capset(ctypes.byref(_Header(CAPABILITY_VERSION_3, 0)), data) == 0:
        libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0)


def _die_with(parent: int, signal_number: int) -> None:
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit("the starter has gone")


if __name__ == "__main__":
    parent_pid, death_signal, user, *command = sys.argv[1:]
    if user != "-":
        _become(user)
    _die_with(int(parent_pid), int(death_signal))  # after the change of user, which clears it
    os.execvp(command[0], command)
