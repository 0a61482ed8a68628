//! `docs/settings.md`, written from the table.

use super::table::{Default, SETTINGS};

/// The page.
pub(crate) fn page() -> String {
    let mut page = String::from(INTRODUCTION);
    for setting in SETTINGS {
        let default = match setting.default {
            Default::Is(value) => format!("`{value}`"),
            Default::Words(words) => words.to_owned(),
        };
        let secret = if setting.is_secret { " **Secret**: never shown." } else { "" };
        page += &format!(
            "\n### `{}`\n\n{}{secret}\n\n- Environment: `{}`\n- Expects: {}\n- Default: {default}\n",
            setting.name,
            setting.meaning,
            setting.variable(),
            setting.expects,
        );
    }
    page
}

const INTRODUCTION: &str = "\
# Settings

<!-- Made from src/commands/settings/table.rs. To make it anew: cargo run -- settings > docs/settings.md -->

Settings are read from `passerelle.toml` in the working directory (or the file named by `--config`), then from the
environment, which wins: the setting `listen` is the variable `PASSERELLE_LISTEN`. An empty value counts as not set. Nothing is
required to rehearse: without any setting, `passerelle serve` keeps its data under `data/` and simulates the carrier.

A wrong or unknown setting stops the program before it does anything, with exit code 2, the name of the setting and what it
expects. `passerelle doctor` examines an installation.

A production file may look like this; secrets are better in the environment:

```toml
database_url = \"postgres://passerelle@localhost/passerelle\"
public_url = \"https://ligne.example.org\"
carrier = \"twilio\"
carrier_account_sid = \"AC…\"
mail_from = \"Passerelle <contact@example.org>\"
```

## The settings
";
