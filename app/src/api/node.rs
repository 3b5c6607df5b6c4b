//! Reading JSON with little code.
//!
//! `serde_json` brings one copy of its parser per type into the browser. Here it parses once into
//! [`Node`], whatever the type. A struct then gets its values in the order of its fields, as a list:
//! what serde derives for a list is far shorter than what it derives for names in any order. A field
//! that is missing is read as `null`, which fits what is left out when it is empty: options and
//! lists. Errors say nothing, because nobody could do anything about them: page and server differ
//! in age.

use std::fmt;

use serde::de::{
    Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess,
    SeqAccess, VariantAccess, Visitor,
};
use serde::{Serialize, Serializer, forward_to_deserialize_any};

/// Reads JSON as a type; nothing when it does not fit.
pub(crate) fn read<T: DeserializeOwned>(json: &str) -> Option<T> {
    Node::parse(json).and_then(Node::read)
}

impl Node {
    /// Takes JSON apart; nothing when it is none. The text is handed over as bytes, as answers come,
    /// because `serde_json` has a parser for each.
    #[inline(never)]
    pub(crate) fn parse(json: &str) -> Option<Self> {
        serde_json::from_slice(json.as_bytes()).ok()
    }

    /// Reads it as a type; nothing when it does not fit.
    pub(crate) fn read<T: DeserializeOwned>(self) -> Option<T> {
        T::deserialize(self).ok()
    }
}

/// The values of these fields, in this order.
#[inline(never)]
fn in_order(node: Node, fields: &[&str]) -> Result<Items, Misfit> {
    let Node::Map(mut entries) = node else { return Err(Misfit) };
    let mut value = |field: &&str| {
        let entry = entries.iter_mut().find(|(name, _)| name == field);
        entry.map_or(Node::Null, |(_, value)| std::mem::replace(value, Node::Null))
    };
    Ok(Items(fields.iter().map(&mut value).collect::<Vec<_>>().into_iter()))
}

/// A piece of JSON.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    Null,
    Flag(bool),
    Natural(u64),
    Whole(i64),
    Real(f64),
    Text(String),
    List(Vec<Self>),
    Map(Vec<(String, Self)>),
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyNode)
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Natural(number) => serializer.serialize_u64(*number),
            Self::Whole(number) => serializer.serialize_i64(*number),
            Self::Real(number) => serializer.serialize_f64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(list) => serializer.collect_seq(list),
            Self::Map(entries) => {
                serializer.collect_map(entries.iter().map(|(name, value)| (name, value)))
            }
        }
    }
}

struct AnyNode;

impl<'de> Visitor<'de> for AnyNode {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Flag(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Natural(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Whole(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(Node::Real(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Node, A::Error> {
        let mut list = Vec::new();
        while let Some(node) = seq.next_element()? {
            list.push(node);
        }
        Ok(Node::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Node::Map(entries))
    }
}

/// It does not fit.
#[derive(Debug)]
pub(crate) struct Misfit;

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the JSON does not fit")
    }
}

impl std::error::Error for Misfit {}

impl Error for Misfit {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }

    fn invalid_type(_: serde::de::Unexpected<'_>, _: &dyn serde::de::Expected) -> Self {
        Self
    }

    fn invalid_value(_: serde::de::Unexpected<'_>, _: &dyn serde::de::Expected) -> Self {
        Self
    }

    fn invalid_length(_: usize, _: &dyn serde::de::Expected) -> Self {
        Self
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn missing_field(_: &'static str) -> Self {
        Self
    }

    fn duplicate_field(_: &'static str) -> Self {
        Self
    }
}

macro_rules! as_number {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
            self.number(visitor)
        })*
    };
}

macro_rules! as_text {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
            match self {
                Node::Text(text) => visitor.visit_string(text),
                _ => Err(Misfit),
            }
        })*
    };
}

impl Node {
    fn number<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self {
            Self::Natural(number) => visitor.visit_u64(number),
            Self::Whole(number) => visitor.visit_i64(number),
            Self::Real(number) => visitor.visit_f64(number),
            _ => Err(Misfit),
        }
    }
}

impl<'de> Deserializer<'de> for Node {
    type Error = Misfit;

    as_number! { deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_u8
    deserialize_u16 deserialize_u32 deserialize_u64 deserialize_f32 deserialize_f64 }
    as_text! { deserialize_char deserialize_str deserialize_string deserialize_identifier }

