plugins {
    alias(libs.plugins.android.application)
    alias(libs.plugins.compose.compiler)
}

val repository = rootDir.resolve("../..")

android {
    namespace = "dev.errand.demo.app"
    compileSdk = 36
    defaultConfig {
        applicationId = "dev.errand.demo"
        // The first that checks fingerprint or screen lock in one prompt.
        minSdk = 30
        targetSdk = 36
        versionCode = 1
        versionName = "0.1.0"
    }
    buildFeatures.compose = true
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }
    sourceSets["main"].kotlin.directories += listOf(
        // Modules without Android: the logic, the screens, and the demo services' generated sources.
        "../logic/src/main/kotlin", "../ui/src/main/kotlin", "../logic/target/generated-sources/uniffi",
    )
    buildTypes["release"].isMinifyEnabled = true
}

/** The model, and the demo services' manifests and data, as assets: exactly the files of this repository. */
val demoAssets = tasks.register<Sync>("demoAssets") {
    from(repository.resolve("models/errand-zh-en")) { into("errand-zh-en") }
    from(repository.resolve("mobile-demo/services")) {
        into("services")
        include("*/capability.json", "*/behaviour.json", "lists.json")
    }
    into(layout.buildDirectory.dir("generated/assets"))
}
android.sourceSets["main"].assets.directories += layout.buildDirectory.dir("generated/assets").get().asFile.path
tasks.named("preBuild") { dependsOn(demoAssets) }

dependencies {
    // `cargo xtask bindings aar` builds it: the libraries for four ABIs, the Kotlin package, the keep rules.
    implementation(files(repository.resolve("bindings/kotlin/errand-android/build/outputs/aar/errand-android-release.aar")))
    implementation(libs.jna) { artifact { type = "aar" } }
    implementation(libs.coroutines.android)
    implementation(libs.serialization.json)
    implementation(libs.compose.ui)
    implementation(libs.compose.foundation)
    implementation(libs.compose.material3)
    implementation(libs.activity.compose)
    implementation(libs.lifecycle.viewmodel)
    implementation(libs.fragment)
    implementation(libs.biometric)
}
