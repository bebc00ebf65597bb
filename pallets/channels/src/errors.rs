//! Why a call was refused, and what to do instead.

use frame_support::pallet_macros::pallet_section;

/// The pallet's errors.
#[pallet_section]
mod errors {
	/// What to do instead.
	#[pallet::error]
	pub enum Error<T> {
		/// Only a registered provider can do this, and only with what is its own. Register first.
		NotProvider,
		/// The provider lets no channels be opened. Choose one with terms: view function `terms`.
		NoTerms,
		/// The collateral or the least deposit is below what the parameters allow. Raise it.
		TermsOutOfBounds,
		/// A provider cannot open a channel with itself, or prove that it lied. Use another account.
		OwnChannel,
		/// The provider has as many channels as it wants. Wait, or choose another one.
		TooManyChannels,
		/// The deposit is below what the provider asks for. Raise it: view function `terms`.
		DepositTooSmall,
		/// The block is over, or too far away. Choose one from the next on, within `max_lifetime`.
		BadExpiry,
		/// You do not have the tokens that this puts on hold or pays. View function `quote` says how many.
		InsufficientFunds,
		/// No such channel. It was dropped, or never opened: look it up with the view function `channel`.
		ChannelNotFound,
		/// Only the channel's payer may do this.
		NotPayer,
		/// Only the channel's payer or its provider may do this, and some things only its provider.
		NotParty,
		/// The channel is closed, or its time to redeem is over. Open another one.
		ChannelClosed,
		/// Nothing would be added. Name an amount.
		ZeroAmount,
		/// The voucher promises more than the deposit. Ask the payer to top up, and redeem the one before.
		AmountAboveDeposit,
		/// As much was redeemed already. Redeem a later voucher.
		VoucherStale,
		/// The root's sum is not what the voucher adds to what was redeemed. Make the tree over exactly the
		/// answers that it pays for.
		SumMismatch,
		/// The signature is not that of the channel's key under this. Look up the channel's keys.
		BadSignature,
		/// What was redeemed before is not decided yet. Call `poke` when it is, then try again.
		AuditRunning,
		/// There is no voucher in the call.
		NothingToRedeem,
		/// Its time is not over. Wait for the block that is stored with it.
		NotExpired,
		/// The channel is not being closed. Close it first.
		NotClosing,
		/// The window is still open. Wait for the block that is stored with the channel.
		WindowOpen,
		/// There is still money in the channel. Call `withdraw` first.
		NotWithdrawn,
		/// Receipts of the channel are subjects of the referee. Call `drop_receipt` for each when it is over.
		ReceiptsChallenged,
		/// The channel has a subscription. End it first.
		SubscriptionRunning,
		/// The provider was shown to lie in this channel already: it has nothing more to lose in it.
		ChannelRefuted,
		/// The receipt is another one, or of another provider. Send the one that is meant.
		WrongReceipt,
		/// Nobody can recompute this: it is of no release of class Exact, or has no trace.
		NotRefereeable,
		/// The receipt does not commit to these roots under this salt. Send those that came with it.
		RootsMismatch,
		/// The time in which the receipt could be challenged is over.
		ReceiptTooOld,
		/// The model was shown to be bad: there is nothing to challenge.
		ModelIsBad,
		/// The receipt is a subject of the referee already. Challenge it there.
		AlreadyChallenged,
		/// No such receipt is stored.
		ReceiptNotFound,
		/// The two can both be true.
		NoContradiction,
		/// Nothing that was redeemed in this channel waits for anything.
		NoAudit,
		/// Nothing is due. Wait for the block that is stored with the audit, or the subscription.
		NothingDue,
		/// Nobody waits for this now. Look at the audit's stage.
		NotAwaited,
		/// The receipt does not cover the point that was drawn, or the way from it does not lead to the root.
		/// Open the answer that is owed for the point.
		NotSampled,
		/// Only the auditor that was drawn may do this.
		NotAuditor,
		/// This is not the trace that the receipt hides. If it is yours, call `contradict_sample`.
		TraceMismatch,
		/// The prompt has more bytes than the receipt has tokens. Seal the token ids alone.
		PromptTooLong,
		/// No tokens, or more than may be granted.
		QuotaOutOfBounds,
		/// No such grant.
		QuotaNotFound,
		/// A plan gives something, for a price, in a period that is not too long, of a release that exists.
		PlanOutOfBounds,
		/// No such plan. Look it up with the view function `plan`.
		PlanNotFound,
		/// The plan is off the market. Choose another one.
		PlanIsRetired,
		/// The plan is not of the channel's provider. Open a channel with the plan's.
		WrongProvider,
		/// The channel has a subscription already. End it first, or use another channel.
		AlreadySubscribed,
		/// More renewals than are allowed. Ask for fewer.
		TooManyRenewals,
		/// The channel has no subscription.
		SubscriptionNotFound,
		/// A parameter is below its floor.
		BadParameters,
		/// The provider takes more for opening a channel than you allow. Ask `quote`, and raise `max_fee` or choose
		/// another provider.
		FeeTooHigh,
	}
}
