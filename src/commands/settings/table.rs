//! Every setting on one page. Reading, refusals and `docs/settings.md` all follow this table.

/// What a setting is when nobody sets it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Default {
    /// This value.
    Is(&'static str),
    /// Something that depends on the rest, in words.
    Words(&'static str),
}

/// One setting.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting {
    /// Name in the file; in the environment `PASSERELLE_` and the name in capitals.
    pub(crate) name: &'static str,
    /// What it is when nobody sets it.
    pub(crate) default: Default,
    /// What a value must be, to complete "it must be …".
    pub(crate) expects: &'static str,
    /// What it is for.
    pub(crate) meaning: &'static str,
    /// Its value is never shown.
    pub(crate) is_secret: bool,
}

impl Setting {
    /// Name of the environment variable.
    pub(crate) fn variable(&self) -> String {
        format!("PASSERELLE_{}", self.name.to_uppercase())
    }
}

/// The settings, in the order of the page.
pub(crate) const SETTINGS: [Setting; 25] = [
    Setting {
        name: "database_url",
        default: Default::Is("sqlite://data/passerelle.db"),
        expects: "an address that begins with sqlite:// or postgres://",
        meaning: "Where everything is kept. One file on this machine, made when missing, or a PostgreSQL that several processes share.",
        is_secret: true,
    },
    Setting {
        name: "listen",
        default: Default::Is("127.0.0.1:8080"),
        expects: "an address and a port, such as 127.0.0.1:8080",
        meaning: "Where the web server listens. Put a proxy with TLS in front of it.",
        is_secret: false,
    },
    Setting {
        name: "public_url",
        default: Default::Words("the address of `listen` while the carrier is simulated; required otherwise"),
        expects: "the address under which the carrier and the browsers find this service, such as https://ligne.example.org; with a real carrier it begins with https",
        meaning: "The carrier signs over it, so it must be exact.",
        is_secret: false,
    },
    Setting {
        name: "carrier",
        default: Default::Is("simulated"),
        expects: "simulated, twilio, signalwire, telnyx or somleng",
        meaning: "Who carries the calls. `simulated` really calls nobody.",
        is_secret: false,
    },
    Setting {
        name: "carrier_api_url",
        default: Default::Words(
            "the carrier's own; required for signalwire; unset while simulated, `serve` runs its own simulated carrier",
        ),
        expects: "the address of the carrier's API, such as https://api.twilio.com; while the carrier is simulated, the address printed by `passerelle simulate`, on this machine",
        meaning: "Where calls and messages are asked for.",
        is_secret: false,
    },
    Setting {
        name: "carrier_account_sid",
        default: Default::Words("required with a real carrier, refused while simulated"),
        expects: "the account's identifier at the carrier, set together with `carrier`; while the carrier is simulated it must be unset (or the one printed by `passerelle simulate`)",
        meaning: "Which account pays.",
        is_secret: false,
    },
    Setting {
        name: "carrier_auth_token",
        default: Default::Words("required with a real carrier, refused while simulated"),
        expects: "the carrier's token, or several separated by commas, set together with `carrier`; while the carrier is simulated it must be unset (or the one printed by `passerelle simulate`)",
        meaning: "The first one opens the carrier's API; each of them is accepted on webhooks, so that a token can be replaced without a pause: new,old first, then new alone.",
        is_secret: true,
    },
    Setting {
        name: "carrier_public_key",
        default: Default::Words("required for telnyx; unused by the other carriers"),
        expects: "the public key that the carrier's console shows, 32 bytes in base64, or several separated by commas",
        meaning: "What telnyx signs its webhooks with, where the others use the token. Several are accepted, so that a key can be replaced without a pause.",
        is_secret: false,
    },
    Setting {
        name: "carrier_application_sid",
        default: Default::Words("required for telnyx; unused by the other carriers"),
        expects: "the identifier of the TeXML application in the carrier's console",
        meaning: "Which application of the carrier placed calls belong to. Set its voice method to POST there: what comes by GET is not signed as a whole and is refused.",
        is_secret: false,
    },
    Setting {
        name: "voices",
        default: Default::Words("the voices we found clearest at each carrier"),
        expects: "pairs of a language and one of the carrier's voices, such as fr=Polly.Lea-Neural, en=Polly.Amy-Neural",
        meaning: "Who speaks on the telephone. A language that is not named keeps its usual voice.",
        is_secret: false,
    },
    Setting {
        name: "carrier_calls_per_second",
        default: Default::Is("1.0"),
        expects: "a number above 0 and at most 100, such as 1.0",
        meaning: "How many calls are asked for in a second at most; carriers queue the rest without telling.",
        is_secret: false,
    },
    Setting {
        name: "carrier_messages_per_second",
        default: Default::Is("1.0"),
        expects: "a number above 0 and at most 100, such as 1.0",
        meaning: "How many messages are asked for in a second at most, by all processes together. Pages, codes and answers leave before everything else.",
        is_secret: false,
    },
    Setting {
        name: "smtp_url",
        default: Default::Words("unset: emails are written to `mail_folder`"),
        expects: "smtps://user:password@host:465 or smtp://user:password@host:587?tls=required (special characters percent-encoded)",
        meaning: "The server that sends emails. `?ca=/path/authority.pem` (with `&` after another `?`) trusts a certificate authority of the house.",
        is_secret: true,
    },
    Setting {
        name: "mail_folder",
        default: Default::Is("data/mail"),
        expects: "a folder",
        meaning: "Where emails are written, one file each, when there is no `smtp_url`.",
        is_secret: false,
    },
    Setting {
        name: "mail_from",
        default: Default::Words("`passerelle@localhost` for the folder; required with `smtp_url`"),
        expects: "an email address, such as contact@example.org or Passerelle <contact@example.org>",
        meaning: "Who emails come from.",
        is_secret: false,
    },
    Setting {
        name: "oidc_issuer",
        default: Default::Words("unset: the staff sign in by password and code only"),
        expects: "the issuer of an OpenID Connect provider exactly as it writes it, such as https://login.example.org/realms/asso; https unless it is on this machine; set together with `oidc_client_id` and `oidc_client_secret`",
        meaning: "A second door for the staff: whoever the provider knows by a verified address that somebody of the staff has here comes in without our password and without our code, so ask for a second factor there. Nobody is added by it. Register the return address `<public_url>/sign-in/provider/return`, the authorization code flow and the scopes openid and email.",
        is_secret: false,
    },
    Setting {
        name: "oidc_client_id",
        default: Default::Words("required with `oidc_issuer`"),
        expects: "the identifier this service has at the provider, set together with `oidc_issuer` and `oidc_client_secret`",
        meaning: "Who we are at the provider.",
        is_secret: false,
    },
    Setting {
        name: "oidc_client_secret",
        default: Default::Words("required with `oidc_issuer`"),
        expects: "the secret this service has at the provider, set together with `oidc_issuer` and `oidc_client_id`",
        meaning: "Proves to the provider that it is us.",
        is_secret: true,
    },
    Setting {
        name: "oidc_name",
        default: Default::Is("OpenID"),
        expects: "a name of at most 60 characters, such as Ville de Lyon",
        meaning: "What the staff call the provider: the sign-in page says \"Se connecter avec\" and this.",
        is_secret: false,
    },
    Setting {
        name: "secret_key",
        default: Default::Words("required with a real carrier; a key known to everybody while simulated"),
        expects: "at least 32 characters drawn at random (for example from `openssl rand -hex 32`)",
        meaning: "Protects names and numbers in the database. Keep it apart from the database and its backups: whoever has both reads everything, and without it nobody does.",
        is_secret: true,
    },
    Setting {
        name: "log",
        default: Default::Is("info"),
        expects: "a level (error, warn, info, debug, trace) or a filter such as info,passerelle_app=debug",
        meaning: "How much is told on the error output.",
        is_secret: false,
    },
    Setting {
        name: "log_format",
        default: Default::Is("text"),
        expects: "text or json",
        meaning: "How it is told: for people, or one JSON document a line.",
        is_secret: false,
    },
    Setting {
        name: "scripts_folder",
        default: Default::Words("unset: the program's own voice scripts"),
        expects: "a folder of flows, words and sounds; see docs/voice-scripts.md",
        meaning: "The association's own voice scripts, for `passerelle scripts`. Callers hear what `passerelle scripts publish` has published from it, not the folder itself.",
        is_secret: false,
    },
    Setting {
        name: "organisation",
        default: Default::Words("the only organisation of the database"),
        expects: "a name of at most 200 characters",
        meaning: "The organisation that `import`, `staff`, `cases`, `voicemails` and `scripts publish` are about when they are not told.",
        is_secret: false,
    },
    Setting {
        name: "postgres_connections",
        default: Default::Is("16"),
        expects: "a whole number from 2 to 500",
        meaning: "Connections of one process to PostgreSQL. Ignored on SQLite.",
        is_secret: false,
    },
];

/// The setting of this name.
pub(crate) fn find(name: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.name == name)
}
