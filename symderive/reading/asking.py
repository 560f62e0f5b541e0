r"""What a problem in words asks, beside derivatives: a closed phrase grammar in English and Chinese, for kinds with a table entry each.

    PHRASE [of | for | to] BODY [at POINT] [in the direction V]          求 BODY [在 POINT 处] [沿 V] 的 PHRASE
    BODY: PHRASE; PHRASE                                                 GIVEN, PHRASE

The phrases are those of ASKS; a remark says how (METHODS) or of what nature a letter is (PROPERTIES). All of them are blanked, and
what is left must be formulas: it is read as the statements of the problem. A word that is left is refused.
"""
from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

Span = tuple[int, int]


class Asked(NamedTuple):
    """One phrase: the kind of problem, what of it is wanted, in English (a pattern) and in Chinese."""
    kind: str
    wanted: str
    english: str
    chinese: str


ORDER = r"(?P<order>first|second|third|fourth|fifth|1st|2nd|3rd|4th|5th|\d{1,2}(?:st|nd|rd|th)?)"
WORDS_FOR = dict(first=1, second=2, third=3, fourth=4, fifth=5, one=1, two=2, three=3, four=4, five=5, six=6, seven=7, eight=8, nine=9, ten=10,
                 一=1, 二=2, 两=2, 三=3, 四=4, 五=5, 六=6, 七=7, 八=8, 九=9, 十=10)
