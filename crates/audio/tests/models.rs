//! Getting speech models: fetched from a scripted server, and converted from one that is made up here.

mod support;

use std::{
    collections::HashSet,
    fs,
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    path::Path,
    thread::JoinHandle,
};

use audio::{
    Flow,
    models::{CATALOGUE, Model, ModelError, find, import_ct2, list, pull, pull_from},
    whisper::Whisper,
};
use sha2::{Digest, Sha256};
use support::Numbers;

fn go_on(_: u64, _: u64) -> Flow {
    Flow::Continue
}

#[test]
fn the_catalogue_names_each_model_once_with_its_checksum() {
    let mut seen = HashSet::new();
    for model in CATALOGUE {
        assert!(seen.insert(model.name) && seen.insert(model.file) && seen.insert(model.sha256), "{}", model.name);
        assert_eq!(model.file, format!("ggml-{}.bin", model.name));
        assert_eq!(model.sha256.len(), 64, "{}", model.name);
        assert!(model.sha256.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')), "{}", model.name);
        assert!(model.bytes > 1_000_000 && model.url().starts_with("https://") && model.url().ends_with(model.file));
        assert_eq!(model.multilingual, !model.name.ends_with(".en"));
        assert_eq!(Model::named(model.name).unwrap(), model);
        assert_eq!(Model::named(model.file).unwrap(), model);
    }
    assert!(matches!(Model::named("giant"), Err(ModelError::Unknown(name)) if name == "giant"));
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(pull("../tiny", dir.path(), &mut go_on), Err(ModelError::Unknown(_))));
}

#[test]
fn models_that_are_here_are_listed_and_the_best_is_chosen() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(find(dir.path(), None), None);
    assert!(list(&dir.path().join("missing")).unwrap().iter().all(|status| status.path.is_none()));
    for name in ["ggml-tiny.en.bin", "ggml-own.bin", "ggml-base.bin.part", "notes.txt"] {
        fs::write(dir.path().join(name), b"abc").unwrap();
    }
    let here: Vec<_> = list(dir.path()).unwrap().into_iter().filter(|s| s.path.is_some()).map(|s| s.name).collect();
    assert_eq!(here, ["tiny.en", "own"]);
    assert_eq!(find(dir.path(), None), Some(dir.path().join("ggml-tiny.en.bin")));
    assert_eq!(find(dir.path(), Some("own")), Some(dir.path().join("ggml-own.bin")));
    assert_eq!(find(dir.path(), Some("base")), None);
    assert_eq!(find(dir.path(), Some("../notes")), None);
}

/// A server that gives these answers, one a connection; gives the requests when joined.
fn serve(answers: Vec<Vec<u8>>) -> (String, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/model.bin", listener.local_addr().unwrap());
    let served = std::thread::spawn(move || {
        let mut requests = Vec::new();
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
            requests.push(lines.take_while(|line| !line.is_empty()).collect::<Vec<_>>().join("\n").to_lowercase());
            stream.write_all(&answer).ok();
        }
        requests
    });
    (url, served)
}

fn answer(status: &str, headers: &str, announced: usize, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\ncontent-length: {announced}\r\nconnection: close\r\n{headers}\r\n");
    [head.as_bytes(), body].concat()
}

/// A made-up model of the catalogue and its bytes.
fn made_up() -> (Model, Vec<u8>) {
    let bytes = Numbers(9).bytes(300_000);
    let sha256 = hex::encode(Sha256::digest(&bytes));
    let model = Model {
        name: "made-up",
        file: "ggml-made-up.bin",
        bytes: 300_000,
        sha256: Box::leak(sha256.into_boxed_str()),
        multilingual: false,
    };
    (model, bytes)
}

