"""The disclaimers, in Markdown, of audiences for which a site has not written its own."""

from __future__ import annotations

PATIENT = """\
This page is for general education only. It is not medical advice for you, and it does not replace a talk with your
doctor, nurse or pharmacist, who know your health.

Do not put off seeing a doctor, and do not start, stop or change a treatment, because of what you read here.

**In an emergency, call your local emergency number at once.**
"""

CLINICIAN = """\
This page is for education only. It summarises published evidence as of the dates shown, and may be incomplete or out
of date.

It does not replace your clinical judgement, current guidelines or the product information, and it is not advice on
the care of one particular patient. Check the cited sources before you act on them.

In an emergency, follow your local emergency procedures.
"""

GENERAL = """\
This page is for general education only. It is not medical advice for any one person, and it does not replace the
judgement of a qualified health professional. It may be incomplete or out of date; check the cited sources.

Do not delay getting medical care, and do not start, stop or change a treatment, because of what you read here.

**In an emergency, call your local emergency number at once.**
"""
