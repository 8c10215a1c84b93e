//! The models that `pull` knows.

use super::{ModelError, file_of};

/// Where whisper.cpp's own converted models are published.
const HUB: &str = "https://huggingface.co/ggerganov/whisper.cpp/resolve/main";

/// A model that can be fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Model {
    /// Its name: `base.en`.
    pub name: &'static str,
    /// Its file name, at the source and here.
    pub file: &'static str,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256 in hexadecimal.
    pub sha256: &'static str,
    /// Whether it understands more than English.
    pub multilingual: bool,
}

/// Best first: this is the order in which a model is chosen where none is named.
pub const CATALOGUE: &[Model] = &[
    Model {
        name: "large-v3-turbo-q5_0",
        file: "ggml-large-v3-turbo-q5_0.bin",
        bytes: 574_041_195,
        sha256: "394221709cd5ad1f40c46e6031ca61bce88931e6e088c188294c6d5a55ffa7e2",
        multilingual: true,
    },
    Model {
        name: "small",
        file: "ggml-small.bin",
        bytes: 487_601_967,
        sha256: "1be3a9b2063867b937e64e2ec7483364a79917e157fa98c5d94b5c1fffea987b",
        multilingual: true,
    },
    Model {
        name: "base",
        file: "ggml-base.bin",
        bytes: 147_951_465,
        sha256: "60ed5bc3dd14eea856493d334349b405782ddcaf0028d4b5df4088345fba2efe",
        multilingual: true,
    },
    Model {
        name: "base.en",
        file: "ggml-base.en.bin",
        bytes: 147_964_211,
        sha256: "a03779c86df3323075f5e796cb2ce5029f00ec8869eee3fdfb897afe36c6d002",
        multilingual: false,
    },
    Model {
        name: "tiny.en",
        file: "ggml-tiny.en.bin",
        bytes: 77_704_715,
        sha256: "921e4cf8686fdd993dcd081a5da5b6c365bfde1162e72b08d75ac75289920b1f",
        multilingual: false,
    },
];

impl Model {
    /// A model by its name or its file name.
    ///
    /// # Errors
    /// [`ModelError::Unknown`].
    pub fn named(name: &str) -> Result<&'static Self, ModelError> {
        let known = |model: &&Self| model.name == name || model.file == name || file_of(name) == model.file;
        CATALOGUE.iter().find(known).ok_or_else(|| ModelError::Unknown(name.to_owned()))
    }

    /// Where it is published.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{HUB}/{}", self.file)
    }
}
