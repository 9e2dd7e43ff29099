"""The gate: both forms that measure discernment, each with a d' of at least GATE.

Where GATE comes from. With 20 claims, ten of them true, d' of one person is uncertain by a standard error of about 0.6
(exercises.scoring.detection.standard_error; Gourevitch and Galanter 1967): 8 of 10 true claims recognised and 3 of 10
false ones believed make d' = 1.22 with an error of 0.60. 1.96 times 0.6 is 1.18, so from 1.2 on the 95 % interval lies
above 0, which is guessing. Whoever guesses all claims with a coin passes one form in 47 and both in 2,200. In claims it
is about 15 of 20 judged rightly; whoever believes everything, or nothing, stays at 0 however many are true.

The forms are public exercises, so somebody may have played one before: that she learnt from it is no harm, and the
practice talk asks for more. What is kept here is that an attempt is one way through, in which nothing is explained
before the end. A run travels signed in its form, as everywhere (exercises.domain.runs), but under a name and a
signature of the gate's own: a run of the public player is none here, and one of ours is none there, so nobody has a
claim explained there and then goes on here from an earlier field.
"""

from copy import copy
from datetime import timedelta

from django.core import signing
from django.utils.translation import gettext as _

from ambassadors.domain.refusal import Refusal
from ambassadors.models import GateAttempt
from exercises.domain.results import ItemResult, results_of
from exercises.domain.runs import LONGEST, SKIPPED, Run, RunError
from exercises.enums import Feedback
from exercises.models import Edition

#: Discernment d' that is asked for in each of both forms (standard deviations).
GATE = 1.2
#: For so many claims GATE was derived; forms that coordinators choose have as many or more.
FEWEST_CLAIMS = 20
#: After so long a form can be tried again.
AGAIN = timedelta(days=7)
SALT = "ambassadors.gate"


class GateError(Refusal):
    """The gate does not take this."""


def without_explanations(edition: Edition) -> Edition:
    """Return an edition as the gate plays it, never to be saved: all is explained at the end, whatever its settings."""
    played = copy(edition)
    played.settings = edition.settings | {"feedback": Feedback.AT_END.value}
    return played


def begin(attempt: GateAttempt, edition: Edition) -> Run:
    """Return the run of an attempt in which nothing was answered yet."""
    return Run(edition.pk, edition.structure, attempt.name)


def pack(run: Run) -> str:
    """Return a run as text for a field of the form."""
    value = [run.edition, run.structure, run.name, run.answers]
    return signing.Signer(salt=SALT).sign_object(value, compress=True)


def unpack(text: str) -> Run:
    """Return the run that `pack` wrote; RunError for anything else."""
    if len(text) <= LONGEST:
        try:
            return Run(*signing.Signer(salt=SALT).unsign_object(text))
        except (signing.BadSignature, ValueError, TypeError):
            pass
    raise RunError(_("We could not read your answers so far. Please begin anew."))


def check(attempt: GateAttempt, run: Run) -> None:
    """Refuse a run that is not the one of this attempt, or in which a claim was passed over. GateError."""
    if run.name != attempt.name or run.structure != attempt.edition.structure:
        raise GateError(_("These answers belong to another attempt. Please begin with the first claim."))
    if SKIPPED in run.answers or run.at > len(attempt.edition.public):
        raise GateError(_("Every claim has to be judged here. Please begin with the first claim."))


def score(edition: Edition, run: Run) -> dict:
    """Return what a complete run came to, as columns of an attempt: d, c, right, judged. GateError if it is not."""
    if run.at != len(edition.public) or SKIPPED in run.answers:
        raise GateError(_("Every claim has to be judged here. Please begin with the first claim."))
    found = results_of(edition, run).discernment
    if found is None:
        raise GateError(_("This exercise cannot be measured. Please tell a coordinator."))
    right = found.counts.hits + found.rejected
    return {"d": found.d, "c": found.c, "right": right, "judged": found.counts.judged}


def explained(edition: Edition, run: Run | None = None) -> list[ItemResult]:
    """Return every item with its explanation; with what was answered where there is a complete run."""
    if run is not None and run.at == len(edition.public):
        return list(results_of(edition, run).items)
    both = zip(edition.public, edition.secret, strict=True)
    return [
        ItemResult(at + 1, at, item["type"], item["public"], secret["key"], secret["due"], None, None)
        for at, (item, secret) in enumerate(both)
    ]
