//! Whatever anybody does, in any order, and whoever disappears: nobody takes more than was signed, nobody loses
//! more than one chunk, and no money appears.
//!
//! The payer signs a voucher for every answer that it got before it asks for the next one. The model keeps what
//! both sides know; each step is a call that may be valid or not.

use super::*;
use proptest::prelude::*;
use stoa_primitives::{
	ChannelId,
	channel::{Receipt, trace_salt},
	frame::Verdict,
};

/// The price of an answer: one chunk.
const CHUNK: Balance = STOA;

/// Whether it was valid does not matter.
fn tried<T, E>(_: Result<T, E>) {}

#[derive(Clone, Debug)]
enum Step {
	/// The payer opens a channel, audited or not.
	Open(bool),
	/// The provider answers; the payer pays for it, or leaves.
	Ask {
		paid: bool,
		lies: bool,
	},
	/// The provider redeems the last voucher.
	Redeem,
	/// It redeems the voucher before that, or one that it made up.
	Cheat(bool),
	TopUp,
	Close(u8),
	Expire,
	Withdraw,
	Poke,
	/// The provider opens what was sampled.
	OpenSample,
	Confirm,
	Contradict,
	ShowTrace,
	/// Somebody challenges the last answer.
	Challenge,
	/// The referee judges it: a lie if it is one.
	Judge,
	Drop,
	Run(u8),
}

fn steps() -> impl Strategy<Value = Step> {
	prop_oneof![
		1 => any::<bool>().prop_map(Step::Open),
		6 => (prop::bool::weighted(0.9), prop::bool::weighted(0.1))
			.prop_map(|(paid, lies)| Step::Ask { paid, lies }),
		4 => Just(Step::Redeem),
		1 => any::<bool>().prop_map(Step::Cheat),
		1 => Just(Step::TopUp),
		1 => (0u8..3).prop_map(Step::Close),
		1 => Just(Step::Expire),
		1 => Just(Step::Withdraw),
		4 => Just(Step::Poke),
		3 => Just(Step::OpenSample),
		3 => Just(Step::Confirm),
		1 => Just(Step::Contradict),
		2 => Just(Step::ShowTrace),
		2 => Just(Step::Challenge),
		2 => Just(Step::Judge),
		1 => Just(Step::Drop),
		4 => (1u8..60).prop_map(Step::Run),
	]
}

/// What the two sides know of one channel.
#[derive(Default)]
struct Model {
	channel: ChannelId,
	/// Answers, and whether each is a lie.
	answers: Vec<(Receipt, bool)>,
	/// Total of the last voucher that was signed, and how many answers it covers.
	signed: (Balance, usize),
	/// Answers that earlier redemptions paid for.
	redeemed: usize,
	/// Answers of the redemption that is pending.
	pending: Option<Answers>,
	/// All that was ever signed in channels that are gone.
	signed_before: Balance,
	gone: bool,
}

impl Model {
	fn stored(&self) -> bool {
		Channels::<Runtime>::contains_key(self.channel)
	}

	fn open(&mut self, audited: bool) {
		if self.stored() {
			return;
		}
		*self = Self {
			channel: opened(audited),
			signed_before: self.signed_before + self.signed.0,
			..Default::default()
		};
	}

	fn ask(&mut self, paid: bool, lies: bool) {
		// The provider answers while no more than one chunk is unpaid and the channel is open.
		let owed = self.answers.last().map_or(0, |(receipt, _)| receipt.total);
		let usable = self.stored() && details(self.channel).state == ChannelState::Open;
		if !usable
			|| self.gone
			|| owed > self.signed.0
			|| owed + CHUNK > details(self.channel).deposit
		{
			return;
		}
		let sequence = self.answers.len() as u32 + 1;
		let receipt = receipt(self.channel, sequence, owed, CHUNK);
		self.answers.push((receipt, lies));
		if paid {
			self.signed = (receipt.total, self.answers.len());
		} else {
			self.gone = true;
		}
	}

	/// What is paid between two counts of answers.
	fn between(&self, from: usize, to: usize) -> Option<Answers> {
		let receipts: Vec<_> = self.answers.get(from..to)?.iter().map(|(one, _)| *one).collect();
		(!receipts.is_empty()).then_some(Answers { receipts })
	}

