//! The calls: who may make them, what they weigh, and what they are called with.

use frame_support::pallet_macros::pallet_section;

/// The pallet's calls.
#[pallet_section]
mod calls {
	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Sets the terms on which channels with the signing provider can be opened; none: no more are. Amounts
		/// in planck. The record deposit is held while there are terms. Open channels keep what they were opened
		/// with. Errors: `NotProvider`, `TermsOutOfBounds`, `InsufficientFunds`. Deposits `TermsSet`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::set_terms())]
		pub fn set_terms(origin: OriginFor<T>, terms: Option<Terms>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_terms(who, terms)
		}

		/// Opens a channel. Signed by the payer, from whom `deposit` and the record deposit (planck) are held
		/// and who pays the provider its opening fee; the provider's collateral is reserved. `lane` (sr25519)
		/// signs requests and vouchers. Anyone may close it after block `expires_at`. `audited`: what is
		/// redeemed is sampled; else the channel is labelled self-audited. `max_fee` (planck) is the most that the
		/// opening fee may be: the provider could have raised it meanwhile. Errors: `NoTerms`, `OwnChannel`,
		/// `TooManyChannels`, `DepositTooSmall`, `FeeTooHigh`, `BadExpiry`, `InsufficientFunds`, and those of the provider's
		/// bond. Deposits `ChannelOpened`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::open())]
		pub fn open(
			origin: OriginFor<T>,
			provider: T::AccountId,
			deposit: Balance,
			lane: [u8; 32],
			expires_at: BlockNumber,
			audited: bool,
			max_fee: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_open(who, provider, deposit, lane, expires_at, audited, max_fee)
		}

		/// Adds `amount` (planck) to an open channel's deposit. Signed by its payer. Errors: `ChannelNotFound`,
		/// `NotPayer`, `ChannelClosed`, `ZeroAmount`, `InsufficientFunds`. Deposits `ChannelToppedUp`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::top_up())]
		pub fn top_up(
			origin: OriginFor<T>,
			channel: ChannelId,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_top_up(who, channel, amount)
		}

