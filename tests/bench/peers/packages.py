# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the peers come from: the Python package index, in these versions, into build/peers, and nowhere else."""

import importlib
import pathlib
import shutil
import subprocess
import sys
import tempfile

FOLDER = pathlib.Path(__file__).resolve().parents[3] / "build" / "peers"
# A module, and what is installed for it besides the modules before it. PySpark is the only one that has no wheel.
NUMPY = ("numpy==2.4.6",)
PANDAS = ("pandas==3.1.1", "python-dateutil==2.9.0.post0", "six==1.17.0")
REQUIREMENTS = {
    "duckdb": (("duckdb==2.0.0",),),
    "pandas": (NUMPY, PANDAS),
    "talib": (NUMPY, ("TA-Lib==0.8.2",)),
    "pyspark": (("py4j==0.10.9.9",), ("pyspark==4.0.1",)),
}
WITHOUT_WHEEL = "pyspark"
PATIENCE = 900  # seconds; PySpark is 430 MB


class Missing(Exception):
    """Says in a sentence what cannot be had here, and why."""


def folder_of(requirements):
    return FOLDER / f"{requirements[0].replace('==', '-')}-{sys.implementation.cache_tag}"


def install(requirements):
    """Into a folder that gets its name when it is whole, so that what was broken off is begun anew."""
    first = requirements[0].partition("==")[0]
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1"]
    pip += ["--timeout", "15", "--no-deps", "--only-binary", ":all:"]
    if first == WITHOUT_WHEEL:
        pip += ["--no-binary", first]
    FOLDER.mkdir(parents=True, exist_ok=True)
    print(f"Installing {' '.join(requirements)} into build/peers", flush=True)
    begun = pathlib.Path(tempfile.mkdtemp(dir=FOLDER))
    try:
        said = subprocess.run(
            [*pip, "--target", str(begun), *requirements], capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        if said.returncode != 0:
            raise Missing((said.stderr.strip().splitlines() or ["pip failed"])[-1])
        begun.chmod(0o755)
        begun.rename(folder_of(requirements))
    finally:
        shutil.rmtree(begun, ignore_errors=True)


def load(name):
    """The module, installed where it is missing; or Missing."""
    try:
        for requirements in REQUIREMENTS[name]:
            if not folder_of(requirements).exists():
                install(requirements)
            if str(folder_of(requirements)) not in sys.path:
                sys.path.insert(0, str(folder_of(requirements)))
        importlib.invalidate_caches()
        return importlib.import_module(name)
    except (Missing, ImportError, OSError, subprocess.TimeoutExpired) as error:
        last = REQUIREMENTS[name][-1][0].replace("==", " ")
        raise Missing(f"{last} cannot be had here, so nothing is held against it: {error}") from error
