// The view model against the real core: errands from the first word to the receipt, in both languages, and what may come between.

import Errand
import Foundation
import XCTest

@testable import DemoLogic

final class AssistantModelTests: XCTestCase, @unchecked Sendable {
    /// Plays a scene in both languages.
    @MainActor private func both(_ scene: @MainActor (Stage, AppLanguage) async throws -> Void) async throws {
        for language in AppLanguage.allCases { try await scene(Stage(language), language) }
    }

    /// As far as the confirmation of the payment.
    @MainActor private func tea(_ stage: Stage) async throws -> Confirmation {
        stage.model.say(stage.language.pick("帮我点一杯奶茶,不另外加糖", "order me a milk tea, no extra sugar"))
        let drink = try await stage.options().first { $0.title == stage.language.pick("原味波霸奶茶", "Original Boba Milk Tea") }
        stage.model.choose(try XCTUnwrap(drink).id)
        return try await stage.confirmation()
    }

    @MainActor private func paid(_ stage: Stage) -> Int { stage.services.rows("com.bubble.tea", "orders").filter { $0["status"].text == "paid" }.count }

    @MainActor func testATeaIsOrderedConfirmedWithItsOwnerAndPaidOnThePage() async throws {
        try await both { stage, language in
            let before = paid(stage)
            let shown = try await tea(stage)
            XCTAssertEqual(shown.sum, "¥13.00")
            XCTAssertTrue(shown.needsOwner)
            XCTAssertTrue(shown.rows.contains { $0.value == language.pick("无糖", "no sugar") && $0.origin == nil })
            XCTAssertTrue(shown.rows.contains { $0.origin == Word.assumed.text(language) })
            XCTAssertFalse(stage.model.agree(shown.id, isAuthenticated: false), "without the owner there is no yes")
            XCTAssertTrue(stage.model.agree(shown.id, isAuthenticated: true))
            let page = try await stage.page()
            XCTAssertEqual(page.sum, "¥13.00")
            stage.model.returned(isDone: true)
            let said = try await stage.end()
            XCTAssertTrue(said.contains("¥13.00"))
            XCTAssertEqual(paid(stage), before + 1)
        }
    }

    @MainActor func testANoPaysNothingAndLeavingThePageTakesTheOrderBack() async throws {
        try await both { stage, _ in
            let before = paid(stage)
            stage.model.decline(try await tea(stage).id)
            _ = try await stage.end()
            stage.model.agree(try await tea(stage).id, isAuthenticated: true)
            _ = try await stage.page()
            stage.model.returned(isDone: false)
            _ = try await stage.end()
            XCTAssertEqual(paid(stage), before)
            XCTAssertEqual(stage.services.rows("com.bubble.tea", "orders").last?["status"].text, "cancelled")
        }
    }

    @MainActor func testAProcessThatDiesOnThePayPageGoesOnThere() async throws {
        try await both { stage, _ in
            let before = paid(stage)
            stage.model.agree(try await tea(stage).id, isAuthenticated: true)
            _ = try await stage.page()
            try stage.die()
            XCTAssertTrue(stage.model.goOn())
            _ = try await stage.page()
            stage.model.returned(isDone: true)
            _ = try await stage.end()
            XCTAssertEqual(paid(stage), before + 1)
            XCTAssertFalse(stage.model.goOn(), "nothing is open any more")
        }
    }

    @MainActor func testWordsNeverAgreeAndAnOldConfirmationIsWorthNothing() async throws {
        let stage = try Stage(.zh)
        stage.model.say("给妈妈发消息说我晚点到")
        let first = try await stage.confirmation()
        stage.model.say("好的")
        try await stage.until("the same question") { state in if case .confirmation = state.card { state.entries.count > 3 } else { false } }
        stage.model.say("改成我八点到")
        let state = try await stage.until("the new text") { state in
            if case .confirmation(let shown) = state.card { shown.rows.contains { $0.value.contains("八点") } } else { false }
        }
        guard case .confirmation(let second) = state.card else { return XCTFail("a confirmation") }
        XCTAssertFalse(stage.model.agree(first.id, isAuthenticated: true))
        XCTAssertTrue(stage.model.agree(second.id, isAuthenticated: false))
        _ = try await stage.end()
        XCTAssertEqual(stage.services.rows("app.messages", "messages").filter { $0["to"].text == "c-mom" }.map { $0["text"].text }, ["我八点到"])
    }

    @MainActor func testASharedTextComesAlongOnceWithWhoseItIs() async throws {
        try await both { stage, language in
            stage.model.about([SelectedItem(kind: .message, text: "晚上回来吃饭吗", trust: .contact, sourceId: "M101", author: "奶奶", timeMs: nil)])
            stage.model.say(language.pick("把这个转发给李雷", "forward this to Li Lei"))
            let shown = try await stage.confirmation()
            XCTAssertTrue(shown.rows.contains { $0.origin?.contains("奶奶") == true }, "\(shown.rows)")
            XCTAssertTrue(stage.model.state.items.isEmpty)
            stage.model.decline(shown.id)
            _ = try await stage.end()
        }
    }

