r"""The words of a written solution: a closed list, English and Chinese, of what may stand between formulas and what it means.

A word is of one sort: a connective (so, 所以), an operation (by the chain rule, 两边取对数), a claim (is decreasing, 是极大值点),
a place (on, at, 在), or a label (answer, 答案). Adding a word is one entry. Words outside the list mean nothing and are kept.
"""
from __future__ import annotations

import re
from typing import NamedTuple

from symderive.errors import ReadError
from symderive.reading import spelling
from symderive.reading.tokens import Names, tokenise


class Word(NamedTuple):
    """Words as they stand: `id` is what they mean, "" if that is not known; `sort` is "connective", "operation", "claim", "place" or "label"."""
    id: str
    sort: str
    start: int
    end: int


class Entry(NamedTuple):
    """One meaning: how it is said in English (a pattern) and in Chinese (words in any order)."""
    id: str
    sort: str
    english: str
    chinese: tuple[str, ...] = ()


SIDES = r"(?:\ (?:on|of)?\ ?both\ sides|\ (?:it|this|that))?"
BE = r"(?:(?:is|are|has|have|attains|reaches|takes)\ +)?(?:an?\ +|the\ +|its\ +)?(?:strict(?:ly)?\ +|monotonic(?:ally)?\ +)?"
ENTRIES = (
    # ---- operations: what was done to get the next line
    Entry("chain_rule", "operation", r"(?:by|using|from|applying|use|apply)\ +(?:the\ +)?chain\ rule|(?:the\ +)?chain\ rule(?:\ +gives)?", ("由链式法则", "根据链式法则", "利用链式法则", "链式法则", "由复合函数求导法则", "复合函数求导")),
    Entry("product_rule", "operation", r"(?:by|using|applying|use|apply)\ +(?:the\ +)?product\ rule|(?:the\ +)?product\ rule", ("由乘积法则", "由乘法法则", "乘积法则", "乘法法则")),
    Entry("quotient_rule", "operation", r"(?:by|using|applying|use|apply)\ +(?:the\ +)?quotient\ rule|(?:the\ +)?quotient\ rule", ("由商法则", "由除法法则", "商的求导法则", "商法则", "除法法则")),
    Entry("power_rule", "operation", r"(?:by|using|applying|use|apply)\ +(?:the\ +)?power\ rule|(?:the\ +)?power\ rule", ("由幂法则", "幂法则", "由幂函数求导公式")),
    Entry("definition", "operation", r"(?:by|from|using)\ +(?:the\ +)?(?:limit\ +)?definition(?:\ of\ the\ derivative)?", ("由导数的定义", "由导数定义", "由定义", "根据定义", "按定义")),
    Entry("take_log", "operation", rf"tak(?:e|ing)\ +(?:the\ +)?(?:natural\ +)?log(?:s|arithms?)?{SIDES}", ("两边同时取对数", "两边同取对数", "两边取自然对数", "两边取对数", "取自然对数", "取对数")),
    Entry("differentiate", "operation", rf"(?:differentiat(?:e|ing)|tak(?:e|ing)\ +(?:the\ +)?(?:partial\ +)?derivatives?){SIDES}(?:\ again)?(?:\ implicitly)?|the\ derivative\ is", ("两边对", "两边同时求导", "两边求导", "求偏导", "再求导", "求二阶导", "求导")),
    Entry("with_respect_to", "place", r"with\ respect\ to|w\.r\.t\.|wrt", ("关于",)),
    Entry("set_zero", "operation", r"(?:and\ +)?set(?:ting)?(?:\ +(?:it|this|the\ (?:derivative|score|gradient)))?(?:\ +equal)?\ +to\ +(?:zero|0)|equat(?:e|ing)\ +(?:it\ +)?to\ +(?:zero|0)", ("令其为零", "令其等于零", "令其为0", "令其等于0", "令其为 0", "令导数为零", "令导数等于零", "令一阶导数为零", "令导数为0", "令上式为零", "令之为零")),
    Entry("substitute", "operation", r"(?:substitut(?:e|ing)|plug(?:ging)?\ in|put(?:ting)?|insert(?:ing)?)(?:\ +(?:in|back|back\ in|for))?", ("回代", "代回", "代入得", "代入", "带入")),
    Entry("into", "connective", r"(?:back\ +)?into", ("代入到",)),
    Entry("divide", "operation", rf"divid(?:e|ing){SIDES}\ +by", ("两边同时除以", "两边同除以", "两边除以", "同除以", "除以")),
    Entry("multiply", "operation", rf"multipl(?:y|ying){SIDES}\ +by", ("两边同时乘以", "两边同乘以", "两边同乘", "两边乘以", "乘以")),
    Entry("add", "operation", r"add(?:ing)?(?=\ +[-\\$\w(]+\ +(?:to|on)\ +both)", ("两边同时加上", "两边加上")),
    Entry("both_sides", "place", r"(?:to|on|from|of)\ +both\ +sides", ("两边同时", "两边")),
    Entry("simplify", "operation", rf"simplify(?:ing)?{SIDES}|after\ simplifying", ("化简得", "化简", "整理得", "整理")),
    Entry("expand", "operation", rf"expand(?:ing)?{SIDES}(?:\ first)?", ("展开得", "展开")),
    Entry("factor", "operation", rf"factor(?:ing|ise|ising|ize|izing)?{SIDES}(?:\ out)?", ("因式分解得", "因式分解", "分解因式", "提取公因式")),
    Entry("solve", "operation", r"solv(?:e|ing)(?:\ +for)?", ("解方程得", "解方程", "解得", "解出", "求解")),
    Entry("rearrange", "operation", rf"(?:rearrang|collect)(?:e|ing)?(?:\ +(?:terms|like\ terms))?{SIDES}", ("移项得", "移项", "合并同类项")),
    Entry("log_likelihood", "operation", r"(?:the\ +)?log[-\ ]likelihood(?:\ +function)?(?:\ +is)?", ("对数似然函数为", "对数似然函数", "对数似然为", "对数似然")),
    Entry("likelihood", "operation", r"(?:the\ +)?likelihood(?:\ +function)?(?:\ +is)?", ("似然函数为", "似然函数", "似然")),
    # ---- claims: what is said of the formula before, or of the one after
    Entry("local_maximum", "claim", rf"{BE}(?:local|relative)\ +max(?:imum|ima)?(?:\ +(?:point|value))?", ("是极大值点", "为极大值点", "取得极大值", "取极大值", "有极大值", "是极大值", "极大值点", "极大值为", "极大值")),
    Entry("local_minimum", "claim", rf"{BE}(?:local|relative)\ +min(?:imum|ima)?(?:\ +(?:point|value))?", ("是极小值点", "为极小值点", "取得极小值", "取极小值", "有极小值", "是极小值", "极小值点", "极小值为", "极小值")),
    Entry("maximum", "claim", rf"{BE}(?:global\ +|absolute\ +)?max(?:imum|ima)(?:\ +(?:point|value))?", ("是最大值点", "为最大值点", "取得最大值", "取最大值", "有最大值", "最大值为", "最大值点", "最大值")),
    Entry("minimum", "claim", rf"{BE}(?:global\ +|absolute\ +)?min(?:imum|ima)(?:\ +(?:point|value))?", ("是最小值点", "为最小值点", "取得最小值", "取最小值", "有最小值", "最小值为", "最小值点", "最小值")),
    Entry("saddle_point", "claim", rf"{BE}saddle(?:\ +point)?s?", ("是鞍点", "为鞍点", "鞍点")),
    Entry("inflection_point", "claim", rf"{BE}(?:inflection\ +points?|points?\ +of\ +inflection)", ("是拐点", "为拐点", "拐点")),
    Entry("critical_point", "claim", rf"{BE}(?:critical|stationary)\ +(?:points?|values?)", ("是驻点", "为驻点", "驻点为", "驻点")),
    Entry("increasing", "claim", rf"{BE}increasing|increases", ("上单调递增", "单调递增", "单调增加", "严格递增", "是增函数", "为增函数", "递增", "单增")),
    Entry("decreasing", "claim", rf"{BE}decreasing|decreases", ("单调递减", "单调减少", "严格递减", "是减函数", "为减函数", "递减", "单减")),
    Entry("concave_up", "claim", rf"{BE}(?:concave\ up(?:ward)?s?|convex)", ("是凹的", "下凸")),
    Entry("concave_down", "claim", rf"{BE}(?:concave(?:\ down(?:ward)?s?)?)", ("是凸的", "上凸")),
    Entry("positive", "claim", r"(?:is|are)\ +(?:always\ +)?positive", ("恒为正", "为正")),
    Entry("negative", "claim", r"(?:is|are)\ +(?:always\ +)?negative", ("恒为负", "为负")),
    # ---- the answer
    Entry("answer", "label", r"(?:(?:the|my|our)\ +)?(?:final\ +)?(?:answer|result)(?:\ +is)?|ans(?=\s*[:.=])", ("最终答案是", "最终答案为", "最终答案", "答案是", "答案为", "答案", "最终结果为", "答")),
    # ---- connectives
    Entry("that_is", "connective", r"that\ is(?:\ to\ say)?|i\.e\.|namely|in\ other\ words|or\ equivalently|equivalently|which\ means(?:\ that)?|which\ is|means(?:\ that)?", ("也就是说", "也就是", "也即", "亦即", "等价于", "即为", "即")),
    Entry("so", "connective", r"so\ that|and\ so|so|hence|therefore|thus|consequently|it\ follows\ that|we\ conclude(?:\ that)?|this\ (?:implies|means|shows)(?:\ that)?|implies(?:\ that)?|which\ implies(?:\ that)?", ("所以有", "所以", "因此", "因而", "从而", "故而", "于是", "由此可得", "由此可知", "可知", "可见", "故有", "故")),
    Entry("gives", "connective", r"(?:which\ |this\ |it\ |that\ |and\ |so\ |we\ |to\ ){0,3}(?:gives?|yields?|get|obtain|find|have|gives\ us)(?:\ that)?|giving|yielding|leads\ to|becomes|we\ see(?:\ that)?", ("可得到", "可以得到", "可得", "得到", "求得", "便得", "就得", "得出", "有", "得", "则有", "则")),
    Entry("because", "connective", r"because|since|as\ a\ result\ of|due\ to", ("因为", "由于", "又因为", "又因", "因")),
    Entry("where", "connective", r"where|with(?!\ respect)|in\ which|here", ("其中", "这里", "此处")),
    Entry("let", "connective", r"let|suppose(?:\ that)?|assume(?:\ that)?|denote(?:\ by)?|define|write|set(?!ting)", ("不妨设", "假设", "假定", "设", "记", "令")),
    Entry("given", "connective", r"given(?:\ that)?|we\ know(?:\ that)?|recall(?:\ that)?|note(?:\ that)?|from", ("已知", "注意到", "由题意", "根据题意", "由题设", "由题", "原式", "由")),
    Entry("if", "connective", r"if\ and\ only\ if|iff|if|when|whenever|for\ all|for\ every", ("当且仅当", "如果", "若", "当", "时")),
    Entry("and", "connective", r"and(?:\ also)?|also|but|while|moreover|furthermore|as\ well\ as|together\ with", ("并且", "而且", "同时", "以及", "另外", "此外", "且", "而", "又", "和", "及", "与", "并")),
    Entry("order", "connective", r"first(?:ly)?|second(?:ly)?|next|now|then|finally|lastly|at\ last|again", ("首先", "其次", "然后", "接着", "再", "最后", "下面", "先")),
    Entry("is", "connective", r"(?:is|are)\ +equal\ +to|equals|is|are", ("等于", "是", "为")),
    # ---- places
    Entry("at", "place", r"at(?=\s+(?:the\ point|\$|\\\(|\(|[A-Za-zα-ω]\w*\s*=|-?\d|infinity))(?:\ the\ points?)?", ("在点", "处")),
    Entry("on", "place", r"(?:on|over|in)(?:\ the\ (?:open\ |closed\ )?intervals?|\ the\ domain)?(?=\s*(?:\$|\\\(|[(\[]|R\b|ℝ|\\mathbb|\\left))|for(?=\s)", ("在区间", "在", "区间", "上", "内", "对于", "对")),
)
SORTS = {e.id: e.sort for e in ENTRIES}
TAKES_OPERAND = frozenset(("divide", "multiply", "add", "substitute", "solve", "with_respect_to", "take_log", "differentiate"))
NEGATIVE = re.compile(r"\b(?:not|never|no|neither|nor|cannot|can't|isn't|doesn't|don't|wrong|false|incorrect|unless)\b|[不没无非错]", re.I)