NUMBER = r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten)"
MARKS = r"(?:local|relative|global|absolute)"
ASKS = (
    # ---- likelihood
    Asked("mle", "", r"(?:the\ )?(?:mle|maximum[-\ ]likelihood\ (?:estimat(?:e|or|ion|es|ors)|fit))s?", "(?:极大|最大)似然估计(?:量|值)?"),
    # ---- analysis of a function of one variable
    Asked("analyse", "", r"analy[sz]e(?:\ the\ function(?=[\s:$\\])|(?=\s{1,9}\$?[a-z]\s?(?:\(|=)))", "(?:分析|讨论|研究)函数(?=[\\s:：$]*[a-zA-Z]\\s?(?:\\(|=)[^的]*$)"),
    Asked("analyse", "critical_points", r"(?:critical|stationary)\ (?:points?|values?)", "驻点|临界点|稳定点"),
    Asked("analyse", "monotonicity", r"(?:the\ )?intervals?\ (?:of|on\ which)\ (?:\w\ is\ )?(?:increas|decreas)(?:e|ing)(?:\ (?:and|or)\ (?:of\ )?decreas(?:e|ing))?|monotonicity|intervals\ of\ monotonicity"
          r"|(?:where|on\ which\ intervals?|for\ which\ \w)\ is\ (?P<of1>\$?\w(?:\(\w\))?\$?)\ (?:strictly\ )?(?:increasing|decreasing)(?:\ (?:and|or)\ (?:increasing|decreasing))?"
          r"|(?:strictly\ )?(?:increasing|decreasing)(?:\ (?:and|or)\ (?:increasing|decreasing))?(?=\s*[?.]?\s*$)|(?:where|on\ which\ intervals?)\ does\ (?P<of2>\$?\w(?:\(\w\))?\$?)\ (?:increase|decrease)", "单调(?:递增|递减|增|减)?(?:区间|性)(?:和单调性)?|增减性|增减区间"),
    Asked("analyse", "extrema", rf"(?:{MARKS}\ )?(?:extrema|extremum|extreme\ (?:values?|points?)|(?:min|max)imi[sz]e|(?:max|min)ima(?:\ and\ (?:{MARKS}\ )?(?:max|min)ima)?|(?:max|min)imum(?:\ and\ (?:{MARKS}\ )?(?:max|min)imum)?(?:\ (?:values?|points?))?)", "极值点?|极大值点?(?:和|与|及)?(?:极小值点?)?|极小值点?|最大值(?:和|与|及)?(?:最小值)?|最小值|最值"),
    Asked("analyse", "inflection_points", r"inflection\ points?|points?\ of\ inflection", "拐点"),
    Asked("analyse", "concavity", r"concavity|convexity|concave\ (?:up|down)(?=\s*[?.]?\s*$)|where\ is\ (?P<of3>\w(?:\(\w\))?)\ (?:concave(?:\ up|\ down)?|convex)", "凹凸(?:性|区间)"),
    Asked("analyse", "nature", r"classify\ (?:them|each|their\ nature)|(?:the\ )?nature\ of(?:\ the\ (?:critical|stationary)\ point)?(?=\s*\$?\\?\w+\s*=|\s*(?:\\[,; ]|\s)*\w\s*=)", "性质"),
    # ---- local approximation
    Asked("limit", "", r"(?:the\ )?limit(?!\ definition)", "极限"),
    Asked("tangent", "", r"(?:the\ )?(?:equation\ of\ )?(?:the\ )?tangent\ (?:line|plane)|(?:the\ )?equation\ of\ the\ tangent", "切线(?:的)?(?:方程)?|切平面(?:的)?(?:方程)?"),
    Asked("taylor", "", rf"(?:the\ )?(?:{ORDER}[-\ ](?:order|degree)\ )?(?:taylor|maclaurin)\ (?:polynomial|expansion|series|approximation|formula)(?:\ (?:of\ (?:order|degree)|to\ order)\ (?P<order2>\d{{1,2}}|two|three|four|five))?|(?:degree|order)[-\ ](?P<order3>\d{{1,2}})\ (?:taylor|maclaurin)\ (?:polynomial|expansion|series)",
          r"(?:(?P<order4>[一二三四五六七八九十]|\d{1,2})\s*阶\s*)?(?:泰勒|Taylor|麦克劳林|马克劳林)\s*(?:多项式|展开式?|公式|级数)"),
    Asked("directional", "", r"(?:the\ )?directional\ derivative", "方向导数"),
    Asked("differential", "", r"(?:the\ )?(?:total\ )?differential(?!\ equation)", "全微分|微分(?!方程)"),
    # ---- descent
    Asked("descent", "steps", rf"(?:take\ |perform\ |do\ )?(?P<steps>{NUMBER})\ (?:steps?|iterations?)(?:\ of\ gradient\ descent)?", r"(?:迭代\s*(?P<steps2>\d{1,3}|[一二两三四五六七八九十])\s*(?:次|步)|(?P<steps3>[一二两三四五六七八九十]|\d{1,3})\s*步(?:梯度下降)?)"),
    Asked("descent", "convergence", r"for\ which\ (?:values\ of\ )?(?P<of4>\$?\\?\w+\$?)\ does\ (?:GD|gradient\ descent|it)\ converge", "收敛条件"),
    Asked("descent", "", r"(?:run\ |apply\ |by\ |using\ )?gradient\ descent", "梯度下降法?"),
    # ---- matrices
    Asked("eigen", "", r"(?:the\ )?(?:eigenpairs|eigenvalues?(?:\ and\ eigenvectors?)?|eigenvectors?)", "特征值(?:和|与|及)?(?:特征向量)?|特征向量"),
    Asked("singular_values", "", r"(?:the\ )?singular\ values?|SVD", "奇异值(?:分解)?"),
    Asked("lu", "", r"LU(?:\ (?:decomposition|factori[sz]ation))?", "LU\\s*分解"),
    Asked("determinant", "", r"(?:the\ )?determinant", "行列式"),
    Asked("inverse_matrix", "", r"(?:the\ )?inverse(?:\ matrix)?(?=\ of\s*(?:\$?\\begin|\[|A\b|the\ matrix))", "逆矩阵"),
)
METHODS = (
    ("definition", r"(?:from|by|using|with)\ (?:the\ )?(?:limit\ )?definition(?:\ of\ the\ derivative)?|from\ first\ principles", "(?:按|用|由|根据|利用)(?:导数的?)?定义"),
    ("logarithmic", r"(?:by|using|with)\ logarithmic\ differentiation|use\ logarithmic\ differentiation\ to", "(?:用|利用)?(?:对数求导法|取对数求导)"),
    ("expand", r"expand(?:,?\ (?:and\ )?then\ differentiate|\ first)|(?:by|after)\ expanding", "先展开(?:再求导)?|展开后求导"),
    ("quotient", r"(?:by|using|with)\ the\ quotient\ rule", "用商(?:的求导)?法则"),
    ("product", r"(?:by|using|with)\ the\ product\ rule", "用(?:乘积|乘法)法则"),
    ("moments", r"from\ (?:the\ )?moments", "用矩"),
    ("bits", r"in\ bits", "以比特为单位"),
)
PROPERTIES = r"independent|dependent|diagonal|symmetric|fair|known|unknown|constant|orthogonal|invertible|positive\ definite|iid|i\.i\.d\."
PROPERTY = re.compile(rf"(?P<letters>(?:\\[A-Za-z]+|[A-Za-z](?:_\w)?)(?:\s{{0,3}},\s{{0,3}}(?:\\[A-Za-z]+|[A-Za-z])){{0,9}}|\}})\s{{0,15}}(?:is|are)?\s{{0,15}}\b(?P<property>{PROPERTIES})\b(?:\s{{0,3}},?\s{{0,3}}equal\ variances?)?\s{{0,15}}(?P<value>:|=)?", re.X)

