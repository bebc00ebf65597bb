//! A chain that does anything, and a machine that is killed at any moment.

use super::*;
use proptest::prelude::*;

/// When the chain of [`World`] stops waiting.
const DEADLINE: BlockNumber = 30;

/// In [`World`], jobs 0 and 4 are of class Exact.
fn role_in(job: JobId) -> Role {
	match job {
		0 => Role::Executor,
		4 => Role::Auditor,
		_ => Role::Replicated,
	}
}

/// A chain with six jobs that moves on by what it is told, and a disk.
struct World {
	machine: Machine,
	disk: BTreeMap<SeatKey, Seat>,
	height: BlockNumber,
	final_height: BlockNumber,
	jobs: BTreeMap<JobId, Wants>,
	working: BTreeSet<SeatKey>,
	/// Every commitment that ever left, by seat.
	said: BTreeMap<(JobId, u8), BTreeSet<Digest>>,
	answers: u8,
}

impl World {
	fn new() -> Self {
		Self {
			machine: machine(),
			disk: BTreeMap::new(),
			height: 10,
			final_height: 8,
			jobs: BTreeMap::new(),
			working: BTreeSet::new(),
			said: BTreeMap::new(),
			answers: 0,
		}
	}

	fn assignments(&self) -> Vec<Assignment> {
		let seat = |job: &JobId, wants: &Wants| {
			let mut seat = assignment(*job, *wants);
			seat.role = role_in(*job);
			seat.draw_is_final = self.final_height >= 10;
			seat.deadline = DEADLINE;
			seat
		};
		self.jobs.iter().map(|(job, wants)| seat(job, wants)).collect()
	}

	/// Does the first `until` commands, then is killed if there were more.
	fn act(&mut self, event: Event, until: usize) {
		let commands = self.machine.on(event);
		let killed = until < commands.len();
		for command in commands.into_iter().take(until) {
			match command {
				Command::Persist(key, seat) => {
					self.disk.insert(key, *seat);
				}
				Command::Forget(key) => {
					self.disk.remove(&key);
				}
				Command::StartWork(key) => {
					assert!(self.disk.contains_key(&key), "work on a seat that is not on disk");
					self.working.insert(key);
				}
				Command::StopWork(key) => {
					self.working.remove(&key);
				}
				Command::Submit(Post::Statement(key, _)) => {
					assert_eq!(self.disk.get(&key), self.machine.seat(&key), "sent before written");
				}
				_ => {}
			}
		}
		if killed {
			self.restart();
		}
		self.listen();
	}

	fn restart(&mut self) {
		self.machine = remembering(self.disk.clone());
		self.working.clear();
	}

	/// A validator asks about every seat and the chain takes what is said.
	fn listen(&mut self) {
		for (job, wants) in &self.jobs.clone() {
			match self.machine.asked(*job, 0) {
				Asked::Says { statement: Statement::Commit(commitment), inline_output } => {
					assert_ne!(role_in(*job), Role::Executor);
					assert_eq!(inline_output, None, "shown before its time");
					self.commits(*job, commitment);
				}
				Asked::Says { statement: Statement::Answer { claim, seal }, inline_output } => {
					assert_eq!(role_in(*job), Role::Executor);
					assert!(claim.trace.is_none() && inline_output.is_some());
					self.commits(*job, seal);
				}
				Asked::Says { statement: Statement::Reveal { claim, salt }, .. } => {
					let late = self.machine.best + LAST_BLOCKS >= DEADLINE;
					assert!(self.final_height >= 10 || late, "opened before the draw was final");
					let opened =
						payload::answer_commitment(&GENESIS, *job, 0, &[1u8; 32], &claim, &salt);
					assert!(self.said[&(*job, 0)].contains(&opened), "opened another commitment");
					assert_ne!(*wants, Wants::Commit, "opened before everyone committed");
					assert_eq!(claim.trace.is_some(), role_in(*job).is_exact());
				}
				_ => {}
			}
		}
	}

	fn commits(&mut self, job: JobId, commitment: Digest) {
		let behind = self.machine.best.saturating_sub(self.machine.finalised);
		assert!(behind <= STALL, "committed while finality stalls");
		self.said.entry((job, 0)).or_default().insert(commitment);
	}

	/// Invariants 3 and 6, once the machine has seen a block.
	fn nothing_forgotten(&self) {
		for assignment in self.assignments() {
			if matches!(assignment.wants, Wants::Defence | Wants::Challenge) {
				let seat = self.disk.get(&assignment.key()).expect("remembered");
				assert!(seat.answered().is_some(), "an answer that may be challenged is gone");
			}
			if assignment.wants != Wants::Commit {
				continue;
			}
			let key = assignment.key();
			let seat = self.machine.seat(&key).expect("remembered");
			assert_eq!(self.disk.get(&key), Some(seat), "and on disk");
			match seat.stage {
				Stage::Ready { .. } => {
					let turn = self.machine.running.len() >= settings().max_concurrent;
					let later = self.machine.views[&key].retry_at > self.machine.best;
					assert!(self.working.contains(&key) || turn || later);
				}
				Stage::WaitingForPrompt { .. } => {}
				_ => assert!(says(&self.machine, key.job).is_some()),
			}
		}
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(400))]

	#[test]
	fn however_it_is_killed_it_commits_once_and_forgets_nothing(
		steps in prop::collection::vec((0u8..10, 0u64..6, 0usize..8), 1..80)
	) {
		let mut world = World::new();
		for (step, job, until) in steps {
			let event = match step {
				0 => {
					world.jobs.entry(job).or_insert(Wants::Commit);
					continue;
				},
				1 | 2 => {
					world.height += 1;
					let block = seen(world.height, world.assignments());
					world.act(block, until);
					Event::Finalised { number: world.final_height }
				},
				3 => {
					world.final_height = world.height;
					let block = seen(world.height, world.assignments());
					world.act(block, until);
					Event::Finalised { number: world.final_height }
				},
				4 => arrived(job),
				5 | 6 => {
					// An engine that never gives the same answer twice.
					let Some(key) = world.working.pop_first() else { continue };
					world.answers = world.answers.wrapping_add(1);
					done(key, world.answers)
				},
				7 => {
					// The chain takes the commitment of a job, or is done with one that is open.
					let shown = world.said.get(&(job, 0)).and_then(|all| all.first().copied());
					if let (Some(wants), Some(commitment)) = (world.jobs.get_mut(&job), shown) {
						*wants = match (*wants, role_in(job)) {
							(Wants::Commit, _) => Wants::Reveal(commitment),
							(Wants::Reveal(_), Role::Replicated) => Wants::Output,
							(Wants::Reveal(_), Role::Executor) => Wants::Defence,
							(Wants::Reveal(_), Role::Auditor) => Wants::Challenge,
							_ => Wants::Settled,
						};
					}
					continue;
				},
				8 => {
					// The node was put back to before any job.
					world.act(seen(5, vec![]), until);
					Event::Finalised { number: 4 }
				},
				_ => {
					world.restart();
					continue;
				},
			};
			world.act(event, until);
		}
		let block = seen(world.height + 1, world.assignments());
		world.act(block, usize::MAX);
		world.act(Event::Finalised { number: world.height }, usize::MAX);
		world.nothing_forgotten();
		for (seat, commitments) in &world.said {
			prop_assert_eq!(commitments.len(), 1, "two commitments for {:?}", seat);
		}
	}
}
