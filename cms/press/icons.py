"""The icons of the facts, drawn by us: a grid of 24, lines of 2, round ends. A word always stands beside one."""

_DRAWN = {
    "time": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3.5 2"/>',
    "age": '<circle cx="12" cy="7.5" r="4"/><path d="M4.5 20.5c.5-5 3.5-7.5 7.5-7.500s7 2.5 7.5 7.5"/>',
    "people": '<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6M16 5a3.2 3.2 0 0 1 0 6.4'
    'M17.5 14.5c2.3.6 3.6 2.4 4 5.5"/>',
    "material": '<path d="M6 3.500h8l4.5 4.500v12.500H6zM14 3.500V8h4.500M9 12.500h6.500M9 16.500h6.5"/>',
    "subject": '<path d="M12 6c-2-1.6-5-2-8-2v14c3 0 6 .4 8 2 2-1.6 5-2 8-2V4c-3 0-6 .4-8 2zM12 6v14"/>',
    "topic": '<path d="M12.5 3.500H20.500V11.500L11.5 20.500L3.5 12.500zM16.5 7.500v.1"/>',
    "language": '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c3 3 3.5 6 3.5 9s-.5 6-3.5 9c-3-3-3.5-6-3.5-9'
    'S9 6 12 3z"/>',
}

#: name -> SVG whose lines are `currentColor`
ICON_SVG = {
    name: f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
    f'stroke-width="2" stroke-linecap="round" stroke-linejoin="round">{drawing}</svg>'
    for name, drawing in _DRAWN.items()
}
