"""The recipe of the shipped models: `python -m training --help`, one file per step.

parallel sentences ─► lexicon ─┬─► vocabulary ─► distill ─► contrast ─► quantise ─► index/models
                               └─► links ───────────┘   ▲    └─► read ─► quantise ─► qa/models
                                      index/models ─► restore, where no checkpoint is left
"""
