
// The bootstrap. It is part of this module, so that pages need no inline script, and reaches the functions above as any
// importer would: by importing the address it was loaded from, which is the same module once more, not another fetch.
const islands = document.querySelectorAll("leptos-island");
// Each step is a task of its own, so that a slow phone can answer a tap in between.
const breathe = () => new Promise((resolve) => setTimeout(resolve));
const alive = () => {
    performance.mark("hydrated");
    document.documentElement.dataset.hydrated = "true";
};
if (islands.length === 0) {
    alive();
} else {
    // Listeners need not wait for a slow line: the browser's own controls stand in until the player wakes, which takes them away.
    setTimeout(() => {
        if (document.querySelector("#deck.asleep")) {
            document.getElementById("audio").controls = true;
        }
    }, 1500);
    import(import.meta.url).then(async (bindings) => {
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
        alive();
    });
}
