//! Places for answers, and a line before them. Who finds the line full is told when to come back: by how long
//! answers took.

use prometheus::IntGauge;
use std::{
	sync::{Arc, Mutex, PoisonError},
	time::{Duration, Instant},
};
use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};

/// What an answer counts as before one was measured.
const UNMEASURED: Duration = Duration::from_secs(5);
/// How much the last answer counts in the mean.
const WEIGHT: f64 = 0.2;
/// Nobody is told to come back later than that.
const LONGEST: Duration = Duration::from_secs(600);

/// Places and line.
pub struct Queue {
	places: Arc<Semaphore>,
	line: Arc<Semaphore>,
	concurrent: u32,
	length: u32,
	/// Mean seconds in which a place was taken.
	mean: Mutex<Option<f64>>,
	/// Shows the places that are taken.
	growing: IntGauge,
}

/// A place; free again when it is dropped.
pub struct Place {
	queue: Arc<Queue>,
	since: Instant,
	_permit: OwnedSemaphorePermit,
}

/// There is no room in the line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Full {
	/// When there should be.
	pub retry_after: Duration,
}

impl Queue {
	/// So many places, and so many who wait for one; `growing` shows the places that are taken.
	pub fn new(concurrent: u32, length: u32, growing: IntGauge) -> Arc<Self> {
		let semaphore = |permits: u32| Arc::new(Semaphore::new(permits as usize));
		let (places, line) = (semaphore(concurrent), semaphore(length));
		Arc::new(Self { places, line, concurrent, length, mean: Mutex::new(None), growing })
	}

	/// Waits for a place; refuses at once if the line is full.
	pub async fn enter(self: &Arc<Self>) -> Result<Place, Full> {
		let full = || Full { retry_after: self.wait() };
		if let Ok(permit) = self.places.clone().try_acquire_owned() {
			return Ok(self.place(permit));
		}
		let _waiting = self.line.clone().try_acquire_owned().map_err(|_| full())?;
		// It is never closed.
		let permit = self.places.clone().acquire_owned().await;
		permit.map(|permit| self.place(permit)).map_err(|_: AcquireError| full())
	}

	fn place(self: &Arc<Self>, permit: OwnedSemaphorePermit) -> Place {
		self.growing.inc();
		Place { queue: self.clone(), since: Instant::now(), _permit: permit }
	}

	/// Answers that grow.
	pub fn running(&self) -> usize {
		(self.concurrent as usize).saturating_sub(self.places.available_permits())
	}

	/// Requests that wait.
	pub fn waiting(&self) -> usize {
		(self.length as usize).saturating_sub(self.line.available_permits())
	}

	/// How long it takes until all who are here now have been served.
	pub fn wait(&self) -> Duration {
		let mean = *self.mean.lock().unwrap_or_else(PoisonError::into_inner);
		let ahead = self.waiting() + 1;
		let mean = mean.unwrap_or(UNMEASURED.as_secs_f64());
		let seconds = mean * ahead as f64 / f64::from(self.concurrent.max(1));
		Duration::try_from_secs_f64(seconds).map_or(LONGEST, |wait| wait.min(LONGEST))
	}

	fn measured(&self, seconds: f64) {
		let mut mean = self.mean.lock().unwrap_or_else(PoisonError::into_inner);
		*mean = Some(mean.map_or(seconds, |mean| mean + WEIGHT * (seconds - mean)));
	}
}

impl Drop for Place {
	fn drop(&mut self) {
		self.queue.growing.dec();
		self.queue.measured(self.since.elapsed().as_secs_f64());
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use futures::FutureExt;

	#[tokio::test]
	async fn the_line_is_bounded_and_served_in_order() {
		let growing = IntGauge::new("growing", "of a test").unwrap();
		let queue = Queue::new(1, 2, growing.clone());
		let first = queue.enter().await.ok().unwrap();
		let (mut second, mut third) = (Box::pin(queue.enter()), Box::pin(queue.enter()));
		assert!((&mut second).now_or_never().is_none() && (&mut third).now_or_never().is_none());
		assert_eq!((queue.running(), queue.waiting(), growing.get()), (1, 2, 1));
		assert!(queue.enter().await.is_err());
		drop(first);
		assert!((&mut third).now_or_never().is_none(), "the second came first");
		assert!(second.await.is_ok());
		drop(third);
		assert_eq!(queue.waiting(), 0, "who goes leaves the line");
	}

	#[tokio::test]
	async fn the_wait_is_what_answers_took() {
		let queue = Queue::new(2, 10, IntGauge::new("growing", "of a test").unwrap());
		assert_eq!(queue.wait(), Duration::from_millis(2_500), "nothing was measured");
		(0..200).for_each(|_| queue.measured(8.0));
		let wait = queue.wait().as_secs_f64();
		assert!((wait - 4.0).abs() < 0.1, "{wait}");
		queue.measured(1e12);
		assert_eq!(queue.wait(), LONGEST);
	}
}