fn names_in(dir: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_model_is_fetched_checked_and_not_fetched_again() {
    let (model, bytes) = made_up();
    let dir = tempfile::tempdir().unwrap();
    let into = dir.path().join("models");
    let (url, served) = serve(vec![answer("200 OK", "", bytes.len(), &bytes)]);
    let mut told = Vec::new();
    let path = pull_from(&url, &model, &into, &mut |done, all| {
        told.push((done, all));
        Flow::Continue
    });
    assert_eq!(fs::read(path.unwrap()).unwrap(), bytes);
    assert!(told.is_sorted() && told.last() == Some(&(300_000, 300_000)), "{told:?}");
    assert!(!served.join().unwrap()[0].contains("range:"));
    assert_eq!(names_in(&into), ["ggml-made-up.bin"]);
    // Nobody answers any more, and nobody is asked.
    pull_from(&url, &model, &into, &mut go_on).unwrap();
}

#[test]
fn a_broken_line_is_taken_up_where_it_broke() {
    let (model, bytes) = made_up();
    let dir = tempfile::tempdir().unwrap();
    let (url, served) = serve(vec![
        answer("200 OK", "", bytes.len(), &bytes[..100_000]),
        answer("206 Partial Content", "content-range: bytes 100000-299999/300000\r\n", 200_000, &bytes[100_000..]),
    ]);
    let broken = pull_from(&url, &model, dir.path(), &mut go_on).unwrap_err();
    assert!(matches!(broken, ModelError::Network(_)), "{broken}");
    assert_eq!(names_in(dir.path()), ["ggml-made-up.bin.part"]);
    let path = pull_from(&url, &model, dir.path(), &mut go_on).unwrap();
    assert_eq!(fs::read(path).unwrap(), bytes);
    assert!(served.join().unwrap()[1].contains("range: bytes=100000-"));
}

#[test]
fn a_stopped_fetch_keeps_its_part() {
    let (model, bytes) = made_up();
    let dir = tempfile::tempdir().unwrap();
    let (url, served) = serve(vec![answer("200 OK", "", bytes.len(), &bytes)]);
    let stopped = pull_from(&url, &model, dir.path(), &mut |_, _| Flow::Stop);
    assert!(matches!(stopped, Err(ModelError::Stopped)));
    served.join().unwrap();
    let part = fs::read(dir.path().join("ggml-made-up.bin.part")).unwrap();
    assert!(!part.is_empty() && bytes.starts_with(&part));
}

#[test]
fn a_source_that_does_not_resume_is_read_from_the_start() {
    let (model, bytes) = made_up();
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("ggml-made-up.bin.part"), &bytes[..5_000]).unwrap();
    let (url, served) = serve(vec![answer("200 OK", "", bytes.len(), &bytes)]);
    let path = pull_from(&url, &model, dir.path(), &mut go_on).unwrap();
    assert_eq!(fs::read(path).unwrap(), bytes);
    served.join().unwrap();
}

#[test]
fn another_part_than_asked_for_is_not_glued_on() {
    let (model, bytes) = made_up();
    for headers in ["content-range: bytes 0-299999/300000\r\n", ""] {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("ggml-made-up.bin.part"), &bytes[..5_000]).unwrap();
        let (url, served) = serve(vec![answer("206 Partial Content", headers, 300_000, &bytes)]);
        let refused = pull_from(&url, &model, dir.path(), &mut go_on).unwrap_err();
        assert!(matches!(refused, ModelError::Network(_)), "{refused}");
        served.join().unwrap();
        assert!(!dir.path().join(model.file).exists());
    }
}

