// A mini-tool as the core has drawn it: each part in the app's own controls. What a touch does is the core's matter.

import Charts
import DemoLogic
import Errand
import SwiftUI

/// What is shown where nothing was entered.
private let nothing = "–"

struct ToolView: View {
    let demo: Demo
    let step: ToolStep
    @State private var isSample = false

    var body: some View {
        GroupBox {
            VStack(alignment: .leading, spacing: 10) {
                if step.sample != nil { Toggle(demo.word(.sample), isOn: $isSample).toggleStyle(.button) }
                // What a sample shows is not the person's, and nothing is done with it.
                let sample = isSample ? step.sample : nil
                ForEach((sample ?? step.screen).parts, id: \.id, content: part).disabled(sample != nil)
                if !step.permissions.isEmpty {
                    Text("\(demo.word(.rights)): \(step.permissions.map { $0.title.isEmpty ? $0.capability : $0.title }.joined(separator: ", "))").font(.footnote)
                }
            }
        } label: {
            HStack {
                Text(step.screen.title).accessibilityAddTraits(.isHeader)
                Spacer()
                Text(demo.word(step.isSaved ? .kept : .notKept)).font(.caption)
                Button(demo.word(.close), systemImage: "xmark") { demo.model.cancel() }.labelStyle(.iconOnly)
            }
        }
    }

    private func touch(_ part: ScreenPart, _ act: ToolAct, record: UInt64? = nil, column: String? = nil) {
        demo.model.touch(ToolInput(event: ToolEvent(part: part.id, act: act, record: record, column: column), seed: .random(in: .min ... .max), from: 0))
    }

    @ViewBuilder private func part(_ part: ScreenPart) -> some View {
        switch part.kind {
        case .heading: Text(part.label).font(.headline)
        case .text: Text(part.label)
        case .field: EnteredField(label: part.label, unit: part.unit, entered: part.entered, takes: part.takes) { touch(part, .enter(text: $0)) }
        case .choice:
            Picker(part.label, selection: Binding(get: { part.entered }, set: { touch(part, .enter(text: $0)) })) {
                Text("–").tag("")
                ForEach(part.options, id: \.self) { Text($0).tag($0) }
            }
        case .toggle: Toggle(part.label, isOn: Binding(get: { part.entered == "true" }, set: { touch(part, .enter(text: "\($0)")) }))
        case .stepper: Stepper("\(part.label): \(part.value)") { touch(part, .press) } onDecrement: { touch(part, .less) }
        case .slider: SliderPart(part: part) { touch(part, .enter(text: $0)) }
        case .list, .table: records(part)
        case .progress: ProgressView(value: part.progress ?? 0) { LabeledContent(part.label, value: part.value) }.accessibilityLabel(part.accessible)
        case .chart:
            Chart(Array(part.points.enumerated()), id: \.offset) { BarMark(x: .value("", $0.element.label), y: .value(part.label, $0.element.value)) }
                .frame(height: 110).accessibilityLabel(part.label)
        case .timer: if let timer = part.timer { TimerPart(demo: demo, part: part, timer: timer) { touch(part, $0) } }
        case .button: Button(part.label) { touch(part, .press) }.buttonStyle(.bordered).frame(maxWidth: .infinity)
        case .result: LabeledContent(part.label) { Text(part.value).font(.headline) }.accessibilityElement(children: .ignore).accessibilityLabel(part.accessible)
        }
    }

    private func records(_ part: ScreenPart) -> some View {
        VStack(alignment: .leading) {
            Text(part.label).font(.headline)
            ScrollView(.horizontal) {
                Grid(alignment: .leading) {
                    ForEach(part.records, id: \.id) { record in
                        GridRow {
                            ForEach(Array(part.columns.enumerated()), id: \.offset) { i, column in
                                let cell = i < record.cells.count ? record.cells[i] : ""
                                if part.kind == .list, column.takes != nil {
                                    EnteredField(label: column.label, unit: column.unit, entered: cell == nothing ? "" : cell, takes: column.takes) { touch(part, .enter(text: $0), record: record.id, column: column.name) }
                                        .frame(minWidth: 90)
                                } else {
                                    Text(cell)
                                }
                            }
                            ForEach(part.actions, id: \.name) { act in Button(act.label) { touch(part, .press, record: record.id, column: act.name) } }
                            if part.kind == .list { Button(demo.word(.remove), systemImage: "trash") { touch(part, .remove, record: record.id) }.labelStyle(.iconOnly) }
                        }
                    }
                }
            }
            if part.kind == .list { Button(demo.word(.add), systemImage: "plus") { touch(part, .add) } }
        }
    }
}

/// A field that is entered when the person is done with it.
private struct EnteredField: View {
    let label: String
    let unit: String
    let entered: String
    let takes: FieldType?
    let enter: (String) -> Void
    @State private var text = ""
    @FocusState private var isFocused: Bool

    var body: some View {
        LabeledContent(unit.isEmpty ? label : "\(label) (\(unit))") {
            TextField(label, text: $text)
                .focused($isFocused)
                .keyboardType(takes == .number || takes == .money ? .decimalPad : .default)
                .textFieldStyle(.roundedBorder)
                .onSubmit(done)
        }
        .onAppear { text = entered }
        .onChange(of: entered) { text = entered }
        .onChange(of: isFocused) { if !isFocused { done() } }
    }

    private func done() { if text != entered { enter(text) } }
}

private struct SliderPart: View {
    let part: ScreenPart
    let enter: (String) -> Void
    @State private var at = 0.0

    var body: some View {
        VStack(alignment: .leading) {
            Text("\(part.label): \(part.value)")
            Slider(value: $at, in: (part.min ?? 0)...(part.max ?? 100)) { isMoving in if !isMoving { enter("\(Int(at))") } }
        }
        .onAppear { at = Double(part.entered) ?? 0 }
    }
}

private struct TimerPart: View {
    let demo: Demo
    let part: ScreenPart
    let timer: ScreenTimer
    let touch: (ToolAct) -> Void
    @State private var end = Date.now

    var body: some View {
        HStack {
            Text(timer.phase.isEmpty ? part.label : timer.phase)
            Spacer()
            if timer.isRunning { Text(timerInterval: Date.now...max(end, .now), countsDown: true).font(.title.monospacedDigit()) } else { Text(still).font(.title.monospacedDigit()) }
            Button(demo.word(timer.isRunning ? .stop : .start)) { touch(timer.isRunning ? .less : .press) }.buttonStyle(.bordered)
        }
        .task(id: timer) {
            end = .now.addingTimeInterval(Double(timer.leftMs) / 1000)
            guard timer.isRunning, (try? await Task.sleep(for: .milliseconds(timer.leftMs))) != nil else { return }
            // A phase is over: what comes next is the core's to say.
            demo.model.touch(ToolInput(event: nil, seed: .random(in: .min ... .max), from: 0))
        }
    }

    private var still: String { Duration.milliseconds(timer.leftMs).formatted(.time(pattern: .minuteSecond)) }
}
