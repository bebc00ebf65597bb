//! What a case can be brought about, and what has to be so before it can: told before anything is signed.

use crate::{args::RaiseArgs, fail::Fail};
use stoa_client::{
	AccountId, At,
	types::{CaseSubject, LeaseStage, LicenseStage, ListingState},
};
use stoa_primitives::{
	Balance, Court, DatasetId, LeaseId, LicenseId, ListingFault, ListingId, Ruling, Rulings,
};

/// What somebody claims, and what can be ruled about it.
pub struct Matter {
	/// What it is about.
	pub subject: CaseSubject,
	/// The court that hears it first.
	pub court: Court,
	/// What can be ruled.
	pub rulings: Rulings,
	/// Of a listing: what is wrong with it, or said to be.
	pub fault: Option<ListingFault>,
	/// Against whom, if it is somebody in particular.
	pub against: Option<AccountId>,
	/// Most that a ruling moves, in planck.
	pub at_stake: Balance,
}

impl Matter {
	/// What the command line names. Refused, with what to do, if `who` cannot bring it now.
	pub async fn of(at: &At, who: &AccountId, args: &RaiseArgs) -> Result<Self, Fail> {
		let fault = args.fault.into();
		let about = &args.about;
		let matter = match (about.listing, about.dataset, about.license, about.lease) {
			(Some(id), ..) => Self::listing(at, who, id, fault).await?,
			(_, Some(id), ..) => Self::dataset(at, who, id, fault).await?,
			(.., Some(id), _) => Self::license(at, who, id).await?,
			(.., Some(id)) => Self::lease(at, who, id).await?,
			_ => Self::strikes(at, who).await?,
		};
		match at.case_of(matter.subject.clone()).await? {
			Some(case) => Err(before_court(case)),
			None => Ok(matter),
		}
	}

	async fn listing(
		at: &At,
		who: &AccountId,
		id: ListingId,
		fault: ListingFault,
	) -> Result<Self, Fail> {
		let listing = at.listing(id).await?.ok_or_else(|| {
			Fail::refused(format!("there is no listing {id}: `stoa model list` names them"))
		})?;
		let subject = CaseSubject::ModelListing(id);
		Self::challenge(at, who, (subject, Court::Models), listing.owner, fault).await
	}

	async fn dataset(
		at: &At,
		who: &AccountId,
		id: DatasetId,
		fault: ListingFault,
	) -> Result<Self, Fail> {
		let dataset = at.dataset(id).await?.ok_or_else(|| {
			Fail::refused(format!("there is no dataset {id}: see `stoa data list`"))
		})?;
		let subject = CaseSubject::Dataset(id);
		Self::challenge(at, who, (subject, Court::Data), dataset.owner, fault).await
	}

	/// Of something listed: anybody but its owner challenges it, and once it is flagged its owner alone can have that
	/// taken away.
	async fn challenge(
		at: &At,
		who: &AccountId,
		(subject, court): (CaseSubject, Court),
		owner: AccountId,
		fault: ListingFault,
	) -> Result<Self, Fail> {
		let (fault, ruling, against) = match at.state_of(subject.clone()).await? {
			ListingState::Challenged(case) => return Err(before_court(case)),
			ListingState::Clean if owner == *who => {
				return Err(Fail::refused("it is yours, and nothing stands against it"));
			}
			ListingState::Clean => (fault, Ruling::Revoke, owner),
			ListingState::Flagged(flag) if owner != *who => {
				return Err(Fail::refused(format!(
					"it is flagged already, by case {}: {owner} alone can bring it up again",
					flag.case
				)));
			}
			// Its owner can say only that what it is flagged for is wrong.
			ListingState::Flagged(flag) => (flag.fault.0, Ruling::Restore, flag.by),
		};
		let rulings = Rulings::new(&[ruling]);
		Ok(Self {
			subject,
			court,
			rulings,
			fault: Some(fault),
			against: Some(against),
			at_stake: 0,
		})
	}

