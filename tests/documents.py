"""What the documents say: the README first, then the pages that it leads to, in its order."""

import re
from pathlib import Path

__all__ = ["CONTRIBUTING", "DOCUMENTS", "PAGES", "README", "ROOT"]

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
PAGES = {
    name: (ROOT / name).read_text("utf-8")
    for name in dict.fromkeys(re.findall(r"\]\(([\w/]+\.md)\)", README))
}
CONTRIBUTING = PAGES["CONTRIBUTING.md"]
DOCUMENTS = "\n".join([README, *PAGES.values()])
