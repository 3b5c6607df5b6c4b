//! The browser's files over HTTP.

use std::fs;
use std::sync::Arc;

use http::Method;
use server::site::Site;

use crate::world::{Ask, World};

async fn world_with_files() -> (World, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("pkg")).unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("hash.txt", "js: abc123\n");
    write("robots.txt", "User-agent: *\n");
    write("pkg/flowhq.abc123.js", "export {}");
    write("pkg/flowhq.abc123.js.br", "compressed");
    let mut world = World::new().await;
    world.state.site = Arc::new(Site::load(folder.path()).unwrap());
    world.router = server::router::router(world.state.clone());
    (world, folder)
}

#[tokio::test]
async fn files_are_handed_out_compressed_and_cached() {
    let (world, _folder) = world_with_files().await;
    let get = Ask::new(Method::GET, "/pkg/flowhq.abc123.js");
    let answer = world.ask(get.clone().header("accept-encoding", "gzip, br")).await;
    assert_eq!((answer.status.as_u16(), answer.body.as_str()), (200, "compressed"));
    assert_eq!(answer.header("content-encoding"), "br");
    assert_eq!(answer.header("content-type"), "text/javascript; charset=utf-8");
    assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(answer.header("vary"), "accept-encoding");
    assert_eq!(world.ask(get).await.body, "export {}");
    let robots = world.ask(Ask::new(Method::GET, "/robots.txt")).await;
    assert_eq!(robots.header("cache-control"), "public, max-age=300");
}

#[tokio::test]
async fn no_path_leaves_the_folder() {
    let (world, _folder) = world_with_files().await;
    for path in [
        "/hash.txt",
        "/pkg/../hash.txt",
        "/pkg/%2e%2e/hash.txt",
        "/..%2f..%2fetc/passwd",
        "/pkg/none.js",
    ] {
        let answer = world.ask(Ask::new(Method::GET, path)).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.body.contains("abc123"), "{path}");
    }
}
