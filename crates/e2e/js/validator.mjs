// Becomes a validator with @polkadot/api, and leaves again, step by step as docs/run-a-node.md says. Prints what came
// of it as JSON.
//
//     node validator.mjs join  --suri //Eve [--stake 20000] [--url ws://127.0.0.1:9944]
//     node validator.mjs leave --suri //Eve [--url …]
//
// `join` makes the session keys inside the node at `--url`, so that is the one that is to validate. It returns when a
// block of its is final; `leave` when the stake is free. On a test network each takes some minutes.
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';
import { u8aToHex } from '@polkadot/util';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { quietly, send, steadily } from './chain.mjs';

const STOA = 1_000_000_000_000n;
const POLL = 3_000;

const { values: options, positionals: [command] } = parseArgs({
	allowPositionals: true,
	options: {
		url: { type: 'string', default: 'ws://127.0.0.1:9944' },
		suri: { type: 'string', default: '//Eve' },
		stake: { type: 'string', default: '20000' }
	}
});

/** The chain as it is in its last final block. */
const final = async (api) => api.at(await api.rpc.chain.getFinalizedHead());

/** Looks until `done` gives something else than false. */
async function until(api, done) {
	for (;;) {
		const found = await steadily(async () => done(await final(api)));
		if (found !== false) {
			return found;
		}
		await pause(POLL);
	}
}

const validates = async (at, account) =>
	(await at.query.session.validators()).some((validator) => validator.eq(account));

async function join(api, provider, signer) {
	const { keys, proof } = await provider.send('author_rotateKeysWithOwner', [u8aToHex(signer.publicKey)]);
	await send(api, signer, api.tx.session.setKeys(keys, proof));
	await send(api, signer, api.tx.staking.bond(BigInt(options.stake) * STOA, 'Stash'));
	await send(api, signer, api.tx.staking.validate({ commission: 50_000_000, blocked: false }));
	await until(api, (at) => validates(at, signer.address));
	const points = await until(api, async (at) => {
		const era = (await at.query.staking.activeEra()).unwrap().index;
		const { individual } = await at.query.staking.erasRewardPoints(era);
		const own = [...individual.entries()].find(([account]) => account.eq(signer.address));
		return own ? own[1].toNumber() : false;
	});
	const validators = (await (await final(api)).query.session.validators()).length;
	return { validates: true, points, validators };
}

async function leave(api, signer) {
	const ledger = (await api.query.staking.ledger(signer.address)).unwrap();
	const stake = ledger.active.toBigInt();
	await send(api, signer, api.tx.staking.chill());
	await until(api, async (at) => !(await validates(at, signer.address)));
	await send(api, signer, api.tx.session.purgeKeys());
	await send(api, signer, api.tx.staking.unbond(stake));
	const unlocks = (await api.query.staking.ledger(signer.address)).unwrap().unlocking[0].era.toNumber();
	await until(api, async (at) => (await at.query.staking.currentEra()).unwrap().toNumber() >= unlocks);
	await send(api, signer, api.tx.staking.withdrawUnbonded(0));
	const left = await api.query.staking.ledger(signer.address);
	const { data } = await api.query.system.account(signer.address);
	return {
		validates: await validates(await final(api), signer.address),
		returned: stake.toString(),
		stillAtStake: left.isSome,
		reserved: data.reserved.toString()
	};
}

const print = quietly();
const provider = new WsProvider(options.url);
const api = await ApiPromise.create({ provider, noInitWarn: true });
try {
	const signer = new Keyring({ type: 'sr25519' }).addFromUri(options.suri);
	const done = command === 'leave' ? await leave(api, signer) : await join(api, provider, signer);
	print(JSON.stringify(done, null, 2));
} finally {
	await api.disconnect();
}
