//! What the chain samples of that which was redeemed: opened, shown, brought, audited, defended.

use crate::{
	common::identity,
	payer::{Heard, Payer, chat},
	shop::{Shop, artefact, genesis},
};
use std::collections::BTreeMap;
use stoa_client::game::defence;
use stoa_exact::{
	Blake2, Claim, Sampling, Shape, game::Standing, shape::tokens_root, trace::Execution,
};
use stoa_primitives::{
	SubjectKey,
	channel::{Receipt, receipt_digest, trace_commitment},
	payload::prompt_commitment_of,
	sums::{self, Paid},
	wire::PromptEnvelope,
};
use stoa_provider::{
	games::{
		Move,
		board::{Board, Game, Subject},
		samples::{Audit, AuditStage, AuditorSeat, PromptDemand, Sample, SampleMove},
	},
	keys::signed_by,
	v1::{
		channels::Redemption,
		lanes::Lanes,
		redeem::{Rule, redeem},
	},
};

const OTHER: [u8; 32] = [8; 32];

/// What was sold: the redemption, and the last answer's prompt, output and receipt.
struct Sold {
	redemption: Redemption,
	prompt: Vec<u32>,
	output: Vec<u32>,
	/// The last receipts of all answers, and the running one with which was redeemed.
	receipts: Vec<Receipt>,
}

/// Sells two answers and the first token of a third, redeems, and sells the rest.
async fn sell(shop: &Shop) -> Sold {
	let payer = Payer::of(shop);
	let (mut last, mut receipts) = (None, Vec::new());
	for sequence in 1..=2 {
		let mut stream = payer.stream("chat/completions", sequence, &chat("hello", 9)).await;
		stream.last = last;
		assert!(stream.paid_by(&payer).await.1);
		last = stream.last;
		receipts.extend(last);
	}
	let mut stream = payer.stream("chat/completions", 3, &chat("hello the world", 100)).await;
	stream.last = last;
	let running = stream.receipt().await;
	payer.pay(&running).await;
	receipts.push(running);
	let (ledger, bank) = (shop.core.ledger(), shop.bank.clone());
	let lanes = Lanes::new(ledger, identity(), genesis(), bank.clone());
	assert_eq!(redeem(&lanes, bank.as_ref(), Rule { factor: 1 }).await.unwrap(), 1);
	let redemption = bank.redeemed.lock().unwrap()[0];
	loop {
		match stream.next().await.unwrap() {
			Heard::Receipt(receipt) => payer.pay(&receipt).await,
			Heard::Piece(_) => {}
			Heard::Done => break,
		}
	}
	receipts.extend(stream.last);
	Sold { redemption, prompt: stream.prompt.clone(), output: stream.ids.clone(), receipts }
}

fn board(ours: bool, redemption: &Redemption, stage: AuditStage) -> Board {
	let audit = Audit { channel: 5, ours, root: redemption.paid, before: 0, stage };
	Board { audits: vec![audit], ..Board::default() }
}

fn sample(receipt: &Receipt) -> Sample {
	Sample { receipt: receipt.hash(), trace: receipt.trace.unwrap(), release: 0 }
}

fn seat(auditor: [u8; 32], prompt: PromptDemand) -> AuditorSeat {
	AuditorSeat { auditor, until: 2_000, prompt }
}

