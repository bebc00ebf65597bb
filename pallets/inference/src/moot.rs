//! What providers and helpful strangers say about jobs that are over, since somebody else was first.

use crate::{Call, Config, Deliveries, Jobs, Pallet, Records};

impl<T: Config> Pallet<T> {
	/// Whether `call` says something about a job that lives no more, or drops or delivers what is gone. Whoever
	/// said it in time could not know: the runtime takes it into no block, so that it costs nothing.
	pub fn is_moot(call: &Call<T>) -> bool {
		match call {
			Call::commit { job, .. }
			| Call::answer { job, .. }
			| Call::reveal { job, .. }
			| Call::reveal_trace { job, .. }
			| Call::decline { job, .. }
			| Call::open_cells { job, .. }
			| Call::provide_data { job, .. }
			| Call::poke { job } => !Jobs::<T>::contains_key(job),
			Call::deliver { job, .. } => !Deliveries::<T>::contains_key(job),
			Call::drop_expired { job } => !Records::<T>::contains_key(job),
			_ => false,
		}
	}
}
