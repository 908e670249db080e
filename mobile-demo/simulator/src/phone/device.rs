//! What the phone itself is doing, as functions of the app have set it: the song that plays, volume and brightness.
//!
//! The demo services answer such calls and keep nothing of them; a phone would.

use serde_json::{Value as Json, json};

/// The phone's own state.
pub(crate) struct Device {
    playing: Option<Json>,
    volume: i64,
    brightness: i64,
}

impl Default for Device {
    fn default() -> Self {
        Self { playing: None, volume: 50, brightness: 60 }
    }
}

impl Device {
    /// A call was carried out: what it sets. `songs`: the player's songs in their order, for the calls that go to another one.
    pub(crate) fn carried_out(
        &mut self,
        service: &str,
        capability: &str,
        arguments: &str,
        output: &str,
        songs: impl FnOnce() -> Vec<Json>,
    ) {
        let read = |text: &str| serde_json::from_str::<Json>(text).unwrap_or_default();
        let level = || read(arguments)["level"].as_i64();
        match (service, capability) {
            ("app.music", "playMusic") => self.playing = Some(read(output)),
            ("app.music", "playPlaylist") => self.playing = songs().first().cloned(),
            ("app.music", "pauseMusic") => self.playing = None,
            ("app.music", "nextTrack") => self.playing = self.after(&songs()),
            ("app.settings", "setVolume") => self.volume = level().unwrap_or(self.volume),
            ("app.settings", "setBrightness") => self.brightness = level().unwrap_or(self.brightness),
            _ => {}
        }
    }

    fn after(&self, songs: &[Json]) -> Option<Json> {
        let playing = self.playing.as_ref()?;
        let at = songs.iter().position(|song| song["songId"] == playing["songId"])?;
        songs.get((at + 1) % songs.len()).cloned()
    }

    pub(crate) fn json(&self) -> Json {
        json!({"playing": self.playing, "volume": self.volume, "brightness": self.brightness})
    }
}
