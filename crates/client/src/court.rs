//! What the chain shows of the court: cases, rounds, jurors, what stands against a listing, and what anybody can
//! do about a case next.

use crate::{
	At, Error, Result,
	at::PAGE,
	chain::stoa,
	types::{
		AccountId, CaseCosts, CaseDetails, CasePage, CasePhase, CaseSubject, CourtEvent,
		CourtParameters, EvidenceItem, JurorDetails, JurorSeat, ListingState, RoundDetails,
		RoundState,
	},
};
use std::collections::BTreeMap;
use stoa_primitives::{
	Balance, BlockNumber, CaseId, Court, DatasetId, JUROR_DRAW_OUTPUTS, JUROR_DRAW_WINDOW,
	ListingFault, ListingId, Side,
};
use subxt::utils::Static;

/// A step of a case that needs nobody in particular.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CaseStep {
	/// [`crate::calls::court::advance`].
	Advance,
	/// [`crate::calls::court::draw_jurors`].
	Draw,
	/// [`crate::calls::court::execute`].
	Execute,
	/// [`crate::calls::court::settle_round`] of this round.
	Settle(u8),
	/// [`crate::calls::court::withdraw_contribution`] for an account in a round.
	Withdraw(u8, AccountId),
}

/// Rounds that a case has at most.
const MAX_ROUNDS: u8 = 4;

impl At {
	/// A case that is open or not settled, with the deadline that holds now.
	pub async fn case(&self, id: CaseId) -> Result<Option<CaseDetails>> {
		self.view(stoa::view_functions().disputes().case(id)).await
	}

	/// All cases that are open or not settled, by id.
	pub async fn cases(&self) -> Result<Vec<CaseId>> {
		let mut all = Vec::new();
		let mut from = 0;
		loop {
			let page = stoa::view_functions().disputes().cases(from, PAGE);
			let page: CasePage = self.view(page).await?;
			all.extend(page.cases);
			match page.next {
				Some(next) if next > from => from = next,
				_ => return Ok(all),
			}
		}
	}

	/// The open case about something.
	pub async fn case_of(&self, subject: CaseSubject) -> Result<Option<CaseId>> {
		self.view(stoa::view_functions().disputes().case_of(subject)).await
	}

	/// A round that is stored.
	pub async fn round(&self, case: CaseId, round: u8) -> Result<Option<RoundDetails>> {
		self.view(stoa::view_functions().disputes().round(case, round)).await
	}

	/// The jurors of an unsettled round.
	pub async fn panel(&self, case: CaseId, round: u8) -> Result<Vec<(AccountId, JurorSeat)>> {
		self.view(stoa::view_functions().disputes().panel(case, round)).await
	}

	/// Who paid for a round and has not withdrawn; the first hundred.
	pub async fn contributors(&self, case: CaseId, round: u8) -> Result<Vec<AccountId>> {
		self.view(stoa::view_functions().disputes().contributors(case, round, PAGE)).await
	}

	/// What both sides brought.
	pub async fn evidence_of(&self, case: CaseId) -> Result<Vec<EvidenceItem>> {
		self.view(stoa::view_functions().disputes().evidence_of(case)).await
	}

	/// Unsettled seats of a juror, as case and round; the first hundred.
	pub async fn juror_duties(&self, juror: &AccountId) -> Result<Vec<(CaseId, u8)>> {
		self.view(stoa::view_functions().disputes().duties(*juror, PAGE)).await
	}

	/// A juror's bond in a court.
	pub async fn juror(&self, court: Court, who: &AccountId) -> Result<Option<JurorDetails>> {
		self.view(stoa::view_functions().disputes().juror(Static(court), *who)).await
	}

	/// The least bond of a juror in a court, in planck.
	pub fn least_juror_bond(&self) -> Result<Balance> {
		let constant = stoa::constants().disputes().min_bond();
		let constant = self.inner.constants().entry(constant);
		constant.map_err(|error| Error::Incompatible(error.to_string()))
	}

	/// What it would cost an account to open a case in a court now.
	pub async fn case_costs(&self, court: Court, claimant: &AccountId) -> Result<CaseCosts> {
		self.view(stoa::view_functions().disputes().costs(Static(court), *claimant)).await
	}

	/// What a side still lacks for an appeal, in planck, while one can be paid for.
	pub async fn appeal_quote(&self, case: CaseId, side: Side) -> Result<Option<Balance>> {
		self.view(stoa::view_functions().disputes().appeal_quote(case, Static(side))).await
	}

	/// The weight of all jurors who may sit in a court, in whole STOA.
	pub async fn court_weight(&self, court: Court) -> Result<u64> {
		self.view(stoa::view_functions().disputes().court_weight(Static(court))).await
	}

	/// The parameters under which a new case of a court would begin.
	pub async fn court_parameters(&self, court: Court) -> Result<CourtParameters> {
		self.view(stoa::view_functions().disputes().parameters(Static(court))).await
	}

	/// What stands against a listing of a model or a dataset.
	pub async fn state_of(&self, subject: CaseSubject) -> Result<ListingState> {
		self.view(stoa::view_functions().disputes().listing_state(subject)).await
	}

	/// What stands against a listing of a model.
	pub async fn listing_state(&self, listing: ListingId) -> Result<ListingState> {
		self.state_of(CaseSubject::ModelListing(listing)).await
	}

