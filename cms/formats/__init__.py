"""How dates and figures are written, where Django's own forms do not fit the house (settings.FORMAT_MODULE_PATH)."""
