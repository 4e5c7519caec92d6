"""Reads layers with GDAL in a process of its own: GDAL would keep this one's server from answering.

In: a JSON list of options for `pyogrio.read_dataframe`. Out: a JSON list of what was read.
"""

import json
import subprocess
import sys
from typing import Any

Reading = dict[str, Any]


def read(address: str, user: str, readings: list[Reading]) -> list[Reading]:
    """For each reading: `crs`, `features` (the count GDAL is told), and a GeoJSON collection."""
    done = subprocess.run(
        [sys.executable, __file__, address, user],
        input=json.dumps(readings),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _main() -> None:
    import pyogrio

    address, user = sys.argv[1:]
    pyogrio.set_gdal_config_options({"GDAL_HTTP_USERPWD": user, "GDAL_HTTP_AUTH": "BASIC"})
    found = []
    for options in json.load(sys.stdin):
        if "bbox" in options:
            options["bbox"] = tuple(options["bbox"])
        frame = pyogrio.read_dataframe(address, **options)
        told = json.loads(frame.to_json(default=str)) | {"crs": frame.crs.to_string()}
        told["count"] = pyogrio.read_info(address, layer=options["layer"])["features"]
        told["layers"] = pyogrio.list_layers(address)[:, 0].tolist()
        found.append(told)
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    _main()
