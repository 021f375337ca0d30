"""Characters that browsers and converters print in place of common Han characters: radicals and compatibility forms."""

from unicodedata import normalize

# CJK radicals that Unicode gives no compatibility mapping, and the characters that look like them.
RADICALS = str.maketrans(
    "⺁⺄⺆⺈⺊⺌⺍⺎⺐⺑⺒⺓⺔⺗⺘⺙⺛⺞⺠⺡⺢⺣⺤⺥⺦⺨⺩⺪⺫⺬⺭⺮⺱⺲⺳⺶⺷⺺⺻⺼⺽⺾⺿⻀⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
    "厂乙冂刀卜小小兀尢尣巳幺彑忄扌攵旡歹民氵氺灬爫爫丬犭王疋罒示礻竹罓罒网羊羊肀聿月臼艹艹艹衤覀西见角角讠贝足车辶辶辶阝钅長镸长门阝雨青韦页风飞食饣饣首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龟亀龜",
)


def plain_han(text: str) -> str:
    """The character meant: radicals (U+2E80 to U+2FD5) and compatibility ideographs become the ordinary ones."""
    return "".join(_plain(char) for char in text)


def _plain(char: str) -> str:
    code = ord(char)
    if 0x2F00 <= code <= 0x2FD5 or 0xF900 <= code <= 0xFAFF or 0x2F800 <= code <= 0x2FA1F or 0xFB00 <= code <= 0xFB06:
        return normalize("NFKC", char)
    return char.translate(RADICALS) if 0x2E80 <= code <= 0x2EF3 else char
