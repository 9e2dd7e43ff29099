"""Question banks in and out: GIFT and Moodle XML into drafts of items, editions into GIFT. No models, no database.

A file is read in two steps. `gift` and `moodle` know the formats and make `questions`, which know neither the formats
nor our kinds; `drafts` makes items of them and says what could not be carried over. Nothing is left out without a
sentence, and nothing is invented: what a kind demands and a file does not have stays empty.
"""
