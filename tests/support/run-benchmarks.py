#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the benchmarks of a build folder one after the other, and gathers their figures in one file.

    run-benchmarks.py BUILD-FOLDER RESULT.json [NAME…]

A benchmark prints a table for people and one line that is a JSON object; the result holds that object under its name.
"""

import json
import os
import platform
import subprocess
import sys


def wanted(benchmark, names):
    known_as = [benchmark["name"], *benchmark["suite"]]
    return not names or any(name in known for name in names for known in known_as)


def run(benchmark, build):
    """The benchmark's JSON object; its table goes to the screen as it comes. Meson names programs as seen from BUILD."""
    print(f"\n── {benchmark['name']}", flush=True)
    environment = {**os.environ, **benchmark.get("env", {})}
    process = subprocess.Popen(benchmark["cmd"], cwd=benchmark.get("workdir") or build, env=environment, stdout=subprocess.PIPE, text=True)
    figures = None
    for line in process.stdout:
        if line.startswith("{"):
            figures = json.loads(line)
        else:
            print(line, end="", flush=True)
    status = process.wait()
    if status != 0:
        raise RuntimeError(f"{benchmark['name']} ended with status {status}")
    if figures is None:
        raise RuntimeError(f"{benchmark['name']} printed no JSON object")
    return figures


def main(build, result, *names):
    listed = json.loads(subprocess.check_output(["meson", "introspect", "--benchmarks", build]))
    chosen = [benchmark for benchmark in listed if wanted(benchmark, names)]
    if not chosen:
        known = ", ".join(benchmark["name"] for benchmark in listed) or "none"
        print(f"No benchmark is named like {' '.join(names)}; there are: {known}.", file=sys.stderr)
        return 1
    figures, failures = {}, []
    for benchmark in chosen:
        try:
            figures[benchmark["name"]] = run(benchmark, build)
        except (OSError, RuntimeError, ValueError) as error:
            failures.append(str(error))
            print(f"failed: {error}", file=sys.stderr)
    machine = {"processors": os.cpu_count(), "system": platform.platform()}
    with open(result, "w", encoding="utf-8") as out:
        json.dump({"machine": machine, "benchmarks": figures}, out, indent=2)
        out.write("\n")
    print(f"\n{result}: {len(figures)} of {len(chosen)} benchmarks")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
