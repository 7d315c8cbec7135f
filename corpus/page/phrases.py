"""The words of the page around an article, in English, Chinese and German.

Each entry is one or more alternatives of a regular expression that has to match a whole line or
sentence, in any case; none has a repeated group that could match in two ways without bound.
Those of sections and papers match a name, or its last word.
"""

__all__ = [
    "ANYWHERE",
    "CLOSERS",
    "NAVIGATION",
    "PAPERS",
    "PAPERS_AND_OTHERS",
    "SECTIONS",
    "SHARING",
    "WHOLE_LINE",
]

NAVIGATION = (  # menus; a line of nothing but these
    r"home(?:page)?|startseite|首页|menu|menü|skip to (?:main )?content|zum inhalt springen",
    r"search|suche|搜索|log ?in|sign ?(?:in|up)|anmelden|登录|注册|register|contact(?: us)?",
    r"kontakt|impressum|datenschutz(?:erklärung)?|about(?: us)?|über uns|关于我们|联系我们",
    r"privacy(?: policy)?|terms(?: of (?:use|service))?|advertisements?|anzeige|werbung|广告",
    r"sponsored|back to top|nach oben|artikel|articles?|news(?:letter)?|nachrichten|文章|正文",
    r"新闻|资讯|faq|rss|abo|shop|返回首页|返回顶部",
)
SHARING = (  # buttons; a line of nothing but these
    r"share|tweet|pin(?: it)?|print|e-?mail|facebook|twitter|x|whatsapp|linkedin|telegram|reddit",
    r"xing|pinterest|instagram|youtube|weibo|wechat|copy link|save|like|teilen|merken|drucken",
    r"mailen|link kopieren|分享|微信|微博|点赞|收藏|在看|转发|复制链接|朋友圈|qq空间|扫一扫",
)
SECTIONS = (  # of a paper; one of them alone is neither a title nor an outlet
    r"business|econom(?:y|ics)|markets?|finance|money|tech(?:nology|nologies)?|gadgets|apps",
    r"science|health|climate|environment|politics|world|international|national|local|regional",
    r"europe|germany|china|asia|africa|america|us|uk|sports?|culture|arts?|books?|music|films?",
    r"movies|tv|television|entertainment|media|gaming|games?|life(?:style)?|travel|food|style",
    r"opinions?|comment(?:ary)?|editorials?|analysis|columns?|features?|interviews?|reviews?",
    r"reports?|reportage|blogs?|podcasts?|videos?|photos|live|latest|breaking|topics?|archives?",
    r"education|energy|mobility|trade|internet|digital|software|hardware|security|trends|stories",
    r"numbers|exclusive|updates?",
    r"ai|a\.i\.|ki|(?:artificial intelligence|machine learning|big tech|start-?ups?)",
    r"wirtschaft|finanzen|geld|börse|märkte|unternehmen|technik|technologien?|digitales|netzwelt",
    r"wissen(?:schaft)?|gesundheit|klima|umwelt|politik|welt|inland|ausland|deutschland|europa",
    r"region(?:ales)?|lokales|stadt|panorama|gesellschaft|leben|reisen?|kultur|kunst|literatur",
    r"musik|kino|fernsehen|medien|feuilleton|unterhaltung|spiele|stil|meinung(?:en)?|kommentare?",
    r"kolumnen?|analysen?|hintergrund|berichte?|reportagen?|rezension(?:en)?|kritik|bildung",
    r"künstliche intelligenz|mobilität|energie|verkehr|karriere|ressorts?|rubriken|themen",
    r"übersicht|aktuell(?:es)?|archiv|zahlen|exklusiv|eilmeldung",
    r"财经|经济|金融|股票|证券|商业|公司|产业|市场|理财|房产|科技|科学|技术|数码|互联网|人工智能",
    r"智能|汽车|创业|创投|国际|国内|全球|中国|海外|社会|时政|政治|军事|体育|娱乐|文化|文娱|影视",
    r"电影|音乐|游戏|读书|教育|健康|旅游|生活|时尚|观点|评论|专栏|社论|分析|深度|报道|独家|专题",
    r"专访|访谈|人物|快讯|快报|要闻|头条|热点|最新|滚动|视频|图集|直播|频道|栏目|列表|详情|观察|前沿",
)
PAPERS = (  # the last word of a name that only a paper has
    r"gazette|herald|tribune|chronicle|ledger|magazine|newspaper|newsletter|newswire",
    r"\w*zeitung|\w*tagblatt|\w*tageblatt|\w*anzeiger|\w*magazin|\w*rundschau|\w*nachrichten",
    r"\w*(?:日报|晚报|早报|晨报|时报|周报|周刊|月刊|杂志|传媒|通讯社|新闻网|财经|新闻|在线|客户端)",
    r"[\w\-]+\.(?:com|org|net|de|at|ch|cn|io|co\.uk|com\.cn)",
)
PAPERS_AND_OTHERS = (  # one that other things end in, too
    r"post|times|mail|star|sun|mirror|standard|guardian|telegraph|observer|independent|examiner",
    r"dispatch|courier|journal|review|news|wire|press|report|bulletin|today|daily|weekly|insider",
    r"\w*blatt|\w*post|\w*kurier|\w*bote|\w*presse|\w*spiegel|\w*allgemeine|\w*warte|\w*echo",
    r"\w*(?:科技|评论|观察|前线|报|网|社|资讯|频道)",
)
WHOLE_LINE = (  # forms, picture credits, links to more, newsletters, tags, counters
    r"(?:leave|post|write|add) (?:a|your) (?:reply|comment).*|cancel reply",
    r"(?:name|e-?mail|website|comment)s?\s?\*?|(?:post|submit) comment|submit|reply",
    r"\d+ (?:comments?|replies|kommentare|antworten)",
    r"(?:发表|撰写|写|添加|查看|我要)(?:回复|评论|留言)|取消回复|评论|留言",
    r"\d+\s?条?(?:评论|回复)|登录后(?:评论|发表).{0,20}",
    (
        r"(?:schreiben? sie |schreibe? )?(?:einen |ihren |deinen )?kommentar (?:hinterlassen|"
        r"schreiben|verfassen|abgeben|abschicken)"
    ),
    r"schreib(?:e|en sie)? einen kommentar|antwort(?:en)? abbrechen|antworten",
    r"kommentare?(?: \(\d+\))?",
    (
        r"(?:image|photo|picture|bild|foto|grafik|video|cover|title image|"
        r"titelbild)s?\s?(?:source|credits?|courtesy|quelle|nachweis|rechte)?\s?[:：/|"
        r"©(].{1,120}"
    ),
    r"(?:image|photo|picture)s? (?:source|credits?|by|courtesy of|via)\b.{0,100}",
    r"(?:foto|bild|grafik) (?:von|by|via)\s.{1,80}",
    r"(?:source|quelle|credit|来源|來源|出处|via)\s?[:：|丨/].{1,80}",
    r"(?:题图|头图|配图|封面图?|图片?|视频)\s?(?:来源|來源|源|片|自)?\s?[:：/|丨｜／].{1,80}",
    r"图源.{0,60}|图片来自.{0,60}|[^。]{0,40}截图|screenshots? (?:of|from|by|via)\b[^.!?]{1,120}",
    (
        r".{2,80}[/／|(©]\s?(?:getty images|afp|reuters|dpa|ap|epa|shutterstock|unsplash|"
        r"pexels|istock|新华社|视觉中国|imago)\)?"
    ),
    r"(?:read|see|view|show) (?:more|also|next|full (?:story|article)|all)\b[^.!?]{0,120}",
    r"also read\b.{0,120}|continue reading.{0,60}",
    r"(?:related|recommended)(?: (?:articles?|stories|posts?|reading|content|topics?))?\W*",
    r"further reading\W*|up next\W*|trending(?: now)?\W*|most (?:read|popular)\W*",
    r"you (?:may|might) also like\W*|editors?['’]?s? picks?\W*|more (?:stories|articles|news)\W*",
    (
        r"(?:lesen sie auch|lies auch|mehr zum thema|das könnte (?:sie|"
        r"dich) auch interessieren|weiterlesen|mehr lesen|zum artikel|auch interessant|"
        r"verwandte artikel|weitere artikel)\b[^.!?]{0,120}\W*"
    ),
    r"(?:相关|延伸|推荐|拓展)(?:阅读|文章|推荐|新闻|链接)\W*.{0,60}",
    r"更多(?:精彩|内容|文章|阅读|资讯|新闻)\W*|阅读(?:原文|更多|全文)\W*",
    r"(?:点击|查看|戳)(?:查看|阅读|原文|更多|这里)[^。]{0,40}|[上下]一篇.{0,80}",
    r"(?:accept|reject|allow|manage)(?: all)?(?: cookies)?",
    r"cookie[ -]?(?:settings|policy|preferences|einstellungen|richtlinie)",
    r"alle(?: cookies)? (?:akzeptieren|ablehnen)|接受(?:全部|所有)?(?: ?cookies?)?",
    r"(?:subscribe|sign up)(?: (?:now|here|today))?\W*|jetzt abonnieren\W*",
    r"(?:订阅|关注)(?:我们|公众号)?\W*|follow us\b.{0,80}|folgen sie uns\b.{0,80}",
    r"folge uns\b.{0,80}|(?:扫码|长按|扫描).{0,40}(?:关注|二维码|识别).{0,40}",
    (
        r"(?:tags?|schlag(?:wörter|worte)|标签|关键词|关键字|keywords|filed under|categor(?:y|"
        r"ies)|kategorien?)\s?[:：].{1,180}"
    ),
    r"(?:#\S+\s*){2,}|https?://\S+|\d+[ -]?(?:min(?:ute)?s?|min\.|minuten) (?:read|lesezeit)",
    r"lesezeit\W.{0,30}|阅读\s?(?:时间|量|数|次数)?[:：]?\s?\d[\d,.万]*\s?.{0,6}",
    r"\d[\d,.]*\s?(?:views|shares|likes|aufrufe)",
)
ANYWHERE = (  # as sentences too: they end up glued to the body of one-line articles
    r"your e-?mail address will not be published\b.{0,60}|required fields are marked\b.{0,20}",
    r"save my name,? e-?mail.{0,120}|leave a (?:reply|comment)\W*",
    r"(?:ihre|deine) e-?mail-?adresse wird nicht veröffentlicht\b.{0,60}",
    r"erforderliche felder sind.{0,40}|(?:您的)?(?:电子)?(?:邮箱|邮件)地址不会被公开.{0,40}",
    r"必填项已用.{0,20}|发表(?:回复|评论)|(?:we|this (?:web)?site) uses? cookies\b.{0,200}",
    r"by (?:continuing|using).{0,60}cookies.{0,100}|wir (?:verwenden|nutzen) cookies\b.{0,200}",
    r"diese (?:webseite|website|seite) (?:verwendet|nutzt) cookies\b.{0,200}",
    r"本(?:网)?站使用\s?cookies?.{0,100}",
    r"(?:subscribe|sign up)\b.{0,40}\b(?:newsletters?|inbox|alerts|mailing list)\b.{0,100}",
    r".{0,40}\bnewsletter\b.{0,40}\b(?:abonnieren|bestellen|anmelden)\b.{0,60}",
    r"melden sie sich .{0,30}newsletter.{0,60}",
    r"(?:thanks|thank you)(?: so much| very much)? for (?:reading|watching)\b.{0,200}",
    r"(?:danke|vielen dank) f(?:ü|ue)rs lesen\b.{0,200}",
    r"感谢(?:您的?|你的?|各位的?)?(?:阅读|观看|收看).{0,200}",
    (
        r"(?:if you (?:are|'re) interested|click here|visit our).{0,120}more (?:articles|news|"
        r"information)\b.{0,120}"
    ),
    r"如果?您?.{0,30}感兴趣.{0,20}(?:查看|关注|点击).{0,80}",
    r"欢迎(?:关注|订阅|转发).{0,60}(?:公众号|我们|频道).{0,20}",
)
CLOSERS = (  # where the article comes from and who may print it; long
    (
        r"this (?:article|story|post|piece|"
        r"content)\b.{0,160}\b(?:with (?:the )?(?:authori[sz]ation|permission)|republished|"
        r"reprinted|official account|syndicated|first published|originally (?:published|"
        r"appeared)|translated (?:by|from))\b.*"
    ),
    r"it is (?:re)?published by .{2,60} with (?:the )?(?:authori[sz]ation|permission).*",
    (
        r"(?:本文|本篇|本稿|文章|原文)(?:来自|由|转载|系|首发|经|作者|仅代表|为|"
        r"内容).{0,200}(?:授权|公众号|转载|原创|首发|立场|观点).*"
    ),
    r".{0,60}(?:未经|禁止).{0,20}(?:授权|许可|允许).{0,30}(?:转载|使用|复制).*",
    r"(?:版权声明|免责声明|特别声明|disclaimer|haftungsausschluss|rechtlicher hinweis)\s?[:：].*",
    (
        r"dieser (?:artikel|beitrag|text)\b.{0,120}\b(?:erschien|erschienen|stammt|"
        r"genehmigung|übernommen|übersetzt)\b.*"
    ),
    r"(?:copyright\b|©|\(c\)\s).{0,200}",
    r".{0,100}(?:all rights reserved|alle rechte vorbehalten|版权所有|保留所有权利).{0,100}",
    r"the (?:views|opinions) expressed .{0,300}",
)
