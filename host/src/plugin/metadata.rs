//! The standard metadata of a component, so that tools that know nothing of procedures can say
//! what it is: `wasm-tools metadata show` reads it, and registries do.

use wasm_metadata::{
    AddMetadata, AddMetadataField, Authors, Description, Homepage, Licenses, Producers, Source,
    Version,
};

use super::manifest::Manifest;

/// What compiled a component: names of programs with their versions.
pub(super) type Builders = Vec<(String, String)>;

/// Writes what a manifest says, and what built it, into the outermost level of a component.
pub(super) fn describe(
    component: &[u8],
    manifest: &Manifest,
    builders: Builders,
) -> Result<Vec<u8>, String> {
    let wrong = |what: &str, value: &str, error: anyhow::Error| {
        format!("plugin.toml: {what} = \"{value}\": {error:#}")
    };
    let mut metadata = AddMetadata::default();
    metadata.name = AddMetadataField::Set(manifest.id.to_string());
    metadata.processed_by = builders;
    metadata.authors = AddMetadataField::Set(Authors::new(manifest.vendor.clone()));
    metadata.version = AddMetadataField::Set(Version::new(manifest.version.to_string()));
    let summary = manifest.summary.get("en").or_else(|| manifest.summary.get("fr"));
    metadata.description =
        AddMetadataField::Set(Description::new(summary.cloned().unwrap_or_default()));
    let licence = &manifest.licence;
    let licences = Licenses::new(licence).map_err(|e| wrong("licence", licence, e))?;
    metadata.licenses = AddMetadataField::Set(licences);
    if let Some(source) = &manifest.source {
        let url = Source::new(source).map_err(|e| wrong("source", source, e))?;
        metadata.source = AddMetadataField::Set(url);
    }
    if let Some(homepage) = &manifest.homepage {
        let url = Homepage::new(homepage).map_err(|e| wrong("homepage", homepage, e))?;
        metadata.homepage = AddMetadataField::Set(url);
    }
    metadata.to_wasm(component).map_err(|e| format!("its metadata cannot be written: {e:#}"))
}

/// What built a component, as it says itself.
pub(super) fn builders(component: &[u8]) -> Builders {
    let Ok(Some(producers)) = Producers::from_wasm(component) else { return vec![] };
    let clean = |text: &str| text.chars().filter(|c| !c.is_control()).take(200).collect();
    let tools = producers.get("processed-by");
    let tools = tools.iter().flat_map(|tools| tools.iter());
    tools.map(|(name, version)| (clean(name), clean(version))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_metadata::Payload;

    const EMPTY: &[u8] = b"\0asm\x0d\0\x01\0";

    fn manifest(more: &str) -> Manifest {
        let small = super::super::manifest::SMALL;
        Manifest::parse(&small.replace("category", &format!("{more}\ncategory"))).unwrap()
    }

    #[test]
    fn standard_tools_read_what_the_manifest_says() {
        let manifest = manifest(
            "source = \"https://git.example/small\"\nhomepage = \"https://small.example/\"",
        );
        let builders = vec![("rustc".to_owned(), "1.96.0".to_owned())];
        let component = describe(EMPTY, &manifest, builders.clone()).unwrap();
        let payload = Payload::from_binary(&component).unwrap();
        let read = payload.metadata();
        assert_eq!(read.name.as_deref(), Some("org.example.small"));
        let text = |field: Option<String>| field.unwrap_or_default();
        assert_eq!(text(read.version.as_ref().map(ToString::to_string)), "1.0.0");
        assert_eq!(text(read.authors.as_ref().map(ToString::to_string)), "Example");
        assert_eq!(text(read.licenses.as_ref().map(ToString::to_string)), "MIT");
        assert_eq!(text(read.description.as_ref().map(ToString::to_string)), "Un petit formulaire");
        let source = text(read.source.as_ref().map(ToString::to_string));
        assert!(source.starts_with("https://git.example/small"), "{source}");
        let homepage = text(read.homepage.as_ref().map(ToString::to_string));
        assert_eq!(homepage, "https://small.example/");
        assert_eq!(super::builders(&component), builders);
    }

    #[test]
    fn what_is_no_licence_or_address_is_named() {
        let error = |more: &str, change: (&str, &str)| {
            let mut manifest = manifest(more);
            manifest.licence = manifest.licence.replace(change.0, change.1);
            describe(EMPTY, &manifest, vec![]).unwrap_err()
        };
        assert!(error("", ("MIT", "do what you like")).contains("licence"));
        assert!(error("source = \"nowhere\"", ("", "")).contains("source"));
    }
}
