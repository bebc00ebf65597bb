// Sits as a juror with @polkadot/api, step by step as docs/sit-as-juror.md says: what is typed into polkadot.js apps
// there is done here, and the code that hides a vote is the page's own. Prints what came of it as JSON.
//
//     node juror.mjs bond     --court Models --amount 200000000000000 --suri //Alice
//     node juror.mjs push     --case 7 --until Committing --suri //Alice
//     node juror.mjs commit   --case 7 --ruling Revoke --salts FILE --page sit-as-juror.md --suri //Alice
//     node juror.mjs reveal   --case 7 --ruling Revoke --salts FILE --suri //Alice
//     node juror.mjs unbond   --court Models --suri //Alice
//     node juror.mjs withdraw --court Models --suri //Alice
//
// `--url` names the node. With several `--suri`, each of them bonds, and those vote that were drawn.
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';
import * as util from '@polkadot/util';
import * as hashing from '@polkadot/util-crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { find, send } from './chain.mjs';

const RULINGS = ['Dismiss', 'Refund', 'Split', 'Slash', 'Close', 'Revoke', 'Restore'];
// Blocks whose outputs a draw mixes.
const OUTPUTS = 16;

const { values: options, positionals: [command] } = parseArgs({
	allowPositionals: true,
	options: {
		url: { type: 'string', default: 'ws://127.0.0.1:9944' },
		suri: { type: 'string', multiple: true, default: ['//Alice'] },
		court: { type: 'string', default: 'Models' },
		amount: { type: 'string' },
		case: { type: 'string' },
		ruling: { type: 'string' },
		until: { type: 'string' },
		salts: { type: 'string' },
		page: { type: 'string' }
	}
});

/** Runs the page's code with other first lines, as somebody does who types them; what it prints. */
function run(api, page, lines) {
	let code = /```js\n([\s\S]*?)```/.exec(page)[1];
	for (const [name, line] of Object.entries(lines)) {
		const typed = code.replace(new RegExp(`^const ${name} = .*$`, 'm'), line);
		if (typed === code) {
			throw new Error(`the page has no line for ${name}`);
		}
		code = typed;
	}
	let printed;
	const console = { log: (object) => { printed = object; } };
	new Function('api', 'util', 'hashing', 'console', code)(api, util, hashing, console);
	return printed;
}

const vote = (api, page, id, round, ruling, address) => run(api, page, {
	CASE: `const CASE = ${id}, ROUND = ${round}, RULING = ${RULINGS.indexOf(ruling)};`,
	ME: `const ME = '${address}';`
});

/** The page's own example: what to check a digest with. */
function checked(api, page) {
	const bytes = (value) => util.u8aToHex(new Uint8Array(32).fill(value));
	const stand = { genesisHash: api.createType('Hash', bytes(1)), createType: api.createType.bind(api) };
	const { digest } = run(stand, page, {
		CASE: 'const CASE = 2, ROUND = 3, RULING = 2;',
		ME: `const ME = '${bytes(4)}';`,
		salt: `const salt = '${bytes(5)}';`
	});
	return page.includes(digest);
}

/** What is due in a case and needs nobody in particular. */
async function due(api, id, phase) {
	const now = (await api.rpc.chain.getHeader()).number.toNumber();
	const over = ({ until }) => now > until.toNumber();
	const { advance, drawJurors, execute, settleRound } = api.tx.disputes;
	const round = async () => (await api.query.disputes.rounds(id, 0)).unwrap();
	switch (phase.type) {
		case 'Evidence': return over(phase.asEvidence) && advance(id);
		case 'Drawing': return now >= phase.asDrawing.first.toNumber() + OUTPUTS && drawJurors(id);
		case 'Committing': {
			const { committed, jurors } = await round();
			return (committed.eq(jurors) || over(phase.asCommitting)) && advance(id);
		}
		case 'Revealing': return ((await round()).hidden.isZero() || over(phase.asRevealing)) && advance(id);
		case 'Appealing': return now > phase.asAppealing.half.toNumber() && advance(id);
		case 'Final': return execute(id);
		default: return settleRound(id, 0);
	}
}

