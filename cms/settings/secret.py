"""The secret key: from the environment, else generated once and kept beside the data, outside git."""

import os
import secrets
from pathlib import Path


def secret_key(env, state_dir: Path) -> str:
    """Return SECRET_KEY from the environment, or the one kept in `state_dir`, made on the first call.

    The file is created with mode 0600 and in one step, so that two processes that start together agree.
    """
    given = env.str("SECRET_KEY", default="")
    if given:
        return given
    path = state_dir / "secret-key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(64))
    return path.read_text().strip()
