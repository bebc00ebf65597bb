//! Steps that somebody else has made already.

use crate::{Call, Cases, Config, Contributions, Flags, Pallet, Phase, RoundState, Rounds};
use stoa_primitives::CaseId;

impl<T: Config> Pallet<T> {
	/// Whether `call` is a step that anybody may make and that was made. Whoever made it in time could not
	/// know: the runtime takes it into no block, so that it costs nothing.
	pub fn is_moot(call: &Call<T>) -> bool {
		match call {
			Call::draw_jurors { case } => {
				// Without a panel the case has ended.
				let drawn = |phase| matches!(phase, Phase::Committing { .. } | Phase::Final);
				Self::is_past(*case, drawn)
			}
			Call::advance { case } => Self::is_past(*case, |phase| phase == Phase::Final),
			Call::execute { case } => Self::is_past(*case, |_| false),
			Call::settle_round { case, round } => Rounds::<T>::get(case, round)
				.is_none_or(|details| details.state == RoundState::Settled),
			Call::withdraw_contribution { case, round, contributor } => {
				!Contributions::<T>::contains_key((*case, *round, contributor))
			}
			Call::drop_flag { subject } => !Flags::<T>::contains_key(subject),
			_ => false,
		}
	}

	/// Whether a case is executed or gone, or in a phase that follows what is asked for.
	fn is_past(id: CaseId, follows: impl Fn(Phase) -> bool) -> bool {
		let phase = Cases::<T>::get(id).map(|case| case.phase);
		phase.is_none_or(|phase| phase == Phase::Executed || follows(phase))
	}
}
