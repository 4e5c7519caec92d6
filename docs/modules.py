"""Lists every module with the first line of its docstring in architecture.md.

.venv/bin/python docs/modules.py            rewrites the list
.venv/bin/python docs/modules.py --check    fails when the list is not what the code says
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "architecture.md"
FOLDERS = (
    *("config", "core", "geo", "accounts", "outlets", "entrepreneurs", "targets", "layers"),
    *("bootstrap", "data", "benchmarks"),
)
BEGIN, END = "<!-- modules: written by docs/modules.py -->", "<!-- end of modules -->"


def main() -> int:
    before, rest = PAGE.read_text().split(BEGIN)
    after = rest.split(END)[1]
    page = f"{before}{BEGIN}\n{''.join(_sections())}\n{END}{after}"
    if "--check" in sys.argv:
        return int(page != PAGE.read_text())
    PAGE.write_text(page)
    return 0


def _sections() -> Iterator[str]:
    for folder in FOLDERS:
        modules = [(path, _purpose(path)) for path in sorted((ROOT / folder).rglob("*.py"))]
        own = [purpose for path, purpose in modules if path == ROOT / folder / "__init__.py"]
        yield f"\n### {folder}\n\n{own[0]}\n\n| module | |\n|---|---|\n"
        for path, purpose in modules:
            if purpose and path.name not in ("__init__.py", "apps.py", "urls.py"):
                yield f"| `{path.relative_to(ROOT / folder)}` | {purpose} |\n"


def _purpose(path: Path) -> str:
    if "migrations" in path.parts:
        return ""
    text = ast.get_docstring(ast.parse(path.read_text())) or ""
    return text.split("\n")[0].replace("|", "\\|")


if __name__ == "__main__":
    sys.exit(main())
