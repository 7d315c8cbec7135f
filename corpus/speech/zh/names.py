"""Whom a Chinese phrase names: a person, an organisation, people by what they do, or nobody.

Chinese has neither capitals nor spaces, so a phrase is a name only if it has a name's own signs:
a surname, the characters that foreign names are written with, an organisation's last word.
"""

import re
from functools import lru_cache

import opencc

from onrecord.corpus.speech.claims import word_set

__all__ = ["GROUP", "TITLE", "is_person_zh", "name_start"]

TITLE = (
    r"(?:联合创始人|创始人|創辦人|董事长|董事長|副总裁|副總裁|总裁|總裁|首席[^，。的]{1,4}官|CEO|CTO|CFO|COO|"
    r"总经理|經理|经理|负责人|負責人|合伙人|分析师|分析師|导演|導演|教授|研究员|研究員|律师|律師|制片人|製片人|"
    r"编剧|編劇|记者|記者|发言人|發言人|主席|部长|部長|创作者|创业者|工程师|工程師|博士|院士|主任|总监|總監|顾问|"
    r"顧問|专家|專家|主管|作家|艺术家|设计师|总编辑|主编|演员|老师|老師|教师|教師|医生|醫生|医师|醫師|护士|護士|"
    r"[\u4e00-\u9fff]{0,3}[学學史]家|院长|院長|校长|校長|市长|市長|县长|局长|局長|书记|書記|总统|總統|总理|總理|"
    r"首相|大使|议员|議員|法官|检察官|教练|教練|队长|隊長|球员|掌门人|老板|員工|员工|博主|投资人|策划|店主|"
    r"馆长|家长|摄影师|司令|将军|將軍|会长|會長|秘书长|秘書長|警官|民警)"
)
_TITLES = re.compile(TITLE)
_ENDS_WITH_TITLE = re.compile(rf"{TITLE}(?:们|們)?$")
_CUT = re.compile(
    r"[被把让讓使据據]|不得|提出|發表|发表|签署|[「“《〈][^」”》〉]*$|去医|簽署|进行|進行"
)
_JOINED = re.compile(r"[和与與及、]")
# What an organisation's name ends with, or that of those who speak for one.
GROUP = re.compile(
    r"(?:政府|法院|大学|议会|委员会|银行|组织|(?<![东西南北中内外全一干大])部|(?<![格布结政战全开僵])局|党|证券|机构|团队|"
    r"方面|公司|集团|研究院|研究所|部门|官方|协会|媒体|工作室|实验室|联盟|联邦|帝国|王朝|共和国|警方|校方|院方|军方|店方|"
    r"报告|研报|公告|通知|声明|发布会|基金会|联合会|俱乐部|博物馆|电视台|检察院|医院|学院|中心|平台|总署|基金)$"
)
_PEOPLE = re.compile(
    r"(?:人士|人员|分析师们|网友|业内|业界|观察者|从业者|用户|投资者|媒体|外界|学者|科学家|批评者|居民|村民|市民|业主|家属|"
    r"客服|消费者|学生|高管)们?$"
)
_SOMEBODY = re.compile(
    r"^.{1,2}(?:某某?|某.|先生|女士|小姐|太太|医生|老师|教授|律师|师傅|大爷|阿姨)$"
)
_COUNTRY = re.compile(
    r"^(?:[中美英法德俄韩泰]国|[中美英法德俄韩日]方|日本|俄罗斯|朝鲜|乌克兰|以色列|伊朗|印度|苏联|欧盟|北约|联合国|台湾|香港)$"
)
_FIRM_WORD = re.compile(
    r"(?:公司|平台|机构|集团|厂商|企业|网站|服务商|品牌)([A-Za-z][\w .]*)$", re.ASCII
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_FOREIGN = re.compile(
    r"^[\u4e00-\u9fff]{1,6}(?:[·•‧][\u4e00-\u9fff]{1,7})+$|^[A-Za-z][\w .·'’&-]*$"
)
_TITLED_NAME = re.compile(r"^[\u4e00-\u9fff]{2,4}$")
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅"
    "沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任"
    "姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武"
    "乔贺赖龚文闻岑祁柳温鲁葛俞章云苗凤花鲍左安殷"
    "欧司诸庄梅项祝霍翁关查简卓骆庞樊翟倪严牛路申聂焦向"
)
_NATIVE = re.compile(rf"^(?:[{SURNAMES}]|欧阳|司马|诸葛|上官|司徒)[\u4e00-\u9fff]{{1,2}}$")
# Characters that foreign names are written with; `_STRONG` ones seldom stand in other words.
_STRONG = "斯尔德克姆茨夫弗勒娜莱蒂迪泽萨顿伊诺瑟赫拉穆鲁纳塔兹柯默森佩琼埃菲卡巴尼霍"
_SOUNDS = (
    _STRONG + "阿艾爱安昂奥白拜班邦保鲍贝本比彼毕宾波伯博勃布查次达戴丹当道邓丁东杜多俄"
    "厄恩法凡范费芬丰佛福富盖甘冈高戈哥格葛根古圭"
    "哈海汉豪黑亨洪侯胡华怀惠基吉季加迦贾简杰捷金津京喀凯坎康考科肯库奎昆兰朗"
    "劳雷蕾李里利丽莉力历立连列林琳龙隆卢路伦罗洛"
    "吕马玛迈曼芒梅门蒙孟米密明缪莫木奈南内涅宁牛纽农努欧帕派潘庞彭皮平珀普奇"
    "齐契恰乔切钦丘热仁荣茹瑞若塞赛桑沙莎山尚绍舍"
    "申圣施什史士舒朔丝松苏索泰坦汤唐陶特腾田廷亭通图土托瓦旺威韦维魏温文翁沃"
    "乌武伍西希锡席夏香肖谢辛欣休雅亚扬耶叶易因英"
    "尤于约扎曾詹珍芝治智朱卓佐"
)
_TRANSCRIBED = re.compile(rf"^(?=.*[{_STRONG}])[{_SOUNDS}]{{2,7}}$")
# Ordinary words that begin as names do, and what no name ends with.
_WORDS = word_set(
    """
    高度 高级 高中 高速 方面 方法 方式 方案 方向 文化 文章 文学 文字 文明 文献 文件 金融 金属
    金额 黄金 黄色 白色 白人
    江湖 马上 马路 石油 石头 安全 安排 安装 任务 任何 任命 时间 万一 常见 常常 常规 武器 武装
    雷达 雷电 龙头 花园 花费
    温度 温室 严格 严重 康复 侯爵 周围 周边 周末 周期 周年 程度 程序 段落 钱财 罗马 林业 苏州
    陈述 曾经 何时 何况 许可
    许多 于是 余下 史上 史书 史料 夏天 夏季 关系 关于 关键 查询 简介 简单 卓越 项目 路线 路径
    牛奶 申请 焦点 向来 安静
    庄园 章节 章程 云计算 易于 常用 常年 万元 白天 金钱 金牌 温和 方便 高兴 黄昏 文艺 康熙年
    雷雨 路人 关注 查看 向量
    """
)
_NO_END = re.compile(
    r"[朝代州省县市区镇村山河湖海岛路街年月日时后前中上下里内外式性化法论书录表图]$"
)
KNOWNGROUPS = word_set(
    """
    百度 谷歌 微软 快手 腾讯 阿里巴巴 字节跳动 英伟达 华为 苹果 小米 京东 美团 阿里 特斯拉 抖音
    业内 奥特曼 马斯克 黄仁勋
    """
)
# No name of anybody has these; what has them is a clause that was cut short.
_CLAUSE = re.compile(
    r"[的是了着让把被有没会于并之所又再曾将至能及此该各我你他她]|可能|包括|包含|同时|决定|依据|根据|通常|一般|最[早初后]|随后|"
    r"后来|以[后前]|例如|尤其|其中|许多|当时|时期|这|那|不|大肆|仅|升起|做出|修改|刊登|[上下中后前时]$"
)
_VERB_FIRST = re.compile(
    r"^(?:引导|促使|使得|导致|鼓励|要求|允许|帮助|支持|反对|针对|对抗|攻击|成立|宣布|组织|领导|成为|作为|通过|关于|属于|"
    r"担任|邀请|采访|联系|致电|走访|询问|打开|进入|来到|看到|得到|受到|吸引|代表|曾|获得|发表|发布|签订|提交|提出|有|根据|据)"
)
_SPOKEN_BY = (
    r"(?:表示|说|說|称|稱|认为|認為|指出|宣布|宣佈|告诉|告訴|坦言|透露|强调|強調|介绍|介紹|写道)"
)
_ADVERBS = "和与及误多又还再则并也都才解介补透强表回"
_MAX_SHORT = 12  # code points of an organisation's name without a sign
_MAX_PHRASE = 24
_MAX_NATIVE = 6


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@lru_cache(maxsize=4096)
def _plain(phrase: str) -> str:
    """Write a phrase in simplified characters, if their number stays."""
    simple = str(_converter().convert(phrase))
    return simple if len(simple) == len(phrase) else phrase


