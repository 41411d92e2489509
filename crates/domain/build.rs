//! Turns `locales/*.json` into one method per text on `I18n`, so that a missing key or a wrong placeholder
//! does not compile, and checks that all languages have the same keys and placeholders.

use std::{collections::BTreeMap, collections::BTreeSet, env, error::Error, fmt::Write, fs, path::Path};

use serde_json::Value;

const LANGUAGES: [&str; 6] = ["en", "nl", "hu", "de", "es", "fr"];

type Texts = BTreeMap<String, Value>;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../locales");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut locales = Vec::new();
    for language in LANGUAGES {
        let path = folder.join(format!("{language}.json"));
        println!("cargo::rerun-if-changed={}", path.display());
        let texts: Texts =
            serde_json::from_str(&fs::read_to_string(&path)?).map_err(|e| format!("{language}.json: {e}"))?;
        locales.push((language, texts));
    }
    let (_, master) = &locales[0];
    let mut faults = Vec::new();
    for (language, texts) in &locales {
        compare(language, master, texts, &mut faults);
    }
    if !faults.is_empty() {
        return Err(format!("locales:\n{}", faults.join("\n")).into());
    }

    let out = env::var("OUT_DIR")?;
    fs::write(Path::new(&out).join("keys.rs"), methods(master)?)?;
    let mut tables = String::from("static TABLES: [&[&str]; 6] = [\n");
    for (_, texts) in &locales {
        tables.push_str("&[\n");
        for value in texts.values() {
            for form in forms(value) {
                writeln!(tables, "{form:?},")?;
            }
        }
        tables.push_str("],\n");
    }
    tables.push_str("];\n");
    fs::write(Path::new(&out).join("tables.rs"), tables)?;
    Ok(())
}

/// One string, or `[one, other]`.
fn forms(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Object(forms) => {
            ["one", "other"].iter().filter_map(|form| forms.get(*form).and_then(Value::as_str)).collect()
        }
        _ => vec![],
    }
}

fn placeholders(text: &str) -> BTreeSet<String> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.to_owned()).collect()
}

fn compare(language: &str, master: &Texts, texts: &Texts, faults: &mut Vec<String>) {
    for key in texts.keys().filter(|key| !master.contains_key(*key)) {
        faults.push(format!("{language}.json has {key:?}, which en.json has not"));
    }
    for (key, value) in master {
        let Some(theirs) = texts.get(key) else {
            faults.push(format!("{language}.json lacks {key:?}"));
            continue;
        };
        let (ours, theirs) = (forms(value), forms(theirs));
        if ours.len() != theirs.len() || ours.is_empty() {
            faults.push(format!(
                "{language}.json: {key:?} must be {}",
                if ours.len() == 2 { "{one, other}" } else { "one text" }
            ));
            continue;
        }
        // The "one" form may leave the number out: "yesterday" needs none.
        let wanted = ours.last().map(|text| placeholders(text)).unwrap_or_default();
        let found = theirs.last().map(|text| placeholders(text)).unwrap_or_default();
        if wanted != found {
            faults.push(format!("{language}.json: {key:?} has placeholders {found:?}, not {wanted:?}"));
        }
    }
}

fn methods(master: &Texts) -> Result<String, std::fmt::Error> {
    let mut code = String::from("impl I18n {\n");
    let mut index = 0;
    for (key, value) in master {
        let forms = forms(value);
        let names: BTreeSet<String> = forms.iter().flat_map(|text| placeholders(text)).collect();
        let arguments: String =
            names.iter().filter(|name| *name != "count").map(|name| format!(", {name}: &str")).collect();
        let filled: String =
            names.iter().filter(|name| *name != "count").map(|name| format!("({name:?}, {name}), ")).collect();
        writeln!(code, "    /// {}", forms.last().unwrap_or(&"").replace('\n', " "))?;
        writeln!(code, "    #[must_use]")?;
        match (forms.len(), names.is_empty()) {
            (2, _) => writeln!(
                code,
                "    pub fn {key}(&self, count: i64{arguments}) -> String {{ self.plural({index}, count, &[{filled}]) }}"
            )?,
            (_, true) => writeln!(code, "    pub fn {key}(&self) -> &'static str {{ self.text({index}) }}")?,
            (_, false) => {
                let arguments: String = names.iter().map(|name| format!(", {name}: &str")).collect();
                let filled: String = names.iter().map(|name| format!("({name:?}, {name}), ")).collect();
                writeln!(
                    code,
                    "    pub fn {key}(&self{arguments}) -> String {{ fill(self.text({index}), &[{filled}]) }}"
                )?;
            }
        }
        index += forms.len();
    }
    writeln!(code, "}}\n\n/// How many texts a table holds.\npub const LENGTH: usize = {index};")?;
    Ok(code)
}
