"""Ambassadors and requests that are measured: who fits whom, of 2,000 ambassadors and for 500 requests.

    python -m tests.bench.matching 2000 500      lay them, read them, match them

Prints one line of JSON. Nearly everybody speaks one of two languages, has much time and travels far, so that few are
left out early: harder than what a network looks like.
"""

import json
import os
import random
import sys
import time
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

LANGUAGES = ("en", "en", "en", "uk", "uk", "fr", "de", "es", "ar")
TOWNS = 120
MAY = ("in_person", "online")
BATCH = 2_000


def lay(ambassadors: int, requests: int, chance: random.Random) -> None:
    """Make ambassadors whom nothing keeps from visiting, each with an offer, and open requests; in bulk."""
    from django.utils import timezone

    from ambassadors.domain.wording import kept_wording
    from ambassadors.models import Ambassador, AmbassadorConsent, Clearance, Offer, VisitRequest, Window
    from cms.models import Country, Topic, User
    from schools.models import School, Town

    now, today = timezone.now(), timezone.localdate()
    austria, topics = Country.objects.get(code="AT"), list(Topic.objects.all())
    towns = Town.objects.bulk_create(
        Town(
            country=austria,
            name=f"Village {place}",
            latitude=f"{chance.uniform(47, 49):.1f}",
            longitude=f"{chance.uniform(10, 17):.1f}",
        )
        for place in range(TOWNS)
    )
    schools = School.objects.bulk_create(
        School(
            name=f"Primary {place}",
            town=chance.choice(towns),
            stage="primary",
            size="from_100",
            staff=20,
            year_groups=4,
            state="confirmed",
            decided_at=now,
        )
        for place in range(requests)
    )
    users = User.objects.bulk_create(
        [User(email=f"goes-{place}@bench.example", password="!") for place in range(ambassadors)],
        batch_size=BATCH,
    )
    made = Ambassador.objects.bulk_create(
        [
            Ambassador(
                first_name=f"Mira{place}",
                band=chance.choice(("13-15", "16-17", "18+")),
                town=chance.choice(towns),
                language=chance.choice(LANGUAGES),
                school=chance.choice(schools),
                user=user,
                trained_at=now,
                step="cleared",
            )
            for place, user in enumerate(users)
        ],
        batch_size=BATCH,
    )
    until = today + timedelta(days=200)
    sides = [(one, side) for one in made for side in ("own", *(("guardian",) if one.is_minor else ()))]
    words = {}
    for one, side in sides:
        if (one.is_minor, side) not in words:
            words[one.is_minor, side] = kept_wording(one, side, language="en")
    AmbassadorConsent.objects.bulk_create(
        [
            AmbassadorConsent(
                ambassador=one, side=side, kind="granted", formats=list(MAY), until=until,
                wording=words[one.is_minor, side], read_in="en",
            )
            for one, side in sides
        ],
        batch_size=BATCH,
    )  # fmt: skip
    Clearance.objects.bulk_create([Clearance(ambassador=one, until=until) for one in made], batch_size=BATCH)
    offers = Offer.objects.bulk_create(
        [
            Offer(
                ambassador=one,
                languages=sorted({one.language, *chance.sample(LANGUAGES, 2)}),
                formats=list(MAY),
                town=one.town,
                reach=chance.choice((50, 100, 300)),
            )
            for one in made
        ],
        batch_size=BATCH,
    )
    chosen = Offer.topics.through
    chosen.objects.bulk_create(
        [
            chosen(offer_id=one.pk, topic_id=topic.pk)
            for one in offers
            for topic in chance.sample(topics, min(3, len(topics)))
        ],
        batch_size=BATCH,
    )
    starts = [(one, today + timedelta(days=chance.randint(0, 60))) for one in offers for _again in range(3)]
    Window.objects.bulk_create(
        [Window(offer=one, first_day=day, last_day=day + timedelta(days=60)) for one, day in starts],
        batch_size=BATCH,
    )
    days = [today + timedelta(days=chance.randint(2, 60)) for _school in schools]
    VisitRequest.objects.bulk_create(
        VisitRequest(
            school=school,
            stage="primary",
            year_group=1,
            pupils=24,
            language=chance.choice(LANGUAGES),
            topic=chance.choice(topics),
            format=chance.choice(MAY),
            first_day=day,
            last_day=day + timedelta(days=30),
        )
        for school, day in zip(schools, days, strict=True)
    )


def measure() -> dict:
    """Return seconds that reading and matching take, the best of three, and whether another order changes anything."""
    from ambassadors.domain.matching import propose
    from ambassadors.domain.queries.requests import demands, open_requests
    from ambassadors.domain.queries.supply import supplies

    rounds = []
    for _round in range(3):
        began = time.perf_counter()
        asked, offers = demands(open_requests()), supplies()
        read, before = time.perf_counter(), time.process_time()
        found = propose(asked, offers)
        rounds.append((time.perf_counter() - read, time.process_time() - before, read - began))
    random.Random(2).shuffle(offers)
    asked.reverse()
    match, cpu, _read = min(rounds)
    return {
        "match": match,
        "cpu": cpu,
        "read": min(read for _match, _cpu, read in rounds),
        "offers": len(offers),
        "requests": len(asked),
        "fit": sum(len(each) for each in propose(asked, offers, most=None).values()),
        "stable": propose(asked, offers) == found,
    }


def main(arguments: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")
    import django

    django.setup()
    lay(int(arguments[0]), int(arguments[1]), random.Random(1))
    print(json.dumps(measure()))


if __name__ == "__main__":
    main(sys.argv[1:])
