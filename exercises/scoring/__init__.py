"""Honest scoring: pure functions over plain numbers, without Django.

`detection` separates discernment from bias, `calibration` asks whether confidence knows, `veracity` gives the MIST's
scores, `marking` scores marked phrases in both directions, `ordering` scores orders and ranks, `agreement` compares two
markers of an open answer, `groups` speaks of many people and says how sure it is.
"""
