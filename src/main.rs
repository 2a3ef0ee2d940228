//! The `gremia` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    gremia::cli::main(std::env::args_os())
}
