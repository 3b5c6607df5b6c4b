let area;
const files = {};
function part(name) {
    const { file, parts } = areas[area];
    files[area] ??= fetch(new URL(file, import.meta.url)).then((answer) => {
        if (!answer.ok) throw new Error(`${answer.status} for ${answer.url}`);
        return answer.arrayBuffer();
    });
    const bytes = files[area].then((whole) => new Uint8Array(whole, ...parts[name]));
    // Whoever instantiates the part learns of it; whoever failed before, on another part, does not ask any more.
    bytes.catch(() => {});
    return bytes;
}
function loadArea(name, load) {
    return wrapAsyncCb(async () => {
        // All parts are asked for before the first wait.
        area = name;
        try {
            await load();
        } finally {
            // Loaded, it is not needed any more; failed, it has to be fetched anew.
            delete files[name];
        }
    });
}
