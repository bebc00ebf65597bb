//! What puts deadlines off.
//!
//! What is stored are blocks at the earliest, and for how many the clock had stood still when they were so: what
//! it stood still since then is added when they are looked at. Draws, the time until a channel expires and periods
//! that are paid for are not put off: nobody has to do anything in them.

use crate::{
	Audit, AuditStage, Audits, ChannelDetails, ChannelState, Channels, Config, Error, Pallet,
	PromptDemand,
	audit::{AuditOf, ChannelOf},
};
use sp_runtime::{DispatchError, SaturatedConversion};
use stoa_primitives::{BlockNumber, ChannelId, frame::Clock};

impl<T: Config> Pallet<T> {
	/// The current block.
	pub(crate) fn now() -> BlockNumber {
		frame_system::Pallet::<T>::block_number().saturated_into()
	}

	/// A channel, with its deadlines as they are now.
	pub(crate) fn find_channel(id: ChannelId) -> Option<ChannelOf<T>> {
		let mut channel = Channels::<T>::get(id)?;
		channel.put_off(T::Clock::stood_still());
		Some(channel)
	}

	/// The same, of one that must be there.
	pub(crate) fn known(id: ChannelId) -> Result<ChannelOf<T>, DispatchError> {
		Self::find_channel(id).ok_or_else(|| Error::<T>::ChannelNotFound.into())
	}

	/// A channel's audit, with its deadlines as they are now.
	pub(crate) fn find_audit(id: ChannelId) -> Option<AuditOf<T>> {
		let mut audit = Audits::<T>::get(id)?;
		audit.put_off(T::Clock::stood_still());
		Some(audit)
	}

	/// The same, of one that must be there.
	pub(crate) fn audit_of(id: ChannelId) -> Result<AuditOf<T>, DispatchError> {
		Self::find_audit(id).ok_or_else(|| Error::<T>::NoAudit.into())
	}
}

impl<AccountId> ChannelDetails<AccountId> {
	/// Adds what the clock has stood still since. A provider that closed a channel itself waits for nothing.
	fn put_off(&mut self, stood: BlockNumber) {
		let missed = stood.saturating_sub(self.stood);
		self.stood = stood;
		self.missed = self.missed.saturating_add(missed);
		match &mut self.state {
			ChannelState::Closing { until } if *until > 0 => *until = until.saturating_add(missed),
			ChannelState::Withdrawn { until } => *until = until.saturating_add(missed),
			_ => {}
		}
	}
}

impl<AccountId> Audit<AccountId> {
	/// Adds what the clock has stood still since.
	fn put_off(&mut self, stood: BlockNumber) {
		let missed = stood.saturating_sub(self.stood);
		self.stood = stood;
		let add = |block: &mut BlockNumber| *block = block.saturating_add(missed);
		match &mut self.stage {
			AuditStage::Drawing { .. } | AuditStage::Disputed { .. } => {}
			AuditStage::Opening { until, .. } | AuditStage::Contradicted { until, .. } => {
				add(until)
			}
			AuditStage::Auditing { seat, .. } => {
				add(&mut seat.until);
				if let PromptDemand::Asked { until } = &mut seat.prompt {
					add(until);
				}
			}
		}
	}
}
