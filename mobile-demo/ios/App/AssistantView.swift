// The assistant's sheet: the conversation, what waits for the person, and the line to type or speak.
//
// A confirmation is a sheet of its own over it (`ConfirmView`).

import DemoLogic
import Errand
import SwiftUI

struct AssistantView: View {
    let demo: Demo
    @State private var text = ""
    @State private var isAside = false
    @State private var listener = Listener()
    @Environment(\.dismiss) private var dismiss

    private var confirmation: Confirmation? {
        if case .confirmation(let shown) = demo.state.card { shown } else { nil }
    }

    var body: some View {
        NavigationStack {
            ScrollViewReader { reader in
                ScrollView {
                    VStack(alignment: .leading, spacing: 10) {
                        ForEach(Array(demo.state.entries.enumerated()), id: \.offset) { _, entry in said(entry) }
                        waiting.id("waiting")
                    }
                    .padding()
                }
                .onChange(of: demo.state) { withAnimation { reader.scrollTo("waiting", anchor: .bottom) } }
            }
            .safeAreaInset(edge: .bottom) { composer }
            .navigationTitle(demo.word(.assistant))
            .toolbar { Button(demo.word(.close)) { dismiss() } }
        }
        .sheet(item: Binding(get: { isAside ? nil : confirmation }, set: { if $0 == nil { isAside = true } })) { shown in
            ConfirmView(demo: demo, shown: shown) { isAside = true }
        }
        .sheet(item: Binding(get: { demo.shared.map(SharedText.init) }, set: { demo.shared = $0?.text })) { ShareLink(item: $0.text).padding() }
        .onChange(of: confirmation?.id) { isAside = false }
        .onDisappear { listener.stop() }
    }

    @ViewBuilder private func said(_ entry: Entry) -> some View {
        let isMine = entry.from == .person
        if !entry.text.isEmpty {
            Text(entry.text)
                .padding(.horizontal, entry.from == .note ? 0 : 14).padding(.vertical, entry.from == .note ? 0 : 9)
                .foregroundStyle(isMine ? Color.white : .primary)
                .background(entry.from == .note ? AnyShapeStyle(.clear) : isMine ? AnyShapeStyle(.tint) : AnyShapeStyle(.quaternary), in: .rect(cornerRadius: 18))
                .font(entry.from == .note ? .footnote : .body)
                .frame(maxWidth: .infinity, alignment: isMine ? .trailing : .leading)
        }
        ForEach(Array(entry.results.enumerated()), id: \.offset) { _, card in result(card) }
    }

    @ViewBuilder private func result(_ card: ResultCard) -> some View {
        if card.undo != nil { Button(demo.word(.undo)) { demo.model.say(demo.word(.undoWords)) }.buttonStyle(.bordered) }
        if !card.lines.isEmpty || !card.items.isEmpty { content(card) }
    }

    private func content(_ card: ResultCard) -> some View {
        GroupBox(card.service) {
            VStack(alignment: .leading, spacing: 6) {
                if !card.title.isEmpty { Text(card.title).font(.headline) }
                ForEach(card.lines, id: \.name) { LabeledContent($0.name, value: $0.value) }
                ForEach(Array(card.items.enumerated()), id: \.offset) { _, item in
                    Text("\(item.title) \(item.detail)").font(.subheadline.bold())
                    ForEach(item.lines, id: \.name) { LabeledContent($0.name, value: $0.value) }
                    ForEach(Array(item.constraints.enumerated()), id: \.offset) { _, own in
                        Text("\(own.kind.text(demo.language)): \(kept(own.kept))").font(.footnote)
                    }
                }
            }
        }
    }

    private func kept(_ kept: Kept) -> String {
        switch kept {
        case .verified: demo.word(.verified)
        case .unknown: demo.word(.unknown)
        case .violated: demo.word(.violated)
        }
    }

    @ViewBuilder private var waiting: some View {
        switch demo.state.card {
        case .options(_, let options):
            ForEach(options, id: \.id) { option in
                Button { demo.model.choose(option.id) } label: { LabeledContent(option.title, value: option.detail) }.buttonStyle(.bordered)
            }
        case .field(_, .number, let minimum, let maximum): NumberField(demo: demo, range: (minimum ?? .min)...(maximum ?? .max))
        case .field(_, .yesNo, _, _):
            HStack {
                Button(demo.word(.no)) { demo.model.provide("false", words: demo.word(.no)) }.buttonStyle(.bordered)
                Button(demo.word(.yes)) { demo.model.provide("true", words: demo.word(.yes)) }.buttonStyle(.borderedProminent)
            }
        // Days and times are said quicker than they are picked.
        case .field: EmptyView()
        case .confirmation: Button(demo.word(.look)) { isAside = false }.buttonStyle(.borderedProminent)
        case .page(let page): PageView(demo: demo, page: page)
        case .tool(let step): ToolView(demo: demo, step: step)
        case nil:
            if demo.state.isBusy {
                HStack {
                    ProgressView()
                    Text(demo.state.progress ?? "").frame(maxWidth: .infinity, alignment: .leading)
                    Button(demo.word(.cancel)) { demo.model.cancel() }
                }
            } else {
                let nearest = demo.state.entries.last?.nearest ?? []
                ForEach(demo.state.entries.isEmpty ? suggestions(demo.language) : nearest, id: \.self) { text in
                    Button(text) { demo.model.say(text) }.buttonStyle(.bordered)
                }
            }
        }
    }

    private var composer: some View {
        VStack(alignment: .leading) {
            if let item = demo.state.items.first {
                HStack {
                    Text("\(demo.word(.about)): \(item.author ?? "") \(item.text)").lineLimit(1).font(.footnote)
                    Button(demo.word(.remove)) { demo.model.about([]) }
                }
            }
            HStack {
                TextField(demo.word(.composer), text: $text).textFieldStyle(.roundedBorder).submitLabel(.send).onSubmit(send)
                Button(demo.word(.speak), systemImage: listener.isListening ? "waveform" : "mic") { listener.toggle(demo.language) { demo.model.say($0) } }
                    .labelStyle(.iconOnly)
                Button(demo.word(.send), systemImage: "arrow.up.circle.fill", action: send).labelStyle(.iconOnly).disabled(text.isEmpty)
            }
        }
        .padding()
        .background(.bar)
    }

    private func send() {
        if demo.model.say(text) { text = "" }
    }
}

/// A number that is asked for; words are always taken in the line below.
private struct NumberField: View {
    let demo: Demo
    let range: ClosedRange<Int>
    @State private var number: Int?

    var body: some View {
        HStack {
            TextField("", value: $number, format: .number).keyboardType(.numberPad).textFieldStyle(.roundedBorder)
            Button(demo.word(.done)) { if let number { demo.model.provide("\(number)", words: "\(number)") } }.disabled(!(number.map(range.contains) ?? false))
        }
    }
}

/// A service's own page, until the person comes back.
private struct PageView: View {
    let demo: Demo
    let page: Page

    var body: some View {
        GroupBox(page.service) {
            Text(page.title).font(.title2)
            ForEach(page.lines, id: \.name) { LabeledContent($0.name, value: $0.value) }
            HStack {
                Button(demo.word(.leave)) { demo.model.returned(isDone: false) }.buttonStyle(.bordered)
                Button(page.sum.map { "\(demo.word(.pay)) \($0)" } ?? demo.word(.finish)) { demo.model.returned(isDone: true) }.buttonStyle(.borderedProminent)
            }
        }
    }
}

/// A text of a mini-tool that the person wants to send.
private struct SharedText: Identifiable {
    let text: String
    var id: String { text }
}
