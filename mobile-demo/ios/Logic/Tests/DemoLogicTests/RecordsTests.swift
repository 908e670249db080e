// How records are read, and that every service has a screen whose tables and functions are there.

import XCTest

@testable import DemoLogic

final class RecordsTests: XCTestCase, @unchecked Sendable {
    @MainActor func testFieldsAreReadAsPeopleReadThem() async throws {
        let rows: [(String, [String], [String])] = [
            (#"{"total":{"amount":1400,"currency":"CNY"}}"#, ["合计=¥14.00"], ["Total=¥14.00"]),
            (#"{"total":{"amount":500,"currency":"JPY"}}"#, ["合计=500 JPY"], ["Total=500 JPY"]),
            (#"{"sugar":"none"}"#, ["甜度=无"], ["Sugar=none"]),
            (#"{"when":"2026-11-26T08:00"}"#, ["时间=11月26日周四 08:00"], ["Time=Thu 26 Nov 08:00"]),
            (#"{"shop":"江边店","shopEn":"Riverside"}"#, ["门店=江边店"], ["Shop=Riverside"]),
            (#"{"statusText":"已付款","statusTextEn":"paid","status":"paid"}"#, ["状态=已付款"], ["Status=paid"]),
            (#"{"requestKey":"abc"}"#, [], []),
            (#"{"sugar":null}"#, [], []),
        ]
        for (json, zh, en) in rows {
            XCTAssertEqual(Records(.zh).lines(Json.read(json)).map { "\($0.name)=\($0.value)" }, zh, json)
            XCTAssertEqual(Records(.en).lines(Json.read(json)).map { "\($0.name)=\($0.value)" }, en, json)
        }
    }

    @MainActor func testEveryServiceHasAScreenAndWhatCanBeDoneByHandIsDone() async throws {
        let stage = try Stage(.zh)
        let manifests = stage.services.manifests.map(Json.read)
        XCTAssertEqual(Set(manifests.map { $0["service"]["id"].text }), Set(appScreens.map(\.service)))
        for (service, tables) in appScreens {
            let capabilities = manifests.first { $0["service"]["id"].text == service }?["capabilities"].list.map { $0["id"].text } ?? []
            for table in tables {
                XCTAssertNotNil(stage.services.tables(service).fields[table.name], "\(service) \(table.name)")
                for act in table.acts { XCTAssertTrue(capabilities.contains(act.capability), "\(service) \(act.capability)") }
            }
        }
        func press(_ service: String, _ table: String, _ act: Int) throws {
            let own = try XCTUnwrap(appScreens.first { $0.service == service }?.tables.first { $0.name == table })
            let row = try XCTUnwrap(own.rows(stage.services, service).first(where: own.acts[act].fits))
            XCTAssertNil(try stage.services.byHand(service, own.acts[act].capability, own.acts[act].arguments(row)), "\(service) \(own.acts[act].capability)")
        }
        try press("com.leaf.tea", "drinks", 0)
        try press("com.leaf.tea", "orders", 0)
        XCTAssertEqual(stage.services.rows("com.leaf.tea", "orders").last?["status"].text, "paid")
        try press("com.leaf.tea", "orders", 1)
        try press("app.reminders", "reminders", 0)
        try press("app.settings", "switches", 0)
        try press("gov.city.utilities", "bills", 0)
        XCTAssertTrue(stage.model.state.entries.isEmpty)
    }
}
