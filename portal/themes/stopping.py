"""Words that stand in texts about anything, in English and Simplified Chinese."""

_ENGLISH = """
a about above after again against ain all also although always am an and any anyone anything are
aren't around as at away back be became because become been before being below between both but by
came can can't cannot come could couldn't did didn't do does doesn't doing don don't done down
during each either else enough even ever every everyone everything few for from further gave get
gets getting give given go goes going gone good got had hadn't has hasn't have haven't having he
he's hello help her here here's hers herself hey hi him himself his how how's however i i'd i'll
i'm i've if in instead into is isn't it it's its itself just keep kind know let let's like likely
little ll look lot made make many may maybe me might mine more most much must my myself need needs
never no nor not nothing now of off often oh ok okay on once one ones only or other others our
ours ourselves out over own perhaps please put quite rather re really s said same say see seem
seems shall she should shouldn't since so some someone something sometimes soon still such sure t
take tell than thank thanks that that's the their theirs them themselves then there there's these
they they're they've thing things think this those though through thus to too toward try trying
under until up upon us use used using ve very want wants was wasn't way we we'd we'll we're we've
well were weren't what what's when when's where where's whether which while who who's whom whose
why will with within without won't would wouldn't yes yet you you'd you'll you're you've your
yours yourself yourselves im dont cant ive doesnt didnt isnt wont id whats
"""
_CHINESE = """
的 了 是 在 和 有 他 不 我 也 为 就 这 上 中 你 说 一 到 着 对 地 要 与 等 她 都 而 及 之 能 会
于 去 那 又 或 被 把 它 得 以 可以 我们 他们 你们 她们 咱们 自己 这个 那个 这些 那些 这样 那样
这里 那里 这么 那么 什么 怎么 怎样 怎么样 如何 为什么 哪里 哪个 哪些 哪 谁 多少 几 吗 呢 吧 啊
呀 哦 嗯 嘛 啦 哈 喔 从 向 往 由 让 给 跟 同 比 用 很 太 更 最 还 再 才 只 却 但 但是 可是 不过
因为 所以 如果 虽然 而且 然后 还是 还有 就是 不是 没有 没 不能 不会 不要 不用 可能 应该 需要 想
想要 可 已经 已 正在 将 将要 曾 曾经 每 各 每个 一个 一些 一下 一直 一样 一种 一次 两个 有些
有人 有的 所有 大家 其实 其他 其它 其中 之后 之前 以后 以前 以及 现在 时候 时 后 前 里 下 个 们
来 过 做 请 请问 帮 帮我 帮忙 麻烦 谢谢 您 好 多 少 大 小 年 月 日 天 人 事 东西 知道 觉得 认为
看 看到 听 问 叫 使 起来 出来 出 起 进 像 某 该 此 其 并 并且 或者 甚至 只是 只有 只要 只能 总是
常常 经常 非常 比较 真的 真 完全 当 当时 关于 对于 由于 根据 通过 为了 除了 按 按照 第一 二 三
四 五 六 七 八 九 十 两 些 点 次 种 样 得到 乎 者 所 无 非 未 别 莫 并不 不同 不好 无法 能够
必须 一定 特别 尤其 那儿 这儿 是不是 能不能 有没有 可不可以 会不会 要不要 想问 想问一下 给我
我要 我想 是否 就要 还要 还没 都是 也是 也不 就会 都会 都要
"""
STOPS = frozenset(f"{_ENGLISH} {_CHINESE}".split())
