//! Where and when figures were taken.

use std::path::Path;

use domain::Clock;
use engine::SystemClock;

/// Processor, cores, kernel, the build's profile, the commit and the date.
pub fn described(commit: &str) -> String {
    let processor = read("/proc/cpuinfo");
    let processor = processor.lines().find(|line| line.starts_with("model name"));
    let processor = processor.and_then(|line| line.split_once(':')).map_or("unknown", |it| it.1);
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let release = read("/proc/sys/kernel/osrelease");
    // What a builder appends names a house, not a version.
    let kernel = release.split('-').next().unwrap_or_default().trim();
    let folder = Path::new(env!("CARGO_BIN_EXE_flowhq")).parent().and_then(Path::file_name);
    let profile = folder.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    format!(
        "{cores} cores of {}, Linux {kernel}, profile `{profile}`, commit {commit}, {}",
        processor.trim(),
        SystemClock.now().date_naive()
    )
}

/// How busy the machine is: its load average over one minute.
pub fn load() -> String {
    read("/proc/loadavg").split_whitespace().next().unwrap_or_default().to_owned()
}

fn read(path: &str) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}
