"""Addresses of the schools room below /<lang>/. Each part of the room has a block of its own.

What stands below school/<key>/ comes last: a key is twelve letters, and no other word there is so long.
"""

from django.urls import URLPattern, path, re_path

from schools.views import (
    award,
    board,
    evidence,
    framework,
    judging,
    levels,
    members,
    network,
    network_award,
    network_events,
    network_schools,
    overview,
    plan,
    review,
    rounds,
    schools,
    taught,
    use,
    voices,
    wall,
)

urlpatterns: list[URLPattern] = []

# Schools and members.
urlpatterns += [
    path("school/", schools.schools, name="schools"),
    path("school/register/", schools.school_register, name="school_register"),
    path("school/join/", schools.school_join, name="school_join"),
    path("school/invitation/<slug:token>/", members.school_invitation, name="school_invitation"),
    path("school/<slug:key>/members/", members.school_members, name="school_members"),
    path("school/<slug:key>/settings/", schools.school_settings, name="school_settings"),
    path("school/<slug:key>/classrooms/", members.school_classrooms, name="school_classrooms"),
    path("network/schools/", network_schools.network_schools, name="network_schools"),
    path("network/schools/<slug:key>/", network_schools.network_school, name="network_school"),
]

# Framework.
urlpatterns += [
    path("school/framework/", framework.framework, name="framework"),
]

# Self-assessment.
urlpatterns += [
    path("school/voice/<slug:key>/", voices.round_voice, name="round_voice"),
    path("school/<slug:key>/rounds/", rounds.rounds, name="rounds"),
    path("school/<slug:key>/rounds/<int:pk>/", rounds.round, name="round"),
    path("school/<slug:key>/rounds/<int:pk>/answer/", rounds.round_answer, name="round_answer"),
    path(
        "school/<slug:key>/rounds/<int:pk>/download/<slug:format>/",
        rounds.round_download,
        name="round_download",
    ),
]

# Adoption from use.
urlpatterns += [
    path("school/<slug:key>/use/", use.school_use, name="school_use"),
    path("school/<slug:key>/use/taught/<int:pk>/", taught.taught, name="taught"),
    path("school/<slug:key>/evidence/<int:pk>/", evidence.evidence, name="evidence"),
    path("school/<slug:key>/evidence/<int:pk>/file/", evidence.evidence_file, name="evidence_file"),
]
# Before all others: a lesson plan may be called "members" or "plan". Slugs may hold letters of any script.
urlpatterns[:0] = [re_path(r"^school/taught/(?P<slug>[-\w]+)/$", taught.taught_new, name="taught_new")]

# Plan.
urlpatterns += [
    path("school/calendar/<slug:token>/", plan.school_calendar, name="school_calendar"),
    path("school/<slug:key>/plan/", plan.school_plan, name="school_plan"),
    path("school/<slug:key>/plan/print/", plan.school_plan_print, name="school_plan_print"),
]

# Recognition.
urlpatterns += [
    path("school/<slug:key>/levels/", levels.school_levels, name="school_levels"),
    path(
        "school/<slug:key>/levels/<slug:recognition>/<slug:format>/", levels.certificate, name="certificate"
    ),
    path("network/review/", review.recognition_requests, name="recognition_requests"),
    path("network/review/<slug:key>/", review.recognition_decide, name="recognition_decide"),
]

# Yearly award. Before the school page: "judging" is no key of a school.
urlpatterns += [
    path("school/judging/", judging.judging, name="judging"),
    path("school/judging/<slug:entry>/", judging.judging_entry, name="judging_entry"),
    path("school/judging/<slug:entry>/picture/", judging.judging_picture, name="judging_picture"),
    path("school/<slug:key>/award/", award.school_award, name="school_award"),
    path("school/<slug:key>/award/<slug:entry>/picture/", award.award_picture, name="award_picture"),
    path("network/award/", network_award.network_awards, name="network_awards"),
    path("network/award/<int:year>/", network_award.network_award, name="network_award"),
    path("schools/award/", award.award_wall, name="award_wall"),
]

# School page and board report.
urlpatterns += [
    path("schools/", wall.wall, name="wall"),
    path("school/<slug:key>/", overview.school, name="school"),
    path("school/<slug:key>/report/<slug:format>/", board.board_report, name="board_report"),
]

# Network.
urlpatterns += [
    path("network/", network.network, name="network"),
    path("network/export/<slug:format>/", network.network_export, name="network_export"),
    path("network/events/", network_events.network_events, name="network_events"),
]
