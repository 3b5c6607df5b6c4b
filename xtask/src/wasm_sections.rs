//! Taking out of a WASM file what only debuggers read.

use anyhow::{Context, Result, bail};

/// Custom sections that the browser never reads (WebAssembly tool conventions, name and producers section).
const UNREAD: [&[u8]; 2] = [b"name", b"producers"];
/// Magic number and version (WebAssembly core specification, 5.5.16).
const PREAMBLE: usize = 8;

/// The file without the names of functions and tools.
pub(crate) fn without_names(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut kept = wasm.get(..PREAMBLE).context("not a WASM file")?.to_vec();
    let mut at = PREAMBLE;
    while at < wasm.len() {
        let (length, contents) = number(wasm, at + 1)?;
        let end = contents + length;
        let section = wasm.get(contents..end).context("a WASM section is cut off")?;
        if wasm[at] != 0 || !is_unread(section)? {
            kept.extend_from_slice(&wasm[at..end]);
        }
        at = end;
    }
    Ok(kept)
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
