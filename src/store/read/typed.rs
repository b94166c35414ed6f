//! The fields of a row as the struct of its kind, read from the row itself: without a map between the two.

use rusqlite::Row;
use rusqlite::types::ValueRef;
use serde::de::value::{BorrowedStrDeserializer, Error as Unreadable, MapDeserializer};
use serde::de::{Deserializer, Error as _, IntoDeserializer, Unexpected, Visitor};
use serde::forward_to_deserialize_any;

use crate::domain::kind::{Fielded, Type};
use crate::error::{Error, Result};

/// The fields of a kind, from column `first` on; NULLs are left out, as in `row::fields_json`.
pub fn fields<T: Fielded>(row: &Row<'_>, first: usize) -> Result<T> {
    let mut cells = Vec::with_capacity(T::KIND.fields().len());
    for (offset, field) in T::KIND.fields().iter().enumerate() {
        match row.get_ref(first + offset)? {
            ValueRef::Null => {}
            value => cells.push((field.name, Cell { value, is_flag: field.ty == Type::Bool })),
        }
    }
    T::deserialize(MapDeserializer::new(cells.into_iter())).map_err(Error::internal)
}

/// One value of a row.
struct Cell<'de> {
    value: ValueRef<'de>,
    is_flag: bool,
}

impl<'de> IntoDeserializer<'de, Unreadable> for Cell<'de> {
    type Deserializer = Cell<'de>;

    fn into_deserializer(self) -> Cell<'de> {
        self
    }
}

impl<'de> Deserializer<'de> for Cell<'de> {
    type Error = Unreadable;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> std::result::Result<V::Value, Unreadable> {
        match self.value {
            ValueRef::Null => visitor.visit_none(),
            ValueRef::Integer(number @ (0 | 1)) if self.is_flag => visitor.visit_bool(number == 1),
            ValueRef::Integer(number) => visitor.visit_i64(number),
            ValueRef::Real(number) => visitor.visit_f64(number),
            ValueRef::Text(text) => match std::str::from_utf8(text) {
                Ok(text) => visitor.visit_borrowed_str(text),
                Err(_) => visitor.visit_string(String::from_utf8_lossy(text).into_owned()),
            },
            ValueRef::Blob(bytes) => Err(Unreadable::invalid_type(Unexpected::Bytes(bytes), &visitor)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> std::result::Result<V::Value, Unreadable> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> std::result::Result<V::Value, Unreadable> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> std::result::Result<V::Value, Unreadable> {
        let code = self.value.as_str().map_err(Unreadable::custom)?;
        BorrowedStrDeserializer::new(code).deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}
