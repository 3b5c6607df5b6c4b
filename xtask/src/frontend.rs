//! The browser's half: compiled, cut into the parts that pages load when they need them, and bound to JavaScript.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, anyhow, bail};
use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::Options;

use crate::{
    bound_names::Renamed,
    command::run,
    parts,
    site::hash,
    wasm_compiler::{self, TARGET, WasmCompiler},
    wasm_sections::{constants, without_names},
    workspace::Workspace,
};

/// The name of the files, and leptos's `LEPTOS_OUTPUT_NAME`.
pub(crate) const NAME: &str = "flowhq";
const PROFILE: &str = "wasm-release";
/// The end of the name of an area's file; no `wasm`, since a browser cannot take it as one module.
const AREA_END: &str = "bin";
/// The areas that are only loaded inside the frame of another one's pages, each with that other one. Their addresses
/// stand in `app/src/areas.rs`.
const WITHIN: [(&str, &str); 8] = [
    ("bookings", "portal"),
    ("business", "portal"),
    ("customers", "portal"),
    ("editor", "portal"),
    ("inbox", "portal"),
    ("operations", "dashboard"),
    ("orders", "portal"),
    ("team", "portal"),
];
/// What else than the program decides what is in its files: the code that makes them. A browser keeps them for good, so
/// that files of another make must have other names.
const MAKING: &str = concat!(
    include_str!("bound_names.rs"),
    include_str!("frontend.rs"),
    include_str!("parts.js"),
    include_str!("parts.rs"),
);

/// What the browser needs to hydrate a page.
pub(crate) struct Frontend {
    /// What stands in the names of its files: they refer to each other, so they share one hash.
    pub(crate) hash: String,
    /// The loader.
    pub(crate) js: Vec<u8>,
    /// The program: what every page needs.
    pub(crate) wasm: Vec<u8>,
    /// The loader of the parts that the program is cut into, and its name.
    pub(crate) parts_loader: (String, Vec<u8>),
    /// The file of each area of the interface.
    pub(crate) areas: BTreeMap<String, AreaFile>,
    /// The folder of JavaScript that crates bring along and the loader imports, if there is any.
    pub(crate) snippets: Option<PathBuf>,
}

/// The file of an area of the interface.
pub(crate) struct AreaFile {
    pub(crate) name: String,
    pub(crate) contents: Vec<u8>,
    /// The area whose file is loaded too, with what both need.
    pub(crate) within: Option<&'static str>,
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
    let hash = hash(&[&program, MAKING.as_bytes()].concat());
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

    let mut parts = parts::Parts::new();
    for path in &split.split_modules {
        parts.insert(stem(path)?.to_owned(), without_names(&fs::read(path)?)?);
    }
    // The tool only warns, to nobody, when it leaves all constants in the main program.
    if constants(&program)? <= constants(&fs::read(&main)?)? {
        bail!(
            "no constant was taken out of the main program: ROOM_TO_CUT in frontend/src/lib.rs is too little"
        );
    }
    let packing = parts::areas(&split.prefetch_map.into_iter().collect(), &WITHIN)?;
    let file_of = |area: &str| format!("{area}.{hash}.{AREA_END}");
    let generated = fs::read_to_string(cut.join(&loader))?;
    let parts_loader = parts::loader(&generated, &parts, &packing, file_of)?;
    let mut areas = BTreeMap::new();
    for (area, packed) in &packing {
        let (name, contents) = (file_of(area), parts::packed(&parts, &packed.parts)?);
        areas.insert(area.clone(), AreaFile { name, contents, within: packed.within });
    }

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
    let mut output = bindgen.generate_output().context("wasm-bindgen")?;
    let mut renamed = Renamed::default();
    for import in output.wasm_mut().imports.iter_mut() {
        renamed.shorten(&mut import.name);
    }
    output.emit(&bound).context("wasm-bindgen")?;
    let js = renamed.in_loader(&fs::read_to_string(bound.join(format!("{NAME}.js")))?)?;
    let snippets = bound.join("snippets");
    Ok(Frontend {
        js: js.into_bytes(),
        wasm: fs::read(bound.join(format!("{NAME}_bg.wasm")))?,
        parts_loader: (loader, parts_loader.into_bytes()),
        areas,
        hash,
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
