// One sentence by voice, by the platform's recogniser: on the device where it can.
//
// What the audio system and the recogniser call comes on queues of theirs: those closures are made outside of the main actor.

import AVFoundation
import DemoLogic
import Observation
import Speech

@MainActor
@Observable
final class Listener {
    private(set) var isListening = false
    private let engine = AVAudioEngine()
    private var request: SFSpeechAudioBufferRecognitionRequest?
    private var task: SFSpeechRecognitionTask?

    /// Starts to listen, or ends the sentence.
    func toggle(_ language: AppLanguage, said: @escaping @MainActor (String) -> Void) {
        if isListening { return stop() }
        Task {
            guard await Self.isAllowed() else { return }
            do { try start(language, said: said) } catch { stop() }
        }
    }

    private static func isAllowed() async -> Bool {
        let hears = await AVAudioApplication.requestRecordPermission()
        return await hears && mayRead()
    }

    private nonisolated static func mayRead() async -> Bool {
        await withCheckedContinuation { waiting in SFSpeechRecognizer.requestAuthorization { waiting.resume(returning: $0 == .authorized) } }
    }

    private nonisolated static func tap(_ input: AVAudioInputNode, into request: SFSpeechAudioBufferRecognitionRequest) {
        input.installTap(onBus: 0, bufferSize: 1024, format: input.outputFormat(forBus: 0)) { buffer, _ in request.append(buffer) }
    }

    private nonisolated static func read(
        _ request: SFSpeechAudioBufferRecognitionRequest, by recognizer: SFSpeechRecognizer, heard: @escaping @Sendable (String?, Bool) -> Void
    ) -> SFSpeechRecognitionTask {
        recognizer.recognitionTask(with: request) { result, error in
            let isOver = result?.isFinal == true || error != nil
            heard(result?.isFinal == true ? result?.bestTranscription.formattedString : nil, isOver)
        }
    }

    private func start(_ language: AppLanguage, said: @escaping @MainActor (String) -> Void) throws {
        guard let recognizer = SFSpeechRecognizer(locale: Locale(identifier: language.pick("zh-CN", "en-US"))), recognizer.isAvailable else { return }
        let request = SFSpeechAudioBufferRecognitionRequest()
        request.requiresOnDeviceRecognition = recognizer.supportsOnDeviceRecognition
        let session = AVAudioSession.sharedInstance()
        try session.setCategory(.record, mode: .measurement)
        try session.setActive(true)
        Self.tap(engine.inputNode, into: request)
        self.request = request
        engine.prepare()
        try engine.start()
        isListening = true
        task = Self.read(request, by: recognizer) { [weak self] text, isOver in
            Task { @MainActor in
                // What was not understood says nothing.
                if let text, !text.isEmpty { said(text) }
                if isOver { self?.stop() }
            }
        }
    }

    /// Ends the listening, also when the sheet is closed: no microphone stays on.
    func stop() {
        engine.stop()
        engine.inputNode.removeTap(onBus: 0)
        request?.endAudio()
        (request, task, isListening) = (nil, nil, false)
    }
}
