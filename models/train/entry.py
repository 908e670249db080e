"""The entry of a file in the bundle's `config.json`: its sizes, its length, its checksum.

Decides the order of the entries, which is that of the export, so that training one part changes no line of another.
"""

import hashlib
import json
from pathlib import Path


def enter(bundle: Path, name: str, sizes: dict) -> None:
    """Names `NAME.gguf`, which is there already, with the sizes that it is read by."""
    path = bundle / "config.json"
    config = json.loads(path.read_text())
    content = (bundle / f"{name}.gguf").read_bytes()
    config[name] = sizes
    for later in ("ranking", "boundary", "files"):
        if later in config:
            config[later] = config.pop(later)
    config["files"][f"{name}.gguf"] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    path.write_text(json.dumps(config, indent=2, ensure_ascii=False) + "\n")
