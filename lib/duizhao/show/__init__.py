"""Figures, tables, evidence and reports: draws and writes, computes nothing."""
