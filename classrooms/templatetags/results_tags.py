"""What the results of a classroom need in words and figures. {% load results_tags %}

{{ finding.apart|apart_words }}      sentences: see classrooms.wording
{{ finding.d|ranged }}               a figure with its interval
{{ code|language_name }}             a language as the active one calls it
"""

from django import template

from classrooms import wording

register = template.Library()

for words in (
    wording.apart_words,
    wording.lean_words,
    wording.lean_advice,
    wording.change_words,
    wording.change_advice,
    wording.change_reach,
    wording.change_caution,
    wording.role_words,
    wording.ranged,
    wording.range_of,
    wording.decimal,
    wording.signed,
    wording.language_name,
):
    register.filter(words.__name__, words)
