"""duizhao (对照): set the sources of saved Chinese news pages side by side."""
