//! What happened.

use frame_support::pallet_macros::pallet_section;

/// The pallet's events.
#[pallet_section]
mod events {
	/// What happened. Amounts in planck.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A provider lets channels be opened on these terms; none: no more.
		TermsSet {
			/// Who.
			provider: T::AccountId,
			/// The terms.
			terms: Option<Terms>,
		},
		/// A channel was opened.
		ChannelOpened {
			/// The channel.
			channel: ChannelId,
			/// Who pays.
			payer: T::AccountId,
			/// Who answers.
			provider: T::AccountId,
			/// On hold at the payer.
			deposit: Balance,
			/// Reserved of the provider's bond.
			collateral: Balance,
			/// The key that signs requests and vouchers.
			lane: [u8; 32],
			/// After this block anyone may close it.
			expires_at: BlockNumber,
			/// Whether what is redeemed is sampled.
			audited: bool,
		},
		/// A channel's deposit grew.
		ChannelToppedUp {
			/// The channel.
			channel: ChannelId,
			/// By how much.
			amount: Balance,
			/// To how much, what was redeemed included.
			deposit: Balance,
		},
		/// A channel is being closed.
		ChannelClosing {
			/// The channel.
			channel: ChannelId,
			/// Last block at which its provider can redeem; 0 if it does not want to.
			until: BlockNumber,
		},
		/// What was left of a channel is back with its payer.
		ChannelWithdrawn {
			/// The channel.
			channel: ChannelId,
			/// What was left.
			returned: Balance,
			/// What was redeemed in all.
			redeemed: Balance,
			/// Last block at which a receipt of it can be challenged.
			until: BlockNumber,
		},
		/// A channel is forgotten.
		ChannelDropped {
			/// The channel.
			channel: ChannelId,
			/// Who answered.
			provider: T::AccountId,
			/// Bond that is free again.
			collateral: Balance,
		},
		/// A voucher was redeemed.
		Redeemed {
			/// The channel.
			channel: ChannelId,
			/// What is paid with it.
			amount: Balance,
			/// What was redeemed in all.
			total: Balance,
			/// Hash of the receipt that the voucher names.
			receipt: Digest,
			/// Whether it is paid only when its audit is decided.
			pending: bool,
		},
		/// A voucher among others was no good.
		RedemptionFailed {
			/// The channel that it named.
			channel: ChannelId,
			/// Why.
			error: DispatchError,
		},
		/// The seed that was to decide about a redemption is not known any more: a later one does, and there is
		/// an audit for certain.
		SamplePostponed {
			/// The channel.
			channel: ChannelId,
			/// The epoch whose seed decides.
			epoch: u32,
		},
		/// A redemption is audited: its provider has to open the receipt that covers a point of it.
		SampleDrawn {
			/// The channel.
			channel: ChannelId,
			/// The point, from the beginning of the redemption.
			point: Balance,
			/// Last block at which it can be opened.
			until: BlockNumber,
		},
		/// A sample was opened. Whoever has another receipt for the same answer can prove a lie with it.
		SampleOpened {
			/// The channel.
			channel: ChannelId,
			/// The receipt's hash.
			hash: Digest,
			/// The receipt.
			receipt: Box<Receipt>,
		},
		/// An auditor has to execute a sample.
		AuditorDrawn {
			/// The channel.
			channel: ChannelId,
			/// Who.
			auditor: T::AccountId,
			/// What it gets.
			price: Balance,
			/// Last block at which it can say something.
			until: BlockNumber,
		},
		/// An auditor said nothing in time.
		AuditorSilent {
			/// The channel.
			channel: ChannelId,
			/// Who.
			auditor: T::AccountId,
		},
		/// An auditor says that a sample is wrong.
		SampleContradicted {
			/// The channel.
			channel: ChannelId,
			/// Who.
			auditor: T::AccountId,
			/// Last block at which the provider can show its trace.
			until: BlockNumber,
		},
		/// An auditor asks for a prompt on chain.
		PromptDemanded {
			/// The channel.
			channel: ChannelId,
			/// Who.
			auditor: T::AccountId,
			/// Last block at which it can be brought.
			until: BlockNumber,
		},
		/// A demanded prompt was brought.
		PromptProvided {
			/// The channel.
			channel: ChannelId,
			/// Whom it is sealed to.
			auditor: T::AccountId,
			/// The sealed prompt.
			sealed: SealedPrompt,
			/// Last block at which the auditor can say something.
			until: BlockNumber,
		},
		/// A redemption is decided.
		AuditEnded {
			/// The channel.
			channel: ChannelId,
			/// How.
			end: AuditEnd,
			/// What was redeemed.
			amount: Balance,
			/// Whose price was paid out of it.
			auditor: Option<T::AccountId>,
		},
		/// A receipt is a subject of the referee.
		ReceiptShown {
			/// The channel.
			channel: ChannelId,
			/// The receipt's hash: the subject.
			hash: Digest,
			/// Who showed it.
			by: T::AccountId,
			/// Last block at which it can be challenged.
			until: BlockNumber,
		},
		/// A receipt is no subject of the referee any more.
		ReceiptDropped {
			/// The channel.
			channel: ChannelId,
			/// The receipt's hash.
			hash: Digest,
		},
		/// A provider lied in a channel, or withheld what it owed. The channel is over.
		ChannelRefuted {
			/// The channel.
			channel: ChannelId,
			/// Who.
			provider: T::AccountId,
			/// How it is known.
			lie: Lie,
			/// Who found it.
			finder: Option<T::AccountId>,
			/// Taken from the bond, beside what others were paid out of it.
			slashed: Balance,
			/// Of the collateral, paid to the payer.
			refund: Balance,
			/// Of the deposit, back with the payer.
			returned: Balance,
		},
		/// A provider granted free tokens.
		QuotaGranted {
			/// Who.
			provider: T::AccountId,
			/// To whom.
			account: T::AccountId,
			/// How many.
			tokens: u64,
			/// Last block at which they can be used.
			until: BlockNumber,
		},
		/// A grant is over.
		QuotaDropped {
			/// Whose.
			provider: T::AccountId,
			/// To whom.
			account: T::AccountId,
		},
		/// A plan is on the market.
		PlanPublished {
			/// The plan.
			plan: PlanId,
			/// Who offers it.
			provider: T::AccountId,
			/// For which release; any, if none is named.
			release: Option<ReleaseId>,
			/// What a period gives.
			allowance: Allowance,
			/// Blocks of a period.
			period: BlockNumber,
			/// Price of a period.
			price: Balance,
		},
		/// A plan is off the market.
		PlanRetired {
			/// The plan.
			plan: PlanId,
		},
		/// Somebody subscribed to a plan.
		Subscribed {
			/// The channel in which it is used.
			channel: ChannelId,
			/// The plan.
			plan: PlanId,
			/// When its period is over.
			until: BlockNumber,
			/// How often it may be renewed.
			renewals: u32,
		},
		/// A provider was paid for the time that a subscription ran.
		SubscriptionPaid {
			/// The channel.
			channel: ChannelId,
			/// How much.
			amount: Balance,
		},
		/// Another period began.
		SubscriptionRenewed {
			/// The channel.
			channel: ChannelId,
			/// When it is over.
			until: BlockNumber,
			/// How often it may still be renewed.
			renewals: u32,
		},
		/// A subscription is over.
		SubscriptionEnded {
			/// The channel.
			channel: ChannelId,
			/// Of the period's price, back with the payer.
			returned: Balance,
		},
		/// New channels begin under these parameters.
		ParametersSet {
			/// The parameters.
			parameters: Parameters,
		},
	}
}
