#!/usr/bin/env python3
#
# Copyright (c) 2026 The Boost.TempFile authors
#
# Distributed under the Boost Software License, Version 1.0.
# (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
#

"""test/injection/check.py PROGRAM [short] [GROUP...]: makes every system call of PROGRAM fail in turn.

strace does it from outside, so that calls which bypass the library's replaceable layer are hit as well, and those that
the C and C++ libraries make for it. Each call fails with each error that it can give: alone, and from then on. Whatever
fails, the program ends normally, reports the system's own code or none, leaves nothing in the directories and leaks no
handle; that nothing which was accepted is lost, and that an error changed nothing, it checks itself (witness.hpp).
"""

import collections
import concurrent.futures
import errno
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

GROUPS = """named sweepable anonymous spooled wide views handles environment replace create_new copy copy_new save keep
directory_persist directory tree sweep path""".split()

# What each call can give, as far as the library may have to go on after it. EINTR is given once and to each second call:
# nobody goes on if it never ends.
ERRORS = {
    "access": "EACCES",
    "chmod": "EPERM",
    "clone3": "EAGAIN EPERM",
    "close": "EIO EINTR ENOSPC",
    "copy_file_range": "EIO EXDEV ENOSPC EINTR",
    "dup": "EMFILE",
    "dup2": "EMFILE EINTR",
    "dup3": "EBUSY EINTR",
    "faccessat": "EACCES",
    "faccessat2": "EACCES ENOSYS",
    "fallocate": "ENOSPC EOPNOTSUPP EINTR",
    "fchmod": "EPERM EIO",
    "fchmodat2": "ENOSYS EPERM",
    "fchown": "EPERM EIO EDQUOT",
    "fcntl": "EINVAL",
    "fdatasync": "EIO ENOSPC EINTR",
    "fgetxattr": "EIO EOPNOTSUPP",
    "flistxattr": "EIO EOPNOTSUPP",
    "flock": "ENOLCK EINTR EAGAIN ENOSYS",
    "fremovexattr": "EIO EOPNOTSUPP",
    "fsetxattr": "ENOSPC EOPNOTSUPP",
    "fstat": "EIO",
    "fstatfs": "EIO ENOSYS",
    "fsync": "EIO ENOSPC EINTR",
    "ftruncate": "EIO EFBIG EINTR",
    "getcwd": "ENOENT",
    "getdents64": "EIO ENOENT EINTR",
    "getrandom": "ENOSYS EAGAIN EINTR",
    "getxattr": "EIO EOPNOTSUPP",
    "ioctl": "EIO ENOTTY",
    "lgetxattr": "EIO EOPNOTSUPP",
    "link": "EIO EPERM",
    "linkat": "EIO EPERM ENOENT EXDEV ENOSPC EEXIST EMLINK",
    "listxattr": "EIO EOPNOTSUPP",
    "llistxattr": "EIO EOPNOTSUPP",
    "lseek": "EIO",
    "lstat": "EIO ENOENT",
    "madvise": "EINVAL ENOMEM",
    "mkdir": "ENOSPC EMLINK EEXIST",
    "mkdirat": "ENOSPC EMLINK EEXIST",
    "mmap": "ENOMEM",
    "mremap": "ENOMEM",
    "msync": "EIO",
    "munmap": "ENOMEM",
    "newfstatat": "EIO ENOENT",
    "open": "EMFILE EACCES",
    "openat": "EMFILE EACCES ENOSPC EINTR ENOMEM",
    "openat2": "EMFILE ENOSYS EPERM EACCES",
    "pread64": "EIO EINTR",
    "prlimit64": "EPERM",
    "pwrite64": "ENOSPC EIO EDQUOT EINTR",
    "read": "EIO EINTR",
    "readlink": "EIO EACCES",
    "rename": "EIO EXDEV EACCES ENOSPC",
    "renameat": "EIO EXDEV",
    "renameat2": "EIO EINVAL ENOSYS EPERM EXDEV EEXIST",
    "rmdir": "EIO EBUSY",
    "rt_sigaction": "EINVAL",
    "rt_sigprocmask": "EINVAL",
    "sched_getaffinity": "EPERM",
    "sendfile": "EIO EINVAL",
    "stat": "EIO ENOENT",
    "statfs": "EIO EINTR ENOSYS",
    "statx": "EIO EPERM ENOSYS ENOENT",
    "symlink": "EIO EEXIST",
    "unlink": "EIO EBUSY EINTR",
    "unlinkat": "EIO EBUSY EINTR EACCES ENOTEMPTY",
    "write": "ENOSPC EIO EINTR",
}

