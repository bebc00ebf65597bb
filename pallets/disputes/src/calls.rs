//! What can be called.

use frame_support::pallet_macros::pallet_section;

/// The pallet's calls.
#[pallet_section]
mod calls {
	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Bonds `amount` planck more as a juror of `court`. It counts in cases that are opened after
		/// `ActivationDelay` blocks. Errors: `ZeroAmount`, `BondBelowMinimum`, `InsufficientFunds`. Deposits
		/// `JurorBonded`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::bond())]
		pub fn bond(
			origin: OriginFor<T>,
			court: Court,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			Self::do_bond(ensure_signed(origin)?, court, amount)
		}

		/// Asks for `amount` planck of the bond in `court` back: all that was not asked back, or so that
		/// `MinBond` stays. It can be drawn and lost until it is withdrawn; asking again begins the wait again.
		/// Errors: `JurorNotFound`, `ZeroAmount`, `InsufficientBond`, `BondBelowMinimum`. Deposits
		/// `JurorUnbonding`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::unbond())]
		pub fn unbond(
			origin: OriginFor<T>,
			court: Court,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			Self::do_unbond(ensure_signed(origin)?, court, amount)
		}

		/// Takes what was asked back out of the bond in `court`, as far as no unsettled seat locks it. Errors:
		/// `JurorNotFound`, `NothingToWithdraw`. Deposits `BondWithdrawn`.
		#[pallet::call_index(2)]
		#[pallet::weight((T::WeightInfo::withdraw(), DispatchClass::Operational))]
		pub fn withdraw(origin: OriginFor<T>, court: Court) -> DispatchResult {
			Self::do_withdraw(ensure_signed(origin)?, court)
		}

		/// Challenges a listing: `fault` says what is wrong with it. Of a flagged listing, its owner asks to
		/// take the flag away: the case is about the flag's fault, whatever `fault` says. Puts the view
		/// function `costs` on hold. Errors: `ListingNotFound`, `NotOwner`, `OwnCase`, `CaseOpen`,
		/// `InsufficientFunds`. Deposits `CaseOpened`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::challenge_listing())]
		pub fn challenge_listing(
			origin: OriginFor<T>,
			subject: T::Subject,
			fault: ListingFault,
		) -> DispatchResult {
			Self::do_challenge_listing(ensure_signed(origin)?, subject, fault)
		}

		/// Puts up, as the respondent, what is missing of the first round's fees: what the claimant put up too.
		/// It comes back unless the claimant wins, but for half of the jurors' fees if nobody does; and who has
		/// put something up is compensated when a claim is dismissed. Errors: `CaseNotFound`, `NotRespondent`,
		/// `WrongPhase`, `AlreadyJoined`, `InsufficientFunds`. Deposits `RespondentJoined`.
		#[pallet::call_index(4)]
		#[pallet::weight((T::WeightInfo::join(), DispatchClass::Operational))]
		pub fn join(origin: OriginFor<T>, case: CaseId) -> DispatchResult {
			Self::do_join(ensure_signed(origin)?, case)
		}

		/// Brings evidence, as one of the sides, before the first round or while an appeal can be paid for: the
		/// content root of `bytes` bytes that can be fetched at `place`. A deposit is on hold until the ruling
		/// is executed. Errors: `CaseNotFound`, `NotParty`, `WrongPhase`, `EvidenceTooLarge`,
		/// `TooMuchEvidence`, `InsufficientFunds`. Deposits `EvidenceSubmitted`.
		#[pallet::call_index(5)]
		#[pallet::weight((T::WeightInfo::submit_evidence(), DispatchClass::Operational))]
		pub fn submit_evidence(
			origin: OriginFor<T>,
			case: CaseId,
			content: Digest,
			bytes: u32,
			place: Place,
		) -> DispatchResult {
			Self::do_submit_evidence(ensure_signed(origin)?, case, content, bytes, place)
		}

