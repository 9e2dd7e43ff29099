"""The addresses below /<lang>/account/."""

from django.urls import include, path, re_path
from wagtail.utils.urlpatterns import decorate_urlpatterns

from cms.accounts import views

urlpatterns = decorate_urlpatterns(
    [
        path("", views.desk, name="account_desk"),
        path("data/", views.export, name="account_export"),
        path("erase/", views.erase, name="account_erase"),
        path("erased/", views.erased, name="account_erased"),
        re_path(
            r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
            views.NewPasswordView.as_view(),
            name="account_reset_password_from_key",
        ),
        path("sessions/", views.SessionsView.as_view(), name="usersessions_list"),
        path("", include("allauth.urls")),
    ],
    views.personal,
)
