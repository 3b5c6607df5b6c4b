//! The browser's half: compiled, and bound to JavaScript.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::{
    command::run,
    wasm_compiler::{self, TARGET, WasmCompiler},
    workspace::Workspace,
};

/// The name of the files, and leptos's `LEPTOS_OUTPUT_NAME`.
pub(crate) const NAME: &str = "flowhq";
const PROFILE: &str = "wasm-release";

/// What the browser needs to hydrate a page.
pub(crate) struct Frontend {
    /// The loader.
    pub(crate) js: Vec<u8>,
    /// The program.
    pub(crate) wasm: Vec<u8>,
    /// The folder of JavaScript that crates bring along and the loader imports, if there is any.
    pub(crate) snippets: Option<PathBuf>,
}

/// Compiles the browser's half.
pub(crate) fn compile(workspace: &Workspace, compiler: &WasmCompiler) -> Result<PathBuf> {
    run(&mut compiler
        .cargo(workspace, &["build", "--package", "frontend", "--lib", "--profile", PROFILE]))?;
    Ok(wasm_compiler::folder(workspace).join(TARGET).join(PROFILE).join("frontend.wasm"))
}

/// Makes the loader, and takes names that only a debugger reads out of the program.
pub(crate) fn bind(workspace: &Workspace, wasm: &PathBuf) -> Result<Frontend> {
    let out = wasm_compiler::folder(workspace).join("bound");
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(wasm)
        .out_name(NAME)
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true);
    // The page names the program to the loader, since only the page knows its hash.
    bindgen.omit_default_module_path(true).web(true)?;
    bindgen.generate(&out).context("wasm-bindgen")?;
    let snippets = out.join("snippets");
    Ok(Frontend {
        js: fs::read(out.join(format!("{NAME}.js")))?,
        wasm: fs::read(out.join(format!("{NAME}_bg.wasm")))?,
        snippets: snippets.is_dir().then_some(snippets),
    })
}