/// The one thing that the daemon says about a redemption.
async fn said(shop: &Shop, best: u32, board: Board) -> SampleMove {
	shop.block(best, board).await;
	let mut moves = shop.moves().await;
	assert_eq!(moves.len(), 1, "{moves:?}");
	shop.block(best + 1, Board::default()).await;
	match moves.remove(0) {
		Move::Sample(said) => *said,
		other => panic!("{other:?}"),
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn each_point_is_opened_with_the_receipt_that_is_owed_for_it() {
	let dir = tempfile::tempdir().unwrap();
	let shop = Shop::usual(dir.path()).await;
	let sold = sell(&shop).await;
	let total = sold.redemption.paid.amount;
	assert_eq!(total, sold.receipts[2].total, "the running receipt was redeemed");
	let borders = [sold.receipts[0].total, sold.receipts[1].total];
	let points = [0, borders[0] - 1, borders[0], borders[1] - 1, borders[1], total - 1];
	for (n, point) in points.into_iter().enumerate() {
		let opening = board(true, &sold.redemption, AuditStage::Opening(point));
		let said = said(&shop, 1_000 + 100 * n as u32, opening).await;
		let SampleMove::Open { receipt, signature, amount, path } = said else {
			panic!("{said:?}");
		};
		let expected = &sold.receipts[borders.iter().filter(|border| point >= **border).count()];
		assert_eq!(receipt, *expected);
		let paid = Paid { receipt: receipt.hash(), amount };
		assert!(sums::verify(&sold.redemption.paid, point, &paid, &path));
		assert!(receipt.owed_before() <= point && point < receipt.total && amount <= receipt.price);
		let digest = receipt_digest(&genesis(), &receipt.hash());
		assert!(signed_by(&identity().signing_key(), &digest, &signature));
	}
	// What is due about time is said too, and nothing before.
	let waits = |epoch| board(true, &sold.redemption, AuditStage::Drawing(epoch));
	shop.block(1_998, waits(124)).await;
	let poked = said(&shop, 1_999, waits(124)).await;
	assert_eq!(poked, SampleMove::Poke { channel: 5 });
	shop.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sample_is_shown_and_its_prompt_brought_to_the_auditor_alone() {
	let dir = tempfile::tempdir().unwrap();
	let shop = Shop::usual(dir.path()).await;
	let sold = sell(&shop).await;
	let running = sold.receipts[2];
	let asked = AuditStage::Auditing(sample(&running), seat(OTHER, PromptDemand::Asked(1_900)));
	let brought = said(&shop, 1_100, board(true, &sold.redemption, asked)).await;
	let SampleMove::BringPrompt { channel: 5, sealed } = brought else { panic!("{brought:?}") };
	let PromptEnvelope { salt, content } = identity().open(&sealed).unwrap();
	let ids = sold.prompt.iter().chain(&sold.output[..1]).flat_map(|id| id.to_le_bytes());
	assert!(content.iter().copied().eq(ids));
	let root = tokens_root::<Blake2>(&sold.prompt);
	assert_eq!(prompt_commitment_of(&salt, &root), running.prompt);

	let doubted = AuditStage::Contradicted(sample(&running), seat(OTHER, PromptDemand::Brought), 9);
	let shown = said(&shop, 1_200, board(true, &sold.redemption, doubted)).await;
	let SampleMove::ShowTrace { receipt, roots } = shown else { panic!("{shown:?}") };
	assert!(receipt == running && receipt.opens_with(&roots));
	assert_eq!(roots.output, tokens_root::<Blake2>(&sold.output[..1]));
	shop.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_auditor_asks_executes_and_says_what_it_found() {
	let dir = tempfile::tempdir().unwrap();
	let shop = Shop::usual(dir.path()).await;
	let sold = sell(&shop).await;
	let (last, us) = (*sold.receipts.last().unwrap(), identity().provider());
	let asked = AuditStage::Auditing(sample(&last), seat(OTHER, PromptDemand::Asked(1_900)));
	// What a provider brings is what this auditor gets.
	*shop.chain.opened.lock().unwrap() = Some(last);
	let brought = said(&shop, 1_100, board(true, &sold.redemption, asked)).await;
	let SampleMove::BringPrompt { sealed, .. } = brought else { panic!("{brought:?}") };
	*shop.chain.brought.lock().unwrap() = Some(sealed);

	let with = |sample, prompt| {
		board(false, &sold.redemption, AuditStage::Auditing(sample, seat(us, prompt)))
	};
	let asks = said(&shop, 1_200, with(sample(&last), PromptDemand::None)).await;
	assert_eq!(asks, SampleMove::DemandPrompt { channel: 5 });
	let found = said(&shop, 1_300, with(sample(&last), PromptDemand::Brought)).await;
	let SampleMove::Confirm { channel: 5, salt, trace } = found else { panic!("{found:?}") };
	assert_eq!(Some(trace_commitment(&salt, &trace)), last.trace);

	// A receipt with another trace is contradicted, and challenged once it is before the referee.
	let lie = Receipt { trace: Some([9; 32]), ..last };
	*shop.chain.opened.lock().unwrap() = Some(lie);
	let found = said(&shop, 1_400, with(sample(&lie), PromptDemand::Brought)).await;
	assert_eq!(found, SampleMove::Contradict { channel: 5 });
	shop.kill().await;
}

/// The claim that a receipt of the third answer becomes before the referee.
fn claim(sold: &Sold, tokens: usize) -> (Execution, Claim) {
	let output = &sold.output[..tokens];
	let own = Execution::run(artefact(), Sampling::Greedy, &sold.prompt, output, false);
	let own = own.ok().unwrap();
	let claim = own.claim().clone();
	(own, claim)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_game_about_a_receipt_is_defended_from_what_was_kept() {
	let dir = tempfile::tempdir().unwrap();
	let shop = Shop::usual(dir.path()).await;
	let sold = sell(&shop).await;
	for (best, receipt) in [(1_100, sold.receipts[2]), (1_200, sold.receipts[3])] {
		let tokens = receipt.output_tokens as usize;
		let (own, claim) = claim(&sold, tokens);
		let key = SubjectKey::Receipt(receipt.hash());
		let standing = Standing::open(&claim);
		let game = Game {
			subject: key,
			defender: identity().provider(),
			challenger: OTHER,
			opened_at: best - 2,
			whole: true,
			standing,
			since: Some(best - 2),
			defender_left: 20,
			challenger_left: 20,
		};
		let subject =
			Subject { claim: claim.clone(), channel: Some(5), until: 1_900, contested: true };
		let board = Board {
			games: BTreeMap::from([(3, game)]),
			subjects: BTreeMap::from([(key, subject)]),
			..Board::default()
		};
		shop.block(best, board).await;
		let moves = shop.moves().await;
		let [Move::Answer { game: 3, answer }] = moves.as_slice() else { panic!("{moves:?}") };
		assert_eq!(Some(answer), defence(&own, &standing).as_ref());
		assert!(standing.answer::<Blake2>(&claim, answer).is_ok());
		shop.block(best + 1, Board::default()).await;
	}
	shop.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_auditor_that_contradicted_challenges_the_trace_that_was_shown() {
	let dir = tempfile::tempdir().unwrap();
	let shop = Shop::usual(dir.path()).await;
	let sold = sell(&shop).await;
	let (last, us) = (*sold.receipts.last().unwrap(), identity().provider());
	let asked = AuditStage::Auditing(sample(&last), seat(OTHER, PromptDemand::Asked(1_900)));
	let brought = said(&shop, 1_100, board(true, &sold.redemption, asked)).await;
	let SampleMove::BringPrompt { sealed, .. } = brought else { panic!("{brought:?}") };
	let lie = Receipt { trace: Some([9; 32]), ..last };
	*shop.chain.opened.lock().unwrap() = Some(lie);
	*shop.chain.brought.lock().unwrap() = Some(sealed);
	*shop.chain.bond.lock().unwrap() = Some(0);
	let stage = AuditStage::Auditing(sample(&lie), seat(us, PromptDemand::Brought));
	shop.block(1_200, board(false, &sold.redemption, stage)).await;
	let contradicts = Move::Sample(Box::new(SampleMove::Contradict { channel: 5 }));
	assert_eq!(shop.moves().await, [contradicts]);

	let (_, right) = claim(&sold, last.output_tokens as usize);
	let shape = Shape::new(right.shape().prompt(), right.shape().output(), false).unwrap();
	let header = artefact().header().clone();
	let wrong =
		Claim::new(header, shape, Sampling::Greedy, *right.prompt(), *right.output(), [7; 32]);
	let key = SubjectKey::Receipt(lie.hash());
	let subject =
		Subject { claim: wrong.unwrap(), channel: Some(5), until: 1_900, contested: false };
	let stage = AuditStage::Disputed(sample(&lie), seat(us, PromptDemand::Brought));
	let mut shown = board(false, &sold.redemption, stage);
	shown.subjects.insert(key, subject);
	shop.block(1_201, shown).await;
	let moves = shop.moves().await;
	assert!(
		matches!(moves.as_slice(), [Move::CommitChallenge { subject, .. }] if *subject == key),
		"{moves:?}"
	);
	shop.kill().await;
}
