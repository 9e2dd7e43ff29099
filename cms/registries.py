"""Where rooms plug into the ground floor, which imports none of them. A leaf.

A room registers in its `apps.py` (`ready`), by name:

    personal_data.register("saved_lists", PersonalData(export=..., erase=...))
"""

from collections.abc import Callable, Iterator
from typing import Any, Generic, NamedTuple, TypeVar

Entry = TypeVar("Entry")


class AlreadyRegistered(Exception):
    """Two rooms chose the same name."""


class Registry(Generic[Entry]):
    """Named entries, in the order of `order` and then of registration; iterating gives (name, entry) pairs."""

    def __init__(self):
        self._entries: dict[str, tuple[int, Entry]] = {}

    def register(self, name: str, entry: Entry, *, order: int = 100) -> Entry:
        """Keep `entry` under `name` and return it; AlreadyRegistered if the name is taken."""
        if name in self._entries:
            raise AlreadyRegistered(name)
        self._entries[name] = (order, entry)
        return entry

    def unregister(self, name: str) -> None:
        """Forget an entry; KeyError if there is none."""
        del self._entries[name]

    def __getitem__(self, name: str) -> Entry:
        return self._entries[name][1]

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[tuple[str, Entry]]:
        for name, (_order, entry) in sorted(self._entries.items(), key=lambda item: item[1][0]):
            yield name, entry


class PersonalData(NamedTuple):
    """What one part of the site keeps about a person with an account."""

    #: export(user) -> a dict or list that JSON can hold: everything that this part knows about her.
    export: Callable[[Any], Any]
    #: erase(user): remove it at once, inside the transaction that erases the account.
    erase: Callable[[Any], None]


class DeskLink(NamedTuple):
    """The way from somebody's account to what a room keeps for her."""

    label: Any  # a lazy string
    view_name: str


#: What is exported to a person and erased with her account.
personal_data: Registry[PersonalData] = Registry()
#: Rules (user -> bool) for who must use a second factor, beside everybody who may enter the administration.
second_factor: Registry[Callable[[Any], bool]] = Registry()
#: Sources (user -> strings) of words that her password must not hold, such as the name of her school.
password_words: Registry[Callable[[Any], Any]] = Registry()
#: What stands on the page "My account" beside the account itself.
desk_links: Registry[DeskLink] = Registry()
#: Files that people take away.
downloads: Registry[Any] = Registry()
#: Panels of the dashboards.
dashboard_panels: Registry[Any] = Registry()
#: What rooms add to the template of a page: functions (page, request) -> dict, named "<app>.<Model>: <room>".
page_contexts: Registry[Callable[[Any, Any], dict]] = Registry()
#: Rules (address without its query) -> bool for what somebody took back: 410 is answered there, not 404.
gone: Registry[Callable[[str], bool]] = Registry()
#: What a kind of page is called in search results: lazy strings by kind.
search_kinds: Registry[Any] = Registry()
#: Rules (user, user) -> bool for who is somebody's colleague; where a room registers any, one of them must say yes.
colleagues: Registry[Callable[[Any, Any], bool]] = Registry()
#: Rules (user, page) -> bool for who is a party to a page and so decides nothing about it: one yes is enough.
interests: Registry[Callable[[Any, Any], bool]] = Registry()
#: Functions (page) -> a sentence for whoever decides about the page, or "": it quotes hate in order to answer it.
declared_contexts: Registry[Callable[[Any], str]] = Registry()
#: Functions (path) -> the page whose content is shown at an address that is no page's own, or None.
pages_behind: Registry[Callable[[str], Any]] = Registry()
#: What rooms add to the seeds: functions () -> how many rows they made; run by `manage.py seed` after the floor's own.
seeds: Registry[Callable[[], int]] = Registry()
#: Views by name that whoever must use a second factor reaches before she has set one up: pages that tell her about it.
open_views: Registry[str] = Registry()
