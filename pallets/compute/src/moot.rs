//! Steps that somebody else has made moot.

use crate::{
	Call, Config, CurrentParameters, Due, LeaseDetails, Leases, Measurements, Pallet, Requests,
	Stage, pricing,
};
use stoa_primitives::{Balance, BlockNumber, LeaseId, RequestId};

impl<AccountId> LeaseDetails<AccountId> {
	/// The first block about which nothing is signed, once it was started.
	fn signed_until(&self) -> Option<BlockNumber> {
		match &self.stage {
			Stage::Pending(_) => None,
			Stage::Active(running) => Some(running.signed_until),
			Stage::Contested(contest) => Some(contest.signed_until),
		}
	}
}

impl<T: Config> Pallet<T> {
	/// Whether `call` is about something that somebody else, or time, has ended, signed or outbid already. Who
	/// made it could not know: the runtime takes it into no block, so that it costs nothing.
	pub fn is_moot(call: &Call<T>) -> bool {
		match call {
			Call::start_lease { lease }
			| Call::decline_lease { lease }
			| Call::claim { lease }
			| Call::close_lease { lease, .. }
			| Call::insist { lease }
			| Call::go_to_court { lease }
			| Call::poke { due: Due::Lease(lease) } => !Leases::<T>::contains_key(lease),
			Call::submit_usage { usage, .. } => Self::is_signed(usage.lease, usage.until),
			Call::bid { request, price, .. } => Self::is_outbid(*request, *price),
			Call::cancel_request { request } | Call::poke { due: Due::Request(request) } => {
				!Requests::<T>::contains_key(request)
			}
			Call::commit_measurement { measurement, .. }
			| Call::prove_measurement { measurement, .. }
			| Call::poke { due: Due::Measurement(measurement) } => {
				!Measurements::<T>::contains_key(measurement)
			}
			_ => false,
		}
	}

	fn is_signed(lease: LeaseId, until: BlockNumber) -> bool {
		Leases::<T>::get(lease)
			.is_none_or(|lease| lease.signed_until().is_some_and(|signed| signed >= until))
	}

	fn is_outbid(request: RequestId, price: Balance) -> bool {
		let step = CurrentParameters::<T>::get().step();
		Requests::<T>::get(request).is_none_or(|request| {
			let most = request.best.map(|best| pricing::bid_below(best.price_per_block, step));
			most.is_some_and(|most| price > most)
		})
	}
}
