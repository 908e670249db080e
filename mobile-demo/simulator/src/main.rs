//! `errand-simulator`: starts the phone in the browser and prints where it is.
//!
//! Decides the command line alone.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use errand_simulator::{Failure, Options, Simulator};
use jiff::ZonedDateTime;
use tokio::net::TcpListener;

#[derive(Parser)]
#[command(name = "cargo demo", about = "The demo super app with its assistant, in a browser on this machine")]
struct Arguments {
    /// Open a browser.
    #[arg(long)]
    open: bool,
    /// The port on 127.0.0.1; 0 takes any that is free.
    #[arg(long, default_value_t = 7420)]
    port: u16,
    /// The phones' time at the start, such as 2026-11-25T09:30:00+08:00[Asia/Shanghai]; the machine's own without it.
    #[arg(long)]
    now: Option<ZonedDateTime>,
    /// The model bundle's folder.
    #[arg(long)]
    bundle: Option<PathBuf>,
    /// A folder of services, in the form of mobile-demo/services.
    #[arg(long)]
    services: Option<PathBuf>,
    /// The file that keeps what the core has learned of the services.
    #[arg(long)]
    learned: Option<PathBuf>,
    /// The longest that a call is waited for, in milliseconds, whatever its manifest allows.
    #[arg(long)]
    longest_wait_ms: Option<u64>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("errand-simulator: {failure}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn run(arguments: Arguments) -> Result<(), Failure> {
    let mut options = Options::new(arguments.learned.map_or_else(learned, Ok)?);
    options.now = arguments.now;
    options.longest_wait = arguments.longest_wait_ms.map(Duration::from_millis);
    if let Some(bundle) = arguments.bundle {
        options.bundle = bundle;
    }
    if let Some(services) = arguments.services {
        options.services = services;
    }
    let listener = listen(arguments.port).await?;
    let simulator = Simulator::open(options)?;
    let address = simulator.address(listener.local_addr()?);
    println!("The phone is at {address}\n(Ctrl-C ends it; what was done on it is forgotten then.)");
    if arguments.open
        && let Err(error) = open::that_detached(&address)
    {
        eprintln!("No browser could be opened ({error}): open the address by hand.");
    }
    simulator.serve(listener, told_to_end()).await
}

/// Until Ctrl-C, or what a system ends its programs with: the phones' files are deleted then. Without a handler for it the process ends at once.
async fn told_to_end() {
    #[cfg(unix)]
    if let Ok(mut terminated) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminated.recv() => {}
        }
        return;
    }
    let _ = tokio::signal::ctrl_c().await;
}

/// The wanted port, or any that is free when another phone has it already.
async fn listen(port: u16) -> Result<TcpListener, Failure> {
    let at = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    match TcpListener::bind(at(port)).await {
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => Ok(TcpListener::bind(at(0)).await?),
        other => Ok(other?),
    }
}

/// Beside what other programs keep for later.
fn learned() -> Result<PathBuf, Failure> {
    let cache = std::env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache")));
    let folder = cache.unwrap_or_else(std::env::temp_dir).join("errand");
    std::fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    Ok(folder.join("simulator.db"))
}
