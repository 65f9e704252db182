"""The words by which a goal gives itself away: effort, activity, and words that mean anything."""

import re

# Words that promise to try. 「希望」「爭取」 too: what is hoped for is not promised.
EFFORT = re.compile(
    r"[盡尽](?:力|量|可能|最大|全力|心)|努力|力求|力爭|力争|力拼|爭取(?!到|客)|争取(?!到|客)"
    r"|希望|加油|衝刺|冲刺|拚|拼(?:命|搏)|積極|积极|全力以赴|用心|認真|认真|加強.{0,8}宣導"
    r"|\b(?:do|doing|did)\s+(?:our|my|your|the)\s+best\b|\btry(?:ing)?\b|\bstriv\w+"
    r"|\bendeavou?r\w*|\bhope(?:fully)?\b|\bwork(?:ing)?\s+hard\b|\bhard\s+work\b"
    r"|\bas\s+(?:much|many|far|fast|well)\s+as\s+possible\b|\b(?:where|when"
    r"|if)\s+(?:ever\s+)?possible\b|\beverything\s+we\s+(?:have|can)\b|\bactively\b"
    r"|\baim\s+to\b|\bpush\s+(?:hard|for)\b|\battempt\w*\b|\bbest\s+efforts?\b"
    r"|\bcontinue\s+to\b|\bfocus\s+on\b|\bcommit(?:ted)?\s+to\b|\bgive\s+it\s+(?:everything"
    r"|our\s+all)\b",
    re.IGNORECASE,
)
# What is done and not what comes of it. In Chinese also what stands at the end: 8 次客戶拜訪.
DONE = (
    r"召開|召开|舉辦|举办|舉行|举行|開(?=.{0,4}會)|开(?=.{0,4}会)|研究|研擬|檢討|检讨|撰寫"
    r"|撰写|編寫|编写|發出|发出|發送|发送|寄出|規劃|规划|評估|评估|訪談|访谈|拍攝|拍摄|參加"
    r"|参加|出席|參與|参与|"
    r"與.{1,8}(?:討論|溝通|合作)|与.{1,8}(?:讨论|沟通|合作)|討論|讨论|組織|组织|拜訪|拜访|宣導"
    r"|宣导|推動|推动|推行|導入|导入|建立|辦理|办理|調查|调查|分析|盤點|整理|製作|制作|撰擬"
    r"|持續.{0,10}(?:溝通|沟通)|持续.{0,10}沟通|安排|籌備|筹备|準備|准备|執行|执行|進行|进行"
    r"|開展|开展|協助|协助"
)
OCCASION = (
    r"會議|会议|教育訓練|訓練|训练|培訓|培训|講座|讲座|拜訪|拜访|訪談|访谈|宣導|宣导|課程|课程"
    r"|活動|活动|電子報|說明會|说明会|研討會|研讨会"
)
STARTS = re.compile(
    rf"^(?:將|把|要|我們|我们|每[天日週周月季年]|定期|持續|持续|完成|並|再|[\s，,、])*(?:{DONE})",
)
OCCASIONS = re.compile(
    rf"^(?:[^一-鿿]|完成|每.|開|开|\d)*[次場场堂][一-鿿]{{0,3}}(?:{OCCASION})\s*$",
)
ACTS = (
    r"hold|host|run|write|send|research|review|discuss|plan|evaluate|attend|organi[sz]e|visit"
    r"|interview|shoot|keep\s+talking|talk|explore|investigate|meet|present|"
    r"set\s+up|prepare|draft|implement|roll\s*out|introduce|conduct|develop|document\s+the"
    r"|analy[sz]e|assess|schedule|coordinate|communicate|support\s+(?:the|our)|"
    r"assist|participate|brainstorm|propose|define|identify|establish|monitor|publish|post"
    r"|give|teach|train|facilitate|look\s+into|work\s+(?:on|with)|start|begin|kick\s*off"
    r"|continue|highlight|engage|gather|outline|choose|map|scope|track|benchmark|prototype"
)
STARTS_EN = re.compile(
    rf"^(?:we\s+(?:will\s+)?|to\s+|regularly\s+|also\s+)?(?:{ACTS})\b(?!\s*[:/]|\s+(?:is|are"
    rf"|has|have|was|no|will|goes|can)\b)",
    re.IGNORECASE,
)
OCCASIONS_EN = re.compile(
    r"\b\d+\s+(?:\w+\s+){0,2}(?:meetings?|workshops?|trainings?|sessions?|newsletters?"
    r"|interviews?|visits?|posts?|talks?|webinars?)\s*$",
    re.IGNORECASE,
)
# What remains of a riddle when these are taken away is nothing.
HOLLOW = re.compile(
    r"提升|提高|強化|强化|優化|优化|深化|加強|加强|打造|追求|落實|落实|賦能|赋能|創造|创造"
    r"|持續|持续|全面|全方位|全員|推動|推动|推進|推进|改善|促進|促进|實現|实现|成為|成为|建立"
    r"|建構|构建|發揮|发挥|"
    r"滿意度?|满意度?|忠誠度?|忠诚度?|競爭力|竞争力|流程|團隊|团队|效率|效能|效益|營運|营运"
    r"|運營|运营|永續|可持续|發展|发展|數位|数字化?|轉型|转型|溝通|沟通|價值|价值|形象|品牌"
    r"|體驗|体验|執行力|执行力|凝聚力|向心力|文化|卓越|創新|创新|品質|质量|服務|服务|使用者"
    r"|用戶|用户|客戶|客户|顧客|顾客|為尊|为尊|員工|员工|同仁|一線|一线|"
    r"整體|整体|公司|企業|企业|業務|业务|業績|业绩|管理|能力|水準|水平|合作|協作|协作|經營"
    r"|经营|更大|更好|更高|最佳|一流|高效|高|成長|增長|增长|工作|的|與|与|和|及|以|之|[\s，,、。]"
)
# fmt: off
HOLLOW_EN = frozenset(re.findall(
    r"\S+",
    """
    a accelerate across agile agility alignment all an and awareness become best better
    boost brand build business by capabilities capability chain class client clients
    collaboration communication company competitiveness constantly continuing continuous
    continuously create culture customer customers deliver digital drive effectiveness
    efficiency employee employees empower engagement enhance enhancing everything excellence
    experience experiences first for foster great greater growth happiness high
    high-performance higher highest image impact improve improving in increase increasing
    innovation innovative leader leadership leading level make maturity more most next of
    operational operations optimise optimize optimizing organisation organization our
    overall people performance process processes productivity pursue put quality results
    satisfaction service services strengthen sustainability sustainable synergies synergy
    take team teams teamwork the to transformation us user users value we well with work
    world world-class
    """,
))
# fmt: on
# What is measured of something that is done.
MEASURED = re.compile(
    r"完成率|回覆率|出席人數|评分|評分|比例|比率|率(?![先領])|時間|时间|天數|天数|次數|次数"
    r"|人數|人数|金額|金额",
)
