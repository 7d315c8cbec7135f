"""Who speaks in a Chinese sentence, simplified or traditional."""

import re
from collections.abc import Iterator, Sequence

from onrecord.corpus.languages.patterns import late_pattern
from onrecord.corpus.speech.claims import Claim, Reference, word_set
from onrecord.corpus.speech.quotations import Quotation
from onrecord.corpus.speech.zh.names import GROUP, TITLE, is_person_zh, name_start

__all__ = ["claims_zh"]

# Verbs of speaking. What stands before them (`NOT_AFTER`) or after them (`NOT_BEFORE`) tells
# 说 from 小说 and 称 from 名称.
VERB = late_pattern(
    r"表示|坦言|直言|坦承|指出|认为|認為|透露|强调|強調|预测|預測|承认|承認|宣布|宣佈|补充|補充|提醒|解释|解釋|"
    r"告诉|告訴|判断|判斷|相信|觉得|覺得|回应|回應|声称|聲稱|呼吁|呼籲|警告|写道|寫道|评论|評論|感叹|感嘆|感慨|"
    r"建议|建議|主张|主張|称|稱|说|說|介绍|介紹|预计|預計|谈到|提到|总结|總結|反问|调侃|写到|质疑|质问|点评|讲述|"
    r"说道|坚称|堅稱|辩称|辯稱|诉称|訴稱|宣称|宣稱|供称|供稱|谎称|提议|提議|指责|指責|批评|批評|建言|断言|看好|担心|希望|推测|估计|统计|統計|看来"
)
NOT_AFTER = late_pattern(
    r"(?:、|的|之|遊|进行了|進行了|小|劝|勸|传|傳|学|學|据|據|听|聽|可以|应该|應該|难|難|虽|雖|换句话|也就是|来|來|再|话|假|解|游|被|"
    r"名|又|古|史|亦|通|总|總|合|统|統|俗|旧|舊|别|別|简|簡|人|职|職|对|對|号|號|堪|自|普遍|有人|谁|誰|什么|怎么|不好|别|別|照|如果|若|想|比如|能|会|會|"
    r"进行|進行|受到|遭到|遭|加以|予以|提出|做出|作出|表达|表達|用|要|敢|没有|沒有|没|沒|未|拒绝|拒絕|不愿|不願|不敢|不肯|无人|無人|是|胡|按理|一般|严格|所|俗|有理由|我们|我們|可|足以)$"
)
OPINION = late_pattern(r"认为|認為|相信|觉得|覺得|看好")
NOT_BEFORE = {
    "相信": late_pattern("并|並|了"),
    "说": late_pattern(r"和|、|的|中|等|服|明|法|不定|不上|不清|不准|到底|白了|起|教|辞|谎|清楚"),
    "說": late_pattern(r"和|、|的|中|等|服|明|法|不定|不上|不清|起|教|辭|謊"),
    "称": late_pattern(r"为|之|霸|赞|号|呼|重|职|得上|作|王|心"),
    "稱": late_pattern(r"為|之|霸|讚|號|呼|重|職|作|王"),
    "表示": late_pattern(r"法|的是|方式|形式"),
    "预测": late_pattern(r"模型|算法|能力|的"),
    "介绍": late_pattern(r"页|信"),
    "统计": late_pattern(r"[^，,]{0,4}(?:显示)?(?:数据|局|学|口径|中心)"),
    "感慨": late_pattern("万千|萬千"),
    "告诉": late_pattern("了"),
    "告訴": late_pattern("了"),
    "评论": late_pattern(r"区|员|家"),
    "判断": late_pattern(r"力|标准"),
    "建议": late_pattern(r"书|的"),
}
# These speak for their subject only before a pause.
PAUSED = word_set(
    """
    看好 担心 希望 推测 估计 统计 統計 介绍 介紹 评论 評論 质疑 补充 補充 总结 總結
    谈到 提到 回应 回應 点评 批评 批評 指责 指責 呼吁 呼籲 警告
    """
)
# What must follow unless a pause does: to 承认 a country isn't to say so, nor does what was set up
# 宣布 its own 成立.
_ADMITTED = late_pattern("自己|他|她|这|這|有|没|沒|是|确|確|曾|公司|团队|團隊|错|錯")
_ANNOUNCED = late_pattern(
    r"(?!(?:正式)?(?:成立|辞职|辭職|解散|停刊|起义|起義|独立|獨立|倒闭|无效|無效))"
)
_FELT = late_pattern(r"[^，。、；：“”！？\n]{8,}")
NEEDED = {
    "承认": _ADMITTED,
    "承認": _ADMITTED,
    "宣布": _ANNOUNCED,
    "宣佈": _ANNOUNCED,
    "觉得": _FELT,
    "覺得": _FELT,
}
CLAUSE = late_pattern(r"[，。；：！？,;:!?\n“”「」『』\"、—…]")
PRONOUN = {
    "他": Reference.HE,
    "她": Reference.SHE,
    "他们": Reference.THEY,
    "她们": Reference.THEY,
    "他們": Reference.THEY,
    "她們": Reference.THEY,
    "该公司": Reference.COMPANY,
    "該公司": Reference.COMPANY,
    "公司": Reference.COMPANY,
    "团队": Reference.TEAM,
    "该团队": Reference.TEAM,
    "團隊": Reference.TEAM,
}
LEADING = late_pattern(
    r"^(?:但是|雖然|虽然|雖|虽|也有|还有|還有|另有|不过|不過|然而|同时|同時|此外|另外|而且|而|但|并且|并|並|随后|隨後|此前|日前|近日|当时|例如|比如|"
    r"所以|因此|因为|虽然|尽管|其中|正如|像|就连|连|至于|对此|在此|\d{1,4}年|\d{1,2}月(?:\d{1,2}日)?|\d{1,2}日|"
    r"今天|昨天|上周|本周|去年|今年|年初|最近|目前|独立|\s)+"
)
# What may stand between a subject and its verb.
TRAILING = late_pattern(
    r"(?:也|还|還|则|則|曾经|曾|并|並|都|就|又|再|明确|明確|公开|公開|进一步|进而|随后|隨後|此前|日前|近日|同时|同時|"
    r"最近|多次|一再|再次|反复|笑着|苦笑着|直接|坦率地|[\u4e00-\u9fff]{2}地|向|的时候|后来|早前|当时|仍|仍然|一直|却|卻|"
    r"只|已经|已|才|特别|着重|误|誤|郑重|鄭重|严正|嚴正|声明|聲明|一致|坚|堅|解释|解釋|介绍|介紹|回应|回應|透露|强调|強調|坦言|感慨|总结|總結|最后|最後|最终|則是|则是|继续|受访时|接受采访时|这样|如此|不|并不|这么|对此|继而|补充|坚定|普遍)+$"
)
# Where a subject ends and an adverbial begins.
ADVERBIAL = late_pattern(
    r"(?:在|对(?!手)|對(?!手)|向(?!量)|于(?=[\d一二三四五六七八九十今昨去本])|就(?=[^是])|接受|通过|經|透过|从|從|用|以|針對|针对|被问|当被|"
    r"日前|近日|最近|此前|随后|昨日|昨天|今天|上周|本周|周[一二三四五六日]|\d{1,4}年|\d{1,2}月|"
    r"并不|不|还|也(?!门)|曾|则(?!天)|則(?!天)|明确|公开|笑着|没有)"
)
TITLE_START = late_pattern(rf".*{TITLE}")
TITLED = late_pattern(rf"{TITLE}[^\W\d_a-zA-Z对對在向于就的是和与此]{{2,4}}$")
NOT_A_SPEAKER = late_pattern(
    r"^(?:这|那|它|我|你|您|咱|自己|谁|有人|有的|人们|大家|所有人|没人|本刊|本报|笔者|数据|结果|事实|可以|可能|不得不|也可以|"
    r"业绩|双方|雙方|对方|對方|为了|前者|后者|两人|二人|一方面|另一方面|负责|負責|某些|\d+\s?[年月日]|简单|一般|严格|客观|具体|"
    r"必须|如何|怎么|什么|值得|需要|应当|包括|[据據按]|根[据據]|依[据據照])|"
    r"^(?:一些|许多|許多|不少|很多|部分|多数|记者|最终|最後|最后)$"
)
# A phrase that begins so is a clause cut short, unless it ends as an organisation's name does.
NO_BEGINNING = late_pattern(
    r"^[其是可或和与與及会會能将將被把让讓使因所对對该該不没沒未更最很太非无無总總按照换換直据據听聽看写寫想应應须須需请請时時]"
)
NOUN_ENDS = frozenset("、等")
JOINED = late_pattern("[和与與及]")
TRADITION = late_pattern("[传傳][统統]上|一般|普遍|通常")
PAUSES = frozenset("，：,:道称说“")
MAX_CLAUSE = 60  # code points before a verb in which its subject is looked for
MIN_UNKNOWN, MAX_UNKNOWN = 2, 12  # code points of a subject that is somebody
MAX_LISTENER = 8  # code points: 告诉本刊, 告诉《海角日报》
SUPPOSING = late_pattern(r"\s*(?:如果|假如|要是|倘若|即使|哪怕|万一|若|假使|無論|无论|不管|当被)")
# 称 before a comma or a clause reports; before a short name it names: 臺灣稱腳踏車.
CALLING = frozenset("称稱")
NAMING = late_pattern("[^，。：“「]{1,16}[为為]")
CLAIM = late_pattern(r"[，：,:]|[“「][^”」]{8,}|[^，。、；：“”「」（）\n]{6,}")
MAX_SUBJECT = 40  # code points of a subject with its titles
ACCORDING = late_pattern(
    r"(?:^|[，。；：！？,;\n“”（(]|但|而|不过)(?:根据|根據|据|據|按照|按|依照)(?!说|說|悉|了解|称|报道|传|此|统计|介绍|透露|理|照|时|期|"
    r"钮|键|需|量|比例)"
    r"([^，。；：！？,;\n“”]{2,24}?)(?:的?(?:最新)?(?:数据|數據|统计|統計|报告|報告|说法|說法|介绍|介紹|预测|預測|估计|测算|公布|公佈|"
    r"发布|披露|透露|报道|報道|報導|称|表示|观察|分析|爆料|调查|研究|消息|规格|计算))(?!中心|局|署|处|學|学)"
)
IN_THE_EYES = late_pattern(
    r"(?:^|[，。；：！？,;\n])(?:在|依|用|按)([^，。；：！？,;\n“”在]{1,24}?)(?:看来|看來|的话说|的话来说|眼里|眼中)(?=[，,：])"
)
REASON = late_pattern(
    r"(?:^|[，。；！？,;\n”])([^，。；：！？,;\n“”]{1,16}?)的(?:理由|看法|观点|觀點|判断|回答|评价|结论|解释)(?:是|则是)[，：]?"
)
SCRIPT = late_pattern(r"^([\w·（）()]{2,12})：\s*$")
KANA = late_pattern(r"[\u3040-\u30ff]")


