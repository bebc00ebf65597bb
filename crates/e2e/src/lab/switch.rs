//! Carries frames between namespaces.

use std::{
	fs::File,
	io::{Read, Write},
	sync::{
		Arc, Mutex, MutexGuard, PoisonError,
		atomic::{AtomicU64, Ordering::Relaxed},
	},
	time::Duration,
};
use tokio::{
	io::{Interest, unix::AsyncFd},
	sync::mpsc,
	time::{Instant, sleep_until},
};

/// Most hosts; their numbers begin at 1.
pub const MAX_HOSTS: usize = 16;
/// The longest frame of a device with an MTU of 1500.
const FRAME: usize = 1_600;
/// The first bytes of every host's hardware address; its number follows.
const PREFIX: [u8; 5] = [2, 0, 0, 0, 0];

/// What the way between two hosts is like.
#[derive(Clone, Copy, Default)]
pub struct Weather {
	/// How late a frame arrives.
	pub delay: Duration,
	/// Of a thousand frames, how many do not.
	pub lost_per_mille: u64,
}

/// Joins all hosts. Everybody reaches everybody at once until it is told otherwise.
#[derive(Default)]
pub struct Switch {
	state: Mutex<State>,
	dice: AtomicU64,
}

#[derive(Default)]
struct State {
	ports: [Option<Arc<File>>; MAX_HOSTS],
	/// Bit `b` of `apart[a]`: no frame goes from a to b.
	apart: [u16; MAX_HOSTS],
	weather: Weather,
}

/// The hardware address of host `number`.
pub fn address(number: u8) -> String {
	let [a, b, c, d, e] = PREFIX;
	format!("{a:02x}:{b:02x}:{c:02x}:{d:02x}:{e:02x}:{number:02x}")
}

impl Switch {
	fn lock(&self) -> MutexGuard<'_, State> {
		self.state.lock().unwrap_or_else(PoisonError::into_inner)
	}

	/// Lets hosts reach each other within each group only; who is in none reaches nobody. Indices as in
	/// [`super::Lab::nodes`].
	pub fn partition(&self, groups: &[&[usize]]) {
		let mut state = self.lock();
		for from in 0..MAX_HOSTS {
			let group = groups.iter().find(|group| group.contains(&from));
			let together: u16 =
				group.into_iter().flat_map(|group| *group).map(|to| 1_u16 << to).sum();
			state.apart[from] = !together;
		}
	}

	/// Everybody reaches everybody again.
	pub fn heal(&self) {
		self.lock().apart = [0; MAX_HOSTS];
	}

	/// Cuts the way between two hosts, whoever else they reach.
	pub fn cut(&self, one: usize, other: usize) {
		let mut state = self.lock();
		state.apart[one] |= 1 << other;
		state.apart[other] |= 1 << one;
	}

	/// Sets the weather between all hosts.
	pub fn set_weather(&self, weather: Weather) {
		self.lock().weather = weather;
	}

	/// Unplugs a host; its device goes when nobody else holds it.
	pub(super) fn unplug(&self, index: usize) {
		self.lock().ports[index] = None;
	}

	/// Carries what host `index` sends to `tap`, until it is dropped or the device is gone.
	pub(super) async fn carry(&self, index: usize, tap: Arc<File>) -> std::io::Result<()> {
		self.lock().ports[index] = Some(tap.clone());
		// SAFETY: the file stays open as long as the `Arc`, which is what the registration holds.
		let tap = unsafe { AsyncFd::register_with_interest(tap, Interest::READABLE) }?;
		let (queue, mut late) = mpsc::unbounded_channel::<(Instant, Vec<u8>)>();
		let deliver = async {
			while let Some((due, frame)) = late.recv().await {
				if due > Instant::now() {
					sleep_until(due).await;
				}
				self.deliver(index, &frame);
			}
			Ok(())
		};
		let receive = async {
			let mut buffer = [0; FRAME];
			loop {
				let read = tap.async_io(Interest::READABLE, |tap| {
					let mut file: &File = tap;
					file.read(&mut buffer)
				});
				let length = read.await?;
				let due = Instant::now() + self.lock().weather.delay;
				let frame = buffer[..length].to_vec();
				if queue.send((due, frame)).is_err() {
					return Ok(());
				}
			}
		};
		tokio::select! {
			ended = deliver => ended,
			ended = receive => ended,
		}
	}

	fn deliver(&self, from: usize, frame: &[u8]) {
		// Hosts know each other's addresses, so nothing but frames to one host matters.
		let Some(([prefix @ .., number], _)) = frame.split_first_chunk::<6>() else { return };
		let to = usize::from(*number).wrapping_sub(1);
		if *prefix != PREFIX || to >= MAX_HOSTS {
			return;
		}
		let port = {
			let state = self.lock();
			if state.apart[from] & (1 << to) != 0 || self.loses(state.weather.lost_per_mille) {
				return;
			}
			state.ports[to].clone()
		};
		if let Some(port) = port {
			// A full or absent device loses the frame, as a real one would.
			let _ = (&*port).write_all(frame);
		}
	}

	/// The same losses in each run, as far as the traffic is the same.
	fn loses(&self, per_mille: u64) -> bool {
		// The constants of Knuth's MMIX; the upper bits are the good ones.
		let step = |seed: u64| {
			let grown = seed.wrapping_mul(6_364_136_223_846_793_005);
			Some(grown.wrapping_add(1_442_695_040_888_963_407))
		};
		let seed = self.dice.fetch_update(Relaxed, Relaxed, step).unwrap_or_default();
		(seed >> 33) % 1_000 < per_mille
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn groups_hear_nobody_else() {
		let switch = Switch::default();
		switch.partition(&[&[0, 1], &[2]]);
		let hears = |from: usize, to: usize| switch.lock().apart[from] & (1 << to) == 0;
		assert!(hears(0, 1) && hears(1, 0) && hears(2, 2));
		assert!(!hears(0, 2) && !hears(2, 1) && !hears(3, 0) && !hears(0, 3));
		switch.heal();
		assert!(hears(0, 2) && hears(3, 0));
		switch.cut(0, 3);
		assert!(!hears(0, 3) && !hears(3, 0) && hears(0, 2));
	}

	#[test]
	fn as_many_are_lost_as_is_said() {
		let switch = Switch::default();
		let lost = (0..10_000).filter(|_| switch.loses(50)).count();
		assert!((400..600).contains(&lost), "{lost} of 10,000");
		assert_eq!((0..1_000).filter(|_| switch.loses(0)).count(), 0);
	}
}
