// Whether the phone's owner is there: by Face ID, Touch ID or the passcode.

import LocalAuthentication

enum Owner {
    /// Asks the device now. A phone without any lock cannot tell, and so the answer is no.
    static func isThere(_ reason: String) async -> Bool {
        let context = LAContext()
        // A check of before counts for nothing: each yes needs its own.
        context.touchIDAuthenticationAllowableReuseDuration = 0
        return (try? await context.evaluatePolicy(.deviceOwnerAuthentication, localizedReason: reason)) ?? false
    }
}
