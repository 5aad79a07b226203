"""Parts of a message that ask for nothing: what people tell of themselves, "is that true?", "both please"."""

import re

# How people begin to tell of themselves and of others.
_TELLS = re.compile(
    r"^(?:\W|\b(?:so|ok|okay|hi|hey|hello|well|um|and|but|listen|look)\b|[那嗯唉就喂])*"
    r"(?:(?:i|i['’]?m|i['’]?ve|we|we['’]?re|we['’]?ve|my|our|he|she|they|it['’]s"
    r"|(?:a|the) (?:friend|colleague|boss|teacher|neighbou?r)|someone|somebody|people)\b"
    r"|我|咱|俺|他|她|家里|朋友|同事|老[公婆爸妈板]|听|据说|网上)"
)
# What shows that they ask for something all the same.
_ASKS = re.compile(
    r"[?？]|\b(?:what|how|who|whom|whose|when|where|which|why|whether|if)\b"
    r"|\b(?:want|need|like|wish|wonder(?:ing)?|curious|ask(?:ing)?|tell|show|give|list|looking|interested)\b"
    r"|\b(?:to|wanna|gotta|do|don['’]?t) know\b"
    r"|[,;:–—-]\s*(?:can|could|do|does|did|is|are|was|were|will|would|should|has|have)\b"
    r"|[多几]|什么|[啥哪谁怎何吗呢么吧想请求问要]|告诉|说说|讲讲|介绍|是不是|能不能|有没有|(.)不\1"
)
_POLITE = r"please|pls|plz|thanks?|thx|thank (?:you|u)"
_REMARK = re.compile(
    # Whether the rest is so:
    r"\W*(?:(?:is|was) (?:it|that|this) (?:really )?(?:true|right|correct|so|real)|true(?: or false)?|right"
    r"|correct|really|for real|seriously|yes or no|no way"
    r"|(?:can|could) (?:you|u|anyone|somebody) confirm(?: (?:it|that|this))?|(?:please |pls )?confirm"
    r"|是?真的(?:吗|假的|么|嘛)?|真的还是假的|是真是假|真假|对[吗么吧]|对不对|是不是(?:真的)?|是[吗么]|没错吧"
    r"|靠谱[吗么不]|属实[吗么]|当真"
    # How it is to be answered:
    # But "no rent?" and 不要钱吗 ask something.
    rf"|(?!.*[?？吗])(?:no|without|not (?:the|a|any)) [\w ]{{1,20}}"
    rf"|{_POLITE}|asap|urgent(?:ly)?|谢谢(?:你|您|啦|了)?|多谢|急|在线等"
    r"|(?:\b(?:i|we|want|wanna|need|would|like|to|know|give|tell|send|me|us|both|the|two|of|them|it|numbers?"
    r"|figures?|answers?|things?|please|in|one|go|message|together|at|once|all)\b\W*){1,12}"
    r"|(?:请|麻烦|你|您|我|想|知道|要|给|这?[两2]个(?:数字?|问题|答案|都)?|[两2]样|都|一起|一块儿?|一次性?|一并|分别"
    r"|同时|说|讲|告诉|回答|答|列|出来|完|清楚?|一下|了|吧|呗|啊|呀|哈|好吗){1,9}"
    r"|(?!.*[?？吗])不要\w{1,6})"
    rf"(?:\W+(?:{_POLITE}))?\W*"
)


def tells(text: str) -> bool:
    """Whether a cleaned, case-folded part tells of somebody's life and asks for nothing."""
    return _TELLS.match(text) is not None and _ASKS.search(text) is None


def is_remark(text: str) -> bool:
    """Whether a cleaned, case-folded part says nothing, or merely something about the rest of the message."""
    return not text.strip(" ?？。.!！") or _REMARK.fullmatch(text) is not None
