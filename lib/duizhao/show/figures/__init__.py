"""Frames → figures: the sheet that they are drawn on, the fonts, charts and clouds."""

from duizhao.show.figures.charts import balance, dispersion, frequencies, heat, ledger, log_ratios, shares, shift

__all__ = ["balance", "dispersion", "frequencies", "heat", "ledger", "log_ratios", "shares", "shift"]
