"""The yearly award: entries, judges, scores."""

import cms.keys
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("schools", "0001_schools"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Award",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(unique=True, verbose_name="school year")),
                ("theme", models.CharField(max_length=200, verbose_name="theme")),
                ("theme_en", models.CharField(max_length=200, null=True, verbose_name="theme")),
                ("theme_fr", models.CharField(max_length=200, null=True, verbose_name="theme")),
                ("theme_de", models.CharField(max_length=200, null=True, verbose_name="theme")),
                ("theme_es", models.CharField(max_length=200, null=True, verbose_name="theme")),
                ("theme_it", models.CharField(max_length=200, null=True, verbose_name="theme")),
                ("theme_nl", models.CharField(max_length=200, null=True, verbose_name="theme")),
                ("theme_da", models.CharField(max_length=200, null=True, verbose_name="theme")),
                ("theme_sv", models.CharField(max_length=200, null=True, verbose_name="theme")),
                ("theme_nb", models.CharField(max_length=200, null=True, verbose_name="theme")),
                ("theme_fi", models.CharField(max_length=200, null=True, verbose_name="theme")),
                ("theme_mt", models.CharField(max_length=200, null=True, verbose_name="theme")),
                ("theme_pl", models.CharField(max_length=200, null=True, verbose_name="theme")),
                ("theme_ro", models.CharField(max_length=200, null=True, verbose_name="theme")),
                ("theme_pt", models.CharField(max_length=200, null=True, verbose_name="theme")),
                ("theme_el", models.CharField(max_length=200, null=True, verbose_name="theme")),
                ("theme_uk", models.CharField(max_length=200, null=True, verbose_name="theme")),
                ("theme_ru", models.CharField(max_length=200, null=True, verbose_name="theme")),
                ("theme_tr", models.CharField(max_length=200, null=True, verbose_name="theme")),
                ("theme_ar", models.CharField(max_length=200, null=True, verbose_name="theme")),
                ("theme_fa", models.CharField(max_length=200, null=True, verbose_name="theme")),
                ("entries_from", models.DateField(verbose_name="first day for entries")),
                ("entries_until", models.DateField(verbose_name="last day for entries")),
                ("judging_until", models.DateField(verbose_name="last day for judges")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "in preparation"),
                            ("open", "open for entries"),
                            ("judging", "being judged"),
                            ("announced", "announced"),
                        ],
                        default="draft",
                        max_length=12,
                    ),
                ),
                ("started_at", models.DateTimeField(null=True)),
                ("announced_at", models.DateTimeField(null=True)),
                ("is_sample", models.BooleanField(default=False, verbose_name="invented, as a sample")),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "award",
                "verbose_name_plural": "awards",
                "ordering": ["-year"],
            },
        ),
        migrations.CreateModel(
            name="AwardEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(default=cms.keys.new_key, editable=False, max_length=12, unique=True),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("up_to_8", "Up to 8 years"),
                            ("from_9", "9 to 11 years"),
                            ("from_12", "12 to 14 years"),
                            ("from_15", "15 to 18 years"),
                            ("special", "Pupils with special needs, of any age"),
                        ],
                        max_length=12,
                        verbose_name="category",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("text", models.TextField(max_length=4000, verbose_name="what you made")),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("en", "English"),
                            ("fr", "Français"),
                            ("de", "Deutsch"),
                            ("es", "Español"),
                            ("it", "Italiano"),
                            ("nl", "Nederlands"),
                            ("da", "Dansk"),
                            ("sv", "Svenska"),
                            ("nb", "Norsk bokmål"),
                            ("fi", "Suomi"),
                            ("mt", "Malti"),
                            ("pl", "Polski"),
                            ("ro", "Română"),
                            ("pt", "Português"),
                            ("el", "Ελληνικά"),
                            ("uk", "Українська"),
                            ("ru", "Русский"),
                            ("tr", "Türkçe"),
                            ("ar", "العربية"),
                            ("fa", "فارسی"),
                        ],
                        max_length=8,
                        verbose_name="language",
                    ),
                ),
                (
                    "pupils",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(999),
                        ],
                        verbose_name="number of pupils",
                    ),
                ),
                ("picture", models.FileField(blank=True, upload_to="award", verbose_name="picture")),
                (
                    "picture_alt",
                    models.CharField(blank=True, max_length=200, verbose_name="description of the picture"),
                ),
                (
                    "may_be_named",
                    models.BooleanField(default=False, verbose_name="the school is named if it wins"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("entered", "entered"), ("withdrawn", "taken back")],
                        default="entered",
                        max_length=12,
                    ),
                ),
                ("entered_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("points", models.PositiveSmallIntegerField(null=True)),
                ("place", models.PositiveSmallIntegerField(null=True)),
                (
                    "award",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="schools.award",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="award_entries",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "entry for an award",
                "verbose_name_plural": "entries for awards",
                "ordering": ["category", "entered_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="AwardJudge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("languages", models.JSONField(default=list)),
                ("invited_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("declared_at", models.DateTimeField(null=True)),
                ("withdrew_at", models.DateTimeField(null=True)),
                (
                    "award",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="judges", to="schools.award"
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="award_judgings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "judge of an award",
                "verbose_name_plural": "judges of awards",
                "ordering": ["invited_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="AwardConflict",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("works", "I work there, or did"),
                            ("family", "Family or friends of mine are there"),
                            ("advises", "I advise the school, or did"),
                            ("recognised", "I recognised its entry"),
                        ],
                        max_length=12,
                        verbose_name="conflict",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="schools.school"
                    ),
                ),
                (
                    "judge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="conflicts",
                        to="schools.awardjudge",
                    ),
                ),
            ],
            options={
                "verbose_name": "conflict of a judge",
                "verbose_name_plural": "conflicts of judges",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="AwardScore",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("idea", models.PositiveSmallIntegerField(null=True, verbose_name="an idea of their own")),
                ("truth", models.PositiveSmallIntegerField(null=True, verbose_name="truth and sources")),
                ("voice", models.PositiveSmallIntegerField(null=True, verbose_name="the pupils' own voice")),
                ("effect", models.PositiveSmallIntegerField(null=True, verbose_name="effect in the school")),
                (
                    "comment",
                    models.TextField(blank=True, max_length=2000, verbose_name="comment for the school"),
                ),
                ("assigned_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("scored_at", models.DateTimeField(null=True)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scores",
                        to="schools.awardentry",
                    ),
                ),
                (
                    "judge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scores",
                        to="schools.awardjudge",
                    ),
                ),
            ],
            options={
                "verbose_name": "score of an entry",
                "verbose_name_plural": "scores of entries",
                "ordering": ["pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("entries_from__lte", models.F("entries_until")),
                    ("entries_until__lt", models.F("judging_until")),
                ),
                name="an_award_takes_entries_then_is_judged",
            ),
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")), fields=("state",), name="one_award_is_open_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("announced_at__isnull", False), ("state", "announced")),
                    models.Q(models.Q(("state", "announced"), _negated=True), ("announced_at", None)),
                    _connector="OR",
                ),
                name="an_award_was_announced_at_some_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("started_at", None), ("state__in", ["draft", "open"])),
                    models.Q(("started_at__isnull", False), ("state__in", ["judging", "announced"])),
                    _connector="OR",
                ),
                name="judging_of_an_award_began_at_some_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="awardentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "entered")),
                fields=("award", "school", "category"),
                name="a_school_enters_once_in_a_category",
            ),
        ),
        migrations.AddConstraint(
            model_name="awardentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("pupils__gte", 1), ("pupils__lte", 999)),
                name="an_entry_is_by_1_to_999_pupils",
            ),
        ),
        migrations.AddConstraint(
            model_name="awardentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("picture", ""), models.Q(("picture_alt", ""), _negated=True), _connector="OR"
                ),
                name="a_picture_of_an_entry_is_described",
            ),
        ),
        migrations.AddConstraint(
            model_name="awardentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("place", None), ("points", None)),
                    models.Q(
                        ("place__gte", 1),
                        ("place__isnull", False),
                        ("points__gte", 12),
                        ("points__isnull", False),
                        ("points__lte", 60),
                    ),
                    _connector="OR",
                ),
                name="an_entry_has_points_and_a_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="awardjudge",
            constraint=models.UniqueConstraint(
                fields=("award", "user"), name="somebody_judges_an_award_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="awardconflict",
            constraint=models.UniqueConstraint(
                fields=("judge", "school"), name="a_judge_has_one_conflict_with_a_school"
            ),
        ),
        migrations.AddConstraint(
            model_name="awardscore",
            constraint=models.UniqueConstraint(
                fields=("entry", "judge"), name="a_judge_scores_an_entry_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="awardscore",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("effect", None),
                        ("idea", None),
                        ("scored_at", None),
                        ("truth", None),
                        ("voice", None),
                    ),
                    models.Q(
                        ("effect__gte", 1),
                        ("effect__isnull", False),
                        ("effect__lte", 5),
                        ("idea__gte", 1),
                        ("idea__isnull", False),
                        ("idea__lte", 5),
                        ("scored_at__isnull", False),
                        ("truth__gte", 1),
                        ("truth__isnull", False),
                        ("truth__lte", 5),
                        ("voice__gte", 1),
                        ("voice__isnull", False),
                        ("voice__lte", 5),
                    ),
                    _connector="OR",
                ),
                name="a_score_is_whole_or_not_given",
            ),
        ),
    ]
