"""The fixed sentences of the page where one signs in, in English, Chinese and German."""

from dataclasses import dataclass

__all__ = ["LOGIN_STRINGS", "LoginStrings", "login_strings"]


@dataclass(frozen=True, slots=True)
class LoginStrings:
    """Sentences of signing in and out."""

    title: str
    key: str
    hint: str
    sign_in: str
    wrong: str
    session: str
    as_reader: str
    as_administrator: str
    not_signed_in: str
    sign_out: str
    go_on: str


EN = LoginStrings(
    title="Sign in",
    key="Token",
    hint="Whoever runs this server can give you one.",
    sign_in="Sign in",
    wrong="This token is not the right one.",
    session="Signed in",
    as_reader="You are signed in, and may read.",
    as_administrator="You are signed in, and may read and change the articles.",
    not_signed_in="You have to sign in to read here.",
    sign_out="Sign out",
    go_on="Go to the articles",
)
DE = LoginStrings(
    title="Anmelden",
    key="Zugangsschlüssel",
    hint="Wer diesen Server betreibt, kann Ihnen einen geben.",
    sign_in="Anmelden",
    wrong="Das ist nicht der richtige Schlüssel.",
    session="Angemeldet",
    as_reader="Sie sind angemeldet und dürfen lesen.",
    as_administrator="Sie sind angemeldet und dürfen die Artikel lesen und ändern.",
    not_signed_in="Zum Lesen müssen Sie sich anmelden.",
    sign_out="Abmelden",
    go_on="Zu den Artikeln",
)
ZH = LoginStrings(
    title="登录",
    key="访问令牌",
    hint="可向本服务器的管理者索取。",
    sign_in="登录",
    wrong="令牌不正确。",
    session="已登录",
    as_reader="您已登录，可以阅读。",
    as_administrator="您已登录，可以阅读和修改文章。",
    not_signed_in="请先登录再阅读。",
    sign_out="退出登录",
    go_on="前往文章",
)

LOGIN_STRINGS = {"en": EN, "de": DE, "zh": ZH}


def login_strings(language: str) -> LoginStrings:
    """Give the sentences of a language; English for every other one."""
    return LOGIN_STRINGS.get(language, EN)