@lru_cache(maxsize=4096)
def is_person_zh(phrase: str) -> bool:
    """Whether a phrase has the shape of a person's name.

    >>> is_person_zh("林可欣"), is_person_zh("汤姆·莱恩"), is_person_zh("通知")
    (True, True, False)
    """
    name = _plain(phrase)
    if _SOMEBODY.match(name) or ("·" in name and _FOREIGN.match(name)):
        return True
    if name in _WORDS or name in KNOWNGROUPS or _CLAUSE.search(name):
        return False
    return bool((_NATIVE.match(name) and not _NO_END.search(name)) or _TRANSCRIBED.match(name))


def name_start(phrase: str, text: str) -> int | None:
    """Where the name proper begins in `phrase`, after titles; `None` if nobody is named.

    >>> name_start("海角大桥总经理林可欣", ""), name_start("林可欣", ""), name_start("初步", "")
    (7, 0, None)
    """
    for title in reversed(list(_TITLES.finditer(phrase))):
        rest = phrase[title.end() :].lstrip("、 ")
        if not rest:
            break
        plain = _plain(rest)
        if _FOREIGN.match(plain) or (
            _TITLED_NAME.match(plain)
            and (is_person_zh(rest) or plain[0] not in _ADVERBS)
            and not _CLAUSE.search(plain)
            and not GROUP.search(plain)
        ):
            start = len(phrase) - len(rest)
            return None if _JOINED.search(phrase, 0, title.start()) else start
    return _whole(phrase, text)