def claims_zh(text: str, start: int, end: int, quoted: Sequence[Quotation]) -> Iterator[Claim]:
    """Speakers of the clauses of `text[start:end]` that stand outside of spoken quotations."""
    spoken = [quotation for quotation in quoted if quotation.spoken]
    if KANA.search(text, start, end):
        return
    for a, b in _outside(spoken, start, end):
        yield from _phrases(text, a, b)
        for verb in VERB.finditer(text, a, b):
            claim = _verb(text, a, b, verb)
            if claim is not None:
                yield claim
        script = SCRIPT.match(text[a:b])
        if (
            script
            and not VERB.search(script.group(1))
            and any(quotation.start == b for quotation in spoken)
        ):
            yield from _named(text, a, a + script.end(1), a)


def _outside(spoken: Sequence[Quotation], start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for quotation in spoken:
        if quotation.end > at and quotation.start < end:
            if quotation.start > at:
                yield at, quotation.start
            at = quotation.end
    if at < end:
        yield at, end


def _phrases(text: str, start: int, end: int) -> Iterator[Claim]:
    """Speakers named without a verb: 据X统计, 在X看来, X的理由是."""
    piece = text[start:end]
    for pattern in (ACCORDING, IN_THE_EYES, REASON):
        for match in pattern.finditer(piece):
            hearsay = "媒体" in match.group(1) or "報" in match.group(1)
            for claim in _named(
                text, start + match.start(1), start + match.end(1), start + match.start(1)
            ):
                yield Claim(claim.start, claim.end, claim.at, claim.reference, hearsay=hearsay)


def _verb(text: str, start: int, end: int, verb: re.Match[str]) -> Claim | None:
    clause = _clause_start(text, max(start, verb.start() - MAX_CLAUSE), verb.start())
    before = text[clause : verb.start()]
    if not _speaks(text, before, end, verb):
        return None
    subject = _subject(text, clause, verb.start())
    if subject is None and not before.strip():
        subject = _earlier_subject(text, start, clause)
    if subject is None:
        return _subjectless(text, clause, verb)
    for claim in _named(text, *subject, verb.start()):
        bare = _is_bare(text[verb.end() : min(end, verb.end() + MAX_LISTENER + 4)], verb.group())
        return Claim(claim.start, claim.end, claim.at, claim.reference, bare)
    return None


def _speaks(text: str, before: str, end: int, verb: re.Match[str]) -> bool:
    """Whether a word is a verb of speaking here: 说 is, the one in 小说, 据说 and 说明 isn't."""
    word = verb.group()
    if (
        text[verb.end() : verb.end() + 1] in NOUN_ENDS
        or JOINED.match(text, verb.end())
        or TRADITION.search(before)
    ):
        return False
    after = NOT_BEFORE.get(word)
    if word == "看来" or SUPPOSING.match(before) or (after and after.match(text, verb.end(), end)):
        return False
    if word in CALLING and not _claims(text, verb.end(), end):
        return False
    if NOT_AFTER.search(before):
        return bool(OPINION.match(word)) and before.endswith(("不", "不会"))
    pauses = text[verb.end() : verb.end() + 1] in PAUSES
    if not pauses and (needed := NEEDED.get(word)):
        return bool(needed.match(text, verb.end(), end))
    return pauses or word not in PAUSED or before.endswith("不")


def _claims(text: str, start: int, end: int) -> bool:
    """Whether what follows 称 is a claim: a clause, a pause or a quotation, and no name."""
    named = NAMING.match(text, start, end)
    return named is None and CLAIM.match(text, start, min(end, start + MAX_CLAUSE)) is not None


def _is_bare(after: str, word: str) -> bool:
    """Whether nothing but a listener follows, as in 告诉本刊."""
    rest = after.strip("。！.!了道着过地 \n")
    told = word in {"告诉", "告訴"} and len(rest) <= MAX_LISTENER and "，" not in rest
    return not rest or told


def _clause_start(text: str, start: int, at: int) -> int:
    while at > start and not CLAUSE.match(text[at - 1]):
        at -= 1
    while at > start and text[at - 1] in '、“”「」『』"' and not _is_break(text, start, at):
        at -= 1
        while at > start and not CLAUSE.match(text[at - 1]):
            at -= 1
    return at


def _is_break(text: str, start: int, at: int) -> bool:
    """Whether a mark ends a clause; marks round a short name, and 、, do not."""
    return at - 1 <= start and text[at - 1] in '”」』"'


def _subject(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Find the subject within the clause that ends at the verb."""
    if end - start > MAX_SUBJECT:
        return None
    tail = TRAILING.search(text[start:end])
    stem = start + tail.start() if tail else end
    if TITLED.search(text[start:stem]) or _is_person(text[start:stem]):
        return start, stem
    if text.startswith(("在", "早在", "从", "自", "當", "当", "通过"), start):
        return None
    lead = LEADING.match(text[start:end])
    start += lead.end() if lead else 0
    adverbial = ADVERBIAL.search(text[start:end], 1)
    if adverbial:
        end = start + adverbial.start()
    tail = TRAILING.search(text[start:end])
    if tail:
        end = start + tail.start()
    return (start, end) if 0 < end - start <= MAX_SUBJECT else None


def _is_person(phrase: str) -> bool:
    """Whether a phrase is a name, after a title or not: 向 in 李向阳 is no preposition."""
    lead = LEADING.match(phrase)
    title = TITLE_START.match(phrase)
    ends = [each.end() for each in (lead, title) if each is not None]
    return is_person_zh(phrase) or any(is_person_zh(phrase[end:]) for end in ends)


def _earlier_subject(text: str, start: int, clause: int) -> tuple[int, int] | None:
    """Find the subject of the clause before, as in X接受采访时，表示."""
    if clause - 1 <= start or text[clause - 1] not in "，,":
        return None
    before = _clause_start(text, start, clause - 1)
    piece = text[before : clause - 1]
    if not ADVERBIAL.search(piece, 1):
        return None
    return _subject(text, before, clause - 1)


def _subjectless(text: str, clause: int, verb: re.Match[str]) -> Claim | None:
    """并补充说: whoever spoke last goes on."""
    before = text[clause : verb.start()]
    if re.fullmatch(
        r"(?:并且?|並且?|还|還|也|同时|随后|又|再|进一步|强调|补充|坦言|直言)+", before
    ):
        return Claim(verb.start(), verb.end(), verb.start(), Reference.SAME)
    return None


def _named(text: str, start: int, end: int, at: int) -> Iterator[Claim]:
    """Find the name in a subject, without titles and descriptions before it."""
    start += len(text[start:end]) - len(text[start:end].lstrip())
    phrase = text[start:end]
    phrase = re.sub(r"的(?:研报|报告|声明|公告|数据|统计)$", "", phrase).rstrip("的 ")
    end = start + len(phrase)
    if phrase in PRONOUN:
        yield Claim(start, end, at, PRONOUN[phrase])
        return
    if not phrase or NOT_A_SPEAKER.match(phrase) or len(phrase) > MAX_SUBJECT:
        return
    if NO_BEGINNING.match(phrase) and not GROUP.search(phrase):
        return
    possessive = re.match(r"(他|她)的?(?:团队|公司|理由)?$", phrase)
    if possessive:
        yield Claim(start, end, at, PRONOUN[possessive.group(1)])
        return
    name = name_start(phrase, text)
    if name is not None:
        yield Claim(start + name, end, at)
    elif MIN_UNKNOWN <= len(phrase) <= MAX_UNKNOWN:
        yield Claim(start, end, at, Reference.UNKNOWN)
