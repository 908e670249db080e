"""Questions about things, as opposed to requests for them: "how is tea made" orders no tea.

A small grammar of this project's own, licensed like its code; the everyday corpus has few such questions.
"""

import random

SEED = 5

TOPICS = {
    "en": """green tea;coffee;fried rice;sourdough bread;hot pot;dumplings;a mango smoothie;spicy food;restaurants in the old days;taxis;electric cars;airports;cinemas;
    horror films;popular songs;jazz music;playlists;phone batteries;alarm clocks;calendars;handwriting;text messages;social networks;phone calls;parcels;couriers;the post office;
    pensions;health insurance;taxes;electricity;tap water;natural gas;dentists;eye doctors;fevers;vaccines;clinics;the weather;rain;typhoons;snow;screens;Bluetooth;Wi-Fi;aeroplanes;
    friendship;memory;sleep;running;football;history;the moon;volcanoes;cats;bees;money;the stock market;poetry;chess;mathematics;grammar;marriage;birthdays""",
    "zh": """绿茶;咖啡;蛋炒饭;面包;火锅;饺子;芒果冰;辣椒;以前的饭馆;出租车;电动车;机场;电影院;恐怖片;流行歌;爵士乐;歌单;手机电池;闹钟;日历;书法;短信;社交软件;打电话;快递;快递员;邮局;
    养老金;医疗保险;个税;电费;自来水;天然气;牙医;近视;发烧;疫苗;门诊;天气;下雨;台风;下雪;屏幕;蓝牙;无线网;飞机;友情;记忆力;睡眠;跑步;足球;历史;月亮;火山;猫;蜜蜂;钱;股市;诗;象棋;数学;语法;婚姻;生日""",
}
FRAMES = {
    "en": """how is {} made;how do you make {} at home;why do people like {};why is {} so expensive;who invented {};what is the history of {};is {} bad for you;are there any risks with {};
    what's the difference between {} and {};how does {} work;when did {} begin;what do you think of {};tell me a fun fact about {};explain {} to a child;how many calories are in {};
    is it polite to talk about {};which is better, {} or {};what does {} mean;I never understood {};I had a dream about {} last night;my brother talks about {} all day;
    how has {} changed over the years;what is a good essay about {};can you compare {} with {};is {} popular in Japan""",
    "zh": """{}是怎么来的;{}自己在家怎么弄;为什么大家都喜欢{};{}怎么那么贵;{}是谁发明的;{}有什么历史;{}对身体好不好;{}有什么坏处;{}和{}有什么区别;{}是什么原理;{}从什么时候开始有的;
    你怎么看{};讲个关于{}的冷知识;给小孩解释一下{};{}热量高吗;聊{}会不会不礼貌;{}和{}哪个好;{}是什么意思;我一直搞不懂{};昨晚梦见{}了;我弟整天说{};这些年{}变化真大;写一篇关于{}的作文;
    {}在日本流行吗;现在的{}跟以前不一样了""",
}


def about(per_language: int) -> dict[str, list[str]]:
    """`per_language` distinct questions for each language."""
    out = {}
    for language in ("en", "zh"):
        choose = random.Random(SEED)
        topics, frames = ([part.strip() for part in table[language].split(";")] for table in (TOPICS, FRAMES))
        found: dict[str, None] = {}
        while len(found) < per_language:
            frame = choose.choice(frames)
            found[frame.format(*choose.sample(topics, frame.count("{}")))] = None
        out[language] = list(found)
    return out
