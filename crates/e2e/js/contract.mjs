// An escrow that a model decides, from end to end with @polkadot/api-contract: makes the contract, hands work in,
// follows the question to its answer and into the contract, and prints what came of it as JSON. Providers bring
// answers for a fee. With --deliverer that account brings it, for the least fee that the chain takes.
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
// What taking the answer in may take, and telling the state.
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
		deliverer: TEXT,
		question: { ...TEXT, default: 'Answer yes or no. Is this a greeting? ' },
		work: { ...TEXT, default: 'Hello!' },
		accepts: { ...TEXT, default: 'Yes' },
		price: { ...TEXT, default: String(5n * STOA) },
		salt: { ...TEXT, default: '0' }
	}
});

const bytes = (value) => u8aToHex(stringToU8a(value));
const free = async (api, who) => (await api.query.system.account(who)).data.free.toBigInt();

/** What the escrow pays for having the answer brought: twice the least, should fees rise meanwhile; or the least. */
async function deliveryFee(api) {
	const least = (await view(api, 'inference', 'delivery_fee', TAKING)).toBigInt();
	return options.deliverer ? null : 2n * least;
}

/** Of a dry run: the gas that suffices and what came back, or why the contract refuses. */
function checked(dry, returned, what) {
	if (dry.result.isErr) {
		throw new Error(`${what} fails: ${JSON.stringify(dry.result.asErr.toHuman())}`);
	}
	const { flags, data } = returned(dry.result.asOk);
	if (!flags.bits.isZero()) {
		throw new Error(`the contract refuses ${what} with ${data.toHex()}: its source says what that means`);
	}
	return { gasLimit: dry.gasRequired, data };
}

/** Calls without a transaction. `contract.query` would read what a contract refuses with as if it were its answer. */
async function tryOut(api, contract, from, name, ...args) {
	const input = contract.abi.findMessage(name).toU8a(args);
	const dry = await api.call.contractsApi.call(from.address, contract.address, 0, null, null, input);
	return checked(dry, (returned) => returned, name);
}

/** Uploads the code and makes an escrow of it, with the price and more than asking can cost. */
async function make(api, metadata, buyer, seller) {
	const wasm = readFileSync(options.wasm);
	const code = new CodePromise(api, metadata, wasm);
	const price = BigInt(options.price);
	const maxFee = 20n * STOA;
	const value = price + 2n * maxFee;
	const salt = new Uint8Array([Number(options.salt)]);
	const terms = [
		seller.address, price, Number(options.release), bytes(options.question), bytes(options.accepts),
		8, maxFee, [3, 2], TAKING, await deliveryFee(api), FOR_EVER
	];
	const input = code.abi.findConstructor(0).toU8a(terms);
	const dry = await api.call.contractsApi.instantiate(
		buyer.address, value, null, null, { Upload: u8aToHex(wasm) }, input, u8aToHex(salt)
	);
	const { gasLimit } = checked(dry, (made) => made.result, 'new');
	const tx = code.tx.new({ gasLimit, salt, storageDepositLimit: null, value }, ...terms);
	const { events } = await send(api, buyer, tx);
	return new ContractPromise(api, metadata, find(events, 'contracts', 'Instantiated').contract);
}

/** The seller hands the work in; the job that the contract orders. */
async function submit(api, escrow, seller) {
	const work = bytes(options.work);
	const { gasLimit } = await tryOut(api, escrow, seller, 'submit', work);
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
		const [buyer, seller] = ['buyer', 'seller'].map((who) => keyring.addFromUri(options[who]));
		const deliverer = options.deliverer && keyring.addFromUri(options.deliverer);
		const metadata = JSON.parse(readFileSync(options.metadata));
		const escrow = await make(api, metadata, buyer, seller);
		const start = (await api.rpc.chain.getHeader()).number.toNumber();
		const job = await submit(api, escrow, seller);
		const before = await free(api, seller.address);

		const last = deliverer ? 'JobFinalized' : 'JobDelivered';
		const seen = {};
		await follow(api, job, start, (event) => {
			seen[event.method] ??= event.data;
			return event.method === last;
		});
		const answered = seen.JobFinalized.outcome.isFinal;
		const output = answered ? u8aToHex(seen.OutputPosted.output.toU8a(true)) : null;
		const { accepted, fee, by } = seen.JobDelivered ?? await deliver(api, deliverer, job, output);
		const gasLimit = api.registry.createType('WeightV2', TAKING);
		const state = (await escrow.query.state(buyer.address, { gasLimit })).output;
		console.log(JSON.stringify({
			contract: escrow.address.toString(),
			job: job.toNumber(),
			answer: output && hexToString(output),
			accepted: accepted.isTrue,
			by: by.toString(),
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
