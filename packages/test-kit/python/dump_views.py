"""Saved views of experiments are packed by whoever writes them: here they are what they say."""

import base64
import re
import zlib


def unpack(value):
    return re.sub(r"deflate;([A-Za-z0-9+/]+={0,2})", inflate, value)


def inflate(packed):
    try:
        return zlib.decompress(base64.b64decode(packed[1])).decode()
    except Exception:
        # No view, or a broken one.
        return packed[0]
