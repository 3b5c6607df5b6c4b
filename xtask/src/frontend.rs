//! The browser's half: compiled, cut into the parts that pages load when they need them, and bound to JavaScript.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, anyhow};
use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::Options;

use crate::{
    command::run,
    site::hash,
    wasm_compiler::{self, TARGET, WasmCompiler},
    wasm_sections::without_names,
    workspace::Workspace,
};

/// The name of the files, and leptos's `LEPTOS_OUTPUT_NAME`.
pub(crate) const NAME: &str = "flowhq";
const PROFILE: &str = "wasm-release";

/// What the browser needs to hydrate a page.
pub(crate) struct Frontend {
    /// What stands in the names of its files: they refer to each other, so they share one hash.
    pub(crate) hash: String,
    /// The loader.
    pub(crate) js: Vec<u8>,
    /// The program: what every page needs.
    pub(crate) wasm: Vec<u8>,
    /// The other files by name: the loader of the parts, and the parts.
    pub(crate) parts: BTreeMap<String, Vec<u8>>,
    /// The files of [`Frontend::parts`] that an area of the interface needs.
    pub(crate) areas: BTreeMap<String, Vec<String>>,
    /// The folder of JavaScript that crates bring along and the loader imports, if there is any.
    pub(crate) snippets: Option<PathBuf>,
}

/// Compiles the browser's half.
pub(crate) fn compile(workspace: &Workspace, compiler: &WasmCompiler) -> Result<PathBuf> {
    run(&mut compiler
        .cargo(workspace, &["build", "--package", "frontend", "--lib", "--profile", PROFILE]))?;
    Ok(wasm_compiler::folder(workspace).join(TARGET).join(PROFILE).join("frontend.wasm"))
}

/// Cuts the program at the functions that the interface marks as the entries of its areas, makes the loader, and takes
/// names that only a debugger reads out of all of it.
pub(crate) fn bind(workspace: &Workspace, wasm: &Path) -> Result<Frontend> {
    let program = fs::read(wasm).with_context(|| format!("cannot read {}", wasm.display()))?;
    let hash = hash(&program);
    let folder = wasm_compiler::folder(workspace);
    let (cut, bound) = (fresh(&folder.join("cut"))?, fresh(&folder.join("bound"))?);

    let loader = format!("{NAME}-parts.{hash}.js");
    let main = cut.join("main.wasm");
    let (main_module, link_name) = (format!("./{NAME}.{hash}.js"), format!("./{loader}"));
    let mut options = Options::new(&program);
    options.output_dir = &cut;
    options.main_out_path = &main;
    options.main_module = &main_module;
    options.link_name = &link_name;
    let split = wasm_split_cli_support::transform(options)
        .map_err(|err| anyhow!("cannot cut the program into parts: {err:?}"))?;

    let mut parts = BTreeMap::new();
    let mut loader_text = fs::read_to_string(cut.join(&loader))?;
    for path in &split.split_modules {
        let stem = stem(path)?;
        let name = format!("{stem}.{hash}.wasm");
        loader_text = loader_text.replace(&format!("./{stem}.wasm"), &format!("./{name}"));
        parts.insert(name, without_names(&fs::read(path)?)?);
    }
    parts.insert(loader, loader_text.into_bytes());
    let files =
        |stems: Vec<String>| stems.iter().map(|stem| format!("{stem}.{hash}.wasm")).collect();
    let areas = split.prefetch_map.into_iter().map(|(area, stems)| (area, files(stems))).collect();

    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(&main)
        .out_name(NAME)
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true);
    // The parts share the main program's memory and table of functions.
    bindgen.keep_lld_exports(true);
    // The page names the program to the loader, since only the page knows its hash.
    bindgen.omit_default_module_path(true).web(true)?;
    bindgen.generate(&bound).context("wasm-bindgen")?;
    let snippets = bound.join("snippets");
    Ok(Frontend {
        js: fs::read(bound.join(format!("{NAME}.js")))?,
        wasm: fs::read(bound.join(format!("{NAME}_bg.wasm")))?,
        hash,
        parts,
        areas,
        snippets: snippets.is_dir().then_some(snippets),
    })
}

fn fresh(folder: &Path) -> Result<PathBuf> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    Ok(folder.to_owned())
}

fn stem(path: &Path) -> Result<&str> {
    path.file_stem().and_then(|stem| stem.to_str()).context("a part of the program has no name")
}