ENGLISH = re.compile("|".join(rf"(?P<{e.id}>{e.english})" for e in ENTRIES), re.I | re.X)
BY_CHINESE = {word: e.id for e in ENTRIES for word in e.chinese}
CHINESE = re.compile("|".join(sorted(map(re.escape, BY_CHINESE), key=len, reverse=True)))
HAN = re.compile(r"[\u3400-\u9fff]")

# words that are no product of letters, though they are short
SHORT = frozenset([
    "a", "the", "we", "us", "our", "my", "me", "it", "its", "is", "are", "was", "be", "been", "am", "an", "as", "at", "by", "do", "did", "has", "had",
    "have", "can", "may", "must", "will", "shall", "would", "could", "he", "she", "they", "i'm", "to", "of", "on", "in", "or", "if", "no", "not", "nor",
    "yes", "so", "too", "two", "one", "three", "four", "use", "used", "using", "via", "per", "plus", "minus", "times", "with", "without", "from", "into",
    "onto", "than", "that", "this", "these", "those", "then", "them", "their", "there", "thing", "term", "terms", "both", "each", "same", "such", "some",
    "only", "also", "just", "like", "left", "right", "hand", "side", "sides", "zero", "ones", "hold", "holds", "true", "false", "wrong", "take", "took",
    "make", "made", "get", "got", "give", "gave", "gives", "put", "let", "say", "said", "see", "seen", "know", "known", "need", "note", "here", "now",
    "next", "last", "means", "mean", "rule", "rules", "chain", "power", "root", "roots", "sum", "part", "parts", "point", "even", "odd", "max", "min",
    "sign", "up", "down", "go", "goes", "went", "turn", "turns", "round", "around", "real", "line", "curve", "graph", "slope", "value", "values", "form",
    "step", "first", "second", "third", "since", "when", "where", "which", "while", "what", "why", "how", "thus", "hence", "well", "very", "more",
    "most", "less", "much", "many", "few", "all", "any", "every", "other", "another", "between", "above", "below", "before", "after", "again", "once",
    "about", "over", "under",
])


