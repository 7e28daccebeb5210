"""Measures commands from outside, in turn, and writes what was seen as a table. Standard library only."""

import dataclasses
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import time


@dataclasses.dataclass
class Measurement:
    """One run of one command, with every process that it started and waited for."""

    seconds: float  # wall clock
    cpu_seconds: float  # user and system
    peak_mb: float  # the largest resident set of a single process, in units of 10^6 bytes


def measure(command, log):
    """Runs `command` with its output in the file `log`; ends the benchmark when it fails."""
    with open(log, "wb") as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        text = pathlib.Path(log).read_text(errors="replace")
        sys.exit(f"{' '.join(map(str, command))}: exit code {process.returncode}\n{text[-2000:]}")
    return Measurement(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / 1e6)


def run_json(command):
    """What a command that prints one JSON object printed."""
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def interleave(names, runs):
    """A B C A B C ...: what disturbs the machine for a while disturbs all of them alike."""
    for number in range(1, runs + 1):
        for name in names:
            yield number, name


def median(measurements, field):
    return statistics.median(getattr(one, field) for one in measurements)


def spread(measurements, field):
    values = [getattr(one, field) for one in measurements]
    return min(values), max(values)


def warm_page_cache(path):
    with open(path, "rb", buffering=0) as file:
        while file.read(1 << 24):
            pass


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def machine():
    """Where the figures come from, as one line."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    cores = len(os.sched_getaffinity(0))
    return f"{processor()}, {cores} cores, {memory:.0f} GiB, Linux {platform.release()}, Python {platform.python_version()}"


def text_table(header, rows):
    """Columns as wide as they need; the first to the left, the others to the right."""
    widths = [max(len(row[i]) for row in [header, *rows]) for i in range(len(header))]
    lines = []
    for row in [header, *rows]:
        cells = [cell.ljust(width) if i == 0 else cell.rjust(width) for i, (cell, width) in enumerate(zip(row, widths))]
        lines.append("  ".join(cells).rstrip())
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def markdown_table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|---|" + "---:|" * (len(header) - 1)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines)
