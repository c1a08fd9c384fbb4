/** What a REP socket of libzmq 4.3 sends: greeting, READY, and the reply to a request; the other READYs are those of PUB and DEALER. For tests. */
export const RECORDED = {
  greeting: Buffer.from('ff00000000000000017f03014e554c4c' + '00'.repeat(48), 'hex'),
  readyRep: Buffer.from('04190552454144590b536f636b65742d5479706500000003524550', 'hex'),
  readyPub: Buffer.from('04190552454144590b536f636b65742d5479706500000003505542', 'hex'),
  readyDealer: Buffer.from(
    '04290552454144590b536f636b65742d54797065000000064445414c4552084964656e7469747900000000',
    'hex',
  ),
  reply: Buffer.from('0100001f7b22737461747573223a20226f6b222c20227265616479223a20747275657d', 'hex'),
};
