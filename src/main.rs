//! The program: reads the command line and the settings, wires the parts, starts them.
//!
//! It holds no rule of the service. Exit codes: 0 success, 1 failure, 2 wrong use or wrong settings.

mod commands;

use std::process::ExitCode;

use clap::Parser;

use commands::{Cli, Exit, WrongUse};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("passerelle: the program could not start: {error}");
            return Exit::Failure.into();
        }
    };
    let outcome = runtime.block_on(commands::run(cli));
    // A thread that waits for the keyboard must not hold the program back.
    runtime.shutdown_background();
    match outcome {
        Ok(exit) => exit.into(),
        Err(error) => {
            eprintln!("passerelle: {error:#}");
            let exit = if error.is::<WrongUse>() { Exit::WrongUse } else { Exit::Failure };
            exit.into()
        }
    }
}