# What may be left where nothing can be removed, looked at or given another name any more.
NEVER_AGAIN = "getrandom unlink unlinkat rmdir getdents64 openat openat2 statx newfstatat lstat".split()

REMOVES = "unlink unlinkat".split()

# What may be left where one of these says falsely that it has gone.
LOOKS = "statx newfstatat stat lstat getdents64".split()


class Run:
    """One run of the program, and what became of it."""

    def __init__(self):
        self.broken = []
        self.passed_over = []
        self.errors = []
        self.leaked = 0
        self.allocations = 0
        self.ended = False
        self.status = None
        self.left = []


class Directories:
    """Where the program works: one of two file systems, and one on the other, if there is one."""

    def __init__(self, base):
        self.base = base
        self.other = None
        for candidate in (os.environ.get("INJECTION_ELSEWHERE"), "/dev/shm", "/tmp", "/var/tmp", os.path.expanduser("~")):
            if candidate and os.access(candidate, os.W_OK) and os.stat(candidate).st_dev != os.stat(base).st_dev:
                self.other = tempfile.mkdtemp(prefix="injection-", dir=candidate)
                break
        self.numbers = iter(range(1 << 30))
        self.mine = threading.local()

    def fresh(self):
        """The two directories of this thread, empty."""
        if not hasattr(self.mine, "pair"):
            number = str(next(self.numbers))
            self.mine.pair = [os.path.join(where, number) for where in (self.base, self.other or self.base)]
            self.mine.pair[1] += "-elsewhere"
        for directory in self.mine.pair:
            shutil.rmtree(directory, ignore_errors=True)
            os.mkdir(directory, 0o700)
        return self.mine.pair

    def remove(self):
        if self.other:
            shutil.rmtree(self.other, ignore_errors=True)


def answer(request, run):
    """What the program asks for; bytes."""
    verb, _, rest = request.partition(b" ")
    try:
        if verb == b"content":
            if not os.path.lexists(rest):
                return b"-"
            if os.path.islink(rest) or not os.path.isfile(rest):
                return b"+"
            with open(rest, "rb") as file:
                return b"+" + file.read()
        if verb == b"file":
            name, _, content = rest.partition(b"\n")
            with open(name, "wb") as file:
                file.write(content)
        elif verb == b"directory":
            os.mkdir(rest)
        elif verb == b"remove":
            if os.path.isdir(rest) and not os.path.islink(rest):
                shutil.rmtree(rest)
            elif os.path.lexists(rest):
                os.unlink(rest)
        elif verb == b"broken":
            run.broken.append(rest.decode(errors="replace"))
        elif verb == b"passed":
            run.passed_over.append(rest.decode())
        elif verb == b"error":
            code, _, operation = rest.decode().partition(" ")
            run.errors.append((int(code), operation))
        elif verb == b"leaked":
            run.leaked = int(rest)
        elif verb == b"allocations":
            run.allocations = int(rest)
        elif verb == b"end":
            run.ended = True
    except OSError as e:
        run.broken.append("the script could not %s: %s" % (request[:60].decode(errors="replace"), e))
    return b""


def talk(conversation, run):
    """Answers until the program closes its end."""
    with conversation.makefile("rb") as requests:
        while True:
            length = requests.read(10)
            if len(length) < 10:
                return
            reply = answer(requests.read(int(length)), run)
            try:
                conversation.sendall(b"%010d" % len(reply) + reply)
            except OSError:
                return


