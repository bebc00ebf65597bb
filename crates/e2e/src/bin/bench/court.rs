//! The court with a thousand open cases and ten thousand jurors, in the runtime's own state, compiled natively: what
//! blocks and calls take against the weight that they state, and what a draw reads.

mod stage;

use anyhow::{Context, Result, ensure};
use frame_support::{
	dispatch::GetDispatchInfo,
	storage::{TransactionOutcome, with_transaction},
	traits::Get,
};
use frame_system::limits::BlockWeights;
use pallet_disputes::{Call, CourtParameters, Flag, Flags, Phase};
use sp_runtime::DispatchError;
use stage::{Stage, hidden, person};
use stoa_e2e::bench::{Figure, quantile};
use stoa_primitives::{CaseId, CaseSubject, Court, ListingFault, Ruling, STOA, Side};
use stoa_runtime::{Disputes, Runtime, RuntimeCall, RuntimeOrigin};

const JURORS: u32 = 10_000;
const CASES: u32 = 1_000;
/// Cases that are appealed through all rounds.
const APPEALED: usize = 10;
/// A court of this size is compared with the large one.
const FEW: u32 = 100;

/// Its figures.
pub fn figures() -> Result<Vec<Figure>> {
	let mut stage = Stage::new(JURORS)?;
	let ids = (0..CASES).map(|number| stage.open(number)).collect::<Result<Vec<_>>>()?;
	stage.store()?;
	for _ in 0..100 {
		stage.begin_block(Some("on_initialize, nothing due"));
	}
	bring(&mut stage, &ids)?;
	let read = read_by_draw(&mut stage, ids[0])?;
	round(&mut stage, &ids)?;
	appeal(&mut stage, &ids[..APPEALED])?;
	end(&mut stage, &ids)?;
	listings(&mut stage)?;
	move_bonds(&mut stage)?;
	let mut figures = against_weights(&stage);
	figures.push(blocks(&stage));
	let few = read_in_small_court()?;
	let bytes = |name: &str, value: usize| Figure::new(name, value as f64, "bytes");
	figures.extend([
		Figure::new(format!("nodes that a draw reads, {FEW} jurors"), few.0 as f64, "nodes"),
		Figure::new(format!("nodes that a draw reads, {JURORS} jurors"), read.0 as f64, "nodes"),
		// log(10,000) is twice log(100).
		Figure::new("the same, as a multiple", read.0 as f64 / few.0 as f64, "times").at_most(2.0),
		bytes("state that a draw reads, 10,000 jurors", read.1).at_most(stated_proof(ids[0])),
	]);
	Ok(figures)
}

/// Evidence of both sides; then all cases wait for their draw.
fn bring(stage: &mut Stage, ids: &[CaseId]) -> Result<()> {
	let (claimant, respondent) = (person("claimant", 0), person("respondent", 0));
	for &case in ids {
		stage.call("join", &respondent, Call::join { case })?;
		for who in [&claimant, &respondent] {
			let place = b"https://example.org/evidence".to_vec().try_into().unwrap_or_default();
			let evidence = Call::submit_evidence { case, content: [1; 32], bytes: 1, place };
			stage.call("submit_evidence", who, evidence)?;
		}
	}
	stage.past_deadline(ids[0])?;
	advance(stage, ids)?;
	stage.reach_draw();
	stage.store()
}

fn advance(stage: &mut Stage, ids: &[CaseId]) -> Result<()> {
	let anybody = person("anybody", 0);
	ids.iter().try_for_each(|&case| stage.call("advance", &anybody, Call::advance { case }))
}

