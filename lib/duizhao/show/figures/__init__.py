"""Frames → figures: the sheet that they are drawn on, the fonts, charts and clouds."""

from duizhao.show.figures.keywords import dispersion, frequencies, log_ratios, shift
from duizhao.show.figures.rates import balance, heat, ledger, shares

__all__ = ["balance", "dispersion", "frequencies", "heat", "ledger", "log_ratios", "shares", "shift"]
