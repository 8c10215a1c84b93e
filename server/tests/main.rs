//! Black-box tests: the real binary on a port of its own, over a database of its own, spoken to as its users do. One
//! file, one promise. `DATABASE_URL` names a PostgreSQL in which databases can be made; `cargo xtask test` starts one.

mod accounts;
mod api;
mod bad_audio;
mod cli;
mod crash;
mod editing;
mod full_disk;
mod insights;
mod language_model;
mod lost_database;
mod meaning;
mod media;
mod pages;
mod pipeline;
mod protection;
mod search;
mod support;
mod transcripts;
mod uploads;
mod visualization;
