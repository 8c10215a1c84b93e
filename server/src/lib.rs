//! PodcastFlow Pro: the composition root. The command line ([`cli`]) starts what was asked for; [`serve`] puts database,
//! use cases, worker and web together; [`web`] is HTTP.

pub mod cli;
pub mod config;
pub mod postgres;
pub mod serve;
pub mod web;

mod demo;
mod instance;
mod telemetry;
