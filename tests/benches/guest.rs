//! The procedure that is measured: a form of six lines and a decision with a status, both
//! constants in its memory. Its own work is next to nothing, so what is measured is all ours.

use guichet::contract::{Answer, Value};
use guichet_tests::guest::Guest;

const LABELS: [&str; 6] = [
    "Nom de la personne qui demande",
    "Prénoms de la personne qui demande",
    "Rue et numéro du lieu",
    "Objet de la demande",
    "Période souhaitée",
    "Remarques pour le service",
];

/// Sizes of the contract's types in a guest's memory, and where in them things are.
mod layout {
    pub(super) const BLOCK: usize = 184;
    pub(super) const BLOCK_PAYLOAD: usize = 8;
    pub(super) const BLOCK_FIELD: u8 = 3;
    pub(super) const FIELD_LABEL: usize = 8;
    pub(super) const FIELD_REQUIRED: usize = 28;
    /// Where the base guest has its view, and its decision's status.
    pub(super) const VIEW: u32 = 16;
    pub(super) const STATUS: u32 = 76;
}

/// The path of a field of the form.
fn path(index: usize) -> String {
    format!("demande.ligne-{index}")
}

/// The guest.
pub(crate) fn guest() -> Guest {
    let mut memory = Memory { start: 256, bytes: Vec::new() };
    let mut blocks = Vec::new();
    for (index, label) in LABELS.iter().enumerate() {
        let mut block = [0; layout::BLOCK];
        block[0] = layout::BLOCK_FIELD;
        let field = &mut block[layout::BLOCK_PAYLOAD..];
        field[..8].copy_from_slice(&memory.text(&path(index)));
        field[layout::FIELD_LABEL..][..8].copy_from_slice(&memory.text(label));
        field[layout::FIELD_REQUIRED] = 1;
        blocks.extend(block);
    }
    let page = [memory.text("demande"), memory.text("Votre demande")].concat();
    let page = [page, memory.list(&blocks, LABELS.len()).to_vec()].concat();
    let view = memory.list(&page, 1);
    let translation = [memory.text("fr"), memory.text("Votre demande est à l’étude.")].concat();
    let status = memory.list(&translation, 1);
    let segments = [
        data(memory.start, &memory.bytes),
        data(layout::VIEW, &view),
        data(layout::STATUS, &status),
    ];
    Guest::new(&segments.concat())
}

/// What a person gives: about 500 bytes, in order of their paths.
pub(crate) fn answers() -> Vec<Answer> {
    let text = "Il est demandé ce qui est écrit ici, et rien d’autre que cela.";
    (0..LABELS.len())
        .map(|index| Answer { path: path(index), value: Value::Text(text.into()) })
        .collect()
}

/// A stretch of the guest's memory that is filled from its start.
struct Memory {
    start: u32,
    bytes: Vec<u8>,
}

impl Memory {
    /// Puts bytes there, aligned for anything. Gives the pointer and the count, as a list is.
    fn list(&mut self, bytes: &[u8], count: usize) -> [u8; 8] {
        self.bytes.resize(self.bytes.len().next_multiple_of(8), 0);
        let at = self.start + self.bytes.len() as u32;
        self.bytes.extend_from_slice(bytes);
        let mut list = [0; 8];
        list[..4].copy_from_slice(&at.to_le_bytes());
        list[4..].copy_from_slice(&(count as u32).to_le_bytes());
        list
    }

    fn text(&mut self, text: &str) -> [u8; 8] {
        self.list(text.as_bytes(), text.len())
    }
}

/// A data segment in WebAssembly's text.
fn data(at: u32, bytes: &[u8]) -> String {
    let bytes: String = bytes.iter().map(|byte| format!("\\{byte:02x}")).collect();
    format!("(data (i32.const {at}) \"{bytes}\")\n")
}
