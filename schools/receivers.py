"""Wiring: what the room adds to other rooms, and the jobs that come round by the clock. Each part has a block."""

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from classrooms.domain.joining import doors
from cms.cache.stamps import touch
from cms.registries import (
    PersonalData,
    colleagues,
    open_views,
    page_contexts,
    password_words,
    personal_data,
    second_factor,
    seeds,
)
from cms.worker import every
from schools.domain import network, plan, recognition, rounds, use, voices
from schools.domain.framework import load_framework
from schools.domain.personal import erase_schools, export_schools
from schools.domain.queries import award, wall
from schools.domain.queries.belonging import may_share, names_of_schools
from schools.domain.seed import seed_coordinators
from schools.models import (
    Award,
    AwardEntry,
    Evidence,
    Membership,
    NetworkEvent,
    PlanTask,
    Recognition,
    Round,
    School,
    SchoolMonth,
    SchoolYear,
    Town,
)
from schools.page_context import note_that_it_was_taught
from schools.rules import can_coordinate
from schools.stamps import EVENTS, of_school
from schools.tasks import rebuild_network

# Schools and members.
colleagues.register("schools", may_share)
password_words.register("schools", names_of_schools)
personal_data.register("schools", PersonalData(export=export_schools, erase=erase_schools))
second_factor.register("network", can_coordinate)
seeds.register("network_coordinators", seed_coordinators)

# Framework.
seeds.register("framework", load_framework)

# Self-assessment.
doors.register(rounds.DOOR, voices.door)
every(600, "schools.close_rounds", rounds.close_all_over)

# Adoption from use.
every(3600, "schools.count_sittings", use.count_sittings)
page_contexts.register("lessons.LessonPlanPage: schools", note_that_it_was_taught)

# Plan.
every(86400, "schools.remind", plan.remind)

# Recognition.
every(86400, "schools.recognition_ends", recognition.tell_what_ends)
every(3600, "schools.signing_key", recognition.keep_key)
# The same for everybody: nobody is asked who she is, not even for her second factor.
for name in (
    "credential",
    "credential_jwt",
    "credential_issuer",
    "credential_keys",
    "credential_status",
):
    open_views.register(name, name)

# School page and board report.
every(3600, "schools.wall", wall.note_what_ran_out)


@receiver([post_save, post_delete], sender=School)
@receiver([post_save, post_delete], sender=Town)
@receiver([post_save, post_delete], sender=Recognition)
def on_wall_changed(**kwargs):
    touch(wall.STAMP)


@receiver([post_save, post_delete], sender=School)
def on_school_changed(instance, **kwargs):
    touch(of_school(instance.pk))


@receiver([post_save, post_delete], sender=Evidence)
@receiver([post_save, post_delete], sender=Membership)
@receiver([post_save, post_delete], sender=PlanTask)
@receiver([post_save, post_delete], sender=Recognition)
@receiver([post_save, post_delete], sender=Round)
@receiver([post_save, post_delete], sender=SchoolMonth)
@receiver([post_save, post_delete], sender=SchoolYear)
def on_school_shows_something_else(instance, **kwargs):
    touch(of_school(instance.school_id))


# Yearly award.
@receiver([post_save, post_delete], sender=Award)
@receiver([post_save, post_delete], sender=AwardEntry)
def on_award_changed(**kwargs):
    touch(award.STAMP)


# Network.
every(600, "schools.network", network.rebuild_now)


@receiver([post_save, post_delete], sender=NetworkEvent)
def on_network_event_changed(**kwargs):
    touch(EVENTS)


@receiver(post_save, sender=School)
@receiver(post_save, sender=Recognition)
def on_decision(created, update_fields, **kwargs):
    # Coordinators see at once what they did; whatever else changes the figures is added up by the clock.
    if not created and {"state", "town"} & {*(update_fields or ())}:
        transaction.on_commit(rebuild_network.enqueue)