/** Pushes a case on until it is in a phase, or over if none is named; what its jurors got on the way. */
async function push(api, [signer]) {
	const id = Number(options.case);
	const seats = [];
	for (;;) {
		const found = await api.query.disputes.cases(id);
		if (found.isNone || found.unwrap().phase.type === options.until) {
			return { seats };
		}
		const step = await due(api, id, found.unwrap().phase);
		if (step) {
			const { events } = await send(api, signer, step);
			const settled = events.filter(({ section, method }) => section === 'disputes' && method === 'SeatSettled');
			seats.push(...settled.map(({ data: { juror, earned, lost } }) => (
				{ juror: juror.toString(), earned: earned.toString(), lost: lost.toString() }
			)));
		} else {
			await pause(1_000);
		}
	}
}

async function bond(api, keys) {
	const { minBond } = api.consts.disputes;
	if (minBond.gt(api.createType('u128', options.amount))) {
		throw new Error(`a bond is at least ${minBond} planck`);
	}
	// One for each: a transaction keeps the signature that it was given last.
	await Promise.all(keys.map((key) => send(api, key, api.tx.disputes.bond(options.court, options.amount))));
	return { bonded: keys.map((key) => key.address) };
}

/** What a juror reads of a case; an error if the ruling is none that it knows. */
async function read(api, id, ruling) {
	const { rulings, phase } = (await api.query.disputes.cases(id)).unwrap();
	if (!(rulings.toNumber() & (1 << RULINGS.indexOf(ruling)))) {
		throw new Error(`case ${id} knows ${rulings}, and not ${ruling}`);
	}
	const evidence = await api.query.disputes.evidence(id);
	return {
		until: phase.asCommitting.until.toNumber(),
		evidence: evidence.map(({ by, bytes, content, place }) => (
			{ by: by.type, bytes: bytes.toNumber(), content: content.toHex(), place: place.toUtf8() }
		))
	};
}

/** Hides the votes of those who were drawn, and keeps their salts. */
async function commit(api, keys) {
	const [id, page] = [Number(options.case), readFileSync(options.page, 'utf8')];
	const seen = await read(api, id, options.ruling);
	const duties = await Promise.all(keys.map((key) => api.query.disputes.duties.keys(key.address)));
	const isSeat = ({ args: [, [of, round]] }) => of.eqn(id) && round.eqn(0);
	const drawn = keys.filter((_, at) => duties[at].some(isSeat));
	const votes = drawn.map((key) => vote(api, page, id, 0, options.ruling, key.address));
	const salts = drawn.map((key, at) => [key.address, votes[at].salt]);
	writeFileSync(options.salts, JSON.stringify(Object.fromEntries(salts)), { mode: 0o600 });
	await Promise.all(drawn.map((key, at) =>
		send(api, key, api.tx.disputes.commitVote(id, votes[at].digest))));
	return { drawn: drawn.map((key) => key.address), example: checked(api, page), seen };
}

async function reveal(api, keys) {
	const [id, salts] = [Number(options.case), JSON.parse(readFileSync(options.salts, 'utf8'))];
	const drawn = keys.filter((key) => key.address in salts);
	await Promise.all(drawn.map((key) =>
		send(api, key, api.tx.disputes.revealVote(id, options.ruling, salts[key.address]))));
	return { shown: drawn.length };
}

async function unbond(api, [key]) {
	const { bond } = (await api.query.disputes.jurors(options.court, key.address)).unwrap();
	await send(api, key, api.tx.disputes.unbond(options.court, bond));
	return { asked: bond.toString() };
}

async function withdraw(api, [key]) {
	const { events } = await send(api, key, api.tx.disputes.withdraw(options.court));
	return { withdrawn: find(events, 'disputes', 'BondWithdrawn').amount.toString() };
}

async function main() {
	const step = { bond, push, commit, reveal, unbond, withdraw }[command];
	if (!step) {
		throw new Error('say what to do: bond, push, commit, reveal, unbond or withdraw');
	}
	const api = await ApiPromise.create({
		provider: new WsProvider(options.url), noInitWarn: true, throwOnConnect: true
	});
	try {
		const keyring = new Keyring({ type: 'sr25519' });
		const keys = options.suri.map((suri) => keyring.addFromUri(suri));
		console.log(JSON.stringify(await step(api, keys), null, '\t'));
	} finally {
		await api.disconnect();
	}
}

main().then(() => process.exit(0)).catch((error) => {
	console.error(`juror.mjs: ${error.message}`);
	process.exit(1);
});
