// The Android app. Its logic and its screens are modules without Android, which Maven builds and tests too (`cargo xtask test`).
pluginManagement {
    repositories {
        google()
        mavenCentral()
        gradlePluginPortal()
    }
}
dependencyResolutionManagement {
    repositories {
        google()
        mavenCentral()
    }
}
rootProject.name = "errand-demo"
include(":app")
