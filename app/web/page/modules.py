"""The page's JavaScript: ES modules that the browser loads from this server."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

STATIC = Path(__file__).parent.parent / "static"
MODULES = tuple(sorted(STATIC.glob("*.js")))
_URL = "new URL('modules/{}.js', document.baseURI)"


def on_load(module: str, function: str = "connect") -> str:
    """Return JavaScript that gives a component to this function of a module."""
    component = "{element, trigger, props, watch}"
    return f"import({_URL.format(module)}).then(module => module.{function}({component}))"


def call(module: str, function: str) -> str:
    """Return a JavaScript expression for the result of this function of a module."""
    return f"await (await import({_URL.format(module)})).{function}()"


def preload() -> str:
    """Return links for the head of the page, which load all modules before they are needed."""
    return "".join(f"<link rel='modulepreload' href='modules/{file.name}'>" for file in MODULES)


def module_routes() -> list[Route]:
    """Return a route for each module; browsers ask for newer ones every time."""
    return [_route(file) for file in MODULES]


def _route(file: Path) -> Route:
    script = file.read_text("utf-8")
    headers = {"Cache-Control": "no-cache"}

    async def module(request: Request) -> Response:
        return Response(script, media_type="text/javascript", headers=headers)

    return Route(f"/modules/{file.name}", module, methods=["GET"])
