// The home screen and the screens of the apps. They show the services' state, and do by hand what an app does; the assistant has no part in it.

import DemoLogic
import SwiftUI

struct HomeView: View {
    @Bindable var demo: Demo
    private static let tints: [Color] = [.green, .orange, .red, .brown, .blue, .purple, .gray]

    var body: some View {
        NavigationStack {
            ScrollView {
                LazyVGrid(columns: Array(repeating: GridItem(), count: 4), spacing: 16) {
                    ForEach(appScreens, id: \.service) { screen in
                        NavigationLink { AppView(demo: demo, service: screen.service, tables: screen.tables) } label: { tile(demo.services.name(screen.service, demo.language)) }
                    }
                }
                .padding()
            }
            .safeAreaInset(edge: .bottom) {
                Button { demo.isListening = true } label: { Label(demo.word(.invite), systemImage: "eye").frame(maxWidth: .infinity, minHeight: 44) }
                    .buttonStyle(.borderedProminent)
                    .padding()
            }
            // A swipe to the right opens it too.
            .gesture(DragGesture(minimumDistance: 40).onEnded { if $0.translation.width > 72, abs($0.translation.height) < 72 { demo.isListening = true } })
        }
        .sheet(isPresented: $demo.isListening) { AssistantView(demo: demo) }
    }

    private func tile(_ name: String) -> some View {
        VStack(spacing: 6) {
            RoundedRectangle(cornerRadius: 16)
                .fill(Self.tints[name.unicodeScalars.reduce(0) { $0 + Int($1.value) } % Self.tints.count].gradient)
                .frame(width: 54, height: 54)
                .overlay { Text(name.prefix(1)).font(.title2).foregroundStyle(.white) }
                .accessibilityHidden(true)
            Text(name).font(.caption).multilineTextAlignment(.center).foregroundStyle(.primary)
        }
    }
}

/// The screen of an app.
private struct AppView: View {
    let demo: Demo
    let service: String
    let tables: [AppTable]
    @State private var isUnlocked = false
    @State private var failure: String?

    var body: some View {
        List {
            ForEach(tables, id: \.name) { table in
                Section(demo.language.pick(table.zh, table.en)) {
                    if table.isSensitive, !isUnlocked {
                        Text(demo.word(.locked))
                        Button(demo.word(.authenticate)) { Task { isUnlocked = await Owner.isThere(demo.word(.authenticate)) } }
                    } else {
                        rows(table)
                    }
                }
            }
        }
        .navigationTitle(demo.services.name(service, demo.language))
        .alert(failure ?? "", isPresented: Binding(get: { failure != nil }, set: { if !$0 { failure = nil } })) {}
    }

    @ViewBuilder private func rows(_ table: AppTable) -> some View {
        // Read with the count of changes, so that it is read anew after each.
        let all = demo.count >= 0 ? table.rows(demo.services, service) : []
        let records = Records(demo.language)
        if all.isEmpty { Text(demo.word(.empty)).foregroundStyle(.secondary) }
        ForEach(Array(all.enumerated()), id: \.offset) { _, row in
            VStack(alignment: .leading, spacing: 4) {
                Text(records.field(row, table.head)).font(.headline)
                ForEach(records.lines(row, only: table.lines), id: \.name) { Text("\($0.name): \($0.value)").font(.subheadline).foregroundStyle(.secondary) }
                HStack {
                    ForEach(table.acts.filter { $0.fits(row) }, id: \.capability) { act in
                        Button(demo.language.pick(act.zh, act.en)) { failure = demo.press(service, act, row).map { "\(demo.word(.failed)) (\($0))" } }
                            .buttonStyle(.bordered)
                    }
                }
            }
        }
    }
}
