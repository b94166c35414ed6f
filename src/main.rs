//! The `habeas` program.

fn main() -> std::process::ExitCode {
    habeas::cmd::run()
}