VERBS = re.compile(r"^[\s;]*(?:(?:where|on\s+which\s+intervals?)\s+)?is\b|(?:(?:please|and|then|now)\ +){0,2}(?:(?:find|compute|calculate|determine|evaluate|give|derive|state|discuss|analy[sz]e|study|classify|what\ (?:is|are)|write(?:\ down)?)\b(?:\s+all)?\s{0,15}(?:the\s)?)(?=\s*$)|(?:请|试)?(?:求出|求|讨论|研究|计算|分析|判断|写出)(?:函数|曲线|曲面|矩阵)?|(?:函数|曲线|曲面|矩阵)(?=\s*[$\\A-Za-z])", re.I)
BEFORE = re.compile(rf"(?:{VERBS.pattern})\s*$", re.I)
LINKS = re.compile(r"^\s*(?:of|for|to|from|in|on(?!\s*[\[(]))\b(?:\ the\ (?:function|curve|graph|surface|matrix|density|distribution|following\ function))?|^\s*[:：?？]", re.I)
FAMILIES = {"伯努利": "bernoulli", "两点": "bernoulli", "二项": "binomial", "几何": "geometric", "泊松": "poisson", "指数": "exponential", "正态": "normal", "均匀": "uniform", "伽马": "gamma", "帕累托": "pareto"}
MODEL = re.compile(rf"(?P<chinese>{'|'.join(FAMILIES)})分布(?:的|中)?(?:总体)?(?:的)?(?:参数)?|" r"\b(?:(?:the|an?)\ )?(?:(?P<family>bernoulli|binomial|geometric|poisson|exponential|normal|gaussian|uniform|pareto|rayleigh|gamma|beta|weibull|laplace|negative\ binomial)\ +)?(?:probability\ +)?(?:density|distribution|mass\ function|pdf|pmf|model)(?:\ function)?\b|(?:概率)?密度(?:函数)?(?:为|是)?|分布律?(?:为|是)?|总体|样本", re.I | re.X)
CLAUSE = re.compile(r"""
    (?P<at>(?<![A-Za-z\\])(?:(?:centered|centred|starting|evaluated)\ (?:at|from)|at|about|around|near)(?:\ the\ point)?(?=[\s$(\\]))
  | (?P<along>(?<![A-Za-z\\])(?:in\ the\ direction(?:\ of)?|along)(?:\ the\ vector)?(?=[\s$(\\]))
  | (?P<wrt>(?<![A-Za-z\\])(?:with\ respect\ to|wrt)(?=[\s$\\]))
  | (?P<given>(?<![A-Za-z\\])(?:if|where|when|given|with|for|let|suppose(?:\ that)?)(?=[\s$\\])|其中|已知|设)
""", re.X | re.I)
CHINESE_AT = re.compile(r"在\s*点?(?P<point>[^在沿处]{1,60}?)\s*(?:点?处|(?=沿))\s*的?")
CHINESE_ALONG = re.compile(r"沿\s*(?:着)?\s*(?:方向|向量)?(?P<direction>[^沿的]{1,60}?)\s*(?:方向)?\s*(?=的|$|\s*$)")
CHINESE_OF = re.compile(r"(?:的|关于)(?=\s*(?:[;,，。、?？]|$|\s))|的")


MOST = 50                          # phrases and clauses in one problem


@dataclass
class Question:
    """What the words say, and the text with them blanked. The spans are places of formulas in the text."""
    kind: str = ""
    wanted: list[str] = field(default_factory=list)
    order: int = 0
    method: str = ""
    family: str = ""
    said: list[tuple[str, str]] = field(default_factory=list)         # (property, letters)
    at: Span | None = None
    along: Span | None = None
    on: Span | None = None
    variables: Span | None = None
    rate: Span | None = None
    start: int = 0
    plain: str = ""
    text: str = ""


