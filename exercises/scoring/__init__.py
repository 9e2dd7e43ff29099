"""Honest scoring: pure functions over plain numbers, without Django.

`detection` separates discernment from bias, `calibration` asks whether confidence knows, `veracity` gives the MIST's
scores, `marking` scores marked phrases in both directions, `ordering` scores orders and ranks, `agreement` compares two
markers of an open answer. Of many people speak `groups` (means with intervals), `change` (before and after) and
`fairness` (items that are harder in one language); `unbiased` and `student` are what they stand on.
"""
