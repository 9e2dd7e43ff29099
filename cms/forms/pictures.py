"""The form with which editors upload a picture."""

from django.core.exceptions import ValidationError
from wagtail.images.forms import BaseImageForm


class PictureForm(BaseImageForm):
    """Wagtail's, which counts the frames of a picture before it knows that it can be read: half a GIF was a 500."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            field = self.fields["file"]
            read = field.to_python

            def to_python(data):
                try:
                    return read(data)
                except (OSError, ValueError, SyntaxError, EOFError) as error:
                    raise ValidationError(
                        field.error_messages["invalid_image"], code="invalid_image"
                    ) from error

            field.to_python = to_python
