//! The JSON Schema of a mini-tool's spec.
//!
//! The schema is derived from the types, so there is one truth; what is compiled in is the checked-in copy, which a test holds to them.
//! It says which shapes a spec may have; whether one hangs together is `check`'s matter.

/// The JSON Schema (draft 2020-12) of a mini-tool's spec, as pretty JSON text.
pub fn mini_tool_schema() -> &'static str {
    include_str!("../../../docs/mini-tool.schema.json")
}

#[cfg(test)]
mod tests {
    use super::super::spec::MiniTool;

    /// `UPDATE=1` writes it anew.
    #[test]
    fn the_schema_is_what_the_types_say() {
        let schema = serde_json::to_string_pretty(&schemars::schema_for!(MiniTool)).expect("JSON") + "\n";
        if std::env::var_os("UPDATE").is_some() {
            let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/mini-tool.schema.json");
            std::fs::write(file, schema).expect("the docs");
        } else {
            assert_eq!(schema, super::mini_tool_schema(), "run `cargo xtask schema`");
        }
    }
}