def is_word(word: str, known: Names) -> bool:
    """Is a run of letters a word of English, and no name and no product of letters?"""
    low = word.lower()
    if word in known or len(word) < 2:
        return False
    if low in SHORT or low in spelling.ENGLISH:
        return True
    if len(word) <= 4:
        return False
    try:
        tokenise(word.replace("'", ""), False, known)
    except ReadError as error:
        return "argument in brackets" not in error.message
    return False


def english_at(text: str, at: int, end: int) -> Word | None:
    """The entry whose words begin here, and end where a word ends."""
    m = ENGLISH.match(text, at, end)
    while m is not None and m.end() < end and (text[m.end()].isalnum() or text[m.end()] in "_'") and text[m.end() - 1].isalnum():
        m = ENGLISH.match(text, at, m.end() - 1)
    return Word(m.lastgroup, SORTS[m.lastgroup], at, m.end()) if m is not None and m.lastgroup and m.end() > at else None


def chinese(text: str, start: int, end: int) -> list[Word]:
    """A run of Chinese characters in words of the list, and the rest."""
    found: list[Word] = []
    at = start
    for m in CHINESE.finditer(text, start, end):
        if m.start() > at:
            found.append(Word("", "", at, m.start()))
        id = BY_CHINESE[m[0]]
        found.append(Word(id, SORTS[id], *m.span()))
        at = m.end()
    return found if at >= end else [*found, Word("", "", at, end)]