def _spaced(english: str) -> str:
    """A pattern in which a blank stands for any gap."""
    return english.replace("\\ ", r"\s{1,15}")


ASK = re.compile("|".join(rf"(?P<e{k}>(?<![A-Za-z\\])(?:{_spaced(a.english)})(?![A-Za-z]))|(?P<c{k}>{a.chinese})" for k, a in enumerate(ASKS)), re.I)
HOW = re.compile("|".join(rf"(?P<e_{name}>(?<![A-Za-z\\])(?:{_spaced(english)})(?![A-Za-z]))|(?P<c_{name}>{chinese})" for name, english, chinese in METHODS), re.I)
GAP = re.compile(r"(?:\s|\\[ ,;:!]|\\q?quad(?![A-Za-z]))+$")
COLON = re.compile(r"[:：](?:\s|\\[ ,;:!]|\\q?quad(?![A-Za-z]))*$")
BETWEEN = re.compile(r"(?<=;)\s*(?:and|also|then|和|与|及|以及|并)\s*(?=[;.]|$)", re.I)
DOLLARS = re.compile(r"\$\$?|\\[()\[\]]")
SLOPE = re.compile(r"\bslope\b|斜率", re.I)                  # the slope of the tangent is a derivative
QUESTION = re.compile(r"(?:=\s*)?[?？]")
OF_ORDER = re.compile(r"(?<![A-Za-z\\])(?:of|up\s{1,9}to|to)\s{1,9}(?:the\s{1,9})?(?:order|degree)\s{1,9}(?P<order>\d{1,2})(?!\d)", re.I)
STOP = re.compile(r"(?<![.\\])(?<!\\right)(?<!\\left)\.(?=[\s;]|$)|。")
START = re.compile(r"(?<![A-Za-z\\])(?:starting|starts|start)\s(?:at|from|with)(?=\s*\$?\\?[A-Za-z]+_\{?0)", re.I)
RATE = re.compile(r"(?<![A-Za-z\\])(?:(?:and|with|using)\s)?(?:a\s|the\s)?(?:learning\srate|step\ssize)(?:\s(?:of|is))?\s*(?:=\s*)?(?P<rate>\d+(?:\.\d+)?|\.\d+)?|(?:学习率|步长)(?:为|是)?\s*(?:=\s*)?(?P<rate2>\d+(?:\.\d+)?)?", re.I)
ON = re.compile(r"(?<![A-Za-z\\])(?:on|over)(?:\ the)?(?:\ (?:closed|open))?(?:\ interval)?\s*\$?(?P<a>[\[(][^\[\]();]{1,40}[\])])\$?|在\s*(?:区间)?\s*\$?(?P<b>[\[(][^\[\]();]{1,40}[\])])\$?\s*[上内](?:的)?", re.X | re.I)
SAID = re.compile(r"\\(?:text|mbox|textrm)\s*\{([^{}]*)\}")


def plainly(text: str) -> str:
    r"""\text{...} outside braces without its braces, so that its words stand in the text; every place stays what it was."""
    chars = list(text)
    depth = 0
    for m in re.finditer(rf"{SAID.pattern}|\\.|[{{}}]", text):
        if m[0] in "{}":
            depth += 1 if m[0] == "{" else -1
        elif m[1] is not None and depth == 0 and m[1].strip().lower() not in ("and", "or", "if", "otherwise", "for", "where", "with", "at", "其中"):
            chars[m.start():m.start(1)] = " " * (m.start(1) - m.start())
            chars[m.end() - 1] = " "
    return "".join(chars)


def find(text: str) -> Question | None:
    """What the words of the text ask, by the phrases of ASKS; None if none of them, and no remark, stands in it."""
    plain = plainly(text)
    if SLOPE.search(plain):
        return None
    asks, hows = list(ASK.finditer(plain)), list(HOW.finditer(plain))
    properties = list(PROPERTY.finditer(plain))
    if not asks and not hows and not properties:
        return None
    q = Question(plain=plain, text=plain)
    for m in hows:
        q.method = str(m.lastgroup)[2:]
        _blank(q, m.start(), m.end())
    for m in properties:
        q.said.append((m["property"], m["letters"] if m["letters"] != "}" else ""))
        _blank(q, m.start("property"), m.end("property") if m["value"] == "=" else m.end(), " " if m["value"] == "=" else ";")
        if m["value"] != "=" and m["letters"] != "}":
            _blank(q, m.start("letters"), m.end("letters"))
    for m in asks[:MOST]:
        _one(q, m)
    if asks:
        _clauses(q)
        for m in BETWEEN.finditer(q.text):
            _blank(q, *m.span())
        q.text = DOLLARS.sub(lambda m: ";".ljust(len(m[0])), q.text)
    return q


