// Has the DAO decide with @polkadot/api, step by step as docs/governance.md says.
//
//     node referendum.mjs limit 500 --suri //Alice --suri //Bob … [--url ws://127.0.0.1:9944]
//     node referendum.mjs upgrade runtime.compact.compressed.wasm --suri …
//     node referendum.mjs stop --suri …       # safe mode: nothing new begins
//     node referendum.mjs stop Delegation.delegate --suri …    # and a call that stays paused when it is left
//     node referendum.mjs resume --suri …
//     node referendum.mjs apply runtime.compact.compressed.wasm --suri //Anybody    # once it is authorised
//
// The first account proposes; all of them vote aye with what they have. Prints a line of JSON when all have voted, and
// one when it is carried out. On a test network a parameter and an upgrade take some three minutes, an emergency one.
// `apply` is no referendum: anybody brings the runtime that one has authorised.
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';
import { u8aToHex } from '@polkadot/util';
import { blake2AsHex } from '@polkadot/util-crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { find, quietly, send, until } from './chain.mjs';

// What stays with each voter, for fees and deposits: 50,000 STOA.
const KEPT = 50_000_000_000_000_000n;

const { values: options, positionals: [matter, value] } = parseArgs({
	allowPositionals: true,
	options: {
		url: { type: 'string', default: 'ws://127.0.0.1:9944' },
		suri: { type: 'string', multiple: true, default: ['//Alice'] }
	}
});

const log = quietly();
const print = (line) => log(JSON.stringify(line));

// In whose name, which call, and what of the state it changes.
const matters = {
	limit: {
		origin: 'ParameterAdmin',
		call: (api) => api.tx.parameters.setParameter({ Governance: { TreasurerLimit: [null, Number(value)] } }),
		state: (at) => at.query.parameters.parameters({ Governance: 'TreasurerLimit' })
	},
	upgrade: {
		origin: 'RuntimeUpgrader',
		call: (api) => api.tx.origins.authorizeUpgrade(blake2AsHex(readFileSync(value))),
		state: (at) => at.query.system.authorizedUpgrade()
	},
	stop: {
		origin: 'Emergency',
		call: (api) => {
			const enter = api.tx.safeMode.forceEnter();
			return value ? api.tx.utility.batchAll([enter, api.tx.txPause.pause(value.split('.'))]) : enter;
		},
		state: (at) => at.query.safeMode.enteredUntil()
	},
	resume: {
		origin: 'Emergency',
		call: (api) => api.tx.safeMode.forceExit(),
		state: (at) => at.query.safeMode.enteredUntil()
	}
};

/** From the preimage to the votes. */
async function propose(api, { origin, call }, [proposer, ...others]) {
	const bytes = call(api).method.toU8a();
	// As hex: an array of bytes would be read as a value that is encoded already.
	await send(api, proposer, api.tx.preimage.notePreimage(u8aToHex(bytes)));
	const submitted = await send(api, proposer, api.tx.referenda.submit(
		{ Origins: origin },
		{ Lookup: { hash: blake2AsHex(bytes), len: bytes.length } },
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
	return { index: index.toNumber(), track: track.toNumber() };
}

/** From the votes until it is carried out. */
async function decided(api, { state }, index, before) {
	let whenApproved;
	const approved = await until(api, async (at) => {
		const info = (await at.query.referenda.referendumInfoFor(index)).unwrap();
		if (info.isApproved) {
			whenApproved = (await state(at)).toJSON();
			return true;
		}
		if (info.isOngoing) {
			return undefined;
		}
		throw new Error(`the referendum was not approved: ${info.type}`);
	});
	const enacted = await until(api, async (at) => {
		const now = (await state(at)).toJSON();
		return JSON.stringify(now) === JSON.stringify(before) ? undefined : { now };
	});
	return {
		before,
		whenApproved,
		after: enacted.found.now,
		approvedAt: approved.block,
		enactedAt: enacted.block
	};
}

/** Brings the authorised runtime; the versions before and after, and the first final block that the new one made. */
async function apply(api, provider, anybody) {
	// Not through `api`, which changes with the chain.
	const ask = (method, ...params) => provider.send(method, params);
	const version = async (hash) => (await ask('state_getRuntimeVersion', hash)).specVersion;
	const before = await version(await ask('chain_getFinalizedHead'));
	const call = api.tx.system.applyAuthorizedUpgrade(u8aToHex(readFileSync(value)));
	const signed = await call.signAsync(anybody, { nonce: -1 });
	await ask('author_submitExtrinsic', signed.toHex());
	let after = before;
	let head;
	while (after === before) {
		await pause(1_000);
		head = await ask('chain_getFinalizedHead');
		after = await version(head);
	}
	// The block that brought it was made by the old one. Several blocks become final at once.
	let header = await ask('chain_getHeader', head);
	while (await version(header.parentHash) === after) {
		header = await ask('chain_getHeader', header.parentHash);
	}
	return { from: before, to: after, firstBlock: Number(header.number) + 1 };
}

async function main(api, provider) {
	const keyring = new Keyring({ type: 'sr25519' });
	const accounts = options.suri.map((suri) => keyring.addFromUri(suri));
	if (matter === 'apply') {
		return print(await apply(api, provider, accounts[0]));
	}
	const chosen = matters[matter];
	if (!chosen) {
		throw new Error(`unknown matter ${matter}; there are: ${Object.keys(matters).join(' ')} apply`);
	}
	const before = (await chosen.state(api)).toJSON();
	const { index, track } = await propose(api, chosen, accounts);
	print({ index, track });
	const result = await decided(api, chosen, index, before);
	await send(api, accounts[0], api.tx.referenda.refundDecisionDeposit(index));
	print(result);
}

const provider = new WsProvider(options.url);
const api = await ApiPromise.create({ provider, noInitWarn: true });
try {
	await main(api, provider);
} finally {
	await api.disconnect();
}
