//! The folder that the server hands out: named after its contents, compressed once instead of at every request.

use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};

use crate::{
    frontend::{Frontend, NAME},
    workspace::{Workspace, files_below},
};

/// Where below the site the hashed files lie; leptos's `LEPTOS_SITE_PKG_DIR`.
const PACKAGE: &str = "pkg";
/// Names the files that each area of the interface needs beside the main program.
const AREAS: &str = "areas.json";
/// All that a browser loads to bring a page to life, compressed.
const BUDGET_BYTES: usize = 350_000;
/// What the areas behind the sign-in weigh at most for now, with the frame around them: they miss the budget, and must
/// not miss it by more.
const INSIDE_BYTES: usize = 506_000;
/// What is worth compressing; pictures and fonts are compressed already.
const COMPRESSIBLE: [&str; 11] =
    ["bin", "css", "html", "ico", "js", "json", "svg", "txt", "wasm", "webmanifest", "xml"];
/// Characters of a hash in a file name: enough that two versions never meet.
const HASH_LENGTH: usize = 16;

/// Writes the folder `site` beside the server's binary and reports what it weighs.
pub(crate) fn write(
    workspace: &Workspace,
    binaries: &Path,
    frontend: &Frontend,
    css: &str,
) -> Result<()> {
    let made = binaries.join("site.new");
    if made.exists() {
        fs::remove_dir_all(&made)?;
    }
    let package = made.join(PACKAGE);
    fs::create_dir_all(&package)?;

    let mut always = 0;
    let mut hashes = String::new();
    for (kind, contents, hash) in [
        ("js", frontend.js.as_slice(), frontend.hash.clone()),
        ("wasm", &frontend.wasm, frontend.hash.clone()),
        ("css", css.as_bytes(), hash(css.as_bytes())),
    ] {
        hashes.extend([kind, ": ", &hash, "\n"]);
        let brotli = write_compressed(&package.join(format!("{NAME}.{hash}.{kind}")), contents)?;
        println!("    {kind}: {} KB, {} KB brotli", kilobytes(contents.len()), kilobytes(brotli));
        always += brotli;
    }
    // The loader of the areas' files is no part of any area.
    let (name, loader) = &frontend.parts_loader;
    always += write_compressed(&package.join(name), loader)?;
    let (mut listed, mut weights) = (BTreeMap::new(), BTreeMap::new());
    for (area, file) in &frontend.areas {
        let weight = write_compressed(&package.join(&file.name), &file.contents)?;
        weights.insert(area.as_str(), (weight, file.within));
        listed.insert(area, [&file.name]);
    }
    fs::write(package.join(AREAS), serde_json::to_vec(&listed)?)?;
    if let Some(snippets) = &frontend.snippets {
        always += copy(snippets, &package.join("snippets"))?;
    }
    let public = workspace.root.join("public");
    if public.is_dir() {
        copy(&public, &made)?;
        always += fonts(&public)?;
    }
    fs::write(made.join("hash.txt"), hashes)?;

    let site = binaries.join("site");
    if site.exists() {
        fs::remove_dir_all(&site)?;
    }
    fs::rename(&made, &site).with_context(|| format!("cannot write {}", site.display()))?;
    weigh(always, &weights)
}

/// Says what a first visit to each area weighs, and refuses what is too heavy.
///
/// `areas` has the weight of each area's file, and the area around it, whose file is loaded too.
fn weigh(always: usize, areas: &BTreeMap<&str, (usize, Option<&str>)>) -> Result<()> {
    println!("    a first visit, budget {} KB brotli:", kilobytes(BUDGET_BYTES));
    println!("      pages without an area: {} KB", kilobytes(always));
    let mut heavy = Vec::new();
    for (area, (own, within)) in areas {
        let around = within.and_then(|area| areas.get(area)).map_or(0, |(weight, _)| *weight);
        let weight = always + around + own;
        println!("      {area}: {} KB", kilobytes(weight));
        if weight > INSIDE_BYTES {
            heavy.push(format!("{area} {} KB", kilobytes(weight)));
        }
    }
    if always > BUDGET_BYTES {
        heavy.push(format!("pages without an area {} KB", kilobytes(always)));
    }
    if !heavy.is_empty() {
        bail!("the browser's files weigh too much, compressed: {}", heavy.join(", "));
    }
    Ok(())
}

