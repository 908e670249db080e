// The confirmation's own surface: what exactly will be done, by whom, with which values and where each came from, for how much.
//
// It draws the preview as it is, asks the device for its owner where that is needed, and hands the model a yes to exactly what was on the screen.

import DemoLogic
import SwiftUI

struct ConfirmView: View {
    let demo: Demo
    let shown: Confirmation
    let change: () -> Void

    var body: some View {
        ScrollView {
            VStack(alignment: .leading, spacing: 12) {
                Text(shown.title).font(.title.bold()).accessibilityAddTraits(.isHeader)
                if !shown.service.isEmpty { Text(shown.service).foregroundStyle(.secondary) }
                rows(shown.rows)
                ForEach(Array(shown.also.enumerated()), id: \.offset) { _, also in
                    Divider()
                    Text("\(demo.word(.also)): \(also.title) · \(also.service)").font(.headline)
                    rows(also.rows)
                }
                if let sum = shown.sum {
                    Divider()
                    LabeledContent(demo.word(.total)) { Text(sum).font(.title.bold()) }
                }
                if let payee = shown.payee { LabeledContent(demo.word(.payee), value: payee) }
                if let consent = shown.consent { Text(consent).padding(12).background(.quaternary, in: .rect(cornerRadius: 12)) }
                if !shown.next.isEmpty { Text("\(demo.word(.afterwards)): \(shown.next.joined(separator: ", "))") }
                HStack {
                    Button(demo.word(.decline)) { demo.model.decline(shown.id) }.buttonStyle(.bordered)
                    Button(demo.word(.change), action: change).buttonStyle(.bordered)
                    Button(demo.word(yes), action: agree).buttonStyle(.borderedProminent).frame(maxWidth: .infinity)
                }
            }
            .padding(20)
        }
        .presentationDetents([.medium, .large])
    }

    private var yes: Word {
        switch shown.asks {
        case .act: .agree
        case .data: .allow
        case .owner: .authenticate
        }
    }

    private func rows(_ rows: [Row]) -> some View {
        ForEach(Array(rows.enumerated()), id: \.offset) { _, row in
            LabeledContent(row.label) {
                VStack(alignment: .trailing) {
                    Text(row.value)
                    if let origin = row.origin { Text(origin).font(.footnote).foregroundStyle(.orange) }
                }
            }
        }
    }

    private func agree() {
        Task {
            let isAuthenticated = shown.needsOwner ? await Owner.isThere(shown.title) : false
            // Who cannot show that they own the phone has not said no either: the question stays.
            if shown.needsOwner, !isAuthenticated { return }
            demo.model.agree(shown.id, isAuthenticated: isAuthenticated)
        }
    }
}
