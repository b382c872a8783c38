"""The one Chinese font that comes with pip (Noto Sans CJK, OFL 1.1): its simplified face, cut to what is needed."""

from __future__ import annotations

import base64
import io
import logging

from fontTools import subset as subsetter
from fontTools.ttLib import TTCollection, TTFont
from noto_cjk_sans_otc import FONT_PATH

FAMILY = "Noto Sans CJK SC"


def subset(text: str, *, flavor: str | None = "woff") -> bytes:
    """The simplified face with the characters of `text` alone, as a WOFF file (`flavor=None`: an OpenType file).

    The same characters in any order give the same bytes. Characters that the face lacks are left out.
    """
    logging.getLogger("fontTools.subset").setLevel(logging.ERROR)
    with TTCollection(str(FONT_PATH), lazy=True) as collection:  # its first face is the Japanese one
        number = [font["name"].getDebugName(4) for font in collection].index(FAMILY)
    options = subsetter.Options(
        layout_features=[], hinting=False, desubroutinize=True, notdef_outline=True, name_IDs=[0, 1, 2, 13],
        drop_tables=["BASE", "DSIG", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx"],
    )
    work = subsetter.Subsetter(options)
    work.populate(unicodes=sorted({ord(character) for character in text}))
    file = io.BytesIO()
    with TTFont(str(FONT_PATH), fontNumber=number, lazy=True, recalcTimestamp=False) as font:
        work.subset(font)
        font.flavor = flavor
        font.save(file)
    return file.getvalue()


def data_uri(text: str) -> str:
    """The face with the characters of `text`, to stand inside a style sheet: no file, no request."""
    wanted = "".join(sorted(set(text)))
    return "data:font/woff;base64," + base64.b64encode(subset(wanted)).decode("ascii")
