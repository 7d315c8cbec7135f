"""How what ships beside the encoder is learned; nothing of the running product imports it.

`adapter.safetensors` by `python -m onrecord.index.learning.train`: torch, and an hour or more of
two cores. `questions.safetensors` by `python -m onrecord.index.learning.questions`.
"""