	/// Every listing of a model that a ruling stands against, with what is wrong.
	pub async fn flagged_listings(&self) -> Result<BTreeMap<ListingId, ListingFault>> {
		let entry = stoa::storage().disputes().flags();
		let mut entries = self.inner.storage().iter(entry, ()).await?;
		let mut flagged = BTreeMap::new();
		while let Some(entry) = entries.next().await {
			let entry = entry?;
			let (subject,) = entry.key()?.decode()?;
			if let CaseSubject::ModelListing(listing) = subject {
				flagged.insert(listing, entry.value().decode()?.fault.0);
			}
		}
		Ok(flagged)
	}

	/// What stands against a dataset.
	pub async fn dataset_state(&self, dataset: DatasetId) -> Result<ListingState> {
		self.state_of(CaseSubject::Dataset(dataset)).await
	}

	/// Every dataset that a ruling stands against, with what is wrong.
	pub async fn flagged_datasets(&self) -> Result<BTreeMap<DatasetId, ListingFault>> {
		let entry = stoa::storage().disputes().flags();
		let mut entries = self.inner.storage().iter(entry, ()).await?;
		let mut flagged = BTreeMap::new();
		while let Some(entry) = entries.next().await {
			let entry = entry?;
			let (subject,) = entry.key()?.decode()?;
			if let CaseSubject::Dataset(dataset) = subject {
				flagged.insert(dataset, entry.value().decode()?.fault.0);
			}
		}
		Ok(flagged)
	}

	/// What happened in the court in this block, in order.
	pub async fn court_events(&self) -> Result<Vec<CourtEvent>> {
		let (events, _) = self.events().await?;
		let mut ours = Vec::new();
		for event in events.iter() {
			if let stoa::Event::Disputes(event) = event?.decode_as::<stoa::Event>()? {
				ours.push(event);
			}
		}
		Ok(ours)
	}

	/// What anybody can do about a case in the next block.
	pub async fn case_step(&self, id: CaseId) -> Result<Option<CaseStep>> {
		let Some(case) = self.case(id).await? else { return Ok(None) };
		let next = self.number().saturating_add(1);
		Ok(match case.phase {
			CasePhase::Evidence { until } => (next > until).then_some(CaseStep::Advance),
			CasePhase::Drawing { first } => draw_step(next, first),
			CasePhase::Committing { until } => {
				let round = self.round(id, case.round).await?;
				let complete = round.is_some_and(|round| round.committed >= round.jurors);
				(next > until || complete).then_some(CaseStep::Advance)
			}
			CasePhase::Revealing { until } => {
				let round = self.round(id, case.round).await?;
				let complete = round.is_some_and(|round| round.hidden == 0);
				(next > until || complete).then_some(CaseStep::Advance)
			}
			CasePhase::Appealing { half, until } => {
				let mut lacks = [None; 2];
				for (lack, side) in lacks.iter_mut().zip(Side::BOTH) {
					*lack = self.appeal_quote(id, side).await?;
				}
				let winner = case.ruling.and_then(|ruling| ruling.winner());
				appeal_step(next, half, until, winner, lacks)
			}
			CasePhase::Final => Some(CaseStep::Execute),
			CasePhase::Executed => self.settling_step(id).await?,
		})
	}

	async fn settling_step(&self, id: CaseId) -> Result<Option<CaseStep>> {
		for number in 0..MAX_ROUNDS {
			let Some(round) = self.round(id, number).await? else { continue };
			match round.state {
				RoundState::Sitting => return Ok(Some(CaseStep::Settle(number))),
				RoundState::Funding => {}
				RoundState::Void | RoundState::Settled => {
					let contributors = self.contributors(id, number).await?;
					if let Some(who) = contributors.first() {
						return Ok(Some(CaseStep::Withdraw(number, *who)));
					}
				}
			}
		}
		Ok(None)
	}
}

fn draw_step(next: BlockNumber, first: BlockNumber) -> Option<CaseStep> {
	let known = first.saturating_add(JUROR_DRAW_OUTPUTS);
	if next > known.saturating_add(JUROR_DRAW_WINDOW) {
		return Some(CaseStep::Advance);
	}
	(next >= known).then_some(CaseStep::Draw)
}

/// `lacks` is what each side still lacks for an appeal.
fn appeal_step(
	next: BlockNumber,
	half: BlockNumber,
	until: BlockNumber,
	winner: Option<Side>,
	lacks: [Option<Balance>; 2],
) -> Option<CaseStep> {
	let complete = |lack: Option<Balance>| lack == Some(0);
	let paid = Side::BOTH
		.into_iter()
		.zip(lacks)
		.any(|(side, lack)| winner != Some(side) && complete(lack));
	let due = match paid {
		true => next > until || lacks.into_iter().all(complete),
		false => next > half,
	};
	due.then_some(CaseStep::Advance)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_draw_is_made_once_its_outputs_are_known_and_named_anew_when_it_is_lost() {
		let steps = [115, 116, 140, 141].map(|next| draw_step(next, 100));
		let draw = Some(CaseStep::Draw);
		assert_eq!(steps, [None, draw.clone(), draw, Some(CaseStep::Advance)]);
	}

	#[test]
	fn an_appeal_ends_when_nobody_pays_in_half_of_the_time_or_everybody_has() {
		let step = |next, lacks| appeal_step(next, 10, 20, Some(Side::Claimant), lacks).is_some();
		let unpaid = [Some(0), Some(5)];
		assert!(!step(10, unpaid) && step(11, unpaid), "who won alone has paid");
		let paid = [Some(5), Some(0)];
		assert!(!step(20, paid) && step(21, paid));
		assert!(step(5, [Some(0), Some(0)]));
	}
}
