"""The page as people see it: its tabs, what they show, its theme and its scripts."""

from app.web.page.layout import build_page
from app.web.page.modules import module_routes, preload
from app.web.page.theme import theme

__all__ = ["build_page", "module_routes", "preload", "theme"]
