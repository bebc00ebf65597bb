//! One task per seat: reads the seat from the chain whenever the best block moved, asks the provider
//! until it has said what the chain waits for, and goes when there is nothing more to do.

use crate::{
	ChainView, Config,
	board::{Board, Key, Noted},
	exchange::{Answer, Assigned, Exchange},
	metrics::Metrics,
};
use std::{
	sync::Arc,
	time::{Duration, Instant},
};
use stoa_primitives::wire::SeatStatement;
use tokio::{
	sync::{Notify, watch},
	task::spawn_blocking,
	time::{sleep, timeout_at},
};

/// Attends to the seats that are polled. Cheap to clone.
#[derive(Clone)]
pub struct Attendant {
	config: Arc<Config>,
	chain: Arc<dyn ChainView>,
	exchange: Arc<Exchange>,
	board: Arc<Board>,
	pub metrics: Metrics,
	stopped: watch::Receiver<()>,
}

/// What a step of a seat's task leads to.
enum Next {
	/// Look again after this long, or when polled.
	After(Duration),
	/// The chain waits for nothing more from this seat.
	Gone,
}

impl Attendant {
	pub fn new(
		config: Config,
		chain: Arc<dyn ChainView>,
		exchange: Exchange,
		metrics: Metrics,
		stopped: watch::Receiver<()>,
	) -> Self {
		let board = Arc::new(Board::new(config.max_seats));
		let (config, exchange) = (Arc::new(config), Arc::new(exchange));
		Self { config, chain, exchange, board, metrics, stopped }
	}

	/// How many seats are attended to.
	pub fn seats(&self) -> usize {
		self.board.len()
	}

	/// Hands `keys` to their tasks and returns what providers have said; waits a moment for what they
	/// say about the block that was just imported.
	pub async fn poll(&self, keys: &[Key]) -> Vec<SeatStatement> {
		let started = Instant::now();
		for key in keys {
			match self.board.note(*key, started) {
				Noted::Known => {}
				Noted::New(wake) => self.attend(*key, wake),
				Noted::Full => self.metrics.failures.with_label_values(&["board_full"]).inc(),
			}
		}
		self.metrics.seats.set(self.board.len() as i64);
		let height = self.chain.best_block();
		let deadline = tokio::time::Instant::from_std(started + self.config.poll_wait);
		loop {
			let changed = self.board.changed.notified();
			tokio::pin!(changed);
			changed.as_mut().enable();
			if self.board.settled(keys, height, started) {
				break;
			}
			if timeout_at(deadline, changed).await.is_err() {
				break;
			}
		}
		self.board.statements(keys)
	}

	fn attend(&self, key: Key, wake: Arc<Notify>) {
		let this = self.clone();
		tokio::spawn(async move {
			let mut stopped = this.stopped.clone();
			tokio::select! {
				() = this.run(key, wake) => {},
				// Nothing is ever sent: this resolves when the dispatcher is dropped.
				_ = stopped.changed() => {},
			}
			this.board.forget(key);
			this.metrics.seats.set(this.board.len() as i64);
		});
	}

	async fn run(&self, key: Key, wake: Arc<Notify>) {
		let mut assigned = None;
		let mut pause = self.config.retry;
		while self.board.wanted(key, Instant::now(), self.config.interest) {
			let Next::After(wait) = self.step(key, &mut assigned, &mut pause).await else { return };
			tokio::select! {
				() = sleep(wait) => {},
				() = wake.notified() => {},
			}
		}
	}

	async fn step(&self, key: Key, assigned: &mut Option<Assigned>, pause: &mut Duration) -> Next {
		let height = self.chain.best_block();
		if assigned.as_ref().is_none_or(|known| known.height != height) {
			*assigned = self.read(key, height).await;
		}
		let Some(assigned) = assigned else { return Next::Gone };
		if self.board.has_statement(key) {
			return Next::After(self.config.retry);
		}
		let answer = self.exchange.ask(key, assigned).await;
		*pause = match answer {
			Ok(_) => self.config.retry,
			Err(_) => pause.saturating_mul(2).min(self.config.max_retry),
		};
		let said = match answer {
			Ok(Answer::Statement(statement)) => Some(*statement),
			_ => None,
		};
		self.board.asked(key, said, Instant::now());
		Next::After(*pause)
	}

	/// The seat as of `height` or a later block; `None` if the chain waits for nothing from it.
	async fn read(&self, key: Key, height: u32) -> Option<Assigned> {
		let (chain, exchange) = (self.chain.clone(), self.exchange.clone());
		let read = spawn_blocking(move || exchange.prepare(&*chain, key, height));
		let assigned = read.await.ok().flatten()?;
		self.board.read(key, height, assigned.seat.phase);
		Some(assigned)
	}
}
