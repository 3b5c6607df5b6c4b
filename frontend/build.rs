//! Leaves in the program what the tool needs that cuts it into parts.

fn main() {
    println!("cargo:rustc-link-arg-cdylib=--emit-relocs");
    println!("cargo:rerun-if-changed=build.rs");
}
