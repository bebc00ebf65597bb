//! What happened.

use frame_support::pallet_macros::pallet_section;

/// The pallet's events.
#[pallet_section]
mod events {
	/// What happened. Enough to follow and to play a game without reading storage. Last blocks are those at the
	/// earliest: each `StoodStill` of the clock that comes before puts them off by a block.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A claim can be challenged.
		SubjectOpened {
			/// The claim.
			subject: T::Subject,
			/// Who made it.
			defender: T::AccountId,
			/// Last block of the window.
			until: BlockNumber,
		},
		/// A claim can be challenged for longer.
		WindowExtended {
			/// The claim.
			subject: T::Subject,
			/// Last block of the window.
			until: BlockNumber,
		},
		/// The window is over and nobody challenged the claim with success.
		SubjectClosed {
			/// The claim.
			subject: T::Subject,
		},
		/// The claim is a lie, or what it commits to was not shown. It is closed; games about it that
		/// queue get their bonds back.
		SubjectRefuted {
			/// The claim.
			subject: T::Subject,
			/// Who made it.
			defender: T::AccountId,
			/// The game that showed it.
			game: GameId,
			/// The cell of the step that does not follow; none after silence.
			cell: Option<Cell>,
			/// The earliest challenge that this proves right, and who made it.
			first: GameId,
			/// Who made that.
			finder: T::AccountId,
		},
		/// The claim is closed without anybody's fault; games about it that queue get their bonds back.
		SubjectVoided {
			/// The claim.
			subject: T::Subject,
			/// Who made it.
			defender: T::AccountId,
		},
		/// A challenge was made. What it is about is hidden.
		ChallengeCommitted {
			/// The challenge.
			game: GameId,
			/// The claim.
			subject: T::Subject,
			/// Who made it.
			challenger: T::AccountId,
			/// On hold, in planck.
			bond: Balance,
			/// Last block at which it can be shown.
			reveal_by: BlockNumber,
		},
		/// A challenge was not shown in time.
		CommitmentDropped {
			/// The challenge.
			game: GameId,
			/// The claim.
			subject: T::Subject,
			/// Who made it.
			challenger: T::AccountId,
			/// Of its bond, given back in planck, because the claim was closed meanwhile.
			returned: Balance,
			/// Of its bond, burned, in planck.
			burned: Balance,
		},
		/// A challenge was shown.
		GameOpened {
			/// The game.
			game: GameId,
			/// The claim.
			subject: T::Subject,
			/// Who challenges.
			challenger: T::AccountId,
			/// Who defends.
			defender: T::AccountId,
			/// What was committed to: a cell, or the trace.
			cell: Option<Cell>,
			/// Where the game stands.
			standing: StandingBytes,
			/// Blocks that each side has.
			clock: BlockNumber,
		},
		/// The clocks of a game run.
		GameStarted {
			/// The game.
			game: GameId,
		},
		/// The provider showed what is below the node.
		Answered {
			/// The game.
			game: GameId,
			/// What it showed.
			answer: Answer,
			/// Where the game stands.
			standing: StandingBytes,
			/// Blocks that the defender has left.
			left: BlockNumber,
		},
		/// The challenger went into a child.
		Chosen {
			/// The game.
			game: GameId,
			/// The child.
			choice: u32,
			/// Where the game stands.
			standing: StandingBytes,
			/// Blocks that the challenger has left.
			left: BlockNumber,
		},
		/// A step was recomputed.
		ProofJudged {
			/// The game.
			game: GameId,
			/// The step: `stoa_exact::Step::encode`; shorter if the proof was.
			step: StepBytes,
			/// What came of it.
			judgement: Judgement,
		},
		/// A challenge succeeded, or another one to the same claim did.
		GameWon {
			/// The game.
			game: GameId,
			/// Who challenged.
			challenger: T::AccountId,
			/// Given back, in planck.
			bond: Balance,
		},
		/// A challenge failed. The claim can still be challenged.
		GameLost {
			/// The game.
			game: GameId,
			/// Who challenged.
			challenger: T::AccountId,
			/// Why.
			reason: Failure,
			/// Of the bond, paid to the provider, in planck.
			paid: Balance,
			/// Of the bond, burned, in planck.
			burned: Balance,
		},
		/// A game ended without anybody's fault.
		GameVoided {
			/// The game.
			game: GameId,
			/// Who challenged.
			challenger: T::AccountId,
			/// Given back, in planck.
			bond: Balance,
		},
		/// A model broke the contract's bounds.
		BadReleaseProven {
			/// The model's root.
			model: Digest,
			/// Who showed it.
			by: T::AccountId,
		},
		/// The parameters were set.
		ParametersSet {
			/// The new set.
			parameters: Parameters,
		},
	}
}
