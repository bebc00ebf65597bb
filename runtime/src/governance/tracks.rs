//! What a referendum costs, how long it takes, and what it needs, by the origin in whose name it speaks.
//!
//! The table is in docs/governance.md, which a test compares.

use crate::{
	Balance, OriginCaller,
	constants::{
		money::STOA,
		time::{DAYS, HOURS, MINUTES},
	},
	durations::GovernanceSpeed,
	governance::origins::Origin,
};
use alloc::borrow::Cow;
use pallet_referenda::{Curve, Track, TrackInfo};
use sp_runtime::{Perbill, str_array};
use stoa_primitives::BlockNumber;

/// Longer than the longest window that is open on the market: nobody who acts before a change of the figures is
/// voted through can still be held by others than it acted under (docs/decisions/0028).
pub const SLOW: BlockNumber = 15 * DAYS;

/// A period of a live chain on this chain, never nothing.
pub fn period(live: BlockNumber) -> BlockNumber {
	live.checked_div(GovernanceSpeed::get()).unwrap_or(live).max(1)
}

/// One track as the table has it: periods are those of a live chain.
struct Row {
	id: u16,
	name: [u8; 25],
	/// How many are decided at once.
	deciding: u32,
	/// Deposit of who asks for a decision.
	deposit: Balance,
	prepare: BlockNumber,
	decide: BlockNumber,
	confirm: BlockNumber,
	enact: BlockNumber,
	/// Share of the votes that must be ayes, at first and at the end, in percent.
	approval: (u32, u32),
	/// Share of all tokens that must be ayes, at first and at the end, in percent.
	support: (u32, u32),
}

/// From `first` to `last` percent, in a straight line over the whole decision period.
const fn falling((first, last): (u32, u32)) -> Curve {
	Curve::LinearDecreasing {
		length: Perbill::one(),
		floor: Perbill::from_percent(last),
		ceil: Perbill::from_percent(first),
	}
}

const ROWS: [Row; 9] = [
	Row {
		id: 0,
		name: str_array("root"),
		deciding: 1,
		deposit: 50_000 * STOA,
		prepare: 2 * HOURS,
		decide: 28 * DAYS,
		confirm: DAYS,
		enact: SLOW,
		approval: (100, 60),
		support: (50, 10),
	},
	Row {
		id: 1,
		name: str_array("whitelisted_caller"),
		deciding: 10,
		deposit: 5_000 * STOA,
		prepare: 30 * MINUTES,
		decide: 14 * DAYS,
		confirm: 2 * HOURS,
		enact: 10 * MINUTES,
		approval: (100, 60),
		support: (50, 5),
	},
	Row {
		id: 2,
		name: str_array("runtime_upgrade"),
		deciding: 1,
		deposit: 20_000 * STOA,
		prepare: 2 * HOURS,
		decide: 28 * DAYS,
		confirm: DAYS,
		enact: SLOW,
		approval: (100, 60),
		support: (50, 5),
	},
	Row {
		id: 10,
		name: str_array("parameters"),
		deciding: 5,
		deposit: 5_000 * STOA,
		prepare: 2 * HOURS,
		decide: 28 * DAYS,
		confirm: DAYS,
		enact: SLOW,
		approval: (100, 50),
		support: (40, 2),
	},
	Row {
		id: 11,
		name: str_array("treasurer"),
		deciding: 10,
		deposit: 1_000 * STOA,
		prepare: 2 * HOURS,
		decide: 28 * DAYS,
		confirm: 2 * DAYS,
		enact: DAYS,
		approval: (100, 50),
		support: (40, 2),
	},
	Row {
		id: 12,
		name: str_array("provider_curator"),
		deciding: 10,
		deposit: 1_000 * STOA,
		prepare: HOURS,
		decide: 14 * DAYS,
		confirm: 12 * HOURS,
		enact: HOURS,
		approval: (100, 60),
		support: (40, 2),
	},
	Row {
		id: 13,
		name: str_array("court_administrator"),
		deciding: 2,
		deposit: 5_000 * STOA,
		prepare: 2 * HOURS,
		decide: 28 * DAYS,
		confirm: DAYS,
		enact: SLOW,
		approval: (100, 50),
		support: (40, 2),
	},
	Row {
		id: 20,
		name: str_array("emergency_canceller"),
		deciding: 20,
		deposit: 10_000 * STOA,
		prepare: 30 * MINUTES,
		decide: 14 * DAYS,
		// Or what the committee has whitelisted could be decided before it can be cancelled.
		confirm: 30 * MINUTES,
		enact: 10 * MINUTES,
		approval: (100, 50),
		support: (30, 5),
	},
	Row {
		id: 21,
		name: str_array("emergency"),
		deciding: 5,
		deposit: 20_000 * STOA,
		prepare: 10 * MINUTES,
		decide: 3 * DAYS,
		confirm: 10 * MINUTES,
		enact: MINUTES,
		approval: (100, 66),
		support: (30, 10),
	},
];

/// The tracks, with the periods of this chain.
pub struct Tracks;

impl pallet_referenda::TracksInfo<Balance, BlockNumber> for Tracks {
	type Id = u16;
	type RuntimeOrigin = OriginCaller;

	fn tracks() -> impl Iterator<Item = Cow<'static, Track<u16, Balance, BlockNumber>>> {
		ROWS.iter().map(|row| {
			Cow::Owned(Track {
				id: row.id,
				info: TrackInfo {
					name: row.name,
					max_deciding: row.deciding,
					decision_deposit: row.deposit,
					prepare_period: period(row.prepare),
					decision_period: period(row.decide),
					confirm_period: period(row.confirm),
					min_enactment_period: period(row.enact),
					min_approval: falling(row.approval),
					min_support: falling(row.support),
				},
			})
		})
	}

	fn track_for(origin: &OriginCaller) -> Result<u16, ()> {
		match origin {
			OriginCaller::system(frame_system::RawOrigin::Root) => Ok(0),
			OriginCaller::Origins(origin) => Ok(match origin {
				Origin::WhitelistedCaller => 1,
				Origin::RuntimeUpgrader => 2,
				Origin::ParameterAdmin => 10,
				Origin::Treasurer => 11,
				Origin::ProviderCurator => 12,
				Origin::CourtAdministrator => 13,
				Origin::EmergencyCanceller => 20,
				Origin::Emergency => 21,
			}),
			_ => Err(()),
		}
	}
}
