// An escrow that a model decides, from end to end with @polkadot/api-contract: makes the contract, hands work in,
// follows the question to its answer, delivers the answer into the contract, and prints what came of it as JSON.
//
//     node contract.mjs --wasm escrow.wasm --metadata metadata.json --release ID
//         [--url ws://127.0.0.1:9944] [--buyer //Alice] [--seller //Bob] [--deliverer //Charlie]
//         [--question TEXT] [--work TEXT] [--accepts TEXT] [--price PLANCK] [--salt NUMBER]
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';
import { CodePromise, ContractPromise } from '@polkadot/api-contract';
import { hexToString, stringToU8a, u8aToHex } from '@polkadot/util';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { find, follow, send } from './chain.mjs';
import { view } from './view.mjs';

const STOA = 1_000_000_000_000n;
// What making the contract may take, and what taking the answer in may take.
const MAKING = { refTime: 100_000_000_000n, proofSize: 5_000_000n };
// What a dry run may take. Ordering a job is charged for every draw that may follow, and gets most of it back.
const TRYING = { refTime: 500_000_000_000n, proofSize: 10_000_000n };
const TAKING = { refTime: 20_000_000_000n, proofSize: 1_000_000n };
const FOR_EVER = 4_000_000_000;

const TEXT = { type: 'string' };
const { values: options } = parseArgs({
	options: {
		url: { ...TEXT, default: 'ws://127.0.0.1:9944' },
		wasm: TEXT,
		metadata: TEXT,
		release: TEXT,
		buyer: { ...TEXT, default: '//Alice' },
		seller: { ...TEXT, default: '//Bob' },
		deliverer: { ...TEXT, default: '//Charlie' },
		question: { ...TEXT, default: 'Answer yes or no. Is this a greeting? ' },
		work: { ...TEXT, default: 'Hello!' },
		accepts: { ...TEXT, default: 'Yes' },
		price: { ...TEXT, default: String(5n * STOA) },
		salt: { ...TEXT, default: '0' }
	}
});

const bytes = (value) => u8aToHex(stringToU8a(value));
const free = async (api, who) => (await api.query.system.account(who)).data.free.toBigInt();

/** Uploads the code and makes an escrow of it, with the price and more than asking can cost. */
async function make(api, metadata, buyer, seller) {
	const code = new CodePromise(api, metadata, readFileSync(options.wasm));
	const price = BigInt(options.price);
	const maxFee = 20n * STOA;
	const gasLimit = api.registry.createType('WeightV2', MAKING);
	const tx = code.tx.new(
		{ gasLimit, salt: new Uint8Array([Number(options.salt)]), storageDepositLimit: null, value: price + 2n * maxFee },
		seller.address, price, Number(options.release), bytes(options.question), bytes(options.accepts),
		8, maxFee, [3, 2], TAKING, FOR_EVER
	);
	const { events } = await send(api, buyer, tx);
	return new ContractPromise(api, metadata, find(events, 'contracts', 'Instantiated').contract);
}

/** The seller hands the work in; the job that the contract orders. */
async function submit(api, escrow, seller) {
	const work = bytes(options.work);
	const trying = api.registry.createType('WeightV2', TRYING);
	const dry = await escrow.query.submit(seller.address, { gasLimit: trying }, work);
	if (dry.result.isErr || !dry.result.asOk.flags.bits.isZero()) {
		throw new Error(`the escrow refuses the work: ${JSON.stringify(dry.result.toHuman())}`);
	}
	const gasLimit = api.registry.createType('WeightV2', dry.gasRequired);
	const { events } = await send(api, seller, escrow.tx.submit({ gasLimit }, work));
	return find(events, 'inference', 'JobSubmitted').job;
}

/** Brings a job that is over into its contract. */
async function deliver(api, deliverer, job, output) {
	const delivery = (await view(api, 'inference', 'delivery', job)).unwrap();
	const call = api.tx.inference.deliver(job, delivery.gas, output);
	const { events } = await send(api, deliverer, call);
	return find(events, 'inference', 'JobDelivered');
}

async function main() {
	const api = await ApiPromise.create({
		provider: new WsProvider(options.url), noInitWarn: true, throwOnConnect: true
	});
	try {
		const keyring = new Keyring({ type: 'sr25519' });
		const [buyer, seller, deliverer] =
			['buyer', 'seller', 'deliverer'].map((who) => keyring.addFromUri(options[who]));
		const metadata = JSON.parse(readFileSync(options.metadata));
		const escrow = await make(api, metadata, buyer, seller);
		const start = (await api.rpc.chain.getHeader()).number.toNumber();
		const job = await submit(api, escrow, seller);
		const before = await free(api, seller.address);

		const outputs = [];
		let end;
		await follow(api, job, start, (event) => {
			if (event.method === 'OutputPosted') {
				outputs.push(event.data.output.toU8a(true));
			}
			if (event.method === 'JobFinalized') {
				end = event;
			}
			return end !== undefined;
		});
		const answered = end.data.outcome.isFinal;
		const output = answered ? u8aToHex(outputs[0]) : null;
		const { accepted, fee } = await deliver(api, deliverer, job, output);
		const gasLimit = api.registry.createType('WeightV2', TRYING);
		const state = (await escrow.query.state(buyer.address, { gasLimit })).output;
		console.log(JSON.stringify({
			contract: escrow.address.toString(),
			job: job.toNumber(),
			answer: output && hexToString(output),
			accepted: accepted.isTrue,
			fee: fee.toString(),
			state: state.type ?? state.toString(),
			paid: (await free(api, seller.address) - before).toString(),
			left: (await free(api, escrow.address)).toString()
		}, null, '\t'));
		return accepted.isTrue ? 0 : 4;
	} finally {
		await api.disconnect();
	}
}

main().then((code) => process.exit(code)).catch((error) => {
	console.error(`contract.mjs: ${error.message}`);
	process.exit(1);
});
