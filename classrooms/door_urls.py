"""Addresses of the pupils' door, /join/: short, and the same in every language."""

from django.urls import path

from classrooms.views import door, worker

urlpatterns = [
    path("", door.join, name="join"),
    path("worker.js", worker.worker, name="sitting_worker"),
    path("<str:code>/", door.join_code, name="join_code"),
]