/// Panels are drawn, vote and show it. One in three is against the claim in odd rounds, all others for it.
fn round(stage: &mut Stage, ids: &[CaseId]) -> Result<()> {
	let anybody = person("anybody", 0);
	let round = stage.case(ids[0])?.round;
	let drawn = format!("draw_jurors, {} seats", [3, 7, 15, 31][usize::from(round)]);
	for &case in ids {
		stage.call(&drawn, &anybody, Call::draw_jurors { case })?;
	}
	stage.store()?;
	let vote = |place: usize| {
		let against = if round % 2 == 0 { place % 3 == 2 } else { place % 3 != 2 };
		if against { Ruling::Dismiss } else { Ruling::Revoke }
	};
	for &case in ids {
		for (place, who) in stage.panel(case)?.iter().enumerate() {
			let (digest, _) = hidden_in(stage, case, round, who, vote(place));
			stage.call("commit_vote", who, Call::commit_vote { case, digest })?;
			if place == 0 {
				tell(stage, case, vote(0))?;
			}
		}
	}
	advance(stage, ids)?;
	stage.store()?;
	for &case in ids {
		for (place, who) in stage.panel(case)?.iter().enumerate() {
			let ruling = vote(place);
			let (_, salt) = hidden_in(stage, case, round, who, ruling);
			stage.call("reveal_vote", who, Call::reveal_vote { case, ruling, salt })?;
		}
	}
	advance(stage, ids)?;
	stage.store()
}

/// Somebody shows what the first juror of a panel has told; taken back, since that ends the juror's seat.
fn tell(stage: &mut Stage, case: CaseId, ruling: Ruling) -> Result<()> {
	let round = stage.case(case)?.round;
	let juror = stage.panel(case)?.into_iter().next().context("a panel")?;
	let (_, salt) = hidden_in(stage, case, round, &juror, ruling);
	let told = Call::prove_early_opening { case, juror, ruling, salt };
	stage.rehearse("prove_early_opening", RuntimeOrigin::signed(person("anybody", 0)), told)
}

/// Listings are challenged, flags of those that are gone are forgotten, parameters set.
fn listings(stage: &mut Stage) -> Result<()> {
	let (owner, anybody) = (person("respondent", 0), person("anybody", 0));
	let listing = stage.publish(&owner)?;
	let (fault, court) = (ListingFault::FalseCard, Court::Data);
	for number in 0..100 {
		let subject = CaseSubject::ModelListing(listing);
		let challenge = Call::challenge_listing { subject, fault };
		stage.rehearse(
			"challenge_listing",
			RuntimeOrigin::signed(person("claimant", 0)),
			challenge,
		)?;
		let gone = CaseSubject::ModelListing(listing + 1 + number);
		let flag = Flag { case: 0, fault, by: owner.clone() };
		stage.inside(|| Flags::<Runtime>::insert(&gone, flag));
		stage.call("drop_flag", &anybody, Call::drop_flag { subject: gone })?;
		let parameters = CourtParameters::default();
		let set = Call::set_parameters { court, parameters };
		stage.rehearse("set_parameters", RuntimeOrigin::root(), set)?;
	}
	stage.store()
}

fn hidden_in(
	stage: &mut Stage,
	case: CaseId,
	round: u8,
	who: &stoa_runtime::AccountId,
	ruling: Ruling,
) -> ([u8; 32], [u8; 32]) {
	stage.inside(|| hidden(case, round, who, ruling))
}

/// Whoever lost pays, up to the last round.
fn appeal(stage: &mut Stage, ids: &[CaseId]) -> Result<()> {
	loop {
		let case = stage.case(ids[0])?;
		if !matches!(case.phase, Phase::Appealing { .. }) {
			ensure!(case.round == 3, "the last round is the fourth: {case:?}");
			return Ok(());
		}
		for &case in ids {
			let winner = stage.case(case)?.winner();
			let side = winner.map_or(Side::Claimant, Side::other);
			let fund = Call::fund_appeal { case, side, amount: 10_000 * STOA };
			let payer = person(if side == Side::Claimant { "contributor" } else { "anybody" }, 0);
			stage.call("fund_appeal", &payer, fund)?;
		}
		stage.past_deadline(ids[0])?;
		advance(stage, ids)?;
		stage.reach_draw();
		stage.store()?;
		round(stage, ids)?;
	}
}

