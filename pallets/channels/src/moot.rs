//! What providers, auditors and helpful strangers say too late, since somebody else was first.

use crate::{Audits, Call, Challenged, Channels, Config, Pallet};

impl<T: Config> Pallet<T> {
	/// Whether `call` is about a channel, an audit or a challenged receipt that is gone. Whoever made it in
	/// time could not know: the runtime takes it into no block, so that it costs nothing.
	pub fn is_moot(call: &Call<T>) -> bool {
		match call {
			Call::expire { channel }
			| Call::withdraw { channel }
			| Call::drop_channel { channel } => !Channels::<T>::contains_key(channel),
			Call::open_sample { sample } => {
				!Audits::<T>::contains_key(sample.receipt.receipt.channel)
			}
			Call::show_trace { receipt, .. } => !Audits::<T>::contains_key(receipt.channel),
			Call::poke { channel }
			| Call::confirm_sample { channel, .. }
			| Call::contradict_sample { channel }
			| Call::demand_prompt { channel }
			| Call::provide_prompt { channel, .. } => !Audits::<T>::contains_key(channel),
			Call::drop_receipt { receipt } => !Challenged::<T>::contains_key(receipt),
			_ => false,
		}
	}
}
