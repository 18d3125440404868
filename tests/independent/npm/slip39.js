// SLIP-0039 by the package slip39 of npm, with the words of tests/independent/slip39.py:
//   slip39.js split GROUP_THRESHOLD T/N[,T/N...] EXPONENT   secret -> shares, group by group
//   slip39.js combine                                       shares -> secret
// NODE_PATH names the folder that the package is in. It is of others, and is nowhere in this tree.
const { readFileSync } = require('fs');
const Slip39 = require('slip39');

const [before, passphrase = ''] = readFileSync(0, 'utf8').split('\n\n');
const lines = before.split('\n').filter((line) => line !== '');

function split(groupThreshold, groups, exponent) {
  const sizes = groups.split(',').map((group) => group.split('/').map(Number));
  const made = Slip39.fromArray([...Buffer.from(lines[0], 'hex')], {
    passphrase: passphrase.trim(),
    threshold: Number(groupThreshold),
    groups: sizes.map((size) => [...size, 'a group']),
    iterationExponent: Number(exponent),
    extendableBackupFlag: 1,
  });
  sizes.forEach(([, members], group) => {
    for (let member = 0; member < members; member += 1) {
      console.log(made.fromPath(`r/${group}/${member}`).mnemonics[0]);
    }
  });
}

function combine() {
  try {
    console.log(Buffer.from(Slip39.recoverSecret(lines, passphrase.trim())).toString('hex'));
  } catch (refused) {
    console.log(`refused: ${refused.message.split('\n')[0]}`);
  }
}

const [verb, ...terms] = process.argv.slice(2);
if (verb === 'split') split(...terms); else combine();
