//! Prints what is found in recordings: `cargo run -p audio --example inspect -- FILE...`

use std::path::Path;

fn main() {
    for name in std::env::args().skip(1) {
        let path = Path::new(&name);
        match audio::probe(path) {
            Err(error) => println!("{name}\t{error:?}"),
            Ok(info) => {
                let measured = audio::measure(path, &mut |_| audio::Flow::Continue);
                let tail = match measured {
                    Ok(m) => format!(
                        "{}\t{:?}\tcorrupt {}\tpairs {} of {}",
                        m.duration_ms,
                        m.loudness,
                        m.corrupt_packets,
                        m.peaks.len(),
                        m.peaks.samples_per_pixel
                    ),
                    Err(error) => format!("{error:?}"),
                };
                println!(
                    "{name}\t{}/{}\t{}\t{} Hz {} ch\t{} ms\tchapters {}\tcover {}\t{tail}\t{:?}",
                    info.container,
                    info.codec,
                    info.media_type,
                    info.sample_rate,
                    info.channels,
                    info.duration_ms,
                    info.chapters.len(),
                    info.has_cover,
                    info.tags
                );
            }
        }
    }
}
