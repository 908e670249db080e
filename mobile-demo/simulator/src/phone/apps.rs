//! What the manifests say of the apps' functions: for the page, and for what may go wrong on the way to them.
//!
//! Decides the JSON of it. What a screen looks like is the page's.

use errand_demo_services::DemoApp;
use serde_json::{Value as Json, json};

/// The manifests of all apps, read once.
pub(crate) struct Manifests(Vec<Json>);

impl Manifests {
    pub(crate) fn of(app: &DemoApp) -> Result<Self, serde_json::Error> {
        app.manifests().iter().map(|(_, text)| serde_json::from_str(text)).collect::<Result<_, _>>().map(Self)
    }

    /// All services: id, names, functions.
    pub(crate) fn services(&self) -> Json {
        let services = self.0.iter().map(|manifest| {
            let capabilities = manifest["capabilities"].as_array().into_iter().flatten().map(|own| {
                json!({
                    "id": own["id"], "kind": own["kind"], "title": own["title"],
                    "errors": codes(own).collect::<Vec<_>>(), "isPage": own["invoke"]["type"] == "handoff",
                })
            });
            json!({
                "id": manifest["service"]["id"],
                "name": manifest["service"]["name"],
                "isNative": manifest["service"]["id"].as_str().is_some_and(|id| id.starts_with("app.")),
                "capabilities": capabilities.collect::<Vec<_>>(),
            })
        });
        services.collect()
    }

    /// The declaration of a capability.
    pub(crate) fn capability(&self, service: &str, id: &str) -> Option<&Json> {
        let manifest = self.0.iter().find(|manifest| manifest["service"]["id"] == service)?;
        manifest["capabilities"].as_array()?.iter().find(|own| own["id"] == id)
    }

    /// Whether a capability declares an error code.
    pub(crate) fn declares(&self, service: &str, id: &str, code: &str) -> bool {
        self.capability(service, id).is_some_and(|own| codes(own).any(|declared| declared == code))
    }

    /// The code by which a page says that the person left it without finishing, if the service has one.
    pub(crate) fn left_code(&self, service: &str, id: &str) -> Option<&str> {
        let errors = self.capability(service, id)?["errors"].as_array()?;
        errors.iter().find(|error| error["class"] == "denied")?["code"].as_str()
    }
}

fn codes(capability: &Json) -> impl Iterator<Item = &str> {
    let errors = capability["errors"].as_array().into_iter().flatten();
    errors.filter_map(|error| error["code"].as_str())
}