    /// Only what is tagged inside reads itself this way.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self {
            Self::Null => visitor.visit_unit(),
            Self::Flag(flag) => visitor.visit_bool(flag),
            Self::Natural(_) | Self::Whole(_) | Self::Real(_) => self.number(visitor),
            Self::Text(text) => visitor.visit_string(text),
            Self::List(list) => visitor.visit_seq(Items(list.into_iter())),
            Self::Map(entries) => visitor.visit_map(Entries::new(entries)),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self {
            Self::Flag(flag) => visitor.visit_bool(flag),
            _ => Err(Misfit),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self {
            Self::Null => visitor.visit_none(),
            node => visitor.visit_some(node),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self {
            Self::List(list) => visitor.visit_seq(Items(list.into_iter())),
            Self::Null => visitor.visit_seq(Items(Vec::new().into_iter())),
            _ => Err(Misfit),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self {
            Self::Map(entries) => visitor.visit_map(Entries::new(entries)),
            _ => Err(Misfit),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_seq(in_order(self, fields)?)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match self {
            Self::Text(name) => visitor.visit_enum(Variant(name, Self::Null)),
            Self::Map(mut entries) => {
                let (name, content) = entries.pop().ok_or(Misfit)?;
                visitor.visit_enum(Variant(name, content))
            }
            _ => Err(Misfit),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { i128 u128 bytes byte_buf unit unit_struct tuple tuple_struct }
}

struct Items(std::vec::IntoIter<Node>);

impl<'de> SeqAccess<'de> for Items {
    type Error = Misfit;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Misfit> {
        self.0.next().map(|node| seed.deserialize(node)).transpose()
    }
}

struct Entries {
    rest: std::vec::IntoIter<(String, Node)>,
    value: Node,
}

impl Entries {
    fn new(entries: Vec<(String, Node)>) -> Self {
        Self { rest: entries.into_iter(), value: Node::Null }
    }
}

impl<'de> MapAccess<'de> for Entries {
    type Error = Misfit;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Misfit> {
        let Some((key, value)) = self.rest.next() else { return Ok(None) };
        self.value = value;
        seed.deserialize(Node::Text(key)).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Misfit> {
        seed.deserialize(std::mem::replace(&mut self.value, Node::Null))
    }
}

struct Variant(String, Node);

impl<'de> EnumAccess<'de> for Variant {
    type Error = Misfit;
    type Variant = Node;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<(T::Value, Node), Misfit> {
        Ok((seed.deserialize(Node::Text(self.0))?, self.1))
    }
}

impl<'de> VariantAccess<'de> for Node {
    type Error = Misfit;

    fn unit_variant(self) -> Result<(), Misfit> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Misfit> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_seq(in_order(self, fields)?)
    }
}

#[cfg(test)]
mod tests {
    use domain::live::ServerFrame;
    use domain::{Decision, Gate, Zone};

    use super::*;

    #[test]
    fn what_serde_json_wrote_is_read_back() {
        let decisions = vec![None, Some(Decision::NotAnswered { gate: Gate::Group })];
        let json = serde_json::to_string(&(decisions.clone(), -7, "a\"b")).unwrap();
        assert_eq!(read(&json), Some((decisions, -7, "a\"b".to_owned())));
        let frame = ServerFrame::Hello { version: 1 };
        assert_eq!(read(&serde_json::to_string(&frame).unwrap()), Some(frame));
    }

    #[test]
    fn a_struct_reads_its_fields_in_any_order_and_takes_what_is_left_out_for_empty() {
        let zone = Zone { name: "UTC".to_owned(), offset: 0, changes: Vec::new() };
        let json = serde_json::to_string(&zone).unwrap();
        assert!(!json.contains("changes"), "{json}");
        assert_eq!(read(&json), Some(zone.clone()));
        assert_eq!(read(r#"{"offset":0,"later":[{}],"name":"UTC"}"#), Some(zone));
        let answered = r#"{"kind":"answered","step":"menu","flow":"BOOKING"}"#;
        let decision = serde_json::from_str::<Decision>(answered).unwrap();
        assert_eq!(read(answered), Some(decision));
        assert_eq!(read::<Zone>(r#"{"offset":0}"#), None);
    }

    #[test]
    fn what_does_not_fit_is_nothing() {
        assert_eq!(read::<ServerFrame>("{\"hello\":{}}"), None);
        assert_eq!(read::<u32>("-1"), None);
        assert_eq!(read::<bool>("1"), None);
        assert_eq!(read::<String>("{"), None);
    }
}
