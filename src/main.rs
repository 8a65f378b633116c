//! planb's entry point: reports of panics first, then the command line, then its exit status.

fn main() {
    // Fails only when installed twice.
    let _ = color_eyre::install();
    std::process::exit(planb::cli::run(std::env::args_os()));
}
