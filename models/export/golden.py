"""Golden vectors: what the reference network says of a few sentences, for the Rust encoder to be held against.

The sentences are the project's own, Chinese, English and mixed, from one character to longer than a screen line.
"""

import json

import torch

import vocabulary

SENTENCES = [
    "好",
    "帮我点一杯奶茶,不另外加糖",
    "查一下我今年的社保记录",
    "今晚找家适合家庭聚餐的好餐厅",
    "跟妈妈说我晚点到",
    "提醒我六点开会,顺便告诉小王",
    "帮我book一个table,今晚七点两位",
    "order me a milk tea, no extra sugar",
    "check this year's social security records",
    "find the best restaurant tonight for a family dinner",
    "tell mom I'll be late",
    "remind me about the meeting at six and let Tom know",
    "Set an alarm for 7:30 AM!",
    "ＦＵＬＬ　ｗｉｄｔｈ　ｔｅｘｔ",
    "😀😀",
    "1234567890",
    "這是一個繁體句子",
    "дай мне чай",
    " ".join(["please remind me to water the plants every morning and to call grandma in the evening"] * 3),
]


def token_parity(file, kept, tokenizer, texts) -> float:
    """Share of texts that the small vocabulary cuts exactly as the whole one does."""
    whole = vocabulary.build_tokenizer(file.pieces, file.scores)
    renumber = {old: new for new, old in enumerate(kept)}
    same = 0
    for text in texts:
        same += [renumber.get(i, -1) for i in whole.encode(text).ids] == tokenizer.encode(text).ids
    return same / len(texts)


@torch.inference_mode()
def write(path, network, cutter) -> None:
    """Ids, the first three token vectors' first eight numbers, and the whole sentence vector of each sentence."""
    rows = []
    for text in SENTENCES:
        ids, mask = cutter.batch([text])
        hidden = network.hidden(ids, mask)[-1][0]
        rows.append({
            "text": text,
            "ids": ids[0].tolist(),
            "hidden": [[round(float(x), 6) for x in token[:8]] for token in hidden[:3]],
            "vector": [round(float(x), 6) for x in network(ids, mask)[0]],
        })
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]\n")
