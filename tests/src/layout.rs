//! Constant values of the contract as the bytes that a component has in memory.
//!
//! A value is given as JSON in the shape of its WIT type: records as objects with WIT's own
//! names, variants as a bare name or an object of one entry. What a record leaves out is
//! nothing, an empty list, or false. This lets a guest that is a few lines of text show a whole
//! form, without a toolchain.

use serde_json::Value;
use wit_parser::{Resolve, SizeAlign, Type, TypeDefKind, TypeId};

/// A piece of a component's memory that values are put into.
pub struct Memory<'a> {
    resolve: &'a Resolve,
    sizes: SizeAlign,
    /// Where the piece begins.
    start: usize,
    bytes: Vec<u8>,
}

impl<'a> Memory<'a> {
    /// An empty piece that begins at `start`, a multiple of 8.
    pub fn at(start: usize, resolve: &'a Resolve) -> Self {
        let mut sizes = SizeAlign::default();
        sizes.fill(resolve);
        Self { resolve, sizes, start, bytes: Vec::new() }
    }

    /// Puts a value in it and says where.
    pub fn put(&mut self, ty: &Type, value: &Value) -> usize {
        let place = self.reserve(self.sizes.size(ty).size_wasm32());
        self.write(place, ty, value);
        place
    }

    /// Where it ends, and its bytes as a string of WebAssembly text.
    pub fn finish(self) -> (usize, String) {
        let end = (self.start + self.bytes.len()).next_multiple_of(8);
        (end, self.bytes.iter().map(|byte| format!("\\{byte:02x}")).collect())
    }

    /// Where a field of a record begins in it.
    pub fn offset(&self, record: TypeId, field: &str) -> usize {
        let (names, types) = self.fields(record);
        let place = names.iter().position(|name| name == field).expect("a field of this record");
        self.sizes.field_offsets(types.iter())[place].0.size_wasm32()
    }

    /// Where each of these begins if they follow one another, as arguments do.
    pub fn offsets(&self, types: &[Type]) -> Vec<usize> {
        self.sizes.field_offsets(types).iter().map(|(at, _)| at.size_wasm32()).collect()
    }

    /// Bytes of a value of this type.
    pub fn size(&self, ty: &Type) -> usize {
        self.sizes.size(ty).size_wasm32()
    }

    fn fields(&self, record: TypeId) -> (Vec<String>, Vec<Type>) {
        let TypeDefKind::Record(record) = &self.resolve.types[self.plain(record)].kind else {
            panic!("a record")
        };
        record.fields.iter().map(|field| (field.name.clone(), field.ty)).unzip()
    }

    /// The type behind the names that interfaces have for it.
    fn plain(&self, mut id: TypeId) -> TypeId {
        while let TypeDefKind::Type(Type::Id(behind)) = self.resolve.types[id].kind {
            id = behind;
        }
        id
    }

    fn reserve(&mut self, size: usize) -> usize {
        let begins = self.bytes.len().next_multiple_of(8);
        self.bytes.resize(begins + size, 0);
        self.start + begins
    }

    fn set(&mut self, place: usize, bytes: &[u8]) {
        let at = place - self.start;
        self.bytes[at..at + bytes.len()].copy_from_slice(bytes);
    }

    fn set_list(&mut self, place: usize, items: usize, count: usize) {
        self.set(place, &u32::try_from(items).expect("32 bits").to_le_bytes());
        self.set(place + 4, &u32::try_from(count).expect("32 bits").to_le_bytes());
    }

    fn write(&mut self, place: usize, ty: &Type, value: &Value) {
        let whole = || value.as_i64().unwrap_or_else(|| panic!("a whole number, not {value}"));
        match ty {
            Type::Bool => self.set(place, &[u8::from(value.as_bool().unwrap_or(false))]),
            Type::U8 | Type::S8 => self.set(place, &whole().to_le_bytes()[..1]),
            Type::U16 | Type::S16 => self.set(place, &whole().to_le_bytes()[..2]),
            Type::U32 | Type::S32 => self.set(place, &whole().to_le_bytes()[..4]),
            Type::U64 | Type::S64 => self.set(place, &whole().to_le_bytes()),
            Type::String => {
                let text = value.as_str().unwrap_or_else(|| panic!("a string, not {value}"));
                let copy = self.reserve(text.len());
                self.set(copy, text.as_bytes());
                self.set_list(place, copy, text.len());
            }
            Type::Id(id) => self.write_defined(place, *id, value),
            other => panic!("the contract has no {other:?}"),
        }
    }

    fn write_defined(&mut self, place: usize, id: TypeId, value: &Value) {
        match self.resolve.types[id].kind.clone() {
            TypeDefKind::Type(ty) => self.write(place, &ty, value),
            TypeDefKind::Record(_) => self.write_record(place, id, value),
            TypeDefKind::List(item) => {
                let items = value.as_array().cloned().unwrap_or_default();
                let size = self.size(&item);
                let copy = self.reserve(size * items.len());
                for (index, value) in items.iter().enumerate() {
                    self.write(copy + index * size, &item, value);
                }
                self.set_list(place, copy, items.len());
            }
            TypeDefKind::Option(some) => {
                if !value.is_null() {
                    self.write_case(place, 1, &[None, Some(some)], value);
                }
            }
            TypeDefKind::Enum(names) => {
                let name = value.as_str();
                let case = names.cases.iter().position(|case| Some(case.name.as_str()) == name);
                self.set(place, &[case.unwrap_or_else(|| panic!("a case, not {value}")) as u8]);
            }
            TypeDefKind::Variant(variant) => {
                let (name, payload) = match value {
                    Value::Object(object) => object.iter().next().expect("a case"),
                    bare => (&bare.as_str().expect("a case").to_owned(), &Value::Null),
                };
                let case = variant.cases.iter().position(|case| case.name == *name);
                let case = case.unwrap_or_else(|| panic!("a case, not {name}"));
                let types: Vec<_> = variant.cases.iter().map(|case| case.ty).collect();
                self.write_case(place, case, &types, payload);
            }
            TypeDefKind::Result(result) => {
                let object = value.as_object().and_then(|object| object.iter().next());
                let (name, payload) = object.expect("ok or err");
                let case = usize::from(name == "err");
                self.write_case(place, case, &[result.ok, result.err], payload);
            }
            other => panic!("the contract has no {other:?}"),
        }
    }

    fn write_record(&mut self, place: usize, id: TypeId, value: &Value) {
        let (names, types) = self.fields(id);
        let object = value.as_object().unwrap_or_else(|| panic!("an object, not {value}"));
        if let Some(stranger) = object.keys().find(|key| !names.contains(key)) {
            panic!("there is no field {stranger}, only {names:?}");
        }
        let offsets = self.offsets(&types);
        for ((name, ty), offset) in names.iter().zip(&types).zip(offsets) {
            self.write(place + offset, ty, object.get(name).unwrap_or(&Value::Null));
        }
    }

    /// A case with its payload. No variant of the contract has more than 256 cases.
    fn write_case(&mut self, place: usize, case: usize, types: &[Option<Type>], payload: &Value) {
        self.set(place, &[case as u8]);
        let offset =
            self.sizes.payload_offset(wit_parser::Int::U8, types.iter().map(Option::as_ref));
        if let Some(ty) = types[case] {
            self.write(place + offset.size_wasm32(), &ty, payload);
        }
    }
}
