"""The learnt reader: what a sentence tells and asks, segment by segment, with the values in it.

A small transformer, run by onnxruntime, marks each word; `bot/assistant/training` makes it from the
marked lines of `data/understanding`. It says that a value stands there; `bot/parsing` says which.
"""
