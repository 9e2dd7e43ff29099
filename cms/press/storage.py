def obtain(document, format):
    raise NotImplementedError
