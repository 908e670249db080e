plugins {
    id("com.android.library") version "9.0.0"
}

android {
    namespace = "dev.errand"
    compileSdk = 36
    defaultConfig {
        minSdk = 26
        // Rules of a library must reach the app, or it fails in release only.
        consumerProguardFiles("consumer-rules.pro")
    }
    sourceSets["main"].kotlin.directories += listOf("../errand/src/main/kotlin", "build/generated/uniffi")
    // Built by cargo, 16 KB pages checked there; symbols go after the sources were generated.
    packaging.jniLibs.useLegacyPackaging = false
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }
}

dependencies {
    // The archive, not the jar: it brings libjnidispatch for each ABI. Before 5.18.1 that one is not aligned to 16 KB pages.
    api("net.java.dev.jna:jna:5.19.1@aar")
    api("org.jetbrains.kotlinx:kotlinx-coroutines-android:1.11.0")
}
