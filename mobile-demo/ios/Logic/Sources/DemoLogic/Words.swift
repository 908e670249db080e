// The app's own words in both languages. What the assistant says is the core's.

import Errand

/// The language of the app.
public enum AppLanguage: String, Sendable, CaseIterable {
    case zh, en

    /// The one of two words that is in this language.
    public func pick(_ zh: String, _ en: String) -> String { self == .zh ? zh : en }
}

/// A word of the app.
public enum Word: CaseIterable, Sendable {
    case assistant, invite, composer, send, speak, close, back, cancel, agree, allow, decline, change, look, authenticate
    case total, payee, also, afterwards, assumed, pay, finish, leave, asking, doing, goingOn, about, nearest, unclear
    case yes, no, undo, undoWords, sample, rights, kept, notKept, add, remove, failed, done, empty, locked, start, stop, verified, unknown, violated

    /// The word in a language.
    public func text(_ language: AppLanguage) -> String {
        let (zh, en) = both
        return language.pick(zh, en)
    }

    private var both: (String, String) {
        switch self {
        case .assistant: ("助手", "Assistant")
        case .invite: ("说一句话,我来办", "Say one sentence, I run the errand")
        case .composer: ("说点什么", "What can I do?")
        case .send: ("发送", "Send")
        case .speak: ("说话", "Speak")
        case .close: ("关闭", "Close")
        case .back: ("返回", "Back")
        case .cancel: ("取消", "Cancel")
        case .agree: ("确认", "Confirm")
        case .allow: ("允许", "Allow")
        case .decline: ("不要", "No")
        case .change: ("改一下", "Change something")
        case .look: ("查看并确认", "Look and confirm")
        case .authenticate: ("验证是您本人", "Confirm that it is you")
        case .total: ("合计", "Total")
        case .payee: ("收款方", "Paid to")
        case .also: ("同时", "Also")
        case .afterwards: ("之后", "Then")
        case .assumed: ("自动填的", "filled in for you")
        case .pay: ("付款", "Pay")
        case .finish: ("完成", "Finish")
        case .leave: ("不付了,返回", "Leave without paying")
        case .asking: ("正在问", "Asking")
        case .doing: ("正在办", "Doing it")
        case .goingOn: ("接着上次没办完的", "Going on where we were")
        case .about: ("关于", "About")
        case .nearest: ("可以试试", "You could say")
        case .unclear: ("没懂", "I did not get")
        case .yes: ("是", "Yes")
        case .no: ("否", "No")
        case .undo: ("撤销", "Undo")
        case .undoWords: ("撤销刚才那个", "undo that")
        case .sample: ("示例数据", "Sample values")
        case .rights: ("可以请求", "May ask for")
        case .kept: ("已保存", "Saved")
        case .notKept: ("未保存", "Not kept yet")
        case .add: ("添加", "Add")
        case .remove: ("删除", "Delete")
        case .failed: ("没有成功", "That did not work")
        case .done: ("好", "OK")
        case .empty: ("这里还没有内容", "Nothing here yet")
        case .locked: ("敏感内容,验证后显示", "Sensitive: shown after a check")
        case .start: ("开始", "Start")
        case .stop: ("停止", "Stop")
        case .verified: ("符合", "kept")
        case .unknown: ("未知", "unknown")
        case .violated: ("不符合", "not kept")
        }
    }
}

extension ConstraintKind {
    /// A constraint in words.
    public func text(_ language: AppLanguage) -> String {
        switch self {
        case .budget: language.pick("预算", "budget")
        case .budgetPerPerson: language.pick("人均", "per person")
        case .distance: language.pick("距离", "distance")
        case .headcount: language.pick("人数", "people")
        case .time: language.pick("时间", "time")
        case .deliverBy: language.pick("送达", "delivery")
        case .dietary: language.pick("口味", "food")
        case .rating: language.pick("评分", "rating")
        case .membership: language.pick("会员", "membership")
        case .fulfilment: language.pick("方式", "way")
        case .inventory: language.pick("库存", "stock")
        }
    }
}

/// What a person could say first.
public func suggestions(_ language: AppLanguage) -> [String] {
    switch language {
    case .zh: ["帮我点一杯奶茶,不另外加糖", "今晚找家适合家庭聚餐的好餐厅", "查一下我今年的社保记录", "跟妈妈说我晚点到"]
    case .en:
        [
            "order me a milk tea, no extra sugar", "find the best restaurant tonight for a family dinner",
            "check this year's social security records", "tell mom I'll be late",
        ]
    }
}
