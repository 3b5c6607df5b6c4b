//! What a font of a PDF says of its letters: which they are, and how wide.

use std::collections::HashMap;

use lopdf::{Dictionary, Document, Encoding, Object};

/// A letter's width where the font does not say, in thousandths of its size.
const USUAL_WIDTH: f32 = 500.0;

/// A range of more letters is a mistake or an attack.
const MAX_RANGE: i64 = 65_535;

/// A font by which shown bytes become letters.
pub(super) struct Font<'a> {
    encoding: Encoding<'a>,
    widths: HashMap<u32, f32>,
    usual: f32,
    bytes_of_a_letter: usize,
}

impl<'a> Font<'a> {
    /// Nothing when its encoding cannot be read; what is shown in it is left out.
    pub fn read(document: &'a Document, font: &'a Dictionary, most_bytes: usize) -> Option<Self> {
        let encoding = font.get_font_encoding_with_limit(document, most_bytes).ok()?;
        let inner = font
            .get_deref(b"DescendantFonts", document)
            .and_then(Object::as_array)
            .ok()
            .and_then(|fonts| resolved(document, fonts.first()?)?.as_dict().ok());
        let (widths, usual) = match inner {
            Some(inner) => {
                (wide_widths(document, inner), inner.get(b"DW").and_then(Object::as_float))
            }
            None => (simple_widths(document, font), Ok(USUAL_WIDTH)),
        };
        Some(Self {
            encoding,
            widths,
            // Without a word on it, letters of a wide font are as wide as high (ISO 32000-1, table 117).
            usual: usual.unwrap_or(1000.0),
            bytes_of_a_letter: if inner.is_some() { 2 } else { 1 },
        })
    }

    /// The letters of shown bytes.
    pub fn letters(&self, bytes: &[u8]) -> String {
        self.encoding.bytes_to_string(bytes).unwrap_or_default()
    }

    /// How wide shown bytes are, in sizes of the font.
    pub fn width(&self, bytes: &[u8]) -> f32 {
        let codes = bytes.chunks(self.bytes_of_a_letter);
        let code = |bytes: &[u8]| bytes.iter().fold(0, |code, byte| code << 8 | u32::from(*byte));
        codes.map(|bytes| self.widths.get(&code(bytes)).unwrap_or(&self.usual)).sum::<f32>()
            / 1000.0
    }
}

fn resolved<'a>(document: &'a Document, object: &'a Object) -> Option<&'a Object> {
    document.dereference(object).ok().map(|(_, object)| object)
}

fn simple_widths(document: &Document, font: &Dictionary) -> HashMap<u32, f32> {
    let first = font.get_deref(b"FirstChar", document).and_then(Object::as_i64);
    let widths = font.get_deref(b"Widths", document).and_then(Object::as_array);
    let (Ok(first), Ok(widths)) = (first, widths) else { return HashMap::new() };
    let codes = u32::try_from(first).unwrap_or_default()..;
    codes.zip(widths).filter_map(|(code, width)| Some((code, width.as_float().ok()?))).collect()
}

/// "first [width width]" and "first last width" (ISO 32000-1 §9.7.4.3).
fn wide_widths(document: &Document, font: &Dictionary) -> HashMap<u32, f32> {
    let mut widths = HashMap::new();
    let Ok(all) = font.get_deref(b"W", document).and_then(Object::as_array) else { return widths };
    let mut rest = all.iter();
    while let (Some(first), Some(next)) = (rest.next(), rest.next()) {
        let first = first.as_i64().unwrap_or_default().clamp(0, MAX_RANGE);
        let code = |code: i64| u32::try_from(code).unwrap_or_default();
        if let Some(several) = resolved(document, next).and_then(|next| next.as_array().ok()) {
            let several = several.iter().filter_map(|width| width.as_float().ok());
            widths.extend((code(first)..).zip(several));
        } else if let (Ok(last), Some(width)) = (next.as_i64(), rest.next()) {
            let width = width.as_float().unwrap_or(USUAL_WIDTH);
            widths.extend((first..=last.min(MAX_RANGE)).map(|each| (code(each), width)));
        }
    }
    widths
}
