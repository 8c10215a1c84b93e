
// The bootstrap. It is part of this module, so that pages need no inline script, and reaches the functions above as any
// importer would: by importing the address it was loaded from, which is the same module once more, not another fetch.
// Each step is a task of its own, so that a slow phone can answer a tap in between.
const breathe = () => new Promise((resolve) => setTimeout(resolve));
const alive = () => {
    performance.mark("hydrated");
    document.documentElement.dataset.hydrated = "true";
};
const start = async () => {
    const islands = document.querySelectorAll("leptos-island");
    if (islands.length === 0) {
        return;
    }
    // Listeners need not wait for a slow line: the browser's own controls stand in until the player wakes, which takes them away.
    setTimeout(() => {
        if (document.querySelector("#deck.asleep")) {
            document.getElementById("audio").controls = true;
            document.getElementById("native").hidden = false;
        }
    }, 1500);
    const bindings = await import(import.meta.url);
    await bindings.default({ module_or_path: new URL("WASM_NAME", import.meta.url) });
    await breathe();
    bindings.hydrate();
    for (const island of islands) {
        await breathe();
        const hydrate = bindings[island.dataset.component];
        if (hydrate) {
            await hydrate(island);
        } else {
            console.warn(`No function for the island ${island.dataset.component}: the site and the server are of different builds.`);
        }
    }
    await breathe();
};
// The module may come before the page is read to its end; when it is, the browser lays it out first.
const read = new Promise((resolve) => {
    if (document.readyState === "loading") {
        document.addEventListener("DOMContentLoaded", resolve);
    } else {
        resolve();
    }
});
read.then(breathe).then(start).then(alive);
