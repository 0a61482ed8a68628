//! How words of the rules are described: their allowed values are those that their own reader knows, so that the description
//! follows them.

use serde::{Deserialize, Deserializer, de, de::value::Error, forward_to_deserialize_any};
use serde_json::Value;
use utoipa::openapi::{
    RefOr, Schema,
    schema::{AdditionalProperties, ArrayBuilder, ObjectBuilder, SchemaType, Type},
};

/// One word of `T`.
pub(crate) fn word<T: Deserialize<'static>>() -> RefOr<Schema> {
    let words = words::<T>().into_iter().map(Value::from);
    ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)).enum_values(Some(words)).into()
}

/// One word of `T`, or `null`.
pub(crate) fn word_or_null<T: Deserialize<'static>>() -> RefOr<Schema> {
    let words = words::<T>().into_iter().map(Value::from).chain([Value::Null]);
    let kind = SchemaType::Array(vec![Type::String, Type::Null]);
    ObjectBuilder::new().schema_type(kind).enum_values(Some(words)).into()
}

/// Words of `T`, in order.
pub(crate) fn words_of<T: Deserialize<'static>>() -> RefOr<Schema> {
    ArrayBuilder::new().items(word::<T>()).into()
}

/// A word of `T` for each name.
pub(crate) fn words_by_name<T: Deserialize<'static>>() -> RefOr<Schema> {
    let values = AdditionalProperties::RefOr(word::<T>());
    ObjectBuilder::new().schema_type(SchemaType::Type(Type::Object)).additional_properties(Some(values)).into()
}

/// The words that the reader of `T` knows.
fn words<T: Deserialize<'static>>() -> Vec<&'static str> {
    let mut known: &'static [&'static str] = &[];
    // It never reads anything: what it is asked for is the answer.
    drop(T::deserialize(Listening(&mut known)));
    known.to_vec()
}

/// Remembers which words it is asked for.
struct Listening<'a>(&'a mut &'static [&'static str]);

impl<'de> Deserializer<'de> for Listening<'_> {
    type Error = Error;

    fn deserialize_enum<V: de::Visitor<'de>>(
        self,
        _name: &'static str,
        variants: &'static [&'static str],
        _visitor: V,
    ) -> Result<V::Value, Error> {
        *self.0 = variants;
        Err(de::Error::custom("nothing is read"))
    }

    fn deserialize_any<V: de::Visitor<'de>>(self, _visitor: V) -> Result<V::Value, Error> {
        Err(de::Error::custom("nothing is read"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use passerelle_domain::case::CaseOutcome;

    use super::*;

    #[test]
    fn words_of_a_rule_then_those_it_is_written_with() {
        assert_eq!(words::<CaseOutcome>(), CaseOutcome::ALL.map(CaseOutcome::as_str));
    }
}
