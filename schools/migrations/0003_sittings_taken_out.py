"""Leads can take a sitting out of the sums of their school."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("schools", "0002_award"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="schoolsitting",
            name="removed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="schoolsitting",
            name="removed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="schoolsitting",
            name="reason",
            field=models.CharField(blank=True, default="", max_length=200, verbose_name="reason"),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="schoolsitting",
            constraint=models.CheckConstraint(
                condition=Q(removed_at=None, reason="") | Q(removed_at__isnull=False) & ~Q(reason=""),
                name="a_sitting_is_taken_out_for_a_reason",
            ),
        ),
    ]