	fn redeem(&mut self) {
		let Some(answers) = self.between(self.redeemed, self.signed.1) else { return };
		if redeem(answers.redemption()).is_ok() {
			self.redeemed = self.signed.1;
			self.pending = details(self.channel).audited.then_some(answers);
		}
	}

	fn cheat(&self, stale: bool) {
		let redeemed = self.stored().then(|| details(self.channel).redeemed);
		let to = if stale { self.redeemed } else { self.answers.len() + 1 };
		if stale {
			if let Some(answers) = self.between(0, to) {
				assert!(redeem(answers.redemption()).is_err());
			}
		} else {
			// A voucher that the payer did not sign.
			let made_up = Answers::new(self.channel, to as u32, self.signed.0, CHUNK, 1);
			let forged = Redemption { signature: [1; 64], ..made_up.redemption() };
			assert!(redeem(forged).is_err());
		}
		assert_eq!(redeemed, self.stored().then(|| details(self.channel).redeemed));
	}

	fn last(&self) -> Option<&(Receipt, bool)> {
		self.answers.last()
	}

	fn challenge(&self) {
		let Some((receipt, _)) = self.last() else { return };
		let roots = roots(receipt.sequence);
		tried(Market::challenge_receipt(signed(&bob()), Box::new(sign(*receipt)), roots));
	}

	/// The referee finds a lie, and finds none where there is none.
	fn judge(&self) {
		for (receipt, lies) in &self.answers {
			let hash = receipt.hash();
			if Referees::knows(hash.into()).is_none() {
				continue;
			}
			let until = System::block_number() + 10;
			let verdict = if *lies {
				Verdict::ProviderLied { finder: bob(), silent: false, costs: Vec::new() }
			} else {
				Verdict::ChallengeFailed { challenger: bob(), paid: 0, until }
			};
			tell(hash, verdict);
		}
	}

	fn sample(&self) -> Option<(Receipt, AccountId)> {
		let audit = Audits::<Runtime>::get(self.channel)?;
		let (sample, seat) = match audit.stage {
			AuditStage::Auditing { sample, seat }
			| AuditStage::Contradicted { sample, seat, .. }
			| AuditStage::Disputed { sample, seat } => (sample, seat),
			_ => return None,
		};
		let found = self.answers.iter().find(|(one, _)| one.hash() == sample.receipt)?;
		Some((found.0, seat.auditor))
	}

	fn open_sample(&self) {
		let asked = Audits::<Runtime>::get(self.channel)
			.is_some_and(|audit| matches!(audit.stage, AuditStage::Opening { .. }));
		if let Some(answers) = self.pending.as_ref().filter(|_| asked) {
			assert_ok!(Market::open_sample(signed(&provider(0)), Box::new(answers.opening())));
		}
	}

	fn confirm(&self) {
		let Some((receipt, auditor)) = self.sample() else { return };
		let (salt, root) =
			(trace_salt(&roots(receipt.sequence).salt), roots(receipt.sequence).trace);
		let lies = self.answers.iter().any(|(one, lies)| *one == receipt && *lies);
		if !lies {
			tried(Market::confirm_sample(signed(&auditor), self.channel, salt, root));
		}
	}

	fn show_trace(&self) {
		let Some((receipt, _)) = self.sample() else { return };
		let roots = roots(receipt.sequence);
		tried(Market::show_trace(signed(&provider(0)), Box::new(receipt), roots));
	}

	fn drop_all(&self) {
		for (receipt, _) in &self.answers {
			tried(Market::drop_receipt(signed(&bob()), receipt.hash()));
		}
		tried(Market::drop_channel(signed(&bob()), self.channel));
	}

