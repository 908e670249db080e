"""A host in forty lines: a tea shop, one sentence, one choice, one yes. Run it from a clone: `python bindings/python/examples/tea.py`."""

import json
from pathlib import Path

import errand

ROOT = Path(__file__).resolve().parents[3]
YUAN = {"currency": "CNY"}
OPEN = {"category": "奶茶", "shop": "梧桐路店", "soldOut": False, "shopClosed": False, "priceChanged": False}
DRINKS = [
    {"drinkId": "d1", "name": "珍珠奶茶", "price": {"amount": 1400, **YUAN}, **OPEN},
    {"drinkId": "d2", "name": "椰果奶茶", "price": {"amount": 1300, **YUAN}, **OPEN},
]


class Shop(errand.AppHost):
    """What the app can do, and how it asks."""

    def call(self, call: errand.Call) -> errand.CallResult:
        print("app runs", call.capability, call.arguments)
        said = json.loads(call.arguments)
        if call.capability == "searchDrinks":
            return errand.CallResult.SUCCESS(json.dumps({"items": DRINKS}))
        order = {"orderId": "o1", "name": said["drink"]["name"], "total": said["drink"]["price"], "status": "unpaid"}
        return errand.CallResult.SUCCESS(json.dumps({**order, **{key: said[key] for key in ("sugar", "ice", "size", "quantity")}}))

    def open(self, call: errand.Call) -> errand.CallResult:
        print("app opens", call.target, call.arguments)
        return errand.CallResult.SUCCESS(json.dumps({"receiptId": "r1", "paid": {"amount": 1400, **YUAN}}))

    def ask(self, interrupt: errand.Interrupt, step: errand.Step) -> errand.Answer:
        print("app asks", interrupt.message, [option.title for option in interrupt.options])
        return errand.Choose(interrupt.options[0].id) if interrupt.options else errand.Yes(is_authenticated=True)


assistant = errand.Assistant.open(str(ROOT / "models/errand-zh-en"), ":memory:")
assistant.install([(ROOT / "mobile-demo/services/tea-leaf/capability.json").read_text(encoding="utf-8")])
ending = errand.run(assistant, "来一杯奶茶,少糖", Shop(), assistant.take_approver())
print("it ended:", ending.message)
