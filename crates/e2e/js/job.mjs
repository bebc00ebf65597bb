// A Stoa application from end to end with @polkadot/api: publishes a model, orders an answer, follows the
// job's events, checks the answer against what the executors agreed on, and prints everything as JSON.
//
//     node job.mjs "What is the capital of France?"
//         [--url ws://127.0.0.1:9944] [--suri //Alice] [--artefact FILE]
//         [--release ID]      order from this release instead of the one just published, which nobody serves yet
//         [--max-fee PLANCK]  pay up to this much; without it what every provider accepts, but at most three
//                             times the least
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';
import { compactToU8a, hexToString, stringToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { blake2AsHex, blake2AsU8a } from '@polkadot/util-crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { find, follow, send } from './chain.mjs';
import { view } from './view.mjs';

const STOA = 1_000_000_000_000n;
const ZERO_SALT = new Uint8Array(32);
const ASSURANCE = { Replicated: { executors: 3, quorum: 2 } };
const MAX_NEW_TOKENS = 64;
// One provider that asks a fortune must not set the price for everybody.
const DEAREST = 3n;

const { values: options, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		url: { type: 'string', default: 'ws://127.0.0.1:9944' },
		suri: { type: 'string', default: '//Alice' },
		artefact: { type: 'string' },
		release: { type: 'string' },
		'max-fee': { type: 'string' },
		'max-new-tokens': { type: 'string', default: String(MAX_NEW_TOKENS) }
	}
});

// What is hashed (docs/PROTOCOL.md): a domain tag, a salt, and the root of the content, here of one chunk.
const tag = (name) => stringToU8a(name.padEnd(16, '\0'));
const root = (content) => blake2AsU8a(u8aConcat([0], compactToU8a(content.length), content));
const commitment = (domain, content) =>
	blake2AsHex(u8aConcat(tag(domain), ZERO_SALT, root(content)));

/** Lists a model and adds a release of it, which pays its owner and a partner. */
async function publish(api, signer, partner) {
	const file = options.artefact ? readFileSync(options.artefact) : stringToU8a('an example artefact');
	const metadata = { name: u8aToHex(stringToU8a('job.mjs example')), card: ZERO_SALT, uri: '0x' };
	const listed = await send(api, signer, api.tx.models.publish(metadata));
	const { listing } = find(listed.events, 'models', 'ListingPublished');
	const split = [[signer.address, 600_000_000], [partner, 400_000_000]];
	const price = { per1kInput: STOA / 1_000n, per1kOutput: STOA / 1_000n };
	const added = await send(api, signer, api.tx.models.addRelease(
		listing,
		{ hash: blake2AsHex(file), bytes: file.length, format: 'Gguf' },
		blake2AsHex(stringToU8a('stoa-exact/X1/v1')),
		'Replicated',
		u8aToHex(stringToU8a('Apache-2.0')),
		2_048,
		price,
		split,
		[],
		null
	));
	const { release } = find(added.events, 'models', 'ReleaseAdded');
	const payees = await view(api, 'models', 'payees', release);
	return { listing: listing.toNumber(), release: release.toNumber(), payees: payees.toHuman() };
}

/** Most that is offered for an answer. */
function feeFor({ fee, leastFee }) {
	const [all, least] = [fee, leastFee].map((amount) => BigInt(amount.toString()));
	const cap = options['max-fee'] === undefined ? DEAREST * least : BigInt(options['max-fee']);
	if (cap < least) {
		throw new Error(`the answer costs at least ${least} planck: raise --max-fee`);
	}
	if (cap < all) {
		console.error(`job.mjs: providers ask up to ${all} planck, ${cap} are offered: see --max-fee`);
	}
	return all < cap ? all : cap;
}

/** Orders an answer for what is quoted. */
async function submit(api, signer, release, text) {
	const content = stringToU8a(text);
	if (content.length === 0 || content.length > 1_024) {
		throw new Error('give a prompt of 1 to 1,024 bytes: longer ones go to the executors directly');
	}
	const maxNewTokens = Number(options['max-new-tokens']);
	// At most one token a byte, and what the model's chat template adds.
	const tokens = content.length + 64;
	const quote = await view(api, 'inference', 'quote', release, tokens, maxNewTokens, ASSURANCE, null);
	if (quote.isErr) {
		throw new Error(`release ${release} cannot answer now: ${quote.asErr}`);
	}
	const prompt = {
		kind: 'Text',
		commitment: commitment('stoa/prompt/v1', content),
		bytes: content.length,
		tokens,
		inline: u8aToHex(content)
	};
	const generation = { maxNewTokens, sampling: 'Greedy', template: 'Chat' };
	const maxFee = feeFor(quote.asOk);
	const { events } = await send(api, signer, api.tx.inference.submitJob(
		{ Model: release }, prompt, generation, ASSURANCE, null, maxFee, null, null
	));
	const { job, deadline } = find(events, 'inference', 'JobSubmitted');
	return { job: job.toNumber(), deadline: deadline.toNumber(), maxFee: maxFee.toString() };
}

async function main() {
	const text = positionals[0] ?? 'What is the capital of France?';
	// Extensions that carry nothing need no code here; do not warn about them.
	const api = await ApiPromise.create({
		provider: new WsProvider(options.url), noInitWarn: true, throwOnConnect: true
	});
	try {
		const keyring = new Keyring({ type: 'sr25519' });
		const signer = keyring.addFromUri(options.suri);
		const published = await publish(api, signer, keyring.addFromUri(`${options.suri}//partner`).address);
		const release = options.release === undefined ? published.release : Number(options.release);
		const start = (await api.rpc.chain.getHeader(await api.rpc.chain.getFinalizedHead())).number.toNumber();
		const { job, deadline, maxFee } = await submit(api, signer, release, text);

		const outputs = [];
		const history = [];
		let end;
		await follow(api, job, start, (event, block) => {
			history.push({ block, event: event.method });
			if (event.method === 'OutputPosted') {
				outputs.push(event.data.output.toU8a(true));
			}
			if (['JobSettled', 'JobRefunded', 'JobCancelled'].includes(event.method)) {
				end = event;
			}
			return end !== undefined;
		});

		const result = { published, release, job, deadline, maxFee, status: end.method, events: history };
		if (end.method === 'JobSettled') {
			const { claim, executors, quorum, backers, charged, royalty, burned, treasury, returned } = end.data;
			const claimed = claim.output.toHex();
			// An output counts only if it is the one that the committee agreed on.
			const answer = outputs.find((output) => commitment('stoa/output/v1', output) === claimed);
			Object.assign(result, {
				answer: answer && hexToString(u8aToHex(answer)),
				class: `Replicated ${executors}, quorum ${quorum}`,
				backers: backers.map(([account, paid]) => [account.toString(), paid.toString()]),
				charged: charged.toString(),
				royalty: royalty.toString(),
				burned: burned.toString(),
				treasury: treasury.toString(),
				returned: returned.toString()
			});
		} else {
			result.reason = end.data.reason.toString();
		}
		// The chain's own word about it.
		const record = await view(api, 'inference', 'job', job);
		result.state = record.isSome ? record.unwrap().type : 'Dropped';
		console.log(JSON.stringify(result, null, '\t'));
		return result.answer === undefined ? 4 : 0;
	} finally {
		await api.disconnect();
	}
}

main().then((code) => process.exit(code)).catch((error) => {
	console.error(`job.mjs: ${error.message}`);
	process.exit(1);
});
