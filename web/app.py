"""The Flask application: made from wired services, one blueprint a feature."""

from pathlib import Path

from apiflask import APIFlask
from jinja2 import FileSystemLoader
from werkzeug.middleware.proxy_fix import ProxyFix

from web import asked, compress, faults, headers
from web.accounts import security
from web.bootstrap import Services
from web.context import EXTENSION
from web.pages import blueprints
from web.settings import Settings
from web.ui import language, templating

MEGABYTE = 1024 * 1024
FORM_OVERHEAD = 64 * 1024
API_DESCRIPTION = "Reading is public. Every value carries its page and box."


def create_app(services: Services) -> APIFlask:
    """The application over wired services; opens nothing itself."""
    app = APIFlask(
        __name__,
        title="dangan",
        version="1",
        spec_path="/api/v1/openapi.json",
        docs_path=None,
        json_errors=False,
        static_folder="ui/static",
        template_folder="ui/templates",
    )
    app.extensions[EXTENSION] = services
    _configure(app, services.settings)
    asked.init_app(app)
    language.init_app(app)
    security.init_app(app, services.settings, services.archive.ground.engines)
    templating.init_app(app)
    headers.init_app(app)
    compress.init_app(app)
    faults.init_app(app)
    for blueprint in blueprints():
        app.register_blueprint(blueprint)
    return app


def _configure(app: APIFlask, settings: Settings) -> None:
    app.config.update(
        MAX_CONTENT_LENGTH=settings.max_file_mb * MEGABYTE + FORM_OVERHEAD,
        MAX_FORM_PARTS=settings.max_upload_files + 20,
        DESCRIPTION=API_DESCRIPTION,
        OPENAPI_VERSION="3.1.0",
        VALIDATION_ERROR_DESCRIPTION="A parameter has an impossible value",
        AUTO_404_RESPONSE=True,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_loader = FileSystemLoader(template_folders())
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def template_folders() -> list[Path]:
    """Each feature keeps its templates beside its views."""
    here = Path(__file__).parent
    return [
        here / "ui" / "templates",
        *sorted(here.glob("accounts/templates")),
        *sorted(here.glob("pages/*/templates")),
    ]
