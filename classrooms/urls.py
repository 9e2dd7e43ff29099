"""Addresses of the classrooms room below /<lang>/; the pupils' door, /join/, is in classrooms/door_urls.py."""

from django.urls import path, re_path

from classrooms.views import answers, classrooms, hands, late, player, results, sittings

# Pupils.
urlpatterns = [
    path("sitting/<slug:key>/", player.sitting, name="sitting"),
    path("sitting/<slug:key>/items/", player.items, name="sitting_items"),
    path("sitting/<slug:key>/answers/", answers.answers, name="sitting_answers"),
    path("sitting/<slug:key>/file/", answers.file, name="sitting_file"),
]

# Teachers: classrooms and sittings.
urlpatterns += [
    path("teach/", classrooms.classrooms, name="classrooms"),
    path("teach/classrooms/new/", classrooms.new, name="classroom_new"),
    path("teach/classrooms/<int:pk>/", classrooms.classroom, name="classroom"),
    path("teach/classrooms/<int:pk>/edit/", classrooms.edit, name="classroom_edit"),
    path("teach/classrooms/<int:pk>/change/", classrooms.change, name="classroom_change"),
    path("teach/classrooms/shared/<slug:token>/", classrooms.shared, name="classroom_shared"),
    path("teach/sittings/new/", sittings.new, name="sitting_new"),
    path("teach/sittings/<int:pk>/", sittings.live, name="sitting_live"),
    path("teach/sittings/<int:pk>/live/", sittings.progress, name="sitting_progress"),
    path("teach/sittings/<int:pk>/change/", sittings.change, name="sitting_change"),
    path("teach/sittings/<int:pk>/projector/", sittings.projector, name="sitting_projector"),
    path("teach/sittings/<int:pk>/slips/", sittings.slips, name="sitting_slips"),
]

# Teachers: results.
urlpatterns += [
    path("teach/sittings/<int:pk>/results/", results.sitting_results, name="sitting_results"),
    re_path(
        r"^teach/sittings/(?P<pk>\d{1,18})/results/download/(?P<format>[-\w.]{1,20})/$",
        results.sitting_report,
        name="sitting_report",
    ),
]

# Teachers: without devices.
urlpatterns += [
    path("teach/sittings/<int:pk>/hands/", hands.hands, name="sitting_hands"),
    path("teach/sittings/<int:pk>/load/", late.load, name="sitting_load"),
]
