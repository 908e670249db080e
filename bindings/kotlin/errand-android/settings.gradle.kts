// The Android archive. `cargo xtask bindings aar` builds the libraries and the generated sources first, then this.
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
rootProject.name = "errand-android"
