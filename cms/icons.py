"""The icons: drawn by us on a grid of 24, line 2, round ends. A word always stands beside one."""

#: Arrows turn with the direction of reading; ticks and clocks do not.
TURNING = frozenset({"arrow", "exit"})

DRAWINGS = {
    "arrow": '<path d="M4 12h15M13 6l6 6-6 6"/>',
    "book": '<path d="M12 6c-2-1.6-5-2-8-2v14c3 0 6 .4 8 2 2-1.6 5-2 8-2V4c-3 0-6 .4-8 2zM12 6v14"/>',
    "calendar": '<path d="M4 6h16v14H4zM4 10h16M8 3v4M16 3v4"/>',
    "check": '<path d="M4 13l5 5L20 6"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3.5 2"/>',
    "contrast": '<circle cx="12" cy="12" r="8.5"/><path d="M12 3.5v17M12 8h6.5M12 12h8M12 16h6.5"/>',
    "copy": '<path d="M8 8h12v12H8zM16 8V4H4v12h4"/>',
    "cross": '<path d="M6 6l12 12M18 6L6 18"/>',
    "down": '<path d="M6 9l6 6 6-6"/>',
    "download": '<path d="M12 4v11M7 11l5 5 5-5M4 20h16"/>',
    "exit": '<path d="M13 4H5v16h8M9 12h11M16 8l4 4-4 4"/>',
    "fault": '<circle cx="12" cy="12" r="9"/><path d="M12 7v6M12 16.5v.2"/>',
    "globe": (
        '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c3 3 3.5 6 3.5 9s-.5 6-3.5 '
        '9c-3-3-3.5-6-3.5-9S9 6 12 3z"/>'
    ),
    "heart": '<path d="M12 21C7 17 4 14 4 10a4 4 0 0 1 8-1 4 4 0 0 1 8 1c0 4-3 7-8 11z"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v6M12 7.5v.2"/>',
    "mail": '<path d="M3 5.5h18v13H3zM3 7l9 6.5L21 7"/>',
    "people": (
        '<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6M16 5a3.2 3.2 0 0 1 0 '
        '6.4M17.5 14.5c2.3.6 3.6 2.4 4 5.5"/>'
    ),
    "phone": (
        '<path d="M6 3.5h3.5l1.5 4.5-2 1.5c1 2.5 3 4.5 5.5 5.5l1.5-2 4.5 1.5V18c0 1.5-1 2.5-2.5 '
        '2.5C10.5 20.5 3.5 13.5 3.5 6c0-1.5 1-2.5 2.5-2.5z"/>'
    ),
    "print": '<path d="M7 9V4h10v5M7 18H4V9h16v9h-3M7 14h10v6H7z"/>',
    "screen": '<path d="M3 5h18v11H3zM9 20h6M12 16v4"/>',
    "search": '<circle cx="11" cy="11" r="6.5"/><path d="M16 16l4.5 4.5"/>',
    "share": '<path d="M12 15V4M8 8l4-4 4 4M5 12v8h14v-8"/>',
    "save": '<path d="M6 4h12v17l-6-4.5L6 21z"/>',
    "wave": '<path d="M3.5 14c2.5-5 5.5-5 8.5-2s6 3 8.5-2"/>',
}