def _whole(phrase: str, text: str) -> int | None:
    """Where a name that no title precedes begins: at 0, or after what kind of firm it is."""
    plain = _plain(phrase)
    described = _FIRM_WORD.search(plain)
    if described is not None:
        return described.start(1)
    if _VERB_FIRST.match(plain) or _CUT.search(phrase) or len(phrase) > _MAX_PHRASE:
        return None
    if GROUP.search(plain) or _PEOPLE.search(plain) or _ENDS_WITH_TITLE.search(plain):
        return 0
    short = len(phrase) <= (_MAX_PHRASE if phrase.isascii() else _MAX_SHORT)
    return 0 if short and _is_name(phrase, text) else None


def _is_name(phrase: str, text: str) -> bool:
    """Whether a phrase without a title or a group's last word is a name."""
    name = _plain(phrase).strip('“”「」『』" ')
    if len(name) < 2 or _CLAUSE.search(name):  # noqa: PLR2004 - a lone character is cut short
        return False
    if not _HAN.search(name):
        return sum(map(str.isalpha, name)) > 1
    known = name in KNOWNGROUPS or bool(_COUNTRY.match(name))
    return known or is_person_zh(name) or _speaks_often(phrase.strip('“”「」『』" '), text)


def _speaks_often(name: str, text: str) -> bool:
    """Whether a short phrase has a verb of speaking after it more than once in the article."""
    if len(name) > _MAX_NATIVE or _plain(name) in _WORDS or text.count(name) <= 1:
        return False
    told = rf"(?:^|[，。；：！？\n”」]){re.escape(name)}{_SPOKEN_BY}"
    return len(re.findall(told, text)) > 1