    @MainActor func testWordsOnAPageAndWhileACallIsOutAreNotTaken() async throws {
        try await both { stage, language in
            let before = paid(stage)
            stage.model.agree(try await tea(stage).id, isAuthenticated: true)
            _ = try await stage.page()
            XCTAssertFalse(stage.model.say(language.pick("等一下", "wait a moment")))
            _ = try await stage.page()
            stage.model.returned(isDone: true)
            _ = try await stage.end()
            XCTAssertEqual(paid(stage), before + 1)
            stage.services.beSlow(1_500)
            XCTAssertTrue(stage.model.say(language.pick("我的快递到哪了", "where are my parcels")))
            try await stage.until("progress") { $0.progress != nil }
            XCTAssertFalse(stage.model.say(language.pick("打开手电筒", "turn on the flashlight")))
            _ = try await stage.end()
        }
    }

    @MainActor func testUnderATurnThatEndsTheOneBeforeIsAskedAgain() async throws {
        try await both { stage, language in
            stage.model.say(language.pick("提醒我明天早上八点", "remind me tomorrow at 8 am"))
            try await stage.until("the question") { if case .field = $0.card { true } else { false } }
            stage.model.about([SelectedItem(kind: .message, text: "晚上回来吃饭吗", trust: .contact, sourceId: "M101", author: "奶奶", timeMs: nil)])
            stage.model.say(language.pick("把这个转发给李雷", "forward this to Li Lei"))
            stage.model.decline(try await stage.confirmation().id)
            try await stage.until("the question again") { state in
                if case .field = state.card { state.entries.contains { $0.text == Word.goingOn.text(language) } } else { false }
            }
            stage.model.cancel()
            _ = try await stage.end()
            XCTAssertNil(try stage.errands.openTurn())
        }
    }

    @MainActor func testASlowCallCanBeCancelled() async throws {
        try await both { stage, language in
            stage.services.beSlow(60_000)
            stage.model.say(language.pick("我的快递到哪了", "where are my parcels"))
            try await stage.until("progress") { $0.progress != nil }
            stage.model.cancel()
            _ = try await stage.end()
            XCTAssertNil(try stage.errands.openTurn())
        }
    }

    @MainActor func testSocialSecurityAsksForDataAndOwnerAndShowsValuesOnTheCardAlone() async throws {
        try await both { stage, language in
            stage.model.say(language.pick("查一下我今年的社保记录", "check this year's social security records"))
            let consent = try await stage.confirmation()
            XCTAssertEqual(consent.asks, .data)
            XCTAssertNotNil(consent.consent)
            stage.model.agree(consent.id, isAuthenticated: true)
            let state = try await stage.until("the next") { state in
                if case .confirmation(let shown) = state.card { shown.asks == .owner } else { !state.isBusy && state.card == nil }
            }
            if case .confirmation(let owner) = state.card { stage.model.agree(owner.id, isAuthenticated: true) }
            let said = try await stage.end()
            let card = try XCTUnwrap(stage.model.state.entries.last?.results.first)
            XCTAssertTrue((card.lines + card.items.flatMap(\.lines)).contains { $0.value.contains("¥") }, "\(card)")
            XCTAssertFalse(said.contains("¥"), said)
        }
    }

    @MainActor func testAToolIsMadeTouchedKeptAndOpenedAgain() async throws {
        try await both { stage, language in
            stage.model.say(language.pick("做个AA分账:总额、人数默认4,算每人多少", "make me a bill splitter: bill, people starting at 4, and what each pays"))
            let tool = try await stage.tool()
            let field = try XCTUnwrap(tool.screen.parts.first { $0.label.lowercased() == language.pick("总额", "bill") })
            stage.model.touch(ToolInput(event: ToolEvent(part: field.id, act: .enter(text: "300"), record: nil, column: nil), seed: 7, from: 0))
            _ = try await stage.tool { $0.screen.parts.contains { $0.value.contains("75") } }
            stage.model.say(language.pick("保存成聚餐分账", "save it as Dinner"))
            _ = try await stage.tool { $0.isSaved }
            stage.model.cancel()
            try await stage.until("closed") { !$0.isBusy && $0.card == nil }
            stage.model.openTool(try XCTUnwrap(stage.errands.assistant.tools().first).id)
            _ = try await stage.tool { $0.screen.parts.contains { $0.value.contains("75") } }
            stage.model.cancel()
            try await stage.until("closed") { !$0.isBusy && $0.card == nil }
        }
    }
}