def execute(command, group, directories, environment, limit=60):
    """Runs COMMAND PROGRAM..., whose last arguments are added here; the trace, if one is made, is not read."""
    run = Run()
    pair = directories.fresh()
    ours, theirs = socket.socketpair()
    process = subprocess.Popen(
        command + [str(theirs.fileno()), pair[0], pair[1], group],
        pass_fds=[theirs.fileno()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
        cwd=pair[0],  # the last of the directories for temporary files
        env=dict(environment, TMPDIR=pair[0]),
    )
    theirs.close()
    # Whoever hangs is ended, which ends the conversation as well.
    timer = threading.Timer(limit, lambda: os.killpg(process.pid, signal.SIGKILL))
    timer.start()
    talk(ours, run)
    complaint = process.stderr.read().decode(errors="replace")
    run.status = process.wait()
    timed_out = not timer.is_alive()
    timer.cancel()
    ours.close()
    if timed_out:
        run.broken.append("it hangs")
    elif run.status != 0 or not run.ended:
        run.broken.append("ended with %s %s" % (run.status, complaint[-200:].strip().replace("\n", " | ")))
    run.left = [name for directory in pair for name in sorted(os.listdir(directory))]
    return run


def calls_of(group, program, directories, trace):
    """How often the program's first thread makes each call: before the operations begin, and until they have ended."""
    run = execute(["strace", "-f", "-o", trace, program], group, directories, os.environ)
    before, during, began, process = collections.Counter(), collections.Counter(), False, None
    with open(trace, errors="replace") as lines:
        for line in lines:
            match = re.match(r"(\d+) +(\w+)\((.*)", line)
            if not match:
                continue
            process = process or match[1]
            if match[1] != process:
                continue
            if match[2] == "sendto" and '"0000000005begin"' in match[3]:
                began = True
            (during if began else before)[match[2]] += 1
    return run, before, during


def spread(first, last, most):
    """At most so many of the numbers from first to last."""
    count = last - first + 1
    step = max(1.0, count / most)
    return sorted({int(first + i * step) for i in range(min(most, count))})


def plan(before, during, short):
    """Each call, error and strace's `when`."""
    for call in sorted(during):
        if call not in ERRORS:
            continue
        first, last = before[call] + 1, before[call] + during[call]
        for number, error in enumerate(ERRORS[call].split()):
            if short and number > 0:
                break
            for n in spread(first, last, 2 if short else 40):
                yield call, error, str(n)
            if error == "EINTR":
                yield call, error, "%d..%d" % (first, first + 20)
                yield call, error, "%d+2" % first
                continue
            for n in spread(first, last, 1 if short else 6):
                yield call, error, "%d+" % n


# Where the library reports another code than that of the call which failed, and why: operation, errors, code. A space
# separates several; "*" is any.
EXPLAINED = [
    # There are none of the kind, and which directories were tried is in the message.
    ("disk_tempdir memory_tempdir", "*", "ENODEV"),
    # Where the file cannot be opened anew, for whatever reason /proc gives.
    ("c_stream", "EIO ENOENT EACCES ENOSPC", "EOPNOTSUPP"),
    # Each name is somebody else's, or goes, before it can be locked or looked at: a hundred are tried.
    ("named_temporary_file temporary_directory mkdtemp", "EAGAIN ENOENT", "EEXIST"),
    # Where it cannot be told any more whose a directory is; documented.
    ("persist cleanup remove", "EPERM", "ENOSYS"),
    # Directories that cannot be exchanged; documented.
    ("persist", "EINVAL ENOSYS EPERM EXDEV", "EOPNOTSUPP"),
    # It is said to have gone, and is there.
    ("persist cleanup remove_all sweep", "ENOENT", "ENOTEMPTY"),
    ("persist", "ENOENT", "EBUSY"),
]


def is_explained(error, code, operation):
    name = errno.errorcode.get(code, str(code)).replace("ENOTSUP", "EOPNOTSUPP")
    return any(
        operation.split(",")[0] in operations.split() and (errors == "*" or error in errors.split()) and name == reported
        for operations, errors, reported in EXPLAINED
    )


def judge(run, call, error, when, injected):
    faults = list(run.broken)
    # Nor is known to be ours, or free, what cannot be looked at, opened or locked.
    if call not in LOOKS and error not in ("EACCES", "EAGAIN"):
        faults += run.passed_over
    told_gone = error == "ENOENT" and call in LOOKS
    stays = when.endswith("+") and call in NEVER_AGAIN
    # A close() that strace refuses closes nothing; and what could not be removed keeps its lock until the process ends.
    if run.leaked > (injected if call == "close" else 0) and not stays:
        faults.append("%d handles leaked" % run.leaked)
    if run.left and not told_gone and not stays:
        faults.append("left: " + " ".join(run.left[:3]))
    for code, operation in sorted(set(run.errors)):
        if code != getattr(errno, error) and not is_explained(error, code, operation):
            faults.append("%s says %s" % (operation, errno.errorcode.get(code, code)))
    return faults


class Injection:
    def __init__(self, program, directories, scratch):
        self.program = program
        self.directories = directories
        self.scratch = scratch
        self.mine = threading.local()

    def __call__(self, group, call, error, when):
        if not hasattr(self.mine, "trace"):
            handle, self.mine.trace = tempfile.mkstemp(dir=self.scratch)
            os.close(handle)
        command = ["strace", "-f", "--seccomp-bpf", "-o", self.mine.trace]
        command += ["-e", "inject=%s:error=%s:when=%s" % (call, error, when), "-e", "trace=" + call, self.program]
        run = execute(command, group, self.directories, os.environ)
        with open(self.mine.trace, errors="replace") as trace:
            injected = sum("(INJECTED)" in line for line in trace)
        return judge(run, call, error, when, injected)


def check_group(group, injection, short, workers, trace):
    """A line of the table; whether nothing was found."""
    started = time.monotonic()
    first, before, during = calls_of(group, injection.program, injection.directories, trace)
    found = [("none", "0", "-", fault) for fault in first.broken + first.left + [str(e) for e in first.errors]]
    if first.leaked:
        found.append(("none", "0", "-", "%d handles leaked" % first.leaked))
    planned = [] if found else list(plan(before, during, short))
    if group == "environment":
        # The search tries directories that are not ours: what cannot be removed there would stay.
        planned = [(call, error, when) for call, error, when in planned if call not in REMOVES]
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        for (call, error, when), faults in zip(planned, pool.map(lambda what: injection(group, *what), planned)):
            found += [(call, error, when, fault) for fault in faults]
    kinds = len({call for call, _, _ in planned})
    print("%-18s %6d %6d %7d %6.0f s" % (group, kinds, len(planned), len(found), time.monotonic() - started), flush=True)
    for call, error, when, fault in found:
        print("    error: %s:%s:when=%s: %s" % (call, error, when, fault), flush=True)
    return not found


def main():
    program = os.path.abspath(sys.argv[1])
    rest = sys.argv[2:]
    short = "short" in rest
    groups = [word for word in rest if word != "short"] or GROUPS
    if subprocess.run(["strace", "-o", os.devnull, "true"], stderr=subprocess.DEVNULL, check=False).returncode != 0:
        print("skipped: injection: strace may not trace here")
        return 0
    scratch = tempfile.mkdtemp(prefix="injection-")
    directories = Directories(scratch)
    try:
        injection = Injection(program, directories, scratch)
        print("%-18s %6s %6s %7s %8s" % ("operations", "calls", "runs", "faults", "time"))
        if not directories.other:
            print("skipped: copies: no second file system to copy from")
            groups = [group for group in groups if not group.startswith("copy")]
        good = [check_group(group, injection, short, os.cpu_count() or 2, os.path.join(scratch, "calls")) for group in groups]
    finally:
        directories.remove()
        shutil.rmtree(scratch, ignore_errors=True)
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
