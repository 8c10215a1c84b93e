//! Any bytes under a name of every form.
#![no_main]

#[path = "../check.rs"]
mod check;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for name in ["x.vtt", "x.srt", "x.json", "x.html", "x.txt", "x.md"] {
        check::check(bytes, name);
    }
});
