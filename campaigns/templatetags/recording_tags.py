"""What templates of recordings need."""

from django import template

from cms.takeaway import size_label

register = template.Library()


@register.filter
def named(recordings, key):
    """Return the recording with this key, or None (campaigns.domain.recordings.recordings_for)."""
    return (recordings or {}).get(key)


@register.filter
def as_size(size):
    """Return a number of bytes as people read it."""
    return size_label(size)
