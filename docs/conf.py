"""The manual as a site, `make docs`: Markdown through MyST, the reference from the docstrings."""

from importlib import metadata

project = "dermagent"
author = "The dermagent founders"
release = metadata.version("dermagent")
html_title = f"dermagent {release}"
html_theme = "furo"
html_theme_options = {"source_repository": "", "top_of_page_buttons": []}
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["schema"]
myst_heading_anchors = 3
autodoc_typehints = "description"
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True, "exclude-members": "model_config"}
# A forge draws Mermaid; the site shows its text, and docs/architecture.svg beside it.
suppress_warnings = ["misc.highlighting_failure"]
