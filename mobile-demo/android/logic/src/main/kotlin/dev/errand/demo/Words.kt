// The app's own words in both languages. What the assistant says is the core's.

package dev.errand.demo

import dev.errand.ffi.ConstraintKind

/** The language of the app. */
public enum class AppLanguage { ZH, EN }

/** A word of the app. */
public enum class Word(private val zh: String, private val en: String) {
    ASSISTANT("助手", "Assistant"),
    INVITE("说一句话,我来办", "Say one sentence, I run the errand"),
    COMPOSER("说点什么", "What can I do?"),
    SEND("发送", "Send"),
    SPEAK("说话", "Speak"),
    CLOSE("关闭", "Close"),
    BACK("返回", "Back"),
    CANCEL("取消", "Cancel"),
    AGREE("确认", "Confirm"),
    ALLOW("允许", "Allow"),
    DECLINE("不要", "No"),
    CHANGE("改一下", "Change something"),
    LOOK("查看并确认", "Look and confirm"),
    AUTHENTICATE("验证是您本人", "Confirm that it is you"),
    TOTAL("合计", "Total"),
    PAYEE("收款方", "Paid to"),
    ALSO("同时", "Also"),
    AFTERWARDS("之后", "Then"),
    ASSUMED("自动填的", "filled in for you"),
    PAY("付款", "Pay"),
    FINISH("完成", "Finish"),
    LEAVE("不付了,返回", "Leave without paying"),
    ASKING("正在问", "Asking"),
    DOING("正在办", "Doing it"),
    GOING_ON("接着上次没办完的", "Going on where we were"),
    ABOUT("关于", "About"),
    NEAREST("可以试试", "You could say"),
    UNCLEAR("没懂", "I did not get"),
    KEPT("已保存", "Saved"),
    NOT_KEPT("未保存", "Not kept yet"),
    ADD("添加", "Add"),
    REMOVE("删除", "Delete"),
    FAILED("没有成功", "That did not work"),
    DONE("好", "OK"),
    EMPTY("这里还没有内容", "Nothing here yet"),
    LOCKED("敏感内容,验证后显示", "Sensitive: shown after a check"),
    YES("是", "Yes"),
    NO("否", "No"),
    UNDO("撤销", "Undo"),
    UNDO_WORDS("撤销刚才那个", "undo that"),
    SAMPLE("示例数据", "Sample values"),
    RIGHTS("可以请求", "May ask for"),
    START("开始", "Start"),
    STOP("停止", "Stop"),
    VERIFIED("符合", "kept"),
    UNKNOWN("未知", "unknown"),
    VIOLATED("不符合", "not kept"),
    ;

    /** The word in a language. */
    public fun text(language: AppLanguage): String = if (language == AppLanguage.ZH) zh else en
}

/** A constraint in words. */
public fun ConstraintKind.text(language: AppLanguage): String {
    val (zh, en) = when (this) {
        ConstraintKind.BUDGET -> "预算" to "budget"
        ConstraintKind.BUDGET_PER_PERSON -> "人均" to "per person"
        ConstraintKind.DISTANCE -> "距离" to "distance"
        ConstraintKind.HEADCOUNT -> "人数" to "people"
        ConstraintKind.TIME -> "时间" to "time"
        ConstraintKind.DELIVER_BY -> "送达" to "delivery"
        ConstraintKind.DIETARY -> "口味" to "food"
        ConstraintKind.RATING -> "评分" to "rating"
        ConstraintKind.MEMBERSHIP -> "会员" to "membership"
        ConstraintKind.FULFILMENT -> "方式" to "way"
        ConstraintKind.INVENTORY -> "库存" to "stock"
    }
    return if (language == AppLanguage.ZH) zh else en
}

/** What a person could say first. */
public fun suggestions(language: AppLanguage): List<String> = when (language) {
    AppLanguage.ZH -> listOf("帮我点一杯奶茶,不另外加糖", "今晚找家适合家庭聚餐的好餐厅", "查一下我今年的社保记录", "跟妈妈说我晚点到")
    AppLanguage.EN -> listOf("order me a milk tea, no extra sugar", "find the best restaurant tonight for a family dinner", "check this year's social security records", "tell mom I'll be late")
}
