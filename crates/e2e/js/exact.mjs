// Orders an answer of class Exact by token ids with @polkadot/api, and follows it: the answer comes at once, and is
// final when nobody has refuted it within the window. Prints everything as JSON.
//
//     node exact.mjs --release ID --ids 1,9690,198,2683
//         [--url ws://127.0.0.1:9944] [--suri //Alice] [--max-new-tokens 16]
//         [--until answer|final]   return with the answer, or when it is final (default)
//
// Token ids come from the model's own tokenizer, such as `@huggingface/tokenizers` for the model's repository.
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';
import { bnToU8a, stringToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { blake2AsHex, blake2AsU8a } from '@polkadot/util-crypto';
import { parseArgs } from 'node:util';
import { find, follow, send } from './chain.mjs';
import { view } from './view.mjs';

const TOKENS_PER_LEAF = 32;
// One provider that asks a fortune must not set the price for everybody.
const DEAREST = 3n;

const { values: options } = parseArgs({
	options: {
		url: { type: 'string', default: 'ws://127.0.0.1:9944' },
		suri: { type: 'string', default: '//Alice' },
		release: { type: 'string' },
		ids: { type: 'string' },
		'max-new-tokens': { type: 'string', default: '16' },
		until: { type: 'string', default: 'final' }
	}
});

/** Token ids as bytes: four each, little-endian. */
const bytesOf = (ids) =>
	u8aConcat(...ids.map((id) => bnToU8a(id, { bitLength: 32, isLe: true })));
const idsOf = (bytes) => {
	const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	return Array.from({ length: bytes.length / 4 }, (_, at) => words.getUint32(4 * at, true));
};

/** What stands for a list of tokens (docs/exact-arithmetic.md): a tree over leaves of 32 of them. */
function tokensRoot(ids) {
	const leaf = (at) =>
		blake2AsU8a(u8aConcat([0], bytesOf(ids.slice(at * TOKENS_PER_LEAF, (at + 1) * TOKENS_PER_LEAF))));
	const count = Math.max(1, Math.ceil(ids.length / TOKENS_PER_LEAF));
	let level = Array.from({ length: count }, (_, at) => leaf(at));
	while (level.length > 1) {
		const parent = (at) => level[2 * at + 1] === undefined
			? level[2 * at]
			: blake2AsU8a(u8aConcat([1], level[2 * at], level[2 * at + 1]));
		level = Array.from({ length: Math.ceil(level.length / 2) }, (_, at) => parent(at));
	}
	return level[0];
}

// The salt of what is public is zero.
const commitment = (domain, ids) =>
	blake2AsHex(u8aConcat(stringToU8a(domain.padEnd(16, '\0')), new Uint8Array(32), tokensRoot(ids)));

async function submit(api, signer, release, ids) {
	const maxNewTokens = Number(options['max-new-tokens']);
	const quote = await view(api, 'inference', 'quote', release, ids.length, maxNewTokens, 'Exact', null);
	if (quote.isErr) {
		throw new Error(`release ${release} cannot answer now: ${quote.asErr}`);
	}
	const [all, least] = [quote.asOk.fee, quote.asOk.leastFee].map((amount) => BigInt(amount.toString()));
	const prompt = {
		kind: 'TokenIds',
		commitment: commitment('stoa/prompt/v1', ids),
		bytes: 4 * ids.length,
		tokens: ids.length,
		inline: u8aToHex(bytesOf(ids))
	};
	const generation = { maxNewTokens, sampling: 'Greedy', template: 'Raw' };
	const maxFee = all < DEAREST * least ? all : DEAREST * least;
	const { events } = await send(api, signer, api.tx.inference.submitJob(
		{ Model: release }, prompt, generation, 'Exact', null, maxFee, null, null
	));
	const { job, deadline } = find(events, 'inference', 'JobSubmitted');
	return { job: job.toNumber(), deadline: deadline.toNumber(), auditors: quote.asOk.auditors.toNumber() };
}

async function main() {
	const ids = (options.ids ?? '').split(',').filter(Boolean).map(Number);
	if (options.release === undefined || ids.length === 0 || ids.length > 256) {
		throw new Error('give --release ID and --ids with 1 to 256 token ids');
	}
	const api = await ApiPromise.create({
		provider: new WsProvider(options.url), noInitWarn: true, throwOnConnect: true
	});
	try {
		const signer = new Keyring({ type: 'sr25519' }).addFromUri(options.suri);
		const start = (await api.rpc.chain.getHeader(await api.rpc.chain.getFinalizedHead())).number.toNumber();
		const ordered = await submit(api, signer, Number(options.release), ids);
		const result = { ...ordered, state: 'Ordered' };
		let claimed;
		await follow(api, ordered.job, start, ({ method, data }) => {
			if (method === 'AnswerGiven') {
				claimed = data.claim.output.toHex();
			} else if (method === 'OutputPosted') {
				const output = idsOf(data.output.toU8a(true));
				// The chain has checked that this is what the executor claims; whoever checks too need not trust a node.
				if (commitment('stoa/output/v1', output) === claimed) {
					Object.assign(result, { state: 'Committed', output });
				}
			} else if (method === 'ChallengeWindowOpened') {
				const audited = data.agree.toNumber();
				Object.assign(result, { state: audited > 0 ? 'Audited' : 'Unaudited', audited });
			} else if (method === 'JobSettled') {
				Object.assign(result, { state: 'Final', charged: data.charged.toString() });
			} else if (method === 'JobRefunded') {
				Object.assign(result, { state: data.reason.isRefuted ? 'Refuted' : 'Refunded', reason: data.reason.toString() });
			}
			return ['Final', 'Refuted', 'Refunded'].includes(result.state)
				|| (options.until === 'answer' && result.output !== undefined);
		});
		console.log(JSON.stringify(result, null, '\t'));
		return result.reason === undefined ? 0 : 4;
	} finally {
		await api.disconnect();
	}
}

main().then((code) => process.exit(code)).catch((error) => {
	console.error(`exact.mjs: ${error.message}`);
	process.exit(1);
});