		/// Redeems a voucher in each of many channels. Signed by their provider or its signing key's account;
		/// free if all are valid. One that is not is left out, with `RedemptionFailed`. An audited channel is
		/// paid when its audit is decided. Errors: that of the last one if none is valid. Deposits `Redeemed`
		/// for each.
		#[pallet::call_index(3)]
		#[pallet::weight((
			T::WeightInfo::redeem(redemptions.len() as u32),
			DispatchClass::Operational,
		))]
		pub fn redeem(
			origin: OriginFor<T>,
			redemptions: BoundedVec<Redemption, T::MaxRedemptions>,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_redeem(who, redemptions.into_inner())
		}

		/// Closes a channel. Signed by the payer: the provider then has `close_window` blocks to redeem. Signed
		/// by the provider (or its signing key's account): at once, or when what it redeemed is paid. Free
		/// when valid. Errors: `ChannelNotFound`, `NotParty`, `ChannelClosed`. Deposits `ChannelClosing`.
		#[pallet::call_index(4)]
		#[pallet::weight((T::WeightInfo::close(), DispatchClass::Operational))]
		pub fn close(origin: OriginFor<T>, channel: ChannelId) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_close(who, channel)
		}

		/// Closes a channel whose time is over, as its payer would. Signed by anyone; free when valid. Errors:
		/// `ChannelNotFound`, `ChannelClosed`, `NotExpired`. Deposits `ChannelClosing`.
		#[pallet::call_index(5)]
		#[pallet::weight((T::WeightInfo::expire(), DispatchClass::Operational))]
		pub fn expire(origin: OriginFor<T>, channel: ChannelId) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			Self::do_expire(channel)
		}

		/// Gives what is left of a closed channel's deposit back to its payer. Signed by anyone; free when
		/// valid. Errors: `ChannelNotFound`, `NotClosing`, `WindowOpen`, `AuditRunning`. Deposits
		/// `ChannelWithdrawn`.
		#[pallet::call_index(6)]
		#[pallet::weight((T::WeightInfo::withdraw(), DispatchClass::Operational))]
		pub fn withdraw(origin: OriginFor<T>, channel: ChannelId) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			Self::do_withdraw(channel)
		}

		/// Frees the collateral of a channel whose receipts nobody can challenge any more, and forgets it. Signed
		/// by anyone; free when valid. Errors: `ChannelNotFound`, `NotWithdrawn`, `WindowOpen`,
		/// `ReceiptsChallenged`, `SubscriptionRunning`. Deposits `ChannelDropped`.
		#[pallet::call_index(7)]
		#[pallet::weight((T::WeightInfo::drop_channel(), DispatchClass::Operational))]
		pub fn drop_channel(
			origin: OriginFor<T>,
			channel: ChannelId,
		) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			Self::do_drop_channel(channel)
		}

		/// Makes a receipt of class Exact a subject of the referee, where anybody can then challenge it. Signed
		/// by anyone, from whom the record deposit is held until `drop_receipt`. `roots` open the receipt, and
		/// become public. Errors: `ChannelNotFound`, `ChannelRefuted`, `WrongReceipt`, `BadSignature`,
		/// `NotRefereeable`, `RootsMismatch`, `ReceiptTooOld`, `ModelIsBad`, `AlreadyChallenged`,
		/// `InsufficientFunds`, and those of the referee. Deposits `ReceiptShown`.
		#[pallet::call_index(8)]
		#[pallet::weight((T::WeightInfo::challenge_receipt(), DispatchClass::Operational))]
		pub fn challenge_receipt(
			origin: OriginFor<T>,
			receipt: Box<SignedReceipt>,
			roots: ReceiptRoots,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_challenge_receipt(who, *receipt, roots)
		}

		/// Forgets a receipt that nobody can challenge any more; its deposit goes back. Signed by anyone; free
		/// when valid. Errors: `ReceiptNotFound`, and `SubjectOpen` of the referee. Deposits `ReceiptDropped`.
		#[pallet::call_index(9)]
		#[pallet::weight((T::WeightInfo::drop_receipt(), DispatchClass::Operational))]
		pub fn drop_receipt(origin: OriginFor<T>, receipt: Digest) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			Self::do_drop_receipt(receipt)
		}

		/// Shows two receipts of one channel that contradict each other: a lie, without a game. Signed by anyone
		/// but the provider; free when it is so. Errors: `ChannelNotFound`, `ChannelRefuted`, `WrongReceipt`,
		/// `BadSignature`, `NoContradiction`, `OwnChannel`. Deposits `ChannelRefuted`.
		#[pallet::call_index(10)]
		#[pallet::weight((T::WeightInfo::prove_equivocation(), DispatchClass::Operational))]
		pub fn prove_equivocation(
			origin: OriginFor<T>,
			one: Box<SignedReceipt>,
			other: Box<SignedReceipt>,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_prove_equivocation(who, *one, *other)
		}

		/// Does what is due about a channel's audit: draws, pays, replaces a silent auditor, or takes silence of
		/// the provider for a lie. Signed by anyone; free when something was due. Errors: `NoAudit`,
		/// `NothingDue`. Deposits what happened.
		#[pallet::call_index(11)]
		#[pallet::weight((T::WeightInfo::poke(), DispatchClass::Operational))]
		pub fn poke(origin: OriginFor<T>, channel: ChannelId) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			Self::do_poke(channel)
		}

		/// Opens the receipt that was sampled. Signed by the provider or its signing key's account; free when
		/// valid. Errors: `NoAudit`, `NotParty`, `NotAwaited`, `WrongReceipt`, `BadSignature`, `NotSampled`.
		/// Deposits `SampleOpened`, and `AuditorDrawn` or how the audit ended.
		#[pallet::call_index(12)]
		#[pallet::weight((T::WeightInfo::open_sample(), DispatchClass::Operational))]
		pub fn open_sample(
			origin: OriginFor<T>,
			sample: Box<SampleOpening>,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_open_sample(who, *sample)
		}

		/// Says that the sample is right, and shows the root of its trace, which only who has executed it knows:
		/// `salt` is `primitives::channel::trace_salt`. Signed by the auditor or its signing key's account; free
		/// when valid. Errors: `NoAudit`, `NotAuditor`, `NotAwaited`, `TraceMismatch`. Deposits `AuditEnded`.
		#[pallet::call_index(13)]
		#[pallet::weight((T::WeightInfo::confirm_sample(), DispatchClass::Operational))]
		pub fn confirm_sample(
			origin: OriginFor<T>,
			channel: ChannelId,
			salt: Digest,
			trace: Digest,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_confirm_sample(who, channel, salt, trace)
		}

		/// Says that the sample is wrong. The provider then has to show its trace, and the auditor to win a game
		/// about it, or it loses its bond. Signed as `confirm_sample`; free when valid. Errors: `NoAudit`,
		/// `NotAuditor`, `NotAwaited`. Deposits `SampleContradicted`.
		#[pallet::call_index(14)]
		#[pallet::weight((T::WeightInfo::contradict_sample(), DispatchClass::Operational))]
		pub fn contradict_sample(
			origin: OriginFor<T>,
			channel: ChannelId,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_contradict_sample(who, channel)
		}

		/// Shows the trace of a sample that was contradicted: it becomes a subject of the referee. Signed by the
		/// provider or its signing key's account; free when valid. Errors: `NoAudit`, `NotParty`, `NotAwaited`,
		/// `WrongReceipt`, `RootsMismatch`, and those of the referee. Deposits `ReceiptShown`.
		#[pallet::call_index(15)]
		#[pallet::weight((T::WeightInfo::show_trace(), DispatchClass::Operational))]
		pub fn show_trace(
			origin: OriginFor<T>,
			receipt: Box<Receipt>,
			roots: ReceiptRoots,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_show_trace(who, *receipt, roots)
		}

		/// Asks for a sample's prompt on chain. Signed as `confirm_sample`; once for each auditor, and free when
		/// valid: an audit needs it. Errors: `NoAudit`, `NotAuditor`, `NotAwaited`. Deposits `PromptDemanded`.
		#[pallet::call_index(16)]
		#[pallet::weight((T::WeightInfo::demand_prompt(), DispatchClass::Operational))]
		pub fn demand_prompt(
			origin: OriginFor<T>,
			channel: ChannelId,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_demand_prompt(who, channel)
		}

		/// Brings a demanded prompt, sealed to the auditor's transport key. Signed by the provider or its signing
		/// key's account; free when valid. Errors: `NoAudit`, `NotParty`, `NotAwaited`, `PromptTooLong`. Deposits
		/// `PromptProvided`.
		#[pallet::call_index(17)]
		#[pallet::weight((
			T::WeightInfo::provide_prompt(sealed.len() as u32),
			DispatchClass::Operational,
		))]
		pub fn provide_prompt(
			origin: OriginFor<T>,
			channel: ChannelId,
			sealed: SealedPrompt,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_provide_prompt(who, channel, sealed)
		}

		/// Grants `account` so many free tokens until a block, in place of what it was granted before. Signed by
		/// the provider, from whom the record deposit is held. The provider keeps count of what is used. Errors:
		/// `NotProvider`, `QuotaOutOfBounds`, `BadExpiry`, `InsufficientFunds`. Deposits `QuotaGranted`.
		#[pallet::call_index(18)]
		#[pallet::weight(T::WeightInfo::grant_quota())]
		pub fn grant_quota(
			origin: OriginFor<T>,
			account: T::AccountId,
			#[pallet::compact] tokens: u64,
			until: BlockNumber,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_grant_quota(who, account, tokens, until)
		}

		/// Takes a grant back. Signed by its provider, or by anyone once it is over. Errors: `QuotaNotFound`,
		/// `NotExpired`. Deposits `QuotaDropped`.
		#[pallet::call_index(19)]
		#[pallet::weight(T::WeightInfo::drop_quota())]
		pub fn drop_quota(
			origin: OriginFor<T>,
			provider: T::AccountId,
			account: T::AccountId,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_drop_quota(who, provider, account)
		}

		/// Offers a plan: `allowance` for each period of so many blocks, at `price` (planck). Signed by the
		/// provider, from whom the record deposit is held until nobody uses it any more. Errors: `NotProvider`,
		/// `PlanOutOfBounds`, `InsufficientFunds`. Deposits `PlanPublished`.
		#[pallet::call_index(20)]
		#[pallet::weight(T::WeightInfo::publish_plan())]
		pub fn publish_plan(
			origin: OriginFor<T>,
			release: Option<ReleaseId>,
			allowance: Allowance,
			period: BlockNumber,
			price: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_publish_plan(who, release, allowance, period, price)
		}

		/// Takes a plan off the market; running subscriptions are not renewed. Signed by its provider. Errors:
		/// `PlanNotFound`, `NotProvider`. Deposits `PlanRetired`.
		#[pallet::call_index(21)]
		#[pallet::weight(T::WeightInfo::retire_plan())]
		pub fn retire_plan(origin: OriginFor<T>, plan: PlanId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_retire_plan(who, plan)
		}

		/// Subscribes to a plan of an open channel's provider, to be used in that channel. Signed by its payer,
		/// from whom the price of one period and the record deposit are held. It may be renewed `renewals` times
		/// and no more. Errors: `ChannelNotFound`, `NotPayer`, `ChannelClosed`, `PlanNotFound`, `PlanIsRetired`,
		/// `WrongProvider`, `AlreadySubscribed`, `TooManyRenewals`, `InsufficientFunds`. Deposits `Subscribed`.
		#[pallet::call_index(22)]
		#[pallet::weight(T::WeightInfo::subscribe())]
		pub fn subscribe(
			origin: OriginFor<T>,
			channel: ChannelId,
			plan: PlanId,
			renewals: u32,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_subscribe(who, channel, plan, renewals)
		}

		/// Pays the provider what a subscription has earned. When its period is over, renews it if that was
		/// allowed and the payer can pay, else ends it. Signed by anyone. Errors: `SubscriptionNotFound`,
		/// `NothingDue`. Deposits `SubscriptionPaid`, and `SubscriptionRenewed` or `SubscriptionEnded`.
		#[pallet::call_index(23)]
		#[pallet::weight(T::WeightInfo::collect())]
		pub fn collect(origin: OriginFor<T>, channel: ChannelId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_collect(channel)
		}

		/// Ends a subscription now: what it has earned is paid, the rest goes back. Signed by payer or provider.
		/// Free when valid. Errors: `SubscriptionNotFound`, `NotParty`. Deposits `SubscriptionEnded`.
		#[pallet::call_index(24)]
		#[pallet::weight((T::WeightInfo::unsubscribe(), DispatchClass::Operational))]
		pub fn unsubscribe(origin: OriginFor<T>, channel: ChannelId) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_unsubscribe(who, channel)
		}

		/// Sets the parameters under which new channels begin. Origin: `ForceOrigin`. Errors: `BadParameters`.
		/// Deposits `ParametersSet`.
		#[pallet::call_index(25)]
		#[pallet::weight(T::WeightInfo::set_parameters())]
		pub fn set_parameters(origin: OriginFor<T>, parameters: Parameters) -> DispatchResult {
			T::ForceOrigin::ensure_origin(origin)?;
			parameters.validate().map_err(|_| Error::<T>::BadParameters)?;
			CurrentParameters::<T>::put(parameters);
			Self::deposit_event(Event::ParametersSet { parameters });
			Ok(())
		}
	}
}
