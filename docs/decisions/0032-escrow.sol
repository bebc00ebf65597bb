// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.0;

/// The markets, as a precompile would offer them.
interface Markets {
	function submitJob(bytes calldata order) external returns (uint64 job);
	function job(uint64 job) external view returns (bool over, bool answered);
	function dropJob(uint64 job) external;
}

contract Escrow {
	Markets constant MARKETS = Markets(0x0000000000000000000000000000000053540000);
	enum State { Open, Asked, Paid, Returned }
	address payable public immutable buyer;
	address payable public immutable seller;
	uint256 public immutable price;
	uint256 public immutable deadline;
	uint32 immutable release;
	bytes question;
	bytes accepts;
	State public state;
	uint64 public job;

	constructor(address payable seller_, uint256 price_, uint32 release_, bytes memory question_,
		bytes memory accepts_, uint256 deadline_) payable {
		require(msg.value >= price_, "too little");
		buyer = payable(msg.sender);
		seller = seller_;
		price = price_;
		release = release_;
		question = question_;
		accepts = accepts_;
		deadline = deadline_;
	}

	function submit(bytes calldata work) external {
		require(msg.sender == seller, "not you");
		require(state == State.Open, "not now");
		require(question.length + work.length <= 1024, "too long");
		state = State.Asked;
		job = MARKETS.submitJob(abi.encode(release, bytes.concat(question, work)));
	}

	function delivered(uint64 job_, bool answered, bytes calldata output) external {
		require(msg.sender == address(this) || msg.sender == address(MARKETS), "not you");
		require(state == State.Asked && job_ == job, "not now");
		MARKETS.dropJob(job_);
		if (!answered) { state = State.Open; return; }
		bool good = output.length >= accepts.length;
		for (uint256 i = 0; good && i < accepts.length; i++) good = output[i] == accepts[i];
		state = good ? State.Paid : State.Returned;
		if (good) send(seller, price);
		send(buyer, address(this).balance);
	}

	function withdraw() external {
		require(msg.sender == buyer, "not you");
		require(state == State.Open && block.number >= deadline, "not now");
		state = State.Returned;
		send(buyer, address(this).balance);
	}

	function send(address payable to, uint256 amount) private {
		(bool sent,) = to.call{value: amount}("");
		require(sent, "no transfer");
	}
}
