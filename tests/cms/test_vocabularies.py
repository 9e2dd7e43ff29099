"""Vocabularies as forms offer them."""

import pytest
from django.utils.translation import override

from cms.models import Country
from cms.vocabularies import choices, terms

pytestmark = pytest.mark.django_db


def test_what_was_retired_can_be_read_but_not_chosen():
    austria = Country.objects.get(code="AT")
    austria.retired = True
    austria.save()
    assert list(terms(Country)) == [*Country.objects.values_list("code", flat=True)]
    assert set(terms(Country)) - {code for code, _label in choices(Country)} == {"AT"}


def test_choices_are_in_the_reader_s_language_and_in_the_order_of_the_vocabulary():
    assert [code for code, _label in choices(Country)] == list(terms(Country))
    with override("de"):
        assert dict(choices(Country))["DE"] == "Deutschland"
