"""Hides the middle of what identifies a person from people who have no need of it."""


def masked_phone(phone: str) -> str:
    """`138****5678`; a number too short to keep both ends is hidden whole.

    >>> masked_phone("13804215678"), masked_phone("0421-2812345"), masked_phone("12345")
    ('138****5678', '042****2345', '****')
    """
    if not phone:
        return ""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) > 8 else "****"


def masked_name(name: str) -> str:
    """The family name's first sign.

    >>> masked_name("王小明"), masked_name("")
    ('王**', '')
    """
    return f"{name[0]}**" if name else ""
