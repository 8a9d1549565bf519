"""The page that shows the OpenAPI document, with scripts of our own: it works where nothing can be fetched."""

from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

_ASSETS = "/docs/assets"


def install(app: FastAPI) -> None:
    """Adds /docs; the application must have been made with ``docs_url=None``."""
    document_url = app.openapi_url or ""
    page = get_swagger_ui_html(
        openapi_url=document_url,
        title=app.title,
        swagger_js_url=f"{_ASSETS}/swagger-ui-bundle.js",
        swagger_css_url=f"{_ASSETS}/swagger-ui.css",
        swagger_favicon_url=f"{_ASSETS}/favicon.png",
    )

    @app.get("/docs", include_in_schema=False)
    async def get_docs() -> HTMLResponse:
        return page

    app.mount(_ASSETS, StaticFiles(packages=[("fastapi_offline", "static")]), name="docs")
