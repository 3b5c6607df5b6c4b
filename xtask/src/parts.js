let area;
const files = {};
function part(name) {
    // What is not in the area's own file is in the file of the area around it.
    let at = area;
    while (!(name in areas[at].parts)) at = areas[at].within;
    const { file, parts } = areas[at];
    files[at] ??= fetch(new URL(file, import.meta.url)).then((answer) => {
        if (!answer.ok) throw new Error(`${answer.status} for ${answer.url}`);
        return answer.arrayBuffer();
    });
    const bytes = files[at].then((whole) => new Uint8Array(whole, ...parts[name]));
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
            // Loaded, they are not needed any more; failed, they have to be fetched anew.
            for (let at = name; at; at = areas[at].within) delete files[at];
        }
    });
}
