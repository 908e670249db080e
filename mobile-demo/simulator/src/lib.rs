//! A phone in the browser: a local web server over the core, and a page that draws a super app with its assistant.
//!
//! | file | what it decides |
//! |---|---|
//! | `door` | who may speak to the server: this run's page, from this machine, in small well-formed requests |
//! | `page` | the files of the page, which lie in `page/` and are part of the program |
//! | `routes` | which request is answered by what |
//! | `phones` | how many phones there are, and which sleep |
//! | `phone` | one phone: its core, its apps, the turn that is driven |
//! | `inspector` | what an engineer sees beside the phone |
//! | `template` | the database that every phone begins with, learned once |
//!
//! It knows the core by its public face alone, as an app does: what stands here is what an app has to do, and no more.
//!
//! Not handled, on purpose: several machines, users, or anything else that a server on a network needs. It is bound to loopback.

mod door;
mod inspector;
mod page;
mod phone;
mod phones;
mod routes;
mod template;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::ZonedDateTime;
use tokio::net::TcpListener;

use door::Door;
use phones::Phones;

/// Anything that keeps the simulator from starting, in words for a terminal.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// What a simulator is made from.
#[derive(Clone, Debug)]
pub struct Options {
    /// The model bundle's folder.
    pub bundle: PathBuf,
    /// The demo services' folder.
    pub services: PathBuf,
    /// Where the learned database is kept between runs.
    pub template: PathBuf,
    /// Where the phones' databases lie while the simulator runs, in a folder of its own.
    pub phones: PathBuf,
    /// The phones' time at the start of the run; the machine's own where there is none.
    pub now: Option<ZonedDateTime>,
    /// The longest that a call is waited for, whatever its manifest allows; for tests that make calls time out.
    pub longest_wait: Option<Duration>,
}

impl Options {
    /// The model and the services of this repository, at the machine's time.
    pub fn new(template: PathBuf) -> Self {
        Self {
            bundle: PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../models/errand-zh-en"),
            services: errand_demo_services::default_folder(),
            template,
            phones: std::env::temp_dir(),
            now: None,
            longest_wait: None,
        }
    }
}

/// The simulator, ready to serve.
pub struct Simulator {
    phones: Arc<Phones>,
    door: Door,
}

impl Simulator {
    /// Reads the services and has the core learn what it has not learned before: some ten seconds the first time, a moment after that.
    ///
    /// # Errors
    ///
    /// When a file cannot be read or written, or the operating system has no random numbers.
    pub fn open(options: Options) -> Result<Self, Failure> {
        template::learn(&options)?;
        Ok(Self { phones: Arc::new(Phones::new(options)?), door: Door::new()? })
    }

    /// What to open in a browser. The token stands behind the `#`, where no server and no log sees it.
    pub fn address(&self, listening: SocketAddr) -> String {
        format!("http://{listening}/#{}", self.door.token())
    }

    /// The token of this run, for clients that are no browser.
    pub fn token(&self) -> &str {
        self.door.token()
    }

    /// Serves until `stop` comes.
    ///
    /// # Errors
    ///
    /// When the listener fails, or is not bound to loopback: everything that a phone holds would be open to the network.
    pub async fn serve(
        self,
        listener: TcpListener,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), Failure> {
        let address = listener.local_addr()?;
        if !address.ip().is_loopback() {
            return Err(format!("{address} is not this machine alone: use 127.0.0.1").into());
        }
        let door = Arc::new(self.door.at(address.port()));
        axum::serve(listener, routes::all(self.phones, door)).with_graceful_shutdown(stop).await?;
        Ok(())
    }
}