#[test]
fn what_is_not_the_model_is_thrown_away() {
    let (model, bytes) = made_up();
    let mut wrong = bytes.clone();
    wrong[150_000] ^= 1;
    let longer = [&bytes[..], b"more"].concat();
    for body in [&wrong, &longer] {
        let dir = tempfile::tempdir().unwrap();
        let (url, served) = serve(vec![answer("200 OK", "", body.len(), body)]);
        let refused = pull_from(&url, &model, dir.path(), &mut go_on).unwrap_err();
        assert!(matches!(refused, ModelError::Mismatch(_)), "{refused}");
        served.join().unwrap();
        assert_eq!(names_in(dir.path()), [""; 0]);
    }
    // A whole part that is damaged: no server is needed to see that.
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("ggml-made-up.bin.part"), &wrong).unwrap();
    let refused = pull_from("http://127.0.0.1:1/", &model, dir.path(), &mut go_on);
    assert!(matches!(refused, Err(ModelError::Mismatch(_))));
    assert_eq!(names_in(dir.path()), [""; 0]);
}

#[test]
fn trouble_at_the_source_keeps_what_has_arrived() {
    let (model, bytes) = made_up();
    let dir = tempfile::tempdir().unwrap();
    let part = dir.path().join("ggml-made-up.bin.part");
    fs::write(&part, &bytes[..5_000]).unwrap();
    let (url, served) = serve(vec![answer("404 Not Found", "", 0, b""), answer("503 Busy", "", 4, b"busy")]);
    for status in ["404", "503"] {
        let error = pull_from(&url, &model, dir.path(), &mut go_on).unwrap_err();
        assert!(matches!(&error, ModelError::Network(what) if what.contains(status)), "{error}");
    }
    served.join().unwrap();
    assert!(matches!(pull_from("http://127.0.0.1:1/", &model, dir.path(), &mut go_on), Err(ModelError::Network(_))));
    assert_eq!(fs::read(&part).unwrap(), bytes[..5_000]);
}

#[test]
fn a_model_that_another_one_fetches_is_left_to_it() {
    let (model, bytes) = made_up();
    let dir = tempfile::tempdir().unwrap();
    let other = fs::File::create(dir.path().join("ggml-made-up.bin.part")).unwrap();
    other.lock().unwrap();
    let busy = pull_from("http://127.0.0.1:1/", &model, dir.path(), &mut go_on);
    assert!(matches!(busy, Err(ModelError::Busy(name)) if name == "made-up"));
    drop(other);
    let (url, served) = serve(vec![answer("200 OK", "", bytes.len(), &bytes)]);
    pull_from(&url, &model, dir.path(), &mut go_on).unwrap();
    served.join().unwrap();
}

/// Width of the made-up model: one head.
const WIDTH: usize = 64;
const VOCABULARY: usize = 51_864;

fn string(out: &mut Vec<u8>, text: &str) {
    out.extend((text.len() as u16 + 1).to_le_bytes());
    out.extend(text.as_bytes());
    out.push(0);
}

fn number(out: &mut Vec<u8>, n: usize) {
    out.extend((n as u32).to_le_bytes());
}

/// The variables of an English Whisper of one layer, as CTranslate2 names them.
fn variables() -> Vec<(String, Vec<usize>)> {
    let mut out = vec![
        ("encoder/conv1/weight".to_owned(), vec![WIDTH, 80, 3]),
        ("encoder/conv1/bias".to_owned(), vec![WIDTH]),
        ("encoder/conv2/weight".to_owned(), vec![WIDTH, WIDTH, 3]),
        ("encoder/conv2/bias".to_owned(), vec![WIDTH]),
        ("encoder/position_encodings/encodings".to_owned(), vec![1500, WIDTH]),
        ("decoder/position_encodings/encodings".to_owned(), vec![448, WIDTH]),
        ("decoder/embeddings/weight".to_owned(), vec![VOCABULARY, WIDTH]),
        ("decoder/scale_embeddings".to_owned(), vec![]),
    ];
    for side in ["encoder", "decoder"] {
        let mut linear = |name: &str, rows: usize, columns: usize| {
            out.push((format!("{side}/{name}/weight"), vec![rows, columns]));
            out.push((format!("{side}/{name}/bias"), vec![rows]));
        };
        linear("layer_0/self_attention/linear_0", 3 * WIDTH, WIDTH);
        linear("layer_0/self_attention/linear_1", WIDTH, WIDTH);
        linear("layer_0/ffn/linear_0", 4 * WIDTH, WIDTH);
        linear("layer_0/ffn/linear_1", WIDTH, 4 * WIDTH);
        if side == "decoder" {
            linear("layer_0/attention/linear_0", WIDTH, WIDTH);
            linear("layer_0/attention/linear_1", 2 * WIDTH, WIDTH);
            linear("layer_0/attention/linear_2", WIDTH, WIDTH);
            out.extend(
                ["gamma", "beta"].map(|kind| (format!("{side}/layer_0/attention/layer_norm/{kind}"), vec![WIDTH])),
            );
        }
        for norm in ["layer_norm", "layer_0/self_attention/layer_norm", "layer_0/ffn/layer_norm"] {
            out.extend(["gamma", "beta"].map(|kind| (format!("{side}/{norm}/{kind}"), vec![WIDTH])));
        }
    }
    out
}

