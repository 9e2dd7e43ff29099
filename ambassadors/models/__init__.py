from ambassadors.models.consent import AmbassadorConsent
from ambassadors.models.messages import Message, MessageThread
from ambassadors.models.people import Ambassador, Clearance, Companion
from ambassadors.models.recognition import Badge, Thanks
from ambassadors.models.supply import Offer, VisitRequest, Window
from ambassadors.models.training import GateAttempt, LessonWorked, ModulePassed, PracticeTalk, TrainingPath
from ambassadors.models.visits import ExitVoice, Feedback, Part, Visit

__all__ = [
    "Ambassador",
    "AmbassadorConsent",
    "Badge",
    "Clearance",
    "Companion",
    "ExitVoice",
    "Feedback",
    "GateAttempt",
    "LessonWorked",
    "Message",
    "MessageThread",
    "ModulePassed",
    "Offer",
    "Part",
    "PracticeTalk",
    "Thanks",
    "TrainingPath",
    "Visit",
    "VisitRequest",
    "Window",
]
