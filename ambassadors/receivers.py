"""Wiring: what the room adds to other rooms, and the jobs that come round by the clock. Each part has a block."""

from django.utils.translation import gettext_lazy as _

from ambassadors.domain import obeying, personal
from ambassadors.domain.seed import seed_safeguarding
from ambassadors.domain.visits import visits_made
from ambassadors.rules import can_clear
from cms.registries import DeskLink, PersonalData, desk_links, personal_data, second_factor, seeds
from cms.worker import every
from schools.registries import UseKind, use_kinds

# Safeguarding.
every(30, "ambassadors.obey", obeying.obey)
second_factor.register("safeguarding", can_clear)
seeds.register("safeguarding_leads", seed_safeguarding)

# People.
personal_data.register(
    "ambassadors", PersonalData(export=personal.export_ambassador, erase=personal.erase_ambassador)
)
desk_links.register("ambassadors", DeskLink(_("Ambassadors"), "ambassador"), order=65)

# Visits.
use_kinds.register("visits", UseKind(_("Visits of ambassadors"), visits_made, view_name="school_visits"))