/// A `model.bin` in half precision, of small numbers.
fn weights(spec: &str, kind: u8) -> Vec<u8> {
    let mut out = Vec::new();
    number(&mut out, 6);
    string(&mut out, spec);
    number(&mut out, 3);
    let variables = variables();
    number(&mut out, variables.len());
    for (name, shape) in &variables {
        string(&mut out, name);
        out.push(shape.len() as u8);
        shape.iter().for_each(|d| number(&mut out, *d));
        out.push(kind);
        let count: usize = shape.iter().product();
        number(&mut out, count * 2);
        // 2^-6 in half precision.
        out.extend(0x2400_u16.to_le_bytes().repeat(count));
    }
    out
}

fn tokenizer(count: usize) -> Vec<u8> {
    let vocab: Vec<String> = (0..count).map(|id| format!("\"Ġw{id}\":{id}")).collect();
    format!("{{\"model\":{{\"vocab\":{{{}}}}}}}", vocab.join(",")).into_bytes()
}

fn write_model(dir: &Path, weights: &[u8], tokenizer: &[u8]) {
    fs::write(dir.join("model.bin"), weights).unwrap();
    fs::write(dir.join("tokenizer.json"), tokenizer).unwrap();
}

#[test]
fn a_converted_model_is_one_that_the_engine_loads() {
    let (source, target) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let bytes = weights("WhisperSpec", 4);
    write_model(source.path(), &bytes, &tokenizer(50_257));
    let mut told = Vec::new();
    let path = import_ct2(source.path(), target.path(), "own.en", &mut |done, all| {
        told.push((done, all));
        Flow::Continue
    });
    let path = path.unwrap();
    let all = variables().len() as u64;
    assert!(told.is_sorted() && told.last() == Some(&(all, all)), "{told:?}");
    assert_eq!(path, target.path().join("ggml-own.en.bin"));
    assert_eq!(names_in(target.path()), ["ggml-own.en.bin"]);
    let converted = fs::read(&path).unwrap();
    let head: Vec<u32> = converted[..48].as_chunks::<4>().0.iter().map(|n| u32::from_le_bytes(*n)).collect();
    assert_eq!(head, [0x6767_6d6c, VOCABULARY as u32, 1500, 64, 1, 1, 448, 64, 1, 1, 80, 1]);
    Whisper::load(&path, 1).unwrap();

    // In parts, and by the path of the first of them: the same model.
    let parts = tempfile::tempdir().unwrap();
    let (one, two) = bytes.split_at(bytes.len() / 2);
    fs::write(parts.path().join("model.bin.part1"), one).unwrap();
    fs::write(parts.path().join("model.bin.part2"), two).unwrap();
    fs::write(parts.path().join("tokenizer.json"), tokenizer(50_257)).unwrap();
    let again = import_ct2(&parts.path().join("model.bin.part1"), target.path(), "parts", &mut go_on).unwrap();
    assert!(fs::read(again).unwrap() == converted);

    // A copy of it that was cut off is refused and does not take the process along.
    for cut in [4, 40, 500, 70_000, 700_000, converted.len() / 2, converted.len() - 1] {
        let broken = target.path().join("ggml-cut.bin");
        fs::write(&broken, &converted[..cut]).unwrap();
        assert!(Whisper::load(&broken, 1).is_err(), "{cut} bytes");
    }
}

