"""How `index/adapter.safetensors` is learned: `python -m onrecord.index.learning.train`.

It takes torch and an hour or more of two cores; nothing of the running product imports it.
"""
