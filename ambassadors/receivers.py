"""Wiring: what the room adds to other rooms, and the jobs that come round by the clock. Each part has a block."""

from django.utils.translation import gettext_lazy as _

from ambassadors.domain import badges, demo, exit, messages, obeying, people, personal, reminding, renewing
from ambassadors.domain.queries.people import visits_panel
from ambassadors.domain.queries.visits import visits_made_at
from ambassadors.domain.seed import seed_safeguarding
from ambassadors.rules import can_clear
from campaigns.registries import OrganisationDoor, organisation_doors
from classrooms.domain.joining import doors
from cms.registries import DeskLink, PersonalData, desk_links, personal_data, second_factor, seeds
from cms.worker import every
from schools.registries import UseKind, network_links, sample_removals, school_panels, use_kinds

# Safeguarding.
every(30, "ambassadors.obey", obeying.obey)
every(86400, "ambassadors.forget_invitations", people.forget_invitations)
second_factor.register("safeguarding", can_clear)
seeds.register("safeguarding_leads", seed_safeguarding)

# People.
personal_data.register(
    "ambassadors", PersonalData(export=personal.export_ambassador, erase=personal.erase_ambassador)
)
desk_links.register("ambassadors", DeskLink(_("Ambassadors"), "ambassador"), order=65)

# Visits.
use_kinds.register("visits", UseKind(_("Visits of ambassadors"), visits_made_at, view_name="school_visits"))
every(3600, "ambassadors.remind", reminding.remind)

# Messages.
every(600, "ambassadors.announce_messages", messages.announce)
every(86400, "ambassadors.delete_messages", messages.delete_old)

# Consents that run out.
every(86400, "ambassadors.ask_again", renewing.ask_again)

# Recognition.
every(600, "ambassadors.badges", badges.award_all_badges)
sample_removals.register("ambassadors", demo.remove_ambassadors)

# Exit question.
doors.register(exit.DOOR, exit.door)
every(600, "ambassadors.close_exits", exit.close_all_exits_over)

# Houses and the network: ways from other rooms.
school_panels.register("visits", visits_panel)
organisation_doors.register(
    "ambassadors",
    OrganisationDoor(
        _("Ambassadors"), _("Young people of yours who visit schools."), "organisation_ambassadors"
    ),
)
network_links.register("ambassadors", DeskLink(_("Ambassadors and visits"), "network_ambassadors"))

# Supply: what organisations offer.
organisation_doors.register(
    "visits",
    OrganisationDoor(
        _("Visits to schools"), _("What you can give, when, and to whom you go."), "organisation_visits"
    ),
)
