#!/usr/bin/env python3
"""Savers that are wrong on purpose: the scripts beside this one must find each of them out.

    wrong_saver.py HOW FILE OLD NEW      HOW: overwrite, aside, unflushed, swallow, o_excl, mode
"""

import os
import sys

how, path, old, new = sys.argv[1:]
with open(path, "rb") as file:
    text = file.read().replace(old.encode(), new.encode())
try:
    if how == "overwrite":
        with open(path, "wb") as file:
            file.write(text)
    elif how == "aside":
        os.rename(path, path + "~")
        with open(path, "wb") as file:
            file.write(text)
        os.chmod(path, 0o640)
        os.unlink(path + "~")
    else:
        beside = path + ".lock" if how == "o_excl" else path + ".new"
        if how == "o_excl":
            os.close(os.open(beside, os.O_CREAT | os.O_EXCL))
        with open(beside, "wb") as file:
            file.write(text)
            if how != "unflushed":
                file.flush()
                os.fsync(file.fileno())
        if how != "mode":
            os.chmod(beside, 0o640)
        os.rename(beside, path)
except OSError as error:
    if how != "swallow":
        sys.exit(f"{path}: {error}")
