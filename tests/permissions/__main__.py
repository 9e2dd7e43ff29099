"""`python -m tests.permissions --write` asks everybody everything and writes tests/permissions.csv."""

import argparse
import os
import sys

import pytest


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.permissions", description=__doc__)
    parser.add_argument("--write", action="store_true", required=True, help="write the table anew")
    parser.parse_args()
    os.environ["PERMISSIONS"] = "write"
    return pytest.main(["tests/test_permissions.py", "-q", "-p", "no:xdist"])


if __name__ == "__main__":
    sys.exit(main())