/// What the fonts weigh; every page shows them.
fn fonts(public: &Path) -> Result<usize> {
    let files = files_below(public)?;
    let fonts = files.iter().filter(|path| path.extension().is_some_and(|end| end == "woff2"));
    fonts.map(|font| Ok(usize::try_from(fs::metadata(font)?.len())?)).sum()
}

/// Puts another style sheet into the folder that an earlier build left beside the binaries.
pub(crate) fn restyle(binaries: &Path, css: &str) -> Result<()> {
    let site = binaries.join("site");
    let list = site.join("hash.txt");
    let hashes = fs::read_to_string(&list)
        .with_context(|| format!("cannot read {}; run `./flowhq build` first", list.display()))?;
    let hash = hash(css.as_bytes());
    let mut listed = String::new();
    for line in hashes.lines() {
        match line.split_once(": ") {
            Some(("css", old)) => {
                for suffix in ["", ".br", ".gz"] {
                    let file = site.join(PACKAGE).join(format!("{NAME}.{old}.css{suffix}"));
                    if file.exists() {
                        fs::remove_file(file)?;
                    }
                }
                listed.extend(["css: ", &hash, "\n"]);
            }
            _ => listed.extend([line, "\n"]),
        }
    }
    write_compressed(&site.join(PACKAGE).join(format!("{NAME}.{hash}.css")), css.as_bytes())?;
    fs::write(&list, listed)?;
    println!("The style sheet in {} is new.", site.display());
    Ok(())
}

/// Copies a folder and returns what its files weigh compressed.
fn copy(from: &Path, to: &Path) -> Result<usize> {
    let mut total = 0;
    for path in files_below(from)? {
        let target = to.join(path.strip_prefix(from)?);
        fs::create_dir_all(target.parent().context("a file lies in no folder")?)?;
        total += write_compressed(&target, &fs::read(&path)?)?;
    }
    Ok(total)
}

/// Writes a file, with its brotli and gzip form beside it where that pays, and returns the brotli form's length.
fn write_compressed(path: &Path, contents: &[u8]) -> Result<usize> {
    fs::write(path, contents).with_context(|| format!("cannot write {}", path.display()))?;
    if !path.extension().is_some_and(|end| COMPRESSIBLE.iter().any(|known| end == *known)) {
        return Ok(contents.len());
    }
    let brotli = brotli(contents)?;
    write_if_smaller(&with_suffix(path, ".br"), &brotli, contents)?;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(contents)?;
    write_if_smaller(&with_suffix(path, ".gz"), &gzip.finish()?, contents)?;
    Ok(brotli.len().min(contents.len()))
}

/// A few bytes grow when they are compressed; the server then sends them as they are.
fn write_if_smaller(path: &Path, compressed: &[u8], contents: &[u8]) -> Result<()> {
    if compressed.len() < contents.len() {
        fs::write(path, compressed).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

fn brotli(contents: &[u8]) -> Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: contents.len(),
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*contents, &mut compressed, &parameters)?;
    Ok(compressed)
}

/// The part of a file's name that follows its contents.
pub(crate) fn hash(contents: &[u8]) -> String {
    let mut text = format!("{:x}", Sha256::digest(contents));
    text.truncate(HASH_LENGTH);
    text
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn kilobytes(bytes: usize) -> usize {
    bytes.div_ceil(1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_follows_the_contents() {
        assert_eq!(hash(b"abc"), "ba7816bf8f01cfea");
        assert_ne!(hash(b"abc"), hash(b"abd"));
    }

    #[test]
    fn a_size_is_rounded_up_against_the_budget() {
        assert_eq!(kilobytes(350_000), 350);
        assert_eq!(kilobytes(350_001), 351);
    }
}
