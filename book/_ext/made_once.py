"""What is slow to make, and the same from the same, is made once: files beside the doctrees."""

import hashlib
import os


def made_once(folder, made_of, make):
    """The bytes that make() gives; found in the folder if they were made of the same before."""
    file = folder / hashlib.sha256(made_of).hexdigest()
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_suffix(f".{os.getpid()}")  # another process may make the same
        unfinished.write_bytes(make())
        unfinished.replace(file)
    return file.read_bytes()
