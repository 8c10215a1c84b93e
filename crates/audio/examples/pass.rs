//! One pass over a recording, to be compared with ffmpeg by CPU time: `pass peaks|measure|speech|probe FILE`

use std::path::Path;

use audio::{Chunks, Flow, measure, peaks_only, probe};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [what, file] = args.as_slice() else { return Err("peaks|measure|speech|probe FILE".into()) };
    let path = Path::new(file);
    match what.as_str() {
        "peaks" => println!("{} pairs", peaks_only(path)?.len()),
        "measure" => {
            let found = measure(path, &mut |_| Flow::Continue)?;
            println!("{} ms, {} pairs, {:?}", found.duration_ms, found.peaks.len(), found.loudness);
        }
        "speech" => {
            let (mut count, mut ms) = (0, 0_u64);
            for chunk in Chunks::open(path, 0)? {
                let chunk = chunk?;
                count += 1;
                ms += u64::from(chunk.end_ms - chunk.start_ms);
            }
            println!("{count} pieces, {} s of speech", ms / 1000);
        }
        _ => println!("{:?}", probe(path)?),
    }
    Ok(())
}