#[test]
fn what_is_no_model_cannot_be_converted_and_leaves_nothing() {
    let whole = weights("WhisperSpec", 4);
    let tokens = tokenizer(50_257);
    let mut larger = whole.clone();
    // The second dimension of the first variable: 80 mel bands become 128, and its bytes too few.
    let at = larger.windows(4).position(|n| n == 80_u32.to_le_bytes()).unwrap();
    larger[at..at + 4].copy_from_slice(&128_u32.to_le_bytes());
    let mut old = whole.clone();
    old[0] = 2;
    for (what, weights, tokens) in [
        ("text", b"This is a text about whispers.".as_slice(), tokens.as_slice()),
        ("nothing", b"", &tokens),
        ("an old form", &old, &tokens),
        ("another model", &weights("TransformerSpec", 4), &tokens),
        ("quantised weights", &weights("WhisperSpec", 1), &tokens),
        ("a wrong size", &larger, &tokens),
        ("cut off in the first name", &whole[..30], &tokens),
        ("cut off in a shape", &whole[..50], &tokens),
        ("cut off in the data", &whole[..5_000_000], &tokens),
        ("cut off at the end", &whole[..whole.len() - 1], &tokens),
        ("another tokenizer", &whole, &tokenizer(30_000)),
        ("no tokenizer", &whole, b"{}"),
        ("a tokenizer that is text", &whole, b"vocabulary"),
    ] {
        let (source, target) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        write_model(source.path(), weights, tokens);
        let error = import_ct2(source.path(), target.path(), "own", &mut go_on).unwrap_err();
        assert!(matches!(error, ModelError::Format(_)), "{what}: {error:?}");
        assert_eq!(names_in(target.path()), [""; 0], "{what}");
    }
}

#[test]
fn a_conversion_that_is_stopped_leaves_what_was_there() {
    let (source, target) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write_model(source.path(), &weights("WhisperSpec", 4), &tokenizer(50_257));
    fs::write(target.path().join("ggml-own.bin"), b"the old one").unwrap();
    let stopped = import_ct2(source.path(), target.path(), "own", &mut |_, _| Flow::Stop);
    assert!(matches!(stopped, Err(ModelError::Stopped)));
    assert_eq!(names_in(target.path()), ["ggml-own.bin"]);
    assert_eq!(fs::read(target.path().join("ggml-own.bin")).unwrap(), b"the old one");
}

#[test]
fn places_without_a_model_and_names_that_lead_elsewhere_are_refused() {
    let (source, target) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (empty, archive) = (source.path().join("empty"), source.path().join("archive.whl"));
    fs::create_dir(&empty).unwrap();
    fs::write(&archive, b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0").unwrap();
    let text = source.path().join("notes.txt");
    fs::write(&text, b"not an archive").unwrap();
    for place in [&empty, &archive, &text] {
        let error = import_ct2(place, target.path(), "own", &mut go_on).unwrap_err();
        assert!(matches!(error, ModelError::Format(_)), "{}: {error:?}", place.display());
    }
    let missing = import_ct2(&source.path().join("missing"), target.path(), "own", &mut go_on);
    assert!(matches!(missing, Err(ModelError::Io(_))));
    for name in ["", "../own", "a/b", ".hidden", "na me", &"x".repeat(65)] {
        let error = import_ct2(&empty, target.path(), name, &mut go_on).unwrap_err();
        assert!(matches!(error, ModelError::Format(_)), "{name}: {error:?}");
    }
    assert_eq!(names_in(target.path()), [""; 0]);
}
