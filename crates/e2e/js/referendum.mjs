// Moves a parameter of the chain by referendum with @polkadot/api, step by step as docs/governance.md says, and
// prints what came of it as JSON.
//
//     node referendum.mjs --limit 500 --suri //Alice --suri //Bob … [--url ws://127.0.0.1:9944]
//
// The first account proposes; all of them vote aye with what they have. On a test network it takes some four minutes.
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';
import { u8aToHex } from '@polkadot/util';
import { blake2AsHex } from '@polkadot/util-crypto';
import { parseArgs } from 'node:util';
import { find, send } from './chain.mjs';

// What stays with each voter, for fees and deposits: 50,000 STOA.
const KEPT = 50_000_000_000_000_000n;

const { values: options } = parseArgs({
	options: {
		url: { type: 'string', default: 'ws://127.0.0.1:9944' },
		limit: { type: 'string', default: '500' },
		suri: { type: 'string', multiple: true, default: ['//Alice'] }
	}
});

/** Calls `done` at each final block until it gives something else than undefined; that, and the block. */
async function until(api, done) {
	let stop;
	let busy = Promise.resolve();
	return new Promise((resolve, reject) => {
		const look = async (header) => {
			const at = await api.at(header.hash);
			const found = await done(at);
			if (found !== undefined) {
				resolve({ found, block: header.number.toNumber() });
			}
		};
		api.rpc.chain.subscribeFinalizedHeads((header) => {
			busy = busy.then(() => look(header)).catch(reject);
		}).then((unsubscribe) => { stop = unsubscribe; }).catch(reject);
	}).finally(() => stop?.());
}

async function main(api) {
	const keyring = new Keyring({ type: 'sr25519' });
	const [proposer, ...others] = options.suri.map((suri) => keyring.addFromUri(suri));
	const limit = Number(options.limit);
	const key = { Governance: 'TreasurerLimit' };
	const read = async (at) => (await at.query.parameters.parameters(key)).toJSON();
	const before = await read(api);

	const call = api.tx.parameters.setParameter({ Governance: { TreasurerLimit: [null, limit] } }).method.toU8a();
	const hash = blake2AsHex(call);
	// As hex: an array of bytes would be read as a value that is encoded already.
	await send(api, proposer, api.tx.preimage.notePreimage(u8aToHex(call)));
	const submitted = await send(api, proposer, api.tx.referenda.submit(
		{ Origins: 'ParameterAdmin' },
		{ Lookup: { hash, len: call.length } },
		{ After: 0 }
	));
	const { index, track } = find(submitted.events, 'referenda', 'Submitted');
	await send(api, proposer, api.tx.referenda.placeDecisionDeposit(index));
	await Promise.all([proposer, ...others].map(async (voter) => {
		const { data } = await api.query.system.account(voter.address);
		const balance = data.free.toBigInt() - KEPT;
		const vote = { Standard: { vote: { aye: true, conviction: 'Locked1x' }, balance } };
		await send(api, voter, api.tx.convictionVoting.vote(index, vote));
	}));

	const approved = await until(api, async (at) => {
		const info = (await at.query.referenda.referendumInfoFor(index)).unwrap();
		if (info.isApproved || info.isOngoing) {
			return info.isApproved || undefined;
		}
		throw new Error(`the referendum was not approved: ${info.type}`);
	});
	const unchanged = await read(await api.at(await api.rpc.chain.getBlockHash(approved.block)));
	const enacted = await until(api, async (at) => {
		const now = await read(at);
		return JSON.stringify(now) === JSON.stringify(before) ? undefined : now;
	});
	await send(api, proposer, api.tx.referenda.refundDecisionDeposit(index));
	return {
		track: track.toNumber(),
		before,
		whenApproved: unchanged,
		after: enacted.found,
		approvedAt: approved.block,
		enactedAt: enacted.block
	};
}

const api = await ApiPromise.create({ provider: new WsProvider(options.url), noInitWarn: true });
try {
	console.log(JSON.stringify(await main(api), null, 2));
} finally {
	await api.disconnect();
}