	async fn license(at: &At, who: &AccountId, id: LicenseId) -> Result<Self, Fail> {
		let info = at.license(id).await?.ok_or_else(|| {
			Fail::refused(format!(
				"licence {id} is over, or there never was one: see `stoa data licenses`"
			))
		})?;
		let details = &info.details;
		if let Some(case) = &details.case {
			return Err(before_court(case.case));
		}
		if !matches!(details.stage, LicenseStage::Active { .. }) {
			return Err(Fail::refused(format!(
				"licence {id} waits for its key, or for the time in which the key can be shown to be wrong: until it is \
				 in force its price comes back without a court (`stoa data open {id}`)"
			)));
		}
		if !info.in_force {
			return Err(Fail::refused(format!(
				"licence {id} is over: nothing is left to rule about"
			)));
		}
		let owner = at.dataset(details.dataset).await?.map(|dataset| dataset.owner);
		let at_stake = details.escrow.saturating_sub(info.earned);
		let (rulings, against) = if details.licensee == *who {
			if at_stake == 0 {
				return Err(Fail::refused(format!(
					"all that licence {id} cost is earned: there is nothing to have back"
				)));
			}
			(Rulings::new(&[Ruling::Refund, Ruling::Split]), owner)
		} else if owner == Some(*who) {
			(Rulings::new(&[Ruling::Revoke]), Some(details.licensee))
		} else {
			return Err(Fail::refused(format!(
				"licence {id} is {}'s: only the licensee and the dataset's owner can bring it before the court",
				details.licensee
			)));
		};
		let (subject, court) = (CaseSubject::License(id), Court::Data);
		Ok(Self { subject, court, rulings, fault: None, against, at_stake })
	}

	async fn lease(at: &At, who: &AccountId, id: LeaseId) -> Result<Self, Fail> {
		let info = at.lease(id).await?.ok_or_else(|| {
			Fail::refused(format!(
				"lease {id} is over, or there never was one: see `stoa lease list`"
			))
		})?;
		let (tenant, provider) = (info.details.tenant, info.details.provider);
		let LeaseStage::Contested(contest) = &info.details.stage else {
			return Err(Fail::refused(format!(
				"lease {id} is not contested: `stoa lease contest {id}`"
			)));
		};
		if let Some(case) = contest.case {
			return Err(before_court(case));
		}
		let until = contest.until;
		if !contest.insisted {
			return Err(Fail::refused(format!(
				"the provider has not answered yet: by block {until} it must, or the amount is the tenant's"
			)));
		}
		if at.number() >= until {
			return Err(Fail::refused(format!(
				"lease {id} could be brought before the court until block {until}: nobody has what is contested"
			)));
		}
		let (rulings, against) = match *who {
			who if who == tenant => {
				(Rulings::new(&[Ruling::Refund, Ruling::Split, Ruling::Slash]), provider)
			}
			who if who == provider => (Rulings::new(&[Ruling::Split, Ruling::Slash]), tenant),
			_ => {
				return Err(Fail::refused(format!(
					"lease {id} is between {tenant} and {provider}: only they can bring it before the court"
				)));
			}
		};
		let (subject, court) = (CaseSubject::Lease(id), Court::Compute);
		let at_stake = contest.amount;
		Ok(Self { subject, court, rulings, fault: None, against: Some(against), at_stake })
	}

	async fn strikes(at: &At, who: &AccountId) -> Result<Self, Fail> {
		let info = at.provider(who).await?;
		if info.is_none_or(|info| info.record.strikes == 0) {
			return Err(Fail::refused(format!(
				"no strikes count against {who}: sign with the key of the provider that has them"
			)));
		}
		Ok(Self {
			subject: CaseSubject::Strikes(*who),
			court: Court::Models,
			rulings: Rulings::new(&[Ruling::Restore]),
			fault: None,
			against: None,
			at_stake: 0,
		})
	}
}

fn before_court(case: u64) -> Fail {
	Fail::refused(format!("case {case} is about it: see `stoa dispute show {case}`"))
}
