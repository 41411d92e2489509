//! The command line of Loket.

use std::process::ExitCode;

use clap::Parser;
use server::cli::Command;

fn main() -> ExitCode {
    let command = Command::parse();
    // More workers than cores: rendering blocks now and then, and one worker alone could wait for itself.
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("loket: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(server::cli::run(command)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("loket: {error}");
            ExitCode::FAILURE
        }
    }
}
