"""The command `segmentation`: a module for each subcommand, which joins the rooms.

`main` finds the subcommand; `cli` is what they share. `look` is `mine --look`, and `learn_from`
reads what a model may learn from.
"""
