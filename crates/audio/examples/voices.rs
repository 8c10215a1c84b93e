//! Prints who speaks when, and what it took:
//! `cargo run --release -p audio --example voices -- MODEL AUDIO [SPEAKERS]`; MODEL is what
//! `podcastflow models import-voices` wrote, or what that takes.

use std::{path::Path, time::Instant};

use audio::{Flow, probe, voices};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [model, audio, speakers @ ..] = args.as_slice() else { return Err("MODEL AUDIO [SPEAKERS]".into()) };
    let speakers = speakers.first().map(|n| n.parse()).transpose()?;
    let (model, audio) = (Path::new(model), Path::new(audio));
    let imported = std::env::temp_dir().join("voices-example");
    let model = if model.extension().is_some_and(|e| e == "bin") {
        model.to_owned()
    } else {
        voices::import(model, &imported)?
    };
    let started = Instant::now();
    let found = voices::voice_turns(audio, &mut voices::Encoder::load(&model)?, speakers, &mut |_| Flow::Continue)?;
    let took = started.elapsed().as_secs_f64();
    match found {
        None => println!("one voice"),
        Some(found) => {
            for turn in &found.turns {
                let second = |ms: u32| f64::from(ms) / 1000.0;
                println!("{:8.2} {:8.2}  {}", second(turn.start_ms), second(turn.end_ms), turn.speaker);
            }
            println!("{} voices, agreement {:.3} (sure from {})", found.speakers, found.agreement, voices::SURE);
        }
    }
    let length = f64::from(probe(audio)?.duration_ms) / 1000.0;
    println!("{took:.2} s for {length:.0} s of sound: {:.0} times as fast as it sounds", length / took);
    Ok(())
}
