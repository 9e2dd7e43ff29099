"""Search: a read model of the live public pages, in every language.

`indexing` writes it at publication, `querying` lists and ranks, `counting` counts facets, `suggesting` helps where
nothing was found, `folding` makes words comparable, `engines` keep the long text.
"""
