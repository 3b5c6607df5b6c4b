//! The sections of a WASM file: what only debuggers read is taken out, and constants are found.

use anyhow::{Context, Result, bail};

/// Custom sections that the browser never reads (WebAssembly tool conventions, name and producers section).
const UNREAD: [&[u8]; 2] = [b"name", b"producers"];
/// Magic number and version (WebAssembly core specification, 5.5.16).
const PREAMBLE: usize = 8;
/// The section of a custom name, and the one of constants (WebAssembly core specification, 5.5.2).
const CUSTOM: u8 = 0;
const DATA: u8 = 11;

/// The file without the names of functions and tools.
pub(crate) fn without_names(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut kept = wasm.get(..PREAMBLE).context("not a WASM file")?.to_vec();
    for section in sections(wasm)? {
        if section.kind != CUSTOM || !is_unread(section.contents)? {
            kept.extend_from_slice(section.whole);
        }
    }
    Ok(kept)
}

/// How many bytes of constants the file brings, with what says where they belong.
pub(crate) fn constants(wasm: &[u8]) -> Result<usize> {
    let sections = sections(wasm)?;
    Ok(sections.iter().filter(|section| section.kind == DATA).map(|data| data.contents.len()).sum())
}

struct Section<'a> {
    kind: u8,
    whole: &'a [u8],
    contents: &'a [u8],
}

fn sections(wasm: &[u8]) -> Result<Vec<Section<'_>>> {
    let mut sections = Vec::new();
    let mut at = PREAMBLE;
    while let Some(&kind) = wasm.get(at) {
        let (length, start) = number(wasm, at + 1)?;
        let end = start + length;
        let contents = wasm.get(start..end).context("a WASM section is cut off")?;
        sections.push(Section { kind, whole: &wasm[at..end], contents });
        at = end;
    }
    Ok(sections)
}

fn is_unread(custom: &[u8]) -> Result<bool> {
    let (length, start) = number(custom, 0)?;
    let name = custom.get(start..start + length).context("a WASM section has no name")?;
    Ok(UNREAD.contains(&name))
}

/// A number as LEB128, and where the next thing begins.
fn number(bytes: &[u8], mut at: usize) -> Result<(usize, usize)> {
    let mut value = 0;
    for shift in (0..35).step_by(7) {
        let byte = *bytes.get(at).context("a WASM number is cut off")?;
        value |= usize::from(byte & 0x7f) << shift;
        at += 1;
        if byte & 0x80 == 0 {
            return Ok((value, at));
        }
    }
    bail!("a WASM number is too long")
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMPTY: &[u8] = b"\0asm\x01\0\0\0";

    fn custom(name: &str, contents: &[u8]) -> Vec<u8> {
        let mut section = vec![0, u8::try_from(1 + name.len() + contents.len()).unwrap()];
        section.push(u8::try_from(name.len()).unwrap());
        section.extend_from_slice(name.as_bytes());
        section.extend_from_slice(contents);
        section
    }

    #[test]
    fn names_go_and_the_rest_stays() {
        let kept = [EMPTY, &[1, 1, 0], &custom("target_features", &[7])].concat();
        let whole = [&kept, &custom("name", &[1, 2, 3])[..], &custom("producers", &[0])].concat();
        assert_eq!(without_names(&whole).unwrap(), kept);
    }

    #[test]
    fn constants_are_counted() {
        let program = [EMPTY, &[1, 1, 0, DATA, 3, 1, 2, 3]].concat();
        assert_eq!(constants(&program).unwrap(), 3);
        assert_eq!(constants(EMPTY).unwrap(), 0);
    }

    #[test]
    fn a_number_takes_as_many_bytes_as_it_needs() {
        assert_eq!(number(&[0x7f], 0).unwrap(), (127, 1));
        assert_eq!(number(&[0xe5, 0x8e, 0x26], 0).unwrap(), (624_485, 3));
        assert!(number(&[0x80], 0).is_err());
    }

    #[test]
    fn what_is_cut_off_is_refused() {
        assert!(without_names(b"\0asm").is_err());
        assert!(without_names(&[EMPTY, &[1, 9, 0]].concat()).is_err());
    }
}
