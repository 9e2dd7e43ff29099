"""A bare Django project: one view that answers "ok". Its CPU for one request is the unit H of every figure."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

settings.configure(
    DEBUG=False,
    SECRET_KEY="nothing is signed here",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[],
    INSTALLED_APPS=[],
)

urlpatterns = [path("", lambda request: HttpResponse("ok"))]
application = get_wsgi_application()
