//! The program. Everything is in the library, so that tests can reach it.

use std::process::ExitCode;

/// Pages are made of thousands of small texts, and compressing one takes megabytes for a moment: the system's allocator keeps
/// half as much again (bench/README.md).
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    podcastflow::cli::main()
}
