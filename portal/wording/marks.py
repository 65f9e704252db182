"""The words around a figure that tell what it is, and those around what is measured."""

import re

SCRIPT = re.compile(r"[一-鿿]")
UP = (
    r"提升|提高|增加|增長|增长|拉高|拉|成長|成长|改善|升|上升|拓展|擴大|扩大|raise|increase"
    r"|grow|lift|up"
)
DOWN = (
    r"降低|下降|降|減少|减少|減|减|縮短|缩短|縮|缩|壓縮|压缩|壓低|壓|压|省|少"
    r"|reduc\w*|cut\w*|lower\w*|decreas\w*|shorten\w*|drop\w*|falls?|down|save|fewer|less"
    r"|shrink\w*|slash\w*|trim"
)
SMALLER = re.compile(
    rf"(?:\b|(?<=[一-鿿])|^)(?:{DOWN}|低於|低于|不超過|不超过|以下|以內|以内|below|under"
    rf"|at\s+most|no\s+more)",
    re.IGNORECASE,
)
# A figure is a starting point after these words, and a target after those.
FROM = re.compile(
    r"(?:[，,、;（(]\s*)?(?:(?:從|由|从|自|比)(?:原本的?|目前的?|現在的?|現有的?)?|(?:目前"
    r"|現在|现在|原來|原本|去年|上季|now|currently|today)(?:是|為|为|約|约|at)?"
    r"|(?:down|up)\s+from|from|instead\s+of|was)\s*(?:每[天日週周月季年班次人]\s*|約\s*"
    r"|about\s+|around\s+)?$",
    re.IGNORECASE,
)
LEVEL = (
    r"低於|低于|不超過|不超过|不多於|不少於|不少于|不低於|不低于|至少|超過|超过|高於|高于|少於"
    r"|少于|小於|小于|大於|控制在|維持在|維持|保持在|壓在|压在"
    r"|no\s+more\s+than|no\s+less\s+than|not\s+more\s+than|at\s+most|at\s+least|fewer\s+than"
    r"|less\s+than|more\s+than|below|under|above|over|an?\s+average\s+of"
)
MOVES = (
    r"(?:提升|提高|增加|增長|增长|拉高|拉|成長|成长|改善|上升|升|降低|下降|降|減少|减少|減|减"
    r"|縮短|缩短|縮|缩|壓縮|压缩|壓低|壓|压|達|达|做|調整|变|變|拓展|擴大|扩大)"
)
TO = re.compile(
    rf"(?:(?:{MOVES}?\s*(?:到|至|為|为|成|達到|达到|達|达)|達到|达到|達成|突破|提升|提高|增加"
    rf"|增長|增长|降低|降|减少|減少|有|以)\s*(?:了)?"
    rf"|(?:[-=]+>|[→➔⇒~～]|—+>?)|\b(?:down\s+to|up\s+to|to|reach(?:es)?|reaching|at|of|is|with"
    rf"|goes\s+out\s+in|in|within)\b)?\s*"
    rf"(?:每[天日週周月季年班次人]\s*)?(?:{LEVEL})?\s*(?:每[天日週周月季年班次人]\s*)?(?:約\s*"
    rf"|about\s+|around\s+|only\s+|an?\s+)?$",
    re.IGNORECASE,
)
ARROW = re.compile(
    r"^\s*(?:[-=]+>|[→➔⇒]|—+>?|to\s+(?=[\d$£€])|to\s+(?:under|below)\s|至\s*\d|到\s*\d)",
    re.IGNORECASE,
)
WITHIN = re.compile(r"^\s*(?:以內|以内|之內|內|内)(?!部|容)")
ENDING = re.compile(
    r"^\s*(?:以下|以內|以内|之內|以上|內|内|or\s+(?:less|more|fewer|better)|on\s+average)(?!部|容)",
    re.IGNORECASE,
)
CONDITION = re.compile(
    r"(?:在|於|于|within|after|in\s+under|per|every|經過|满|滿)\s*$",
    re.IGNORECASE,
)
BY = re.compile(
    rf"(?:(?:{UP}|{DOWN}|多|少)\s*(?:了)?\s*$|\bby\s+(?:about\s+|at\s+least\s+)?$)",
    re.IGNORECASE,
)
THIRD = re.compile(
    r"\bby\s+(?P<w>a\s+third|two\s+thirds|half|a\s+quarter|a\s+fifth)\b",
    re.IGNORECASE,
)
PARTS = {
    "a third": "33.33",
    "two thirds": "66.67",
    "half": "50",
    "a quarter": "25",
    "a fifth": "20",
}
MULTIPLIED = (
    (re.compile(r"\bdoubles?\b|翻倍|翻一倍|翻一番|加倍|倍增", re.IGNORECASE), 200),
    (re.compile(r"\btriples?\b|翻兩倍|增為三倍", re.IGNORECASE), 300),
    (re.compile(r"\bhalves?\b(?!\s+of)|減半|减半|砍半", re.IGNORECASE), 50),
)
DOING = (
    r"將|把|让|讓|使|令|請|完成|收集|處理|处理|關閉|关闭|清掉|發布|发布|上線(?!前)|上线(?!前)"
    r"|新增|增加|減少|减少|降低|提高|提升|縮短|缩短|達到|达到|達成|實現|实现|維持|有|修復|修复"
    r"|使得|爭取|确保|確保|開出|做到|省下|拿到|簽下|成交|回覆|確認|"
    r"每[天日週周月季年班]|至少|平均(?=[^一-鿿])"
)
VERBS = (
    r"raise|increase|grow|lift|boost|improve|cut|reduce|lower|decrease|shorten|bring|get|keep"
    r"|have|reach|achieve|hit|collect|process|close|answer|clear|sign|sell|save|ship|"
    r"release|double|triple|halve|win|make|drive|deliver|complete|finish|maintain|hold|move"
    r"|take|push|drop|ensure|see|add|publish|merge|resolve|handle|gain|onboard|train|certify"
    r"|serve|fix"
)
TAIL = (
    r"(?:goes?|grows?|falls?|drops?|rises?|moves?|is|are|was|stays?|down|up|out|from|to|by"
    r"|with|and|of|at|in|,|;|:|：|，|、|-|–)"
)
HAN_TAIL = (
    r"(?:提升|提高|增加|增長|增长|成長|成长|降低|下降|減少|减少|縮短|缩短|改善|平均|能|可以|都"
    r"|要|的|在|以|從|由|为|為|,|，|、|:|：|;|；|\s)"
)