		/// Draws the jurors of a case that waits for it. Signed by anyone; free when valid. Errors:
		/// `CaseNotFound`, `WrongPhase`, `DrawNotReady`, `DrawLost`. Deposits `PanelDrawn` and `JurorDrawn`
		/// for each, or `PanelEmpty` and `CaseDecided`; `CourtJumped` before, if the court changes.
		#[pallet::call_index(6)]
		#[pallet::weight((Pallet::<T>::draw_weight(), DispatchClass::Operational))]
		pub fn draw_jurors(origin: OriginFor<T>, case: CaseId) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			Self::do_draw_jurors(case)
		}

		/// Hides a vote: `digest` is `primitives::vote_commitment` of case, round, juror, ruling and a random
		/// salt. Keep the salt, and tell it nobody: who learns it before the reveal can take what your seat
		/// locks. Signed by the juror; free when valid. Errors: `CaseNotFound`, `WrongPhase`, `TooLate`,
		/// `NotJuror`, `AlreadyCommitted`. Deposits `VoteCommitted`.
		#[pallet::call_index(7)]
		#[pallet::weight((T::WeightInfo::commit_vote(), DispatchClass::Operational))]
		pub fn commit_vote(
			origin: OriginFor<T>,
			case: CaseId,
			digest: Digest,
		) -> DispatchResultWithPostInfo {
			Self::do_commit_vote(ensure_signed(origin)?, case, digest)
		}

		/// Shows, while votes can still be hidden, that `juror` told its vote. The juror loses all that its
		/// seats lock: a quarter to the caller, the rest burned. Signed by anyone but the juror; free when
		/// valid. Errors: `CaseNotFound`, `WrongPhase`, `TooLate`, `NotJuror`, `OwnVote`, `NothingCommitted`,
		/// `CommitmentMismatch`. Deposits `SeatForfeited`.
		#[pallet::call_index(8)]
		#[pallet::weight((T::WeightInfo::prove_early_opening(), DispatchClass::Operational))]
		pub fn prove_early_opening(
			origin: OriginFor<T>,
			case: CaseId,
			juror: T::AccountId,
			ruling: Ruling,
			salt: Digest,
		) -> DispatchResultWithPostInfo {
			Self::do_prove_early_opening(ensure_signed(origin)?, case, juror, ruling, salt)
		}

		/// Shows a vote. Signed by the juror; free when valid. Errors: `CaseNotFound`, `WrongPhase`,
		/// `TooLate`, `NotJuror`, `UnknownRuling`, `NothingCommitted`, `CommitmentMismatch`. Deposits
		/// `VoteRevealed`.
		#[pallet::call_index(9)]
		#[pallet::weight((T::WeightInfo::reveal_vote(), DispatchClass::Operational))]
		pub fn reveal_vote(
			origin: OriginFor<T>,
			case: CaseId,
			ruling: Ruling,
			salt: Digest,
		) -> DispatchResultWithPostInfo {
			Self::do_reveal_vote(ensure_signed(origin)?, case, ruling, salt)
		}

		/// Pays up to `amount` planck for an appeal, for `side`; never more than it lacks. Who did not win must
		/// have paid all in the first half of the time. Signed by anyone. Errors: `CaseNotFound`, `WrongPhase`,
		/// `TooLate`, `FullyFunded`, `ContributionTooSmall`, `OtherSide`, `InsufficientFunds`. Deposits
		/// `AppealFunded`.
		#[pallet::call_index(10)]
		#[pallet::weight((T::WeightInfo::fund_appeal(), DispatchClass::Operational))]
		pub fn fund_appeal(
			origin: OriginFor<T>,
			case: CaseId,
			side: Side,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			Self::do_fund_appeal(ensure_signed(origin)?, case, side, amount)
		}

		/// Ends a phase whose time is over or in which nobody is awaited. Signed by anyone; free when valid.
		/// Errors: `CaseNotFound`, `WrongPhase`, `NothingDue`. Deposits what follows: `DrawScheduled`,
		/// `RevealBegun`, `RoundDecided`, `AppealOpened` or `CaseDecided`.
		#[pallet::call_index(11)]
		#[pallet::weight((T::WeightInfo::advance(), DispatchClass::Operational))]
		pub fn advance(origin: OriginFor<T>, case: CaseId) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			Self::do_advance(case)
		}

		/// Executes a ruling that stands. Signed by anyone; free when valid. Errors: `CaseNotFound`,
		/// `WrongPhase`. Deposits `RulingExecuted`.
		#[pallet::call_index(12)]
		#[pallet::weight((
			T::WeightInfo::execute().saturating_add(T::OnRuling::weight()),
			DispatchClass::Operational,
		))]
		pub fn execute(origin: OriginFor<T>, case: CaseId) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			Self::do_execute(case)
		}

		/// Pays and charges the jurors of a round of an executed case. Signed by anyone; free when valid.
		/// Errors: `CaseNotFound`, `WrongPhase`, `RoundNotFound`. Deposits `SeatSettled` for each juror and
		/// `RoundSettled`.
		#[pallet::call_index(13)]
		#[pallet::weight((T::WeightInfo::settle_round(), DispatchClass::Operational))]
		pub fn settle_round(
			origin: OriginFor<T>,
			case: CaseId,
			round: u8,
		) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			Self::do_settle_round(case, round)
		}

		/// Gives `contributor` its part of a round that is settled or void. Signed by anyone; free when valid.
		/// Errors: `RoundNotFound`, `RoundNotSettled`, `ContributionNotFound`. Deposits
		/// `ContributionWithdrawn`.
		#[pallet::call_index(14)]
		#[pallet::weight((T::WeightInfo::withdraw_contribution(), DispatchClass::Operational))]
		pub fn withdraw_contribution(
			origin: OriginFor<T>,
			case: CaseId,
			round: u8,
			contributor: T::AccountId,
		) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			Self::do_withdraw_contribution(case, round, contributor)
		}

		/// Forgets the flag of a listing that is gone. Signed by anyone; free when valid. Errors:
		/// `FlagNotFound`, `ListingExists`. Deposits `FlagDropped`.
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::drop_flag())]
		pub fn drop_flag(origin: OriginFor<T>, subject: T::Subject) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			Self::do_drop_flag(subject)
		}

		/// Sets the parameters under which new cases of `court` begin. Origin: `ForceOrigin`. Errors:
		/// `BadParameters`. Deposits `ParametersSet`.
		#[pallet::call_index(16)]
		#[pallet::weight(T::WeightInfo::set_parameters())]
		pub fn set_parameters(
			origin: OriginFor<T>,
			court: Court,
			parameters: CourtParameters,
		) -> DispatchResult {
			T::ForceOrigin::ensure_origin(origin)?;
			parameters.validate().map_err(|_| Error::<T>::BadParameters)?;
			Parameters::<T>::insert(court, parameters);
			Self::deposit_event(Event::ParametersSet { court, parameters });
			Ok(())
		}
	}
}
