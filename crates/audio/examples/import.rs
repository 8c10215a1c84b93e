//! Converts a CTranslate2 Whisper model: `cargo run --release -p audio --example import -- SOURCE DIR NAME`

use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [source, dir, name] = args.as_slice() else { return Err("SOURCE DIR NAME".into()) };
    let path = audio::models::import_ct2(Path::new(source), Path::new(dir), name, &mut |_, _| audio::Flow::Continue)?;
    println!("{}", path.display());
    Ok(())
}