	fn step(&mut self, step: Step) {
		let id = self.channel;
		match step {
			Step::Open(audited) => self.open(audited),
			Step::Ask { paid, lies } => self.ask(paid, lies),
			Step::Redeem => self.redeem(),
			Step::Cheat(stale) => self.cheat(stale),
			Step::TopUp => tried(Market::top_up(signed(&alice()), id, STOA)),
			Step::Close(0) => tried(Market::close(signed(&provider(0)), id)),
			Step::Close(1) => tried(Market::close(signed(&alice()), id)),
			Step::Close(_) => assert!(Market::close(signed(&bob()), id).is_err()),
			Step::Expire => tried(Market::expire(signed(&bob()), id)),
			Step::Withdraw => tried(Market::withdraw(signed(&bob()), id)),
			Step::Poke => tried(Market::poke(signed(&bob()), id)),
			Step::OpenSample => self.open_sample(),
			Step::Confirm => self.confirm(),
			Step::Contradict => {
				if let Some((_, auditor)) = self.sample() {
					tried(Market::contradict_sample(signed(&auditor), id));
				}
			}
			Step::ShowTrace => self.show_trace(),
			Step::Challenge => self.challenge(),
			Step::Judge => self.judge(),
			Step::Drop => self.drop_all(),
			Step::Run(blocks) => run(blocks.into()),
		}
	}

	/// What both sides may have won or lost by now.
	fn check(&self) {
		Market::do_try_state().unwrap();
		if !self.stored() {
			return;
		}
		let channel = details(self.channel);
		// Nobody takes more than was signed.
		assert!(channel.redeemed <= self.signed.0);
		// The provider has worked for no more than one chunk that was not signed for.
		let owed = self.answers.last().map_or(0, |(receipt, _)| receipt.total);
		assert!(owed <= self.signed.0 + CHUNK);
		// An honest provider keeps all of its bond; a liar loses its collateral and the floor.
		let lied = self.answers.iter().any(|(_, lies)| *lies);
		assert!(!channel.refuted || lied || self.silent());
	}

	/// Whether the provider may have lost by saying nothing, as this model's may.
	fn silent(&self) -> bool {
		events().iter().any(|event| {
			matches!(
				event,
				Event::ChannelRefuted { channel, lie: Lie::SampleNotOpened | Lie::TraceNotShown, .. }
				if *channel == self.channel
			)
		})
	}

	/// Everybody goes home: whatever state it is in, a channel can be ended, by anyone.
	fn finish(&self) {
		for _ in 0..60 {
			if !self.stored() {
				return;
			}
			Challenges::set(Vec::new());
			let id = self.channel;
			System::set_block_number(System::block_number() + 15_000);
			tried(Market::poke(signed(&bob()), id));
			run(2 * EPOCH + DRAW_LAG);
			tried(Market::poke(signed(&bob()), id));
			tried(Market::expire(signed(&bob()), id));
			tried(Market::withdraw(signed(&bob()), id));
			self.drop_all();
		}
		panic!(
			"a channel is wedged: {:?} {:?}",
			details(self.channel),
			Audits::<Runtime>::get(self.channel)
		);
	}
}

/// All accounts that have money: everything that exists.
fn everything() -> Balance {
	let accounts = [alice(), bob()].into_iter().chain((0..4).map(provider));
	let own: Balance = accounts.map(|who| balance(&who)).sum();
	let bonds: Balance = (0..4).map(|n| balance(&Providers::bond_account(&provider(n)))).sum();
	own + bonds
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(96))]

	#[test]
	fn nobody_can_take_what_was_not_signed_and_no_channel_is_ever_stuck(
		salt in any::<u32>(),
		steps in prop::collection::vec(steps(), 1..120),
	) {
		ext(4).execute_with(|| {
			SeedSalt::set(salt);
			let mut model = Model { channel: ChannelId::MAX, ..Default::default() };
			model.open(true);
			let begun = balance(&alice());
			for step in steps {
				let before = issuance();
				model.step(step);
				model.check();
				// Money is only ever burned, and none is anywhere but with those who take part.
				assert!(issuance() <= before);
				assert_eq!(issuance(), everything());
			}
			model.finish();
			assert_eq!(held(HoldReason::ChannelDeposit, &alice()), 0);
			// The payer lost what it signed and opening fees, and nothing else.
			let opened = Balance::from(NextChannelId::<Runtime>::get());
			let most = model.signed_before + model.signed.0 + opened * TERMS.opening_fee;
			assert!(begun <= balance(&alice()) + most);
			assert_nothing_left();
		});
	}
}