def _blank(q: Question, start: int, end: int, by: str = ";") -> None:
    """What has been understood gives way to a semicolon."""
    gap = GAP.search(q.text, max(0, start - 40), start)
    start = gap.start() if gap else start
    q.text = q.text[:start] + by.ljust(end - start)[:end - start] + q.text[end:]


def _number(word: str) -> int:
    digits = re.match(r"\d+", word)
    return int(digits[0]) if digits else WORDS_FOR[word.lower().removesuffix("st") if word.lower() not in WORDS_FOR else word.lower()]


def _one(q: Question, m: re.Match[str]) -> None:
    """One phrase, with the verb before it and the preposition after it."""
    group = next(g for g, v in m.groupdict().items() if v is not None and re.fullmatch(r"[ec]\d+", g))
    ask = ASKS[int(group[1:])]
    if q.kind and q.kind != ask.kind:
        return                                         # it is left, and refused
    elif not q.kind:
        q.kind, q.start = ask.kind, m.start()
    if ask.wanted and ask.wanted not in q.wanted:
        q.wanted.append(ask.wanted)
    for name, value in m.groupdict().items():
        if value is not None and name.startswith(("order", "steps")):
            q.order = _number(value)
    start, end = m.span()
    low = max(0, start - 60)
    before = BEFORE.search(q.text, low, start)
    start = before.start() if before else start
    colon = COLON.search(q.text, max(0, start - 40), start)
    start = colon.start() if colon else start
    while (link := LINKS.match(q.text[end:])) is not None and link.end():
        end += link.end()
    _blank(q, start, end)
    joined = re.match(r"\s*(?:and|和|与|及|以及)\s*(?:the\s+)?(?=;|$)", q.text[end:])
    if joined:
        _blank(q, end, end + joined.end())


def _clauses(q: Question) -> None:
    """The interval, the point, the direction, the variables; they are blanked too."""
    for m in QUESTION.finditer(q.text):
        _blank(q, *m.span())
    for m in STOP.finditer(q.text):
        _blank(q, *m.span())
    for m in START.finditer(q.text):
        _blank(q, *m.span())
    if (rate := RATE.search(q.text)) is not None:
        q.rate = next((rate.span(g) for g in ("rate", "rate2") if rate[g]), None)
        _blank(q, *rate.span())
    if q.kind == "taylor" and not q.order and (order := OF_ORDER.search(q.text)) is not None:
        q.order = _number(order["order"])
        _blank(q, *order.span())
    if (on := ON.search(q.text)) is not None:
        q.on = on.span("a") if on["a"] else on.span("b")
        _blank(q, *on.span())
    for chinese, name, group in ((CHINESE_AT, "at", "point"), (CHINESE_ALONG, "along", "direction")):
        if (clause := chinese.search(q.text)) is not None and getattr(q, name) is None:
            setattr(q, name, clause.span(group))
            _blank(q, *clause.span())
    found = [m for m in islice(CLAUSE.finditer(q.text), MOST) if _outside(q.text, m.start())]
    for k, m in enumerate(found):
        name = {"wrt": "variables"}.get(str(m.lastgroup), str(m.lastgroup))
        end = found[k + 1].start() if k + 1 < len(found) else len(q.text)
        stop = re.search(r"[;?？。]|\.(?=\s|$)|\\quad|:(?!=)", q.text[m.end():end])
        end = m.end() + stop.start() if stop else end
        if name == "given":
            _blank(q, *m.span())
        elif getattr(q, name) is None:
            setattr(q, name, (m.end(), end))
            _blank(q, m.start(), end)
    for m in MODEL.finditer(q.text):
        q.family = FAMILIES[m["chinese"]] if m["chinese"] else (m["family"] or q.family).lower()
        _blank(q, *m.span())
    for pattern in (VERBS, CHINESE_OF):
        for m in pattern.finditer(q.text):
            if m.end() > m.start():
                _blank(q, *m.span())


def _outside(text: str, at: int) -> bool:
    """Outside all brackets?"""
    before = text[:at]
    return all(before.count(a) <= before.count(b) for a, b in ("()", "[]", "{}"))
