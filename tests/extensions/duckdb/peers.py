"""polars, or None under the thread sanitizer, which it can't be loaded into."""

import os

if "libtsan" in os.environ.get("LD_PRELOAD", ""):
    polars = None
else:
    import polars
