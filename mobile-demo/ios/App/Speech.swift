// One sentence by voice, by the platform's recogniser: on the device where it can.

import AVFoundation
import DemoLogic
import Observation
import Speech

@MainActor
@Observable
final class Speech {
    private(set) var isListening = false
    private let engine = AVAudioEngine()
    private var request: SFSpeechAudioBufferRecognitionRequest?
    private var task: SFSpeechRecognitionTask?

    /// Starts to listen, or ends the sentence.
    func toggle(_ language: AppLanguage, said: @escaping @MainActor (String) -> Void) {
        if isListening { return stop() }
        Task {
            guard await Self.isAllowed() else { return }
            try? start(language, said: said)
        }
    }

    private static func isAllowed() async -> Bool {
        let hears = await AVAudioApplication.requestRecordPermission()
        let reads = await withCheckedContinuation { waiting in SFSpeechRecognizer.requestAuthorization { waiting.resume(returning: $0 == .authorized) } }
        return hears && reads
    }

    private func start(_ language: AppLanguage, said: @escaping @MainActor (String) -> Void) throws {
        guard let recognizer = SFSpeechRecognizer(locale: Locale(identifier: language.pick("zh-CN", "en-US"))), recognizer.isAvailable else { return }
        let request = SFSpeechAudioBufferRecognitionRequest()
        request.requiresOnDeviceRecognition = recognizer.supportsOnDeviceRecognition
        let session = AVAudioSession.sharedInstance()
        try session.setCategory(.record, mode: .measurement)
        try session.setActive(true)
        let input = engine.inputNode
        input.installTap(onBus: 0, bufferSize: 1024, format: input.outputFormat(forBus: 0)) { buffer, _ in request.append(buffer) }
        engine.prepare()
        try engine.start()
        self.request = request
        isListening = true
        task = recognizer.recognitionTask(with: request) { result, error in
            let (text, isFinal) = (result?.bestTranscription.formattedString, result?.isFinal == true)
            Task { @MainActor in
                // What was not understood says nothing.
                if isFinal, let text, !text.isEmpty { said(text) }
                if isFinal || error != nil { self.stop() }
            }
        }
    }

    private func stop() {
        engine.stop()
        engine.inputNode.removeTap(onBus: 0)
        request?.endAudio()
        (request, task, isListening) = (nil, nil, false)
    }
}
