//! Which protocol a series follows, by name.

use serde::{Deserialize, Serialize};

/// The name of a protocol. It is looked up when a call is made, so that a corrected protocol holds from the next call on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "Written", into = "String")]
pub struct ProtocolName(pub String);

/// Series of earlier versions held the whole protocol.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Name(String),
    Whole { name: String },
}

impl From<Written> for ProtocolName {
    fn from(written: Written) -> ProtocolName {
        match written {
            Written::Name(name) | Written::Whole { name } => ProtocolName(name),
        }
    }
}

impl From<ProtocolName> for String {
    fn from(name: ProtocolName) -> String {
        name.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_or_the_whole_protocol_of_an_earlier_version_then_the_name() {
        for text in [r#""daily""#, r#"{"name":"daily","attempts":[{"after_minutes":0}],"person_ring_s":40}"#] {
            let name: ProtocolName = serde_json::from_str(text).unwrap();
            assert_eq!(name, ProtocolName("daily".into()));
        }
        assert_eq!(serde_json::to_string(&ProtocolName("daily".into())).unwrap(), r#""daily""#);
    }
}
