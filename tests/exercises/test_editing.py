import pytest
from exercises.models import ExercisePage
from tests.factories import *
pytestmark = pytest.mark.django_db

def test_it(site_tree):
    tree = site_tree("en")
    up = exercises_page(tree["en"])
    page = ExercisePageFactory(parent=up, items=balanced_claims(), purpose="discernment", topics=["numbers"], techniques=["scapegoat"])
    assert page.live
    assert page.current.edition.public[0]["id"] == page.items[0].id
    assert page.items[0].id
    d = ExercisePageFactory(parent=up, published=False)
    assert d.items[0].value["options"].bound_blocks[0].id
    print(page.current.edition.secret, page.techniques.all())
    d.save_revision()
