//! One referee for several markets: each names its claims in its own way, and hears its own verdicts only.

use super::{NewSubject, OnRefereed, Referee, Verdict};
use crate::{Digest, JobId, SubjectKey};
use core::marker::PhantomData;
use frame_support::weights::Weight;
use sp_runtime::DispatchResult;

/// The referee `R` as a market sees it that names its claims by `JobId`, or by the hashes of receipts.
pub struct Keyed<R>(PhantomData<R>);

impl<AccountId, Key, R> Referee<AccountId, Key> for Keyed<R>
where
	Key: Copy + Into<SubjectKey>,
	R: Referee<AccountId, SubjectKey>,
{
	fn open(subject: Key, claim: NewSubject<AccountId>) -> DispatchResult {
		R::open(subject.into(), claim)
	}

	fn extend(subject: &Key, until: crate::BlockNumber) {
		R::extend(&(*subject).into(), until)
	}

	fn close(subject: &Key) -> DispatchResult {
		R::close(&(*subject).into())
	}

	fn void(subject: &Key) {
		R::void(&(*subject).into())
	}

	fn has_open_games(subject: &Key) -> bool {
		R::has_open_games(&(*subject).into())
	}

	fn is_challenged_by(subject: &Key, who: &AccountId) -> bool {
		R::is_challenged_by(&(*subject).into(), who)
	}

	fn open_until(subject: &Key) -> Option<crate::BlockNumber> {
		R::open_until(&(*subject).into())
	}
}

/// Verdicts about jobs go to `Jobs`, those about receipts to `Receipts`.
pub struct Markets<Jobs, Receipts>(PhantomData<(Jobs, Receipts)>);

impl<AccountId, Jobs, Receipts> OnRefereed<AccountId, SubjectKey> for Markets<Jobs, Receipts>
where
	Jobs: OnRefereed<AccountId, JobId>,
	Receipts: OnRefereed<AccountId, Digest>,
{
	fn on_refereed(subject: &SubjectKey, defender: &AccountId, verdict: Verdict<AccountId>) {
		match subject {
			SubjectKey::Job(job) => Jobs::on_refereed(job, defender, verdict),
			SubjectKey::Receipt(hash) => Receipts::on_refereed(hash, defender, verdict),
		}
	}

	fn weight() -> Weight {
		Jobs::weight().max(Receipts::weight())
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use core::cell::RefCell;

	std::thread_local! {
		static HEARD: RefCell<alloc::vec::Vec<(&'static str, u64)>> = const { RefCell::new(alloc::vec::Vec::new()) };
	}

	struct OfJobs;
	struct OfReceipts;

	impl OnRefereed<u8, JobId> for OfJobs {
		fn on_refereed(job: &JobId, _: &u8, _: Verdict<u8>) {
			HEARD.with_borrow_mut(|heard| heard.push(("job", *job)));
		}
		fn weight() -> Weight {
			Weight::from_parts(3, 1)
		}
	}

	impl OnRefereed<u8, Digest> for OfReceipts {
		fn on_refereed(hash: &Digest, _: &u8, _: Verdict<u8>) {
			HEARD.with_borrow_mut(|heard| heard.push(("receipt", hash[0].into())));
		}
		fn weight() -> Weight {
			Weight::from_parts(2, 5)
		}
	}

	#[test]
	fn each_market_hears_its_own_verdicts_alone() {
		type Both = Markets<OfJobs, OfReceipts>;
		Both::on_refereed(&SubjectKey::Job(7), &1, Verdict::BadRelease { by: 2 });
		Both::on_refereed(&SubjectKey::Receipt([9; 32]), &1, Verdict::BadRelease { by: 2 });
		HEARD.with_borrow(|heard| assert_eq!(*heard, [("job", 7), ("receipt", 9)]));
		let most = <Both as OnRefereed<u8, SubjectKey>>::weight();
		assert_eq!(most, Weight::from_parts(3, 5));
	}
}