/// Nobody appeals any more: rulings are executed, everybody is paid.
fn end(stage: &mut Stage, ids: &[CaseId]) -> Result<()> {
	let anybody = person("anybody", 0);
	stage.past_deadline(ids[ids.len() - 1])?;
	for &case in ids {
		if matches!(stage.case(case)?.phase, Phase::Appealing { .. }) {
			advance(stage, &[case])?;
		}
	}
	stage.store()?;
	for &case in ids {
		stage.call("execute", &anybody, Call::execute { case })?;
		let last = stage.case(case)?.round;
		for round in 0..=last {
			let name = format!("settle_round, {} seats", [3, 7, 15, 31][usize::from(round)]);
			stage.call(&name, &anybody, Call::settle_round { case, round })?;
			for contributor in stage.inside(|| Disputes::contributors(case, round, 8)) {
				let back = Call::withdraw_contribution { case, round, contributor };
				stage.call("withdraw_contribution", &anybody, back)?;
			}
		}
		ensure!(stage.inside(|| Disputes::case(case)).is_none(), "case {case} is not over");
	}
	stage.store()
}

/// Jurors leave and others come, as many as enter the tree in ten blocks.
fn move_bonds(stage: &mut Stage) -> Result<()> {
	// What the rounds have changed enters first.
	stage.settle_queue();
	for number in 0..160 {
		let who = person("juror", 9_000 + number);
		let bond = stage.inside(|| Disputes::juror(Court::Models, who.clone()));
		let amount = bond.map_or(0, |details| details.staying());
		stage.call("unbond", &who, Call::unbond { court: Court::Models, amount })?;
		let more = Call::bond { court: Court::Models, amount: 150 * STOA };
		stage.call("bond", &person("juror", number), more)?;
	}
	stage.wait_for_bonds();
	stage.store()?;
	(0..10).for_each(|_| stage.begin_block(Some("on_initialize, 32 changes of trees")));
	stage.settle_queue();
	for number in 0..160 {
		let who = person("juror", 9_000 + number);
		stage.call("withdraw", &who, Call::withdraw { court: Court::Models })?;
	}
	Ok(())
}

/// The median of each against what is stated, in µs.
fn against_weights(stage: &Stage) -> Vec<Figure> {
	let timed = stage.timed.iter();
	timed
		.map(|(name, timed)| {
			let stated = timed.stated.ref_time() as f64 / 1e6;
			let median = quantile(&timed.took, 0.5).unwrap_or(f64::NAN);
			Figure::new(name, median, "us").at_most(stated)
		})
		.collect()
}

/// All stated weights of what was done here, as blocks that they fill.
fn blocks(stage: &Stage) -> Figure {
	let sum: f64 = stage
		.timed
		.values()
		.map(|timed| timed.stated.ref_time() as f64 * timed.took.len() as f64)
		.sum();
	let limits: BlockWeights = <<Runtime as frame_system::Config>::BlockWeights as Get<_>>::get();
	let block = limits.max_block.ref_time() as f64;
	Figure::new("stated weight of all of it, 1,000 cases to their end", sum / block, "blocks")
}

/// Nodes and bytes of the state that the draw of a case reads, which is not made.
fn read_by_draw(stage: &mut Stage, case: CaseId) -> Result<(usize, usize)> {
	let draw = || {
		with_transaction(|| {
			let drawn = Disputes::draw_jurors(RuntimeOrigin::signed(person("anybody", 0)), case);
			TransactionOutcome::Rollback(Ok::<_, DispatchError>(drawn))
		})
	};
	let (drawn, nodes, bytes) = stage.read_by(draw);
	ensure!(drawn.is_ok_and(|drawn| drawn.is_ok()), "case {case} cannot be drawn");
	Ok((nodes, bytes))
}

/// Bytes of the state that a draw says it reads at most.
fn stated_proof(case: CaseId) -> f64 {
	let draw = RuntimeCall::Disputes(Call::draw_jurors { case });
	draw.get_dispatch_info().call_weight.proof_size() as f64
}

fn read_in_small_court() -> Result<(usize, usize)> {
	let mut stage = Stage::new(FEW)?;
	let id = stage.open(0)?;
	bring(&mut stage, &[id])?;
	read_by_draw(&mut stage, id)
}
