"""Pinyin of place names, with the exceptions that a general dictionary gets wrong."""

from pypinyin import lazy_pinyin, load_phrases_dict, load_single_dict

# Characters that are read one way in the names of this region.
CHARACTERS = {
    "长": "cháng",  # 长皋, 长宝营子, 长立哈达
    "都": "dū",  # 召都巴, 坤都营子, 尧都地: Mongolian sounds and capitals, never "all"
    "佛": "fó",
    "咀": "zuǐ",  # written for 嘴: 山咀
    "卜": "bǔ",
    "翟": "zhái",
    "阚": "kàn",
    "仇": "qiú",
}
# Readings that hold for a whole word only.
PHRASES = {
    "朝阳": [["cháo"], ["yáng"]],
    "北票": [["běi"], ["piào"]],
    "喀喇沁": [["kā"], ["lǎ"], ["qìn"]],
    "喀左": [["kā"], ["zuǒ"]],
    "叶柏寿": [["yè"], ["bǎi"], ["shòu"]],
    "朱碌科": [["zhū"], ["lù"], ["kē"]],
    "单家店": [["shàn"], ["jiā"], ["diàn"]],
    "桲罗": [["bō"], ["luó"]],
}

load_single_dict({ord(character): sound for character, sound in CHARACTERS.items()})
load_phrases_dict(PHRASES)


def syllables(name: str) -> str:
    """Syllables without tones, separated by blanks.

    >>> syllables("喀喇沁镇"), syllables("长皋乡")
    ('ka la qin zhen', 'chang gao xiang')
    """
    return " ".join(lazy_pinyin(name))


def initials(spelled: str) -> str:
    """The first letter of each syllable.

    >>> initials("chang gao xiang")
    'cgx'
    """
    return "".join(syllable[0] for syllable in spelled.split())
